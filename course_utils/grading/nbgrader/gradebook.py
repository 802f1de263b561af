"""The marks of `course grade` in nbgrader's gradebook. It needs nbgrader when it is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from course_utils.errors import CourseError
from course_utils.grading.nbgrader.course_folder import grade_id_of
from course_utils.grading.tables import PREFIX, Grade, read_grades

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

NBGRADER = "nbgrader==0.9.6"
_SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Imported:
    """What an import has done.

    Parameters
    ----------
    marks : int
        How many marks the gradebook has now.
    new_students : list of str
        Who was not in it before.
    by_hand : int
        How many of the marks stand below one that a person gave, which goes on to count.
    of_questions : int
        How many rows are of questions with options, for which nbgrader has no cells.
    """

    marks: int
    new_students: list[str]
    by_hand: int
    of_questions: int = 0


@dataclass(frozen=True)
class _Place:
    """Where the gradebook keeps the marks of an exercise, and the most that there can be."""

    assignment: str
    notebook: str
    cell: str
    most: float


def import_grades(folder: Path, gradebook: str) -> Imported:
    """Write the points of `grades.csv` into a gradebook, as those of nbgrader's autograder.

    What does not fit is found before anything is written. Doing it once more does no harm.

    Parameters
    ----------
    folder : Path
        What `course grade` has graded into.
    gradebook : str
        An nbgrader course folder, the database file in it, or the URL of a database.

    Raises
    ------
    CourseError
        If nbgrader is not installed, there are no marks or no gradebook, or the gradebook has
        other exercises or other points.
    """
    try:
        import nbgrader.api as nbgrader
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError:
        raise CourseError(
            "nbgrader is not installed here. Install it beside the course: make extras, or "
            f"pip install {NBGRADER}."
        ) from None

    rows = read_grades(folder)
    grades = [row for row in rows if not row.exercise.startswith(PREFIX)]
    url = url_of(gradebook)
    # ImportError: of the driver that a URL asks for
    faults = (SQLAlchemyError, nbgrader.InvalidEntry, nbgrader.MissingEntry, ImportError)
    try:
        with nbgrader.Gradebook(url) as book:
            done = _write(book, grades, _places(book, grades, gradebook))
    except faults as error:
        reason = str(error).splitlines()[0]
        raise CourseError(f"{gradebook} cannot be used as a gradebook: {reason}") from None
    return replace(done, of_questions=len(rows) - len(grades))


def url_of(gradebook: str) -> str:
    """Return the URL of a gradebook that may be named by its file or by its course folder.

    Raises
    ------
    CourseError
        If there is no such file. nbgrader would make an empty one.
    """
    if "://" in gradebook and not gradebook.startswith(_SQLITE):
        return gradebook
    path = Path(gradebook.removeprefix(_SQLITE))
    if path.is_dir():
        path = path / "gradebook.db"
    if not path.is_file():
        raise CourseError(
            f"{path} does not exist. nbgrader generate_assignment makes it, in the course folder."
        )
    return f"{_SQLITE}{path.resolve()}"


def _places(book: Gradebook, grades: list[Grade], name: str) -> dict[str, _Place]:
    """Return where the marks of each exercise belong; refuse what has no place of its own."""
    cells = [
        (cell.name, _Place(assignment.name, notebook.name, cell.name, cell.max_score))
        for assignment in book.assignments
        for notebook in assignment.notebooks
        for cell in notebook.grade_cells
    ]
    places = {}
    for grade in grades:
        found = [place for cell, place in cells if cell == grade_id_of(grade.exercise)]
        if not found:
            raise CourseError(
                f"{name} has no cell {grade_id_of(grade.exercise)}. Run nbgrader "
                "generate_assignment for its lesson, in a folder that course nbgrader has written."
            )
        if len(found) > 1:
            raise CourseError(
                f"{name} has {grade.exercise} in {len(found)} assignments: "
                f"{', '.join(place.assignment for place in found)}. Remove all but one with "
                "nbgrader db assignment remove."
            )
        place = places[grade.exercise] = found[0]
        if place.most != grade.max_points:
            raise CourseError(
                f"{grade.exercise} has {grade.max_points:g} points in grades.csv and "
                f"{place.most:g} in {name}. Give course nbgrader and course grade the same --marks."
            )
    return places


def _write(book: Gradebook, grades: list[Grade], places: dict[str, _Place]) -> Imported:
    known = {student.id for student in book.students}
    by_hand = 0
    for grade in grades:
        place = places[grade.exercise]
        book.update_or_create_student(grade.student)
        with book.db.no_autoflush:  # without it SQLAlchemy warns of how nbgrader adds one
            book.update_or_create_submission(place.assignment, grade.student)
        kept = book.find_grade(place.cell, place.notebook, place.assignment, grade.student)
        kept.auto_score = grade.points
        kept.needs_manual_grade = kept.manual_score is not None  # as after an autograde
        by_hand += kept.manual_score is not None
        book.db.commit()
    new = {grade.student for grade in grades} - known
    return Imported(len(grades), sorted(new), by_hand)
