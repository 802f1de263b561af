"""``python -m course_utils``: the same as ``course``."""

import sys

# Before the imports below, which other versions cannot carry out.
if not (3, 11) <= sys.version_info < (3, 14):
    sys.stderr.write(
        "course: the course needs Python 3.11, 3.12 or 3.13, and this is "
        f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}). Use the Python in the "
        "course's .venv, or install one of these.\n"
    )
    sys.exit(2)

try:
    from course_utils.cli import main
except ModuleNotFoundError as missing:
    sys.stderr.write(
        f"course: {missing.name} is not installed for this Python ({sys.executable}). Use the "
        "Python in the course's .venv, or install what the course needs: make setup\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    main()
