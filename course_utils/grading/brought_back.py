"""What goes back to a learning system for each student: kept beside the marks, by exact names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course_utils.errors import CourseError
from course_utils.exercises.verdict import WORDS
from course_utils.grading.names import file_names
from course_utils.grading.tables import (
    NOT_HANDED_IN,
    PREFIX,
    Grade,
    cut,
    printable,
    replace_text,
    totals_of,
)

if TYPE_CHECKING:
    from course_utils.grading.marks import Marks

FILE = "results.json"
_LONGEST = 10_000  # signs of what a student reads in the learning system beside the mark


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
    total = f"{sum(it.points for it in rows):g} of {sum(it.max_points for it in rows):g} points."
    questions = [row for row in rows if row.exercise.startswith(PREFIX)]
    said = [_of_exercise(row, marks.show) for row in rows if row not in questions]
    notes = dict.fromkeys(row.note for row in rows if row.note)
    comments = [f"{row.exercise}: {row.comment}" for row in rows if row.comment]
    parts = [
        "" if marks.show == "verdicts" else total,
        "; ".join([*said, *_of_questions(questions, marks.show)]) + ".",
        *notes,
        *comments,
        overall,
    ]
    return cut(" ".join(" ".join(printable(part).split()) for part in parts if part), _LONGEST)


def _of_exercise(row: Grade, show: str) -> str:
    words = "not handed in" if row.message == NOT_HANDED_IN else WORDS[row.status]
    points = f"{row.points:g} of {row.max_points:g}"
    return f"{row.exercise}: " + {"verdicts": words, "points": points}.get(
        show, f"{words}, {points}"
    )


def _of_questions(rows: list[Grade], show: str) -> list[str]:
    """Return all questions as one."""
    if not rows:
        return []
    right = f"{sum(row.status == 'passed' for row in rows)} of {len(rows)} right"
    points = f"{sum(it.points for it in rows):g} of {sum(it.max_points for it in rows):g}"
    return ["questions: " + {"verdicts": right, "points": points}.get(show, f"{right}, {points}")]
