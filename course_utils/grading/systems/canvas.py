"""Canvas's gradebook, and the zip of files that Canvas takes as comments on submissions.

Sources: `lib/gradebook_exporter.rb` and `lib/gradebook_importer.rb` of Canvas (columns, the rows
before the students, ``EX`` and ``N/A``, semicolons and decimal commas), and
`generate_comments_from_files` of its model of an assignment: a file goes to the submission whose
student's and attachment's numbers stand in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from course_utils.errors import CourseError
from course_utils.grading.handed_in.layouts import LAYOUTS
from course_utils.grading.systems.csv_text import Cell, CsvText, read_csv
from course_utils.grading.systems.matching import Matches, Person, Row
from course_utils.grading.systems.worksheet import (
    Worksheet,
    column,
    needed_column,
    number_in,
    value_in,
    values_in,
)

SYSTEM = "canvas"
_WHAT = "Canvas's gradebook (Grades, Export, Export Entire Gradebook)"
_INFO = (
    "Student",
    "LastName",
    "FirstName",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
_COMPUTED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
_WITH_ID = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)", re.DOTALL)
_POSTING = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_NOT_TO_FILL = {"EX": "Canvas has excused the student", "N/A": "the assignment is not theirs"}
_TEST_STUDENT = "Student, Test"


def read_canvas(path: Path, assignment: str | None) -> Worksheet:
    """Read a gradebook.

    Parameters
    ----------
    path : Path
    assignment : str, optional
        The name or the number of the assignment. It need not be given where there is one only.

    Raises
    ------
    CourseError
        If it is none, or the assignment is not clear.
    """
    csv = read_csv(path)
    number = needed_column(path, csv, ("ID",), _WHAT)
    if column(csv, ("Student", "LastName")) is None:
        needed_column(path, csv, ("Student",), _WHAT)
    mark = _assignment_column(path, csv, assignment)
    most = None
    rows = []
    for cells in csv.rows[1:]:
        if "Points Possible" in cells[0].value:
            most = number_in(value_in(cells, mark))
            continue
        name = _name(csv, cells)
        is_no_student = all(_POSTING.fullmatch(cell.value) for cell in cells)
        if is_no_student or len(cells) <= mark or name == _TEST_STUDENT:
            continue
        logins = ("SIS Login ID", "SIS User ID", "Integration ID")
        known = [value_in(cells, column(csv, (it,))) for it in logins]
        locked = _NOT_TO_FILL.get(cells[mark].value.strip().upper(), "")
        rows.append(
            Row(
                tuple(cells),
                value_in(cells, number).strip(),
                name,
                (*known, known[0].partition("@")[0]),
                locked,
            )
        )
    return Worksheet(SYSTEM, csv, rows, mark, None, most, values_in(csv, mark))


def feedback_names(matches: Matches) -> Iterator[tuple[Person, str]]:
    """Yield for each student the name of the feedback file: that of what was handed in.

    Only a file that was handed in has a number in Canvas, so whoever has none gets no file.
    """
    for _, person in matches.pairs:
        places = [file.place for file in person.student.files if file.counts]
        own = next(filter(None, map(_named_by_canvas, places)), None)
        if own:
            yield person, f"{PurePosixPath(own).stem}.html"


def _named_by_canvas(place: str) -> str | None:
    """Return the part of a place that Canvas has named: of what was packed, the archive."""
    for part in place.split("/"):
        named = LAYOUTS["canvas"].read(part, is_folder=False)
        if named and named.order:
            return part
    return None


def _assignment_column(path: Path, csv: CsvText, wanted: str | None) -> int:
    heads = {
        place: cell.value.strip()
        for place, cell in enumerate(csv.rows[0])
        if cell.value.strip() not in _INFO
    }
    found = {
        place: head
        for place, head in heads.items()
        if _WITH_ID.fullmatch(head) and not _COMPUTED.search(head)
    }
    if wanted is not None:
        found = {place: head for place, head in found.items() if _is(head, wanted.strip())}
    if len(found) == 1:
        return next(iter(found))
    if not found:
        what = f"called {wanted}" if wanted else "at all"
        raise CourseError(f"{path} has no assignment {what}. Its columns are: {_listed(heads)}.")
    raise CourseError(
        f"{path} has {len(found)} assignments that it could be. Name one by its number, such as "
        f"--assignment {_number(next(iter(found.values())))}: {_listed(found)}."
    )


def _is(head: str, wanted: str) -> bool:
    parts = _WITH_ID.fullmatch(head)
    return parts is not None and wanted in (head, parts["id"], parts["title"])


def _number(head: str) -> str:
    parts = _WITH_ID.fullmatch(head)
    return parts["id"] if parts else head


def _listed(heads: dict[int, str]) -> str:
    return ", ".join(head[:60] for head in list(heads.values())[:20])


def _name(csv: CsvText, cells: list[Cell]) -> str:
    if (place := column(csv, ("Student",))) is not None:
        return value_in(cells, place)
    last, first = (value_in(cells, column(csv, (it,))) for it in ("LastName", "FirstName"))
    return f"{last}, {first}"
