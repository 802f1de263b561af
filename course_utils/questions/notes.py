"""What a learner has answered and guessed: a file of lines in the learner's folder.

A kernel that runs elsewhere, such as in the course's own folder, keeps it in its memory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from course_utils.learner import files, noting, state
from course_utils.learner.lines import add_lines

FILE = "course-notes.jsonl"

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
        return list(_notes_in((folder / FILE).read_bytes().splitlines()))
    except OSError:
        return []


def add(note: Note) -> str:
    """Keep a note, and return what to say if it could not be written: empty if it was.

    What is as the last note of its kind and name is not written again, so that a cell may be run
    any number of times.
    """
    same = [it for it in all_notes() if (it.kind, it.name) == (note.kind, note.name)]
    if same and same[-1] == note:
        return ""
    folder = noting.kernel_folder()
    if folder is None:
        _in_memory.append(note)
        return ""
    try:
        add_lines(folder / FILE, [{"when": state.now().isoformat(), **asdict(note)}])
    except OSError as error:
        _in_memory.append(note)
        return f"It could not be written to {FILE} ({files.in_words(error)}): mend that first."
    return ""


def _notes_in(lines: list[bytes]) -> Iterator[Note]:
    for line in lines:
        try:
            table = json.loads(line)
            note = Note(table["kind"], table["name"], table["value"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(note.name, str) and _is_value(note.value):
            yield note


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return 1 <= len(value) <= 2 and all(
            isinstance(number, int | float) and math.isfinite(number) for number in value
        )
    return isinstance(value, str)
