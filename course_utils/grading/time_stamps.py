"""When students handed in: as a learning system says, as a table says, or else as the files say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from course_utils.errors import CourseError
from course_utils.grading.handed_in.layouts import FOLDERS, MAPPING
from course_utils.grading.handed_in.students import Student
from course_utils.grading.lateness import placed
from course_utils.grading.submissions import Submission
from course_utils.grading.systems.csv_text import read_csv
from course_utils.grading.systems.worksheet import column, value_in

Times = Mapping[tuple[str, str], datetime]
"""For a student and the name of a notebook, when it was handed in."""
NO_TIMES: Times = MappingProxyType({})

# "Last modified (submission)" of Moodle's grading worksheet: strftimedaydatetime of its language
# packs en, en_us and de.
_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%A, %d %B %Y, %H:%M")
_GERMAN = dict(
    zip(
        ("Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember"),
        ("January", "February", "March", "May", "June", "July", "October", "December"),
        strict=True,
    )
)
_STUDENT = ("student", "Identifier", "ID")
_TIME = ("time", "handed_in", "Last modified (submission)", "Zuletzt geändert (Abgabe)")

_WITHOUT_A_SYSTEM = ("", FOLDERS, MAPPING)
"""Layouts in which a file may have the time at which the student saved it."""


class Sources(NamedTuple):
    """When work was handed in, whose times are only those of the files, and whose nobody knows."""

    times: Times
    by_files: list[str]
    unknown: list[str]


def times_of(
    submissions: Iterable[Submission],
    students: Iterable[Student],
    given: Mapping[str, datetime],
    unpacked: Path | None = None,
) -> Sources:
    """Return when each notebook was handed in, by the best source that there is.

    Parameters
    ----------
    submissions : iterable of Submission
    students : iterable of Student
        What the learning system says of them.
    given : dict of str to datetime
        What the marks file says, by the student or the learning system's number. It counts first.
    unpacked : Path, optional
        Where the files of archives lie: their own times are those of the download.
    """
    known = {one.student: one for one in students}
    times: dict[tuple[str, str], datetime] = {}
    by_files: set[str] = set()
    unknown: set[str] = set()
    for submission in submissions:
        student = submission.student
        one = known.get(student, Student(student, ""))
        given_at = given.get(student) or given.get(one.number)
        at = given_at or _by_the_system(one, submission.notebook)
        is_downloaded = one.layout not in _WITHOUT_A_SYSTEM or _is_in(submission.path, unpacked)
        if at is None and not is_downloaded:
            by_files.add(student)
            at = _of_the_file(submission.path)
        if at:
            times[student, submission.notebook] = at
        else:
            unknown.add(student)
    return Sources(times, sorted(by_files), sorted(unknown))


def read_time_stamps(path: Path, zone: ZoneInfo | None) -> dict[str, datetime]:
    """Read when students handed in from a CSV file.

    Its columns are ``student`` and ``time`` (ISO 8601), or those of the grading worksheet that
    Moodle gives: *Identifier* and *Last modified (submission)*. There a student goes by the number.

    Raises
    ------
    CourseError
        If the file cannot be read, or a time in it.
    """
    table = read_csv(path)
    who, when = column(table, _STUDENT), column(table, _TIME)
    if who is None or when is None:
        raise CourseError(
            f"{path} should have the columns student and time, or be a grading worksheet of Moodle."
        )
    is_by_name = table.rows[0][who].value.strip() == "student"
    found = {}
    for line, row in enumerate(table.rows[1:], start=2):
        value = value_in(row, when).strip()
        if value in ("", "-"):  # nothing was handed in
            continue
        at = _moment(value)
        if at is None:
            raise CourseError(
                f"{path}, row {line}: {value[:60]} is no time that the course can read. Write it "
                "such as 2026-11-30T18:00:00."
            )
        name = value_in(row, who)
        found[name if is_by_name else _number(name)] = placed(at, zone)
    return found


def _by_the_system(one: Student, notebook: str) -> datetime | None:
    """Return the time stamp of a notebook, or that of the student's last file that counts."""
    own = [it.handed_in_at for it in one.files if it.name == notebook and it.counts]
    return max((at for at in own if at), default=one.handed_in_at)


def _is_in(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.resolve().is_relative_to(folder.resolve())


def _of_the_file(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, ValueError, OverflowError):
        return None


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    text = re.sub(r"^\w+,\s*", "Monday, ", value)  # the day of the week says nothing more
    text = re.sub(r"(\d)\.\s", r"\1 ", text)
    for german, english in _GERMAN.items():
        text = text.replace(f" {german} ", f" {english} ")
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _number(identifier: str) -> str:
    """Return the number at the end of Moodle's ``Participant 1327627``."""
    found = re.search(r"\d+$", identifier.strip())
    return found[0] if found else identifier
