"""What `check` has said in a learner's folder: one file, a line for each check.

Lines are only ever added. So two kernels on one folder lose nothing, a kill loses one line at most,
and a damaged line costs itself alone. A person can read the file, and may delete it: `course
status` makes it again from the notebooks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from course_utils import __version__
from course_utils.errors import CourseError
from course_utils.learner import files
from course_utils.learner.editions import HANDED_OUT
from course_utils.learner.lines import add_lines

FILE = "course-progress.jsonl"

_ABOUT = (
    "Your progress: one line for each check. If this file is lost or damaged, `course status` "
    "makes it again from the notebooks."
)


@dataclass(frozen=True)
class Entry:
    """One check: when, of which exercise, with what outcome, and of which code.

    Parameters
    ----------
    when : datetime
        With its time zone.
    exercise : str
        Its name.
    status : str
        As in a verdict.
    code : str or None
        The fingerprint of the cell that was checked; None where the function came from no cell.
    """

    when: datetime
    exercise: str
    status: str
    code: str | None


@dataclass(frozen=True)
class Record:
    """The entries of a folder, oldest first, and whether none can be missing."""

    entries: list[Entry]
    is_complete: bool


def is_course_folder(folder: Path) -> bool:
    """Return whether a folder is a learner's: by its record, or by lessons handed out to it."""
    if has_record(folder):
        return True
    with contextlib.suppress(OSError):
        marked = f'"{HANDED_OUT}"'.encode()
        return any(marked in path.read_bytes() for path in folder.glob("[0-9][0-9]_*.ipynb"))
    return False


def has_record(folder: Path) -> bool:
    """Return whether the record of checks lies in a folder."""
    try:
        return (folder / FILE).is_file()
    except OSError:
        return False


def read(folder: Path) -> Record:
    """Return what was recorded in a folder.

    Raises
    ------
    CourseError
        If the file is there and cannot be read.
    """
    path = folder / FILE
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return Record([], is_complete=False)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read: {files.in_words(error)}. Move it away; `course status` makes "
            "it again from the notebooks."
        ) from None
    entries: list[Entry] = []
    is_complete = False
    for line in filter(None, lines):
        try:
            value = json.loads(line)
            if isinstance(value, dict) and "complete_from_here" in value:
                is_complete = True
            else:
                entries.append(_entry(value))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            is_complete = False
    return Record(entries, is_complete)


def add(folder: Path, entries: Iterable[Entry]) -> None:
    """Add entries to the record of a folder.

    Raises
    ------
    OSError
        If they cannot be written.
    """

    def line(entry: Entry) -> dict[str, Any]:
        return {**asdict(entry), "when": entry.when.isoformat(timespec="milliseconds")}

    add_lines(folder / FILE, map(line, entries))


def say_that_it_is_complete(folder: Path) -> None:
    """Record that what is not in the notebooks from here on was never checked.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    when = now().isoformat(timespec="seconds")
    add_lines(folder / FILE, [{"about": _ABOUT, "complete_from_here": when, "course": __version__}])


def code_fingerprint(source: str) -> str:
    """Return a fingerprint of a cell's text, whatever its empty lines and the ends of its lines."""
    lines = [line.rstrip() for line in source.splitlines() if line.strip()]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def now() -> datetime:
    """Return the time to the millisecond, with the time zone of this machine."""
    return in_milliseconds(datetime.now())


def in_milliseconds(local: datetime) -> datetime:
    """Return a local time as the record holds it, so that times can be compared."""
    return local.replace(microsecond=local.microsecond // 1000 * 1000).astimezone()


def _entry(value: Any) -> Entry:
    entry = Entry(
        datetime.fromisoformat(value["when"]).astimezone(),
        value["exercise"],
        value["status"],
        value["code"],
    )
    if not (isinstance(entry.exercise, str) and isinstance(entry.status, str)):
        raise TypeError("names are text")
    if not isinstance(entry.code, str | None):
        raise TypeError("a fingerprint is text")
    return entry
