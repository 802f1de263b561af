"""Filling the reference solutions into a notebook."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, TypeVar

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import find
from course_utils.notebooks.reading import exercise_of, read_notebook

Notebook = TypeVar("Notebook", bound=dict[str, Any])


def solved(notebook: Notebook) -> Notebook:
    """Return a copy of a notebook with the reference solution in every exercise cell.

    Outputs are cleared: they belong to the code that was there before.

    Parameters
    ----------
    notebook : dict or nbformat.NotebookNode
        Stays unchanged.

    Returns
    -------
    dict or nbformat.NotebookNode
        Of the same type.
    """
    result = copy.deepcopy(notebook)
    for cell in result["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"], cell["execution_count"] = [], None
        name = exercise_of(cell)
        if name and find(name):
            cell["source"] = solutions.source(name)
    return result


def solve(path: Path, out: Path) -> int:
    """Write the solved edition of a notebook to a new file.

    Parameters
    ----------
    path : Path
        The notebook.
    out : Path
        The file to write. It must not exist yet.

    Returns
    -------
    int
        How many exercise cells were filled in.

    Raises
    ------
    CourseError
        If `path` is no notebook or has no exercise, or `out` exists or cannot be written.
    """
    notebook = read_notebook(path)
    exercises = [name for name in map(exercise_of, notebook["cells"]) if name and find(name)]
    if not exercises:
        raise CourseError(f"{path} has no exercise of this course in it, so nothing to solve.")
    try:
        with out.open("x", encoding="utf-8") as file:
            json.dump(solved(notebook), file, ensure_ascii=False, indent=1)
            file.write("\n")
    except FileExistsError:
        raise CourseError(
            f"{out} exists already, and is left as it is. Choose another name with -o."
        ) from None
    except OSError as error:
        raise CourseError(f"{out} cannot be written: {error.strerror}.") from None
    return len(exercises)
