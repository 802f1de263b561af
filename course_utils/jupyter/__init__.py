"""What the course brings into Jupyter: settings, terminals that know `course`, help in a kernel.

Installing the package puts the files below `installed/` into the environment, as pyproject.toml
says. So they hold however the server was started.
"""
