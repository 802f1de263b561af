"""The marks as files: `grades.csv` and `totals.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from course_utils.errors import CourseError
from course_utils.grading.names import meant, shown

COLUMNS = ("student", "exercise", "status", "points", "max_points", "message")
ADDED = ("late", "note", "comment")
"""Further columns: the part of the points that lateness leaves, in words, and what the instructor
says."""
PREFIX = "question: "
"""What stands before a question's name, where it could be an exercise's."""
NOT_HANDED_IN = "No notebook of this lesson was handed in."
"""The message of such a row."""
LONGEST_TEXT = 2_000
"""Signs of a message or a comment in a table or on a page; the rest is cut off."""


class Grade(NamedTuple):
    """One row of `grades.csv`: what one student has for one exercise, and in which notebook."""

    student: str
    exercise: str
    status: str
    points: float
    max_points: float
    message: str
    late: float = 1.0
    note: str = ""
    comment: str = ""
    notebook: str = ""


class Total(NamedTuple):
    """What one student has in all."""

    points: float
    max_points: float


def totals_of(grades: Iterable[Grade]) -> dict[str, Total]:
    """Return what each student has in all, by the exact name."""
    totals: dict[str, Total] = {}
    for grade in grades:
        before = totals.get(grade.student, Total(0.0, 0.0))
        totals[grade.student] = Total(
            before.points + grade.points, before.max_points + grade.max_points
        )
    return totals


def write_tables(
    folder: Path, grades: Iterable[Grade], comments: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Write `grades.csv` and `totals.csv`; each is replaced whole.

    Parameters
    ----------
    folder : Path
        Where they are written.
    grades : iterable of Grade
        One row an exercise and student.
    comments : dict of str to str
        What the instructor says of a student's work as a whole.
    """
    grades = list(grades)
    _write(folder / "grades.csv", (*COLUMNS, *ADDED), map(_cells, grades))
    _write(
        folder / "totals.csv",
        ("student", "points", "max_points", "comment"),
        (
            [shown(student), *map(_number, total), _cell(comments.get(student, ""))]
            for student, total in totals_of(grades).items()
        ),
    )


def read_grades(folder: Path) -> list[Grade]:
    """Read `grades.csv` from a folder of results.

    Raises
    ------
    CourseError
        If there is none, or a row of it is not as `course grade` writes it.
    """
    path = folder / "grades.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise CourseError(f"{folder} holds no grades.csv. Run course grade first.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    grades = []
    for number, row in enumerate(rows, start=2):
        try:
            student, exercise, status, points, most, message = (row[name] for name in COLUMNS)
            grade = Grade(meant(student), exercise, status, float(points), float(most), message)
        except (KeyError, TypeError, ValueError):
            raise CourseError(
                f"{path}, line {number}, is not as course grade writes it. Its columns are "
                f"{', '.join(COLUMNS)}."
            ) from None
        grades.append(grade)
    return grades


def replace_text(path: Path, text: str) -> None:
    """Write a file so that a kill leaves the old or the new one, never a part."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    partial.replace(path)


def cut(text: str, most: int) -> str:
    """Return a text, or its beginning where it has more signs."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def printable(text: str) -> str:
    """Return a text with spaces in place of signs that nobody sees, but line ends and tabs."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else " " for sign in text)


def _cells(grade: Grade) -> list[str]:
    return [
        shown(grade.student),
        grade.exercise,
        grade.status,
        _number(grade.points),
        _number(grade.max_points),
        _cell(grade.message),
        _number(grade.late),
        _cell(grade.note),
        _cell(grade.comment),
    ]


def _cell(text: str) -> str:
    """Return a text in one line, which a spreadsheet shows and does not take for a formula."""
    line = cut(" ".join(printable(cut(text, LONGEST_TEXT)).split()), LONGEST_TEXT)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def _number(value: float) -> str:
    return f"{round(value, 4):g}"


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    replace_text(path, text.getvalue())
