"""What has been graded so far, on disk: it survives being killed at any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError
from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import Verdict
from course_utils.machine import locks


@dataclass(frozen=True)
class Key:
    """What the verdicts on a notebook depend on. Where it is the same, they are kept."""

    student: str
    notebook: str
    fingerprint: str
    conditions: str


@dataclass(frozen=True)
class Record:
    """The verdicts on one notebook.

    Parameters
    ----------
    key : Key
    verdicts : list of Verdict
        One for each exercise of its lessons.
    seconds : float
        What grading it took.
    code : dict of str to str
        For each exercise the source of its cell, for finding near-identical submissions.
    seen : dict of str to str
        What wrong answers returned, as `unexplained` packs it.
    changed : list of str
        Functions that watch a submission and that its code was seen to change.
    """

    key: Key
    verdicts: list[Verdict]
    seconds: float = 0.0
    code: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


class Records:
    """The records in a folder of results: one line of JSON each, added when a notebook is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / ".grading" / "records.jsonl"

    def read(self) -> dict[Key, Record]:
        """Return all records; a last line that was being written at a kill is left out."""
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return {}
        records: dict[Key, Record] = {}
        for line in lines[:-1]:  # what follows the last line end is not complete
            try:
                record = _from_json(json.loads(line))
            except (ValueError, KeyError, TypeError):  # two halves, after a kill in between
                continue
            records[record.key] = record
        return records

    def add(self, record: Record) -> None:
        """Add a record, and do not return before it is on the disk."""
        line = json.dumps(asdict(record)).encode() + b"\n"
        with self._path.open("ab") as file:
            if file.tell() and not self._ends_a_line():
                file.write(b"\n")
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _ends_a_line(self) -> bool:
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder of results for one run; its end, even by a kill, lets go of it.

    Raises
    ------
    CourseError
        If another run holds it, or it cannot be written.
    """
    state = folder / ".grading"
    try:
        state.mkdir(parents=True, exist_ok=True)
        file = (state / "lock").open("a")
    except OSError as error:
        raise CourseError(f"{folder} cannot be written: {error.strerror}.") from None
    with file:
        try:
            locks.take(file.fileno())
        except OSError:
            raise CourseError(
                f"another run is grading into {folder}. Wait for it, or choose another --out."
            ) from None
        yield


def _from_json(value: dict[str, Any]) -> Record:
    verdicts = [_verdict(verdict) for verdict in value["verdicts"]]
    known = {name: value[name] for name in ("seconds", "code", "seen")}
    return Record(Key(**value["key"]), verdicts, **known, changed=value.get("changed", []))


def _verdict(value: dict[str, Any]) -> Verdict:
    finding = Finding(**value["finding"]) if value["finding"] else None
    also = tuple(Finding(**it) for it in value["also"])
    return Verdict(**{**value, "finding": finding, "also": also, "right": tuple(value["right"])})
