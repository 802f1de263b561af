"""One notebook that was handed in: what lies beside it, and what can be read of it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises import of_lesson
from course_utils.exercises.exercise import Exercise
from course_utils.grading.handed_in.kinds import exercises_defined_in
from course_utils.grading.handed_in.tree import as_text
from course_utils.grading.notebook_check import exercises_of
from course_utils.notebooks.lost_marks import note_on, with_exercises_found
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook
from course_utils.notebooks.size import refuse_long_cells

MOST_BYTES = 50 * 2**20
MOST_BYTES_BESIDE = 10 * 2**20
MOST_FILES_BESIDE = 200


@dataclass(frozen=True)
class Submission:
    """One notebook that a student handed in.

    Parameters
    ----------
    student : str
        Who it is in all tables.
    path : Path
        The notebook.
    name : str
        What the student has called it.
    beside : tuple of pairs of str and Path
        The student's files in its folder and below: names within the folder, and where they lie.
    problem : str
        Why it cannot be graded, where that is known before it is read.
    """

    student: str
    path: Path
    name: str = ""
    beside: tuple[tuple[str, Path], ...] = ()
    problem: str = ""

    @property
    def notebook(self) -> str:
        """What tables and records call it, as text that can be written."""
        return as_text(self.name or self.path.name)

    def fingerprint(self) -> str:
        """Return the sha256 of the notebook and what lies beside it, or why there is none."""
        if not _is_plain_file(self.path):
            return "not a file of its own that can be read"
        if self.path.stat().st_size > MOST_BYTES:
            return f"{self.path.stat().st_size} bytes"
        digest = hashlib.sha256(self.path.read_bytes())
        for name, content in self.files_beside().items():
            digest.update(f"{name} {len(content)}".encode())
            digest.update(content)
        return digest.hexdigest()

    def files_beside(self) -> dict[str, bytes]:
        """Return what a notebook may import or read: the files in its folder and below.

        Other notebooks, links and names that start with a dot are left out, and what is too much:
        over 200 files, or 10 MB together.
        """
        files: dict[str, bytes] = {}
        left = MOST_BYTES_BESIDE
        for name, path in self.beside:
            *folders, last = name.split("/")
            is_hidden = last.startswith(".") or any(it.startswith((".", "__")) for it in folders)
            if is_hidden or last.lower().endswith(".ipynb") or not _is_plain_file(path):
                continue
            left -= path.stat().st_size
            if left < 0 or len(files) == MOST_FILES_BESIDE:
                return files
            files[as_text(name)] = path.read_bytes()
        return files


@dataclass(frozen=True)
class Contents:
    """What a notebook holds, or why it cannot be graded.

    Parameters
    ----------
    cells : list of CodeCell
    exercises : list of Exercise
        All of its lessons; of a file that is no notebook, those that its text defines.
    problem : str
        Why it cannot be graded.
    note : str
        What else is worth knowing, in a sentence.
    is_notebook : bool
        Whether it could be read, with exercises in it or without.
    """

    cells: list[CodeCell]
    exercises: list[Exercise]
    problem: str = ""
    note: str = ""
    is_notebook: bool = False


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)


def read_submission(submission: Submission) -> Contents:
    """Read a submission without running anything of it; say what is wrong where it cannot be."""
    path = submission.path
    problem = submission.problem or _problem_of_file(path)
    if problem:
        return Contents([], [], problem)
    try:
        cells = code_cells(read_notebook(path))
        refuse_long_cells(cells, path)
        cells, found = with_exercises_found(cells)
    except CourseError as error:
        problem = str(error).replace(str(path), "the file")
        return Contents([], _of_same_lessons(exercises_defined_in(path)), problem)
    try:
        return Contents(cells, exercises_of(cells, path), note=note_on(found), is_notebook=True)
    except CourseError as error:
        problem = str(error).replace(str(path), "the notebook")
        return Contents(cells, [], problem, is_notebook=True)


def _of_same_lessons(exercises: list[Exercise]) -> list[Exercise]:
    lessons = sorted({exercise.lesson for exercise in exercises})
    return [exercise for lesson in lessons for exercise in of_lesson(lesson)]


def is_readable(path: Path) -> bool:
    """Return whether a file is one of its own that may be read, and is not too large."""
    return not _problem_of_file(path)


def _problem_of_file(path: Path) -> str:
    """Return why a file is not read, or an empty text."""
    if path.is_symlink():
        return "the notebook is a link to another file, which is not followed"
    if not path.is_file():
        return "the notebook is not a file"
    if not os.access(path, os.R_OK):
        return "the notebook may not be read: permission denied"
    if path.stat().st_size > MOST_BYTES:
        size, most = (n_bytes / 2**20 for n_bytes in (path.stat().st_size, MOST_BYTES))
        clear = f"clear its outputs and hand it in again (at most {most:.0f} MB)"
        return f"the notebook has {size:.0f} MB; {clear}"
    return ""


def lesson_in_name(name: str) -> int | None:
    """Return the lesson that a file name starts with, such as 3 for ``03_split_dataset.ipynb``."""
    start = name[:2]
    return int(start) if start.isdecimal() and of_lesson(int(start)) else None
