"""The steps of nbgrader in this course: its own, some of them mended.

They are named in the configuration that `course nbgrader` writes, and need nbgrader.
"""

from __future__ import annotations

import ast
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, Execute, OverwriteCells
from nbgrader.utils import is_grade, is_locked

from course_utils import solutions
from course_utils.grading.nbgrader.course_folder import grade_id_of
from course_utils.notebooks.definitions import definitions
from course_utils.notebooks.reading import exercise_of


class ClearToTheStub(ClearSolutions):  # type: ignore[misc]
    """Cuts the solutions out; a fault that is to be found takes the place of its solution."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Make one cell what the lesson has there."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        name = exercise_of(cell)
        if name and solutions.starts_with_a_fault(name):
            cell.source = solutions.stub(name)
        return cell, resources


class OverwriteKnownCells(OverwriteCells):  # type: ignore[misc]
    """Puts back what is locked, and takes copies and cells of other lessons for plain cells.

    nbgrader stops there, at a copied cell with all students that come after
    (https://github.com/jupyter/nbgrader/issues/1083).
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Restore one cell, or drop metadata that say nothing about this notebook."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        if "nbgrader" in cell.metadata and "grade_id" not in cell.metadata["nbgrader"]:
            del cell.metadata["nbgrader"]
        return cell, resources

    def add_missing_grade_cells(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Add tests that were deleted. One whose exercise is deleted too has no place."""
        try:
            return super().add_missing_grade_cells(notebook, resources)  # type: ignore[no-any-return]
        except KeyError:
            return notebook, resources


class ExecuteDefinitions(Execute):  # type: ignore[misc]
    """Runs locked cells as they are, and the definitions of all other cells.

    Before a test it runs what else its function needs, as far as that is cheap. That is what
    `course grade` runs. It takes seconds where the whole lesson takes minutes, and a result of a
    training cell is no part of an answer.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Run one cell, which keeps its text."""
        cell.metadata.pop("tags", None)  # a test that is tagged skip-execution would have passed
        source = cell.source
        if cell.cell_type == "code" and not (is_grade(cell) or is_locked(cell)):
            cell.source = runnable(source, is_exercise=exercise_of(cell) is not None)
        elif is_grade(cell):
            cell.source = with_preparation(cell, self.nb.cells[:index])
        try:
            return super().preprocess_cell(cell, resources, index)  # type: ignore[no-any-return]
        finally:
            cell.source = source


def runnable(source: str, *, is_exercise: bool) -> str:
    """Return the part of a cell that is run for marks, as it stands if that is all of it.

    What is not Python is returned too: the kernel says what is wrong with it.
    """
    try:
        kept = ast.unparse(definitions(source, "<cell>", is_exercise=is_exercise))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    try:
        is_all = kept == ast.unparse(ast.parse(source))
    except SyntaxError:  # it has IPython's own lines in it
        is_all = False
    return source if is_all else kept


def with_preparation(test: Any, above: list[Any]) -> str:
    """Return a test cell's code, with a call before it that prepares the function it tests."""
    name = test.metadata.nbgrader.grade_id.removeprefix(grade_id_of(""))
    cells = [
        (f"<cell {number}>", cell.source, exercise_of(cell) is not None)
        for number, cell in enumerate(above, start=1)
        if cell.cell_type == "code" and not (is_grade(cell) or is_locked(cell))
    ]
    return f"""\
from course_utils.grading.nbgrader import prepare_exercise

prepare_exercise({name!r}, {cells!r}, globals())
{test.source}"""


def _mended(converter: type, name: str) -> list[Any]:
    """Return a list of nbgrader's steps with ours in place of those that they mend."""
    mends = {
        ClearSolutions: ClearToTheStub,
        OverwriteCells: OverwriteKnownCells,
        Execute: ExecuteDefinitions,
    }
    steps = converter.class_traits()[name].default()  # type: ignore[attr-defined]
    return [mends.get(step, step) for step in steps]


RELEASE_STEPS = _mended(GenerateAssignment, "preprocessors")
SANITIZE_STEPS = _mended(Autograde, "sanitize_preprocessors")
AUTOGRADE_STEPS = _mended(Autograde, "autograde_preprocessors")
