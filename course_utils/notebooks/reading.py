"""Reading a saved notebook: its exercise cells and its definitions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from course_utils.errors import CourseError

_SIMPLE = (
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.UnaryOp,
    ast.BinOp,
    ast.unaryop,
    ast.operator,
    ast.Name,
    ast.Attribute,
    ast.expr_context,
)


@dataclass(frozen=True)
class CodeCell:
    """One code cell: its place among the notebook's cells (from 1), source and exercise."""

    number: int
    source: str
    exercise: str | None = None


def read_notebook(path: str | Path) -> Any:
    """Read a notebook of any format version as version 4.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    nbformat.NotebookNode

    Raises
    ------
    CourseError
        If there is no such file, or it is no notebook.
    """
    path = Path(path)
    if path.is_dir():
        raise CourseError(f"{path} is a folder. Name one notebook in it.")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist. Check the name and the folder.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not a notebook: it is not text.") from None
    if not text.strip():
        raise CourseError(f"{path} is empty. Save the notebook again in JupyterLab.")
    try:
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat lets many kinds through for a damaged file
        reason = [*str(error).strip().splitlines(), type(error).__name__][0]
        raise CourseError(
            f"{path} is not a valid notebook ({reason[:200]}). "
            "Open it in JupyterLab and save it again, or start from a fresh copy."
        ) from None
    return notebook


def code_cells(notebook: Any) -> list[CodeCell]:
    """Return the code cells of a notebook, with the exercise that each one answers."""
    return [
        CodeCell(number, cell.source, exercise_of(cell))
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code"
    ]


def exercise_of(cell: Any) -> str | None:
    """Return the exercise that a cell's metadata names, or None."""
    course = cell.metadata.get("course")
    name = course.get("exercise") if isinstance(course, dict) else None
    return name if isinstance(name, str) else None


def definitions(source: str, filename: str) -> ast.Module:
    """Return the definitions in a cell: imports, functions, classes and simple constants.

    Calls are left out, and with them everything that trains, draws or prints.

    Parameters
    ----------
    source : str
        A cell, possibly with IPython's magics and shell lines.
    filename : str
        What a syntax error says in place of a file name.

    Returns
    -------
    ast.Module
        Its line numbers are those of the cell.

    Raises
    ------
    SyntaxError
        If the cell is not Python.
    """
    module = ast.parse(without_magics(source), filename)
    return ast.Module([node for node in module.body if _is_definition(node)], type_ignores=[])


def without_magics(source: str) -> str:
    """Return a cell with IPython's own lines made blank, so that line numbers stay."""
    if source.lstrip().startswith("%%"):
        return ""
    lines = source.splitlines()
    own = [line.lstrip().startswith(("%", "!", "?")) for line in lines]
    return "\n".join("" if magic else line for line, magic in zip(lines, own, strict=True))


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return node.value is not None and all(
            isinstance(part, _SIMPLE) for part in ast.walk(node.value)
        )
    return False
