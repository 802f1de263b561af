"""What a file is by its name: a notebook, or what may be one handed in by mistake."""

from __future__ import annotations

import re
from pathlib import Path

from course_utils.exercises import all_exercises
from course_utils.exercises.exercise import Exercise

_NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json|ipynb|bak))?\Z", re.IGNORECASE)
_MISTAKEN = (".py", ".html", ".htm", ".json", ".txt", ".md", ".rar", ".7z", ".tar", ".gz", ".tgz")
_PACKED = (".rar", ".7z", ".tar", ".gz", ".tgz")
_DEFINED = re.compile(rb"\bdef(?:</span>|<[^>]{0,80}>|\s|&nbsp;){1,6}([a-z0-9_]{3,40})")
_MOST_BYTES_LOOKED_AT = 5 * 2**20


def is_notebook_name(name: str) -> bool:
    """Return whether a file is called as a notebook is, or as systems and editors rename it."""
    return bool(_NOTEBOOK.search(name)) and not name.startswith(".")


def is_by_mistake(name: str, path: Path) -> bool:
    """Return whether a file is no notebook by its name, and seems to be an answer all the same.

    It is a packed file that nothing here opens, or a text that defines an exercise of the course:
    a script, an exported page, a notebook under another name.
    """
    low = name.lower()
    if not low.endswith(_MISTAKEN) or name.startswith("."):
        return False
    return low.endswith(_PACKED) or bool(exercises_defined_in(path))


def exercises_defined_in(path: Path) -> list[Exercise]:
    """Return the exercises of the course that a file's text defines, whatever its format."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES_LOOKED_AT)
    except OSError:
        return []
    defined = {name.decode() for name in _DEFINED.findall(text)}
    return [exercise for name, exercise in all_exercises().items() if name in defined]
