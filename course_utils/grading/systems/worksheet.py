"""What the files of all learning systems share: columns, numbers, and filling them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.grading.brought_back import Result
from course_utils.grading.names import shown
from course_utils.grading.systems.csv_text import Cell, CsvText
from course_utils.grading.systems.matching import Matches, Row

_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Worksheet:
    """A learning system's file, read.

    Parameters
    ----------
    system : str
        ``moodle`` or ``canvas``.
    csv : CsvText
    rows : list of Row
        The students, in the order of the file.
    mark_column : int
    feedback_column : int or None
    most : float or None
        The largest mark that the system takes, where the file says so.
    numbers : tuple of str
        How the file writes marks and the most points.
    """

    system: str
    csv: CsvText
    rows: list[Row]
    mark_column: int
    feedback_column: int | None
    most: float | None
    numbers: tuple[str, ...] = ()

    def has_decimal_comma(self) -> bool:
        """Return whether the numbers of the file are written as 7,5."""
        return any(_DECIMAL_COMMA.fullmatch(value.strip()) for value in self.numbers)


@dataclass(frozen=True)
class Filled:
    """A file with marks in it.

    Parameters
    ----------
    content : bytes
    n_filled : int
    locked : list of pairs of Row and str
        Whose mark may not be changed, and why.
    n_replaced : int
        In how many rows a feedback stood that is another one now.
    """

    content: bytes
    n_filled: int
    locked: list[tuple[Row, str]]
    n_replaced: int


def fill(worksheet: Worksheet, matches: Matches, *, scale: bool) -> Filled:
    """Return the file with the marks of all who were found, and every other byte as it was.

    Parameters
    ----------
    worksheet : Worksheet
    matches : Matches
    scale : bool
        Whether points are converted so that the most of the class is the most of the system.

    Raises
    ------
    CourseError
        If a mark is more than the system takes, or there is nothing to convert by.
    """
    comma = worksheet.has_decimal_comma()
    values: dict[Cell, str] = {}
    locked, n_replaced, n_filled = [], 0, 0
    for row, person in matches.pairs:
        if row.locked:
            locked.append((row, row.locked))
            continue
        mark = _mark(person.result, worksheet.most, scale)
        text = f"{round(mark, 2):.2f}".rstrip("0").rstrip(".")
        values[row.cells[worksheet.mark_column]] = text.replace(".", ",") if comma else text
        n_filled += 1
        if worksheet.feedback_column is not None:
            before = row.cells[worksheet.feedback_column]
            n_replaced += before.value.strip() not in ("", person.result.comment)
            values[before] = person.result.comment
    return Filled(worksheet.csv.filled(values), n_filled, locked, n_replaced)


def _mark(result: Result, most: float | None, scale: bool) -> float:
    if scale:
        if not most or not result.max_points:
            raise CourseError("--scale needs the most points, and the file does not say them.")
        return result.points * most / result.max_points
    if most is not None and result.points > most + 1e-9:
        raise CourseError(
            f"{shown(result.student)} has {result.points:g} points, and the system takes {most:g}. "
            "Change its maximum there and download the file again, or convert with --scale."
        )
    return result.points


def column(csv: CsvText, names: Iterable[str]) -> int | None:
    """Return the place of the first column that has one of these names."""
    heads = [cell.value.strip() for cell in csv.rows[0]]
    return next((heads.index(name) for name in names if name in heads), None)


def needed_column(path: Path, csv: CsvText, names: Sequence[str], what: str) -> int:
    """Return the place of a column; raise CourseError if it is not there."""
    place = column(csv, names)
    if place is None:
        heads = ", ".join(cell.value.strip()[:40] for cell in csv.rows[0][:20])
        raise CourseError(
            f"{path} has no column {names[0]}, so it is not {what}. Its columns are: {heads}."
        )
    return place


def values_in(csv: CsvText, *places: int | None) -> tuple[str, ...]:
    """Return the values of some columns, without their heads."""
    return tuple(value_in(row, place) for row in csv.rows[1:] for place in places)


def number_in(value: str) -> float | None:
    """Return a number that may have a decimal comma; None for anything else."""
    found = _NUMBER.fullmatch(value.strip())
    return float(found[0].replace(",", ".")) if found else None


def value_in(row: Sequence[Cell], place: int | None) -> str:
    """Return the value of a cell; blank where the row is shorter or there is no such column."""
    return row[place].value if place is not None and place < len(row) else ""
