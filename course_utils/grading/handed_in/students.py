"""Who has handed in what: what the marks need to find their way back into a learning system."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = "handed_in.json"


@dataclass(frozen=True)
class File:
    """One file that a student has handed in.

    Parameters
    ----------
    name : str
        Its name, without what the learning system has put before it.
    place : str
        Where it lies in what was downloaded, with ``/`` between folders.
    handed_in_at : datetime, optional
        By the learning system's own time stamp; without a zone where it gives none.
    is_late : bool
        Whether the learning system calls it late.
    counts : bool
        Whether it is graded; not where another one replaced it.
    """

    name: str
    place: str
    handed_in_at: datetime | None = None
    is_late: bool = False
    counts: bool = True


@dataclass(frozen=True)
class Student:
    """A student, as the learning system names them.

    Parameters
    ----------
    student : str
        Who it is in all tables: exact, and of one student only.
    layout : str
        Of what was downloaded, such as ``moodle``; the keys of `layouts.LAYOUTS`, or ``folders``
        and ``mapping``.
    name : str
        As people read it: a full name where the system gives it.
    number : str
        Moodle's participant number, Canvas's and ILIAS's user id, Gradescope's submission id.
    login : str
        Blackboard's and ILIAS's user name, Gradescope's e-mail address.
    files : tuple of File
    """

    student: str
    layout: str
    name: str = ""
    number: str = ""
    login: str = ""
    files: tuple[File, ...] = ()

    @property
    def handed_in_at(self) -> datetime | None:
        """When the last file that counts was handed in, if the system says so."""
        times = [file.handed_in_at for file in self.files if file.counts and file.handed_in_at]
        return max(times, default=None)

    @property
    def is_late(self) -> bool:
        """Whether the system calls one of the files that count late."""
        return any(file.is_late for file in self.files if file.counts)


def keep(folder: Path, students: Iterable[Student], mapping: Path | None = None) -> None:
    """Write who has handed in what into a folder of results, as ``.grading/handed_in.json``.

    Parameters
    ----------
    folder : Path
    students : iterable of Student
    mapping : Path, optional
        The file that said whose the files are, so that a replay finds the same.
    """
    stored = {
        "mapping": str(mapping.resolve()) if mapping else None,
        "students": [asdict(student) for student in students],
    }
    path = folder / ".grading" / FILE
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(stored, indent=1, default=datetime.isoformat), encoding="utf-8")
    partial.replace(path)


def kept(folder: Path) -> list[Student]:
    """Return who had handed in what when a folder was graded into last; empty if nobody knows."""
    try:
        return [_student(value) for value in _stored(folder)["students"]]
    except (ValueError, KeyError, TypeError):
        return []


def kept_mapping(folder: Path) -> Path | None:
    """Return the file that said whose the files are when a folder was graded into last."""
    mapping = _stored(folder).get("mapping")
    return Path(mapping) if isinstance(mapping, str) else None


def _stored(folder: Path) -> dict[str, Any]:
    try:
        stored = json.loads((folder / ".grading" / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _student(value: dict[str, Any]) -> Student:
    files = tuple(_file(file) for file in value["files"])
    return Student(**{**value, "files": files})


def _file(value: dict[str, Any]) -> File:
    file = File(**value)
    at = value["handed_in_at"]
    return replace(file, handed_in_at=datetime.fromisoformat(at) if at else None)
