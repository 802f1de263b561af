"""The marks as files: `grades.csv`, `totals.csv`, and `results.json` as Gradescope reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("student", "exercise", "status", "points", "max_points", "message")


class Grade(NamedTuple):
    """One row of `grades.csv`: what one student has for one exercise."""

    student: str
    exercise: str
    status: str
    points: float
    max_points: float
    message: str


def write_tables(folder: Path, grades: Iterable[Grade]) -> None:
    """Write `grades.csv` and `totals.csv`; each is replaced whole.

    Parameters
    ----------
    folder : Path
        Where they are written.
    grades : iterable of Grade
        One row an exercise and student.
    """
    rows = [grade._replace(student=_cell(grade.student)) for grade in grades]
    totals: dict[str, list[float]] = {}
    for grade in rows:
        total = totals.setdefault(grade.student, [0.0, 0.0])
        total[0] += grade.points
        total[1] += grade.max_points
    _write(folder / "grades.csv", COLUMNS, (_cells(grade) for grade in rows))
    _write(
        folder / "totals.csv",
        ("student", "points", "max_points"),
        ([student, *map(_number, total)] for student, total in totals.items()),
    )


def write_gradescope(folder: Path, grades: Iterable[Grade]) -> None:
    """Write `gradescope/STUDENT/results.json` for each student.

    Source of the format: Gradescope's documentation, "Autograder Specifications".
    """
    tests: dict[str, list[dict[str, object]]] = {}
    for grade in grades:
        tests.setdefault(grade.student, []).append(
            {
                "name": grade.exercise,
                "score": grade.points,
                "max_score": grade.max_points,
                "status": "passed" if grade.status == "passed" else "failed",
                "output": grade.message,
            }
        )
    for student, rows in tests.items():
        place = folder / "gradescope" / student
        place.mkdir(parents=True, exist_ok=True)
        replace_text(place / "results.json", json.dumps({"tests": rows}, indent=1))


def replace_text(path: Path, text: str) -> None:
    """Write a file so that a kill leaves the old or the new one, never a part."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    partial.replace(path)


def _cells(grade: Grade) -> list[str]:
    return [
        grade.student,
        grade.exercise,
        grade.status,
        _number(grade.points),
        _number(grade.max_points),
        _cell(grade.message),
    ]


def _cell(text: str) -> str:
    """Return a text in one line, which a spreadsheet shows and does not take for a formula."""
    line = " ".join(printable(text).split())
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def printable(text: str) -> str:
    """Return a text with spaces in place of control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def _number(value: float) -> str:
    return f"{round(value, 4):g}"


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    replace_text(path, text.getvalue())
