"""Reading a saved notebook: its code cells, and the exercises that they answer.

The format that JupyterLab writes is plain JSON and is read as such: importing nbformat takes over a
second. It is imported for notebooks of older formats only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError
from course_utils.notebooks.damaged import decoded, no_notebook
from course_utils.notebooks.size import refuse_too_much

FORMAT = 4
_LONGEST_NAME = 200  # signs of an exercise's, which messages quote


@dataclass(frozen=True)
class CodeCell:
    """One code cell: its place among the notebook's cells (from 1), source and exercise."""

    number: int
    source: str
    exercise: str | None = None

    @property
    def label(self) -> str:
        """What tracebacks and messages call it."""
        return f"<cell {self.number}>"


def read_notebook(path: str | Path) -> dict[str, Any]:
    """Read a notebook; older formats are converted to version 4.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict
        The notebook's JSON, in which every cell has a type, a source and metadata.

    Raises
    ------
    CourseError
        If there is no such file, or it is no notebook.
    """
    path = Path(path)
    text = _read_text(path)
    refuse_too_much(text, path)
    try:
        notebook = json.loads(text, strict=False)  # some editors leave tabs in texts
        if _version(notebook) < FORMAT:
            notebook = _converted(json.dumps(notebook))
        _check(notebook)
    except (ValueError, RecursionError) as error:
        said = no_notebook(text.encode("utf-8", "replace"))
        raise CourseError(f"{path} is not a valid notebook ({error}). {said}") from None
    return notebook  # type: ignore[no-any-return]


def code_cells(notebook: Mapping[str, Any]) -> list[CodeCell]:
    """Return the code cells of a notebook, with the exercise that each one answers."""
    return [
        CodeCell(number, source_of(cell), exercise_of(cell))
        for number, cell in enumerate(notebook["cells"], start=1)
        if cell["cell_type"] == "code"
    ]


def source_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's text, which a file may hold as a list of lines."""
    return "".join(cell["source"])


def exercise_of(cell: Mapping[str, Any]) -> str | None:
    """Return the exercise that a cell's metadata names, or None."""
    course = cell["metadata"].get("course")
    name = course.get("exercise") if isinstance(course, dict) else None
    return name[:_LONGEST_NAME] if isinstance(name, str) else None


def _read_text(path: Path) -> str:
    try:
        if path.is_dir():
            raise CourseError(f"{path} is a folder. Name one notebook in it.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist. Check the name and the folder.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    text = decoded(content)
    if text is None:
        raise CourseError(f"{path} is not a notebook: it is no text. {no_notebook(content)}")
    if not text.strip("\0 \t\r\n"):
        raise CourseError(f"{path} is empty. Save the notebook again in JupyterLab.")
    return text


def _version(notebook: Any) -> int:
    """Return the notebook's format, which some programs write as 4.0 or "4"."""
    version = notebook.get("nbformat") if isinstance(notebook, dict) else None
    if isinstance(version, str) and version.strip().isdecimal():
        version = int(version)
    if isinstance(version, float) and version.is_integer():
        version = int(version)
    if not isinstance(version, int) or isinstance(version, bool):
        raise ValueError("it does not state a notebook format")
    if version > FORMAT:
        raise ValueError(f"its format, {version}, is newer than this course")
    notebook["nbformat"] = version
    return version


def _converted(text: str) -> Any:
    import nbformat

    try:
        return nbformat.reads(text, as_version=FORMAT)
    except Exception as error:  # nbformat lets many kinds through for a damaged file
        raise ValueError(f"an old format that cannot be converted: {error}") from None


def _check(notebook: dict[str, Any]) -> None:
    """Raise ValueError unless there are cells with a type, text and metadata."""
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells")
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
            raise ValueError(f"cell {number} has no type")
        source = cell.get("source")
        lines = source if isinstance(source, list) else [source]
        if not all(isinstance(line, str) for line in lines):
            raise ValueError(f"cell {number} has no text")
        if cell.get("metadata") is None:
            cell["metadata"] = {}
        if not isinstance(cell["metadata"], dict):
            raise ValueError(f"cell {number} has damaged metadata")
