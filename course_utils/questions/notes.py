"""What a learner has answered and guessed: a file of lines in the learner's folder.

A kernel that runs elsewhere, such as in the course's own folder, keeps it in its memory.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from course_utils.learner import files, noting, state
from course_utils.learner.lines import add_lines

FILE = "course-notes.jsonl"
MOST_BYTES = 10 * 2**20
"""Of the end of the file, that are read: a hundred times what a course leaves there."""

Kind = Literal["answer", "guess", "measured"]
Value = str | list[float]


@dataclass(frozen=True)
class Note:
    """One line: what was answered, guessed or measured.

    Parameters
    ----------
    kind : str
        ``"answer"`` to a question with options, ``"guess"``, or what was ``"measured"`` then.
    name : str
        Of the question or the prediction.
    value : str or list of float
        A letter or a choice; one number, or the lowest and the highest.
    """

    kind: Kind
    name: str
    value: Value


_in_memory: list[Note] = []


def all_notes() -> list[Note]:
    """Return all notes of this kernel and of its folder, oldest first."""
    folder = noting.kernel_folder()
    return [*(read(folder) if folder else []), *_in_memory]


def read(folder: Path) -> list[Note]:
    """Return the notes in a learner's folder, oldest first; damaged lines are left out."""
    try:
        with (folder / FILE).open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - MOST_BYTES, 0))
            return list(_notes_in(file.read(MOST_BYTES).splitlines()))
    except OSError:
        return []


def add(note: Note) -> str:
    """Keep a note, and return what to say if it could not be written: empty if it was.

    What is as the last note of its kind and name is not written again, so that a cell may be run
    any number of times.
    """
    same = [it for it in all_notes() if (it.kind, it.name) == (note.kind, note.name)]
    if not same or same[-1] != note:
        _in_memory.append(note)
    folder = noting.kernel_folder()
    if folder is None or not _in_memory:
        return ""
    when = state.now().isoformat()
    try:  # what could not be written before comes first
        add_lines(folder / FILE, [{"when": when, **asdict(it)} for it in _in_memory])
    except OSError as error:
        return f"It could not be written to {FILE} ({files.in_words(error)}): mend that first."
    _in_memory.clear()
    return ""


def _notes_in(lines: list[bytes]) -> Iterator[Note]:
    for line in lines:
        try:
            table = json.loads(line)
            kind, name, value = table["kind"], table["name"], table["value"]
            if isinstance(name, str) and _is_value(value):
                yield Note(kind, name, value if isinstance(value, str) else list(map(float, value)))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            continue


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return 1 <= len(value) <= 2 and all(
            isinstance(number, int | float) and math.isfinite(number) for number in value
        )
    return isinstance(value, str)
