"""What goes back to a learning system for each student: kept beside the marks, by exact names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises.verdict import WORDS
from course_utils.grading.marks import Marks
from course_utils.grading.names import file_names
from course_utils.grading.tables import Grade, printable, replace_text, totals_of

FILE = "results.json"
LONGEST_COMMENT = 10_000
"""Signs of what a student reads in the learning system beside the mark."""


@dataclass(frozen=True)
class Result:
    """What one student gets.

    Parameters
    ----------
    student : str
        The exact name.
    points, max_points : float
    comment : str
        The marks in words, in one line, with what the instructor says.
    page : str
        The file in ``feedback/`` with all the rest.
    """

    student: str
    points: float
    max_points: float
    comment: str
    page: str


def keep_results(folder: Path, grades: Iterable[Grade], marks: Marks) -> None:
    """Write what each student gets as ``.grading/results.json``."""
    grades = list(grades)
    rows = defaultdict(list)
    for grade in grades:
        rows[grade.student].append(grade)
    pages = file_names(rows)
    results = [
        Result(
            student,
            round(total.points, 4),
            round(total.max_points, 4),
            _comment(rows[student], marks, marks.comment(student)),
            f"{pages[student]}.html",
        )
        for student, total in totals_of(grades).items()
    ]
    place = folder / ".grading"
    place.mkdir(exist_ok=True)
    replace_text(place / FILE, json.dumps([asdict(result) for result in results], indent=1))


def read_results(folder: Path) -> list[Result]:
    """Return what each student gets.

    Raises
    ------
    CourseError
        If the folder has not been graded into by this version of the course.
    """
    try:
        stored = json.loads((folder / ".grading" / FILE).read_text(encoding="utf-8"))
        return [Result(**value) for value in stored]
    except FileNotFoundError:
        raise CourseError(
            f"{folder} holds no marks to bring back. Run course grade into it; what is graded is "
            "kept."
        ) from None
    except (OSError, ValueError, TypeError) as error:
        raise CourseError(f"{folder / '.grading' / FILE} cannot be read: {error}.") from None


def _comment(rows: list[Grade], marks: Marks, overall: str) -> str:
    """Return the marks in words: as much of them as learners are shown."""
    said = [_of_exercise(row, marks.show) for row in rows]
    notes = list(dict.fromkeys(row.note for row in rows if row.note))
    comments = [f"{row.exercise}: {row.comment}" for row in rows if row.comment]
    parts = ["; ".join(said) + ".", *notes, *comments, overall]
    text = " ".join(" ".join(printable(part).split()) for part in parts if part)
    return text if len(text) <= LONGEST_COMMENT else f"{text[: LONGEST_COMMENT - 1]}…"


def _of_exercise(row: Grade, show: str) -> str:
    points = f"{row.points:g} of {row.max_points:g}"
    if show == "verdicts":
        return f"{row.exercise}: {WORDS[row.status]}"
    if show == "points":
        return f"{row.exercise}: {points}"
    return f"{row.exercise}: {WORDS[row.status]}, {points}"
