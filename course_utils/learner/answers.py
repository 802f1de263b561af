"""Answers that have passed, kept in the learner's folder whatever becomes of the notebook.

The newest of an exercise is ``course-answers/NAME.py``; an older one, or one that was put aside by
`course reset`, lies beside it. A closed tab, a browser that crashed or a second tab that saved its
own state loses none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course_utils.learner import files, state

FOLDER = "course-answers"


@dataclass(frozen=True)
class Kept:
    """An answer that has passed: where it is kept, since when, and its code."""

    path: Path
    since: datetime
    code: str

    @property
    def place(self) -> str:
        """Where it is, from the learner's folder."""
        return f"{FOLDER}/{self.path.name}"

    @property
    def day(self) -> str:
        """The day on which it passed, in words."""
        return f"{self.since.day} {self.since:%B}"


def keep(folder: Path, exercise: str, code: str) -> None:
    """Keep an answer that has passed, and what was kept before it.

    Raises
    ------
    CourseError
        If it cannot be written. What was kept before still is.
    """
    path, mark = _path(folder, exercise), state.code_fingerprint(code)
    before = kept(folder, exercise)
    if before and state.code_fingerprint(before.code) == mark:
        return
    if before and not _has_a_copy(before):
        files.keep_copy(path, "before")
    files.replace(path, f"{code.rstrip()}\n".encode("utf-8", "backslashreplace"))


def kept(folder: Path, exercise: str) -> Kept | None:
    """Return the newest answer of an exercise that is kept, or None."""
    path = _path(folder, exercise)
    try:
        since = datetime.fromtimestamp(path.stat().st_mtime)
        return Kept(path, since, path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None


def put_aside(folder: Path, exercise: str, word: str) -> Path | None:
    """Give the kept answer of an exercise another name, for somebody who begins it anew.

    Returns
    -------
    Path or None
        Where it is now; None if there was none.

    Raises
    ------
    CourseError
        If the folder cannot be written.
    """
    path = _path(folder, exercise)
    if not path.exists():
        return None
    copy = files.keep_copy(path, word)
    try:
        path.unlink()
    except OSError as error:
        raise files.cannot_write(path, error) from None
    return copy


def _path(folder: Path, exercise: str) -> Path:
    return folder / FOLDER / f"{exercise}.py"


def _has_a_copy(kept: Kept) -> bool:
    """Return whether the same text lies beside an answer already, under another name."""
    content = kept.path.read_bytes()
    copies = kept.path.parent.glob(f"*-*_{kept.path.name}")
    return any(copy.read_bytes() == content for copy in copies)
