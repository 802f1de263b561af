"""How learning systems name what they hand out: each layout as one pattern for a name.

A pattern is held against the name of a folder, or of a file, in which the system has written whose
it is. What a student has chosen stands behind that, so the leftmost reading is the system's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

FOLDERS = "folders"
MAPPING = "mapping"


@dataclass(frozen=True)
class Named:
    """What a learning system says in the name of a file or folder.

    Parameters
    ----------
    key : str
        By which the system tells students apart: the same for all that one of them handed in.
    student : str
        What the student is called in all tables.
    name, number, login : str
        As in `students.Student`.
    file : str
        The name that the student gave the file; empty if this is a folder's name.
    at : datetime, optional
        The system's time stamp.
    order : int
        Larger for what was handed in later, if the system numbers it.
    is_late : bool
    """

    key: str
    student: str
    name: str = ""
    number: str = ""
    login: str = ""
    file: str = ""
    at: datetime | None = None
    order: int = 0
    is_late: bool = False


@dataclass(frozen=True)
class Layout:
    """A learning system's way of naming.

    Parameters
    ----------
    title : str
        What people call it.
    pattern : re.Pattern
        Of a whole name.
    named : callable
        From a match to what it says.
    of : str
        ``"file"``, ``"folder"`` or ``"both"``: what bears such names.
    tells_versions : bool
        Whether of several versions of a notebook it is known which is the last.
    """

    title: str
    pattern: re.Pattern[str]
    named: Callable[[re.Match[str]], Named]
    of: str = "both"
    tells_versions: bool = False

    def read(self, name: str, *, is_folder: bool) -> Named | None:
        """Return what a name says, or None if it is not named in this way."""
        if self.of != "both" and (self.of == "folder") != is_folder:
            return None
        match = self.pattern.fullmatch(name)
        return self.named(match) if match else None


def _moodle(match: re.Match[str]) -> Named:
    name, number = match["name"], match["number"]
    return Named(number, f"{name}_{number}", name, number, file=match["file"] or "")


def _canvas(match: re.Match[str]) -> Named:
    name, number = match["name"] or "", match["number"] or match["anonymous"]
    return Named(
        key=number,
        student=f"{name or 'anon'}_{number}",
        name=name,
        number=number,
        file=match["file"] or match["text"],
        order=int(match["attachment"] or 0),
        is_late=bool(match["late"]),
    )


def _blackboard(match: re.Match[str]) -> Named:
    before = match["before"]  # the assignment's title and the login: `blackboard` cuts them apart
    return Named(before, before, file=match["file"] or "", at=_time(match["at"]))


def _ilias(match: re.Match[str]) -> Named:
    name = f"{match['first']} {match['last']}"
    return Named(match[0], match[0], name, match["number"], match["login"])


def _google(match: re.Match[str]) -> Named:
    return Named(match["name"], match["name"], match["name"], file=match["file"])


def _gradescope(match: re.Match[str]) -> Named:
    return Named(match["number"], match[0], number=match["number"])


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.replace("-", ""), "%Y%m%d%H%M%S")
    except ValueError:
        return None


LAYOUTS = {
    # Moodle's mod/assign/locallib.php, download_submissions: the full name with spaces in place of
    # "_", the participant's number, and the kind of submission; then a folder, or the file's name.
    "moodle": Layout(
        "a download from Moodle",
        re.compile(
            r"(?P<name>.*?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z0-9]+)"
            r"(?:_(?P<file>.*))?",
            re.DOTALL,
        ),
        _moodle,
    ),
    # Canvas's lib/content_zipper.rb, get_filename and add_upload_submission: the sortable name in
    # small letters without signs, LATE, the user's id, the attachment's id, the file's name.
    "canvas": Layout(
        "a download from Canvas",
        re.compile(
            r"(?:(?P<name>(?!anon_|LATE_)[^\s.-]+?)_)?(?:(?P<late>LATE)_)?"
            r"(?:(?P<number>\d+)|anon_(?P<anonymous>[0-9A-Za-z]+))_"
            r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<text>(?:text|link)\.html))",
            re.DOTALL,
        ),
        _canvas,
        of="file",
        tells_versions=True,
    ),
    # Blackboard Learn's "Assignment File Download", and its notes as .txt beside the files.
    "blackboard": Layout(
        "a download from Blackboard",
        re.compile(
            r"(?P<before>.+?)_attempt_(?P<at>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)"
            r"(?:_(?P<file>.+)|\.txt)",
            re.DOTALL,
        ),
        _blackboard,
        of="file",
        tells_versions=True,
    ),
    # Gradescope's "Export submissions": a folder for each, and submission_metadata.yml beside them.
    "gradescope": Layout(
        "an export of Gradescope",
        re.compile(r"submission_(?P<number>\d+)"),
        _gradescope,
        of="folder",
    ),
    # ILIAS's exercises, "Download all submissions" and multi-feedback: Lastname_Firstname_login_ID.
    "ilias": Layout(
        "a download from ILIAS",
        re.compile(
            r"(?!(?i:multi_feedback|team)_)(?P<last>[^_]+)_(?P<first>[^_]+(?:_[^_]+)*?)_(?P<login>[^_]+)_(?P<number>\d{2,})"
        ),
        _ilias,
        of="folder",
        tells_versions=True,
    ),
    # Google Classroom's folder in Drive: students' copies are called "Name - title".
    "google": Layout(
        "files named as in Google Classroom",
        re.compile(r"(?P<name>\S.*?) - (?P<file>.+)", re.DOTALL),
        _google,
        of="file",
    ),
}
"""The layouts that are known, the most telling names first."""

CONTAINERS = re.compile(
    r"submissions?|submissions[ _-]?\(?\d+\)?(?:\.zip)?|submissions\.zip|abgaben|"
    r"multi_feedback.*|team[_ ].+|.*[ _-](?:submissions|abgaben)|"
    r"assignment_\d+_export",
    re.IGNORECASE,
)
"""Folders in which systems lay those of the students, in English and in German."""

_STAMPED = re.compile(r"(?P<at>20\d{12})_(?P<file>.+)", re.DOTALL)


def without_stamp(name: str) -> tuple[str, datetime | None]:
    """Return a file's name without the time that ILIAS may have put before it, and that time."""
    match = _STAMPED.fullmatch(name)
    at = _time(match["at"]) if match else None
    return (match["file"], at) if match and at else (name, None)
