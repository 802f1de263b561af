"""A card in place of a traceback, where the course knows for certain what a beginner has missed.

It is for a lesson that somebody has open in JupyterLab. Where no notebook is open, as in a test or
on a grader's machine, and for all other errors, the traceback is Python's own.
"""
