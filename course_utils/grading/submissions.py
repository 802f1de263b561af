"""The notebooks of a class: where they lie, and what can be read of them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises import of_lesson
from course_utils.exercises.exercise import Exercise
from course_utils.grading.notebook_check import exercises_of
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook

MOST_BYTES = 50 * 2**20
MOST_BYTES_BESIDE = 10 * 2**20
MOST_FILES_BESIDE = 200


@dataclass(frozen=True)
class Submission:
    """One notebook that a student handed in.

    Parameters
    ----------
    student : str
        The name of the student's folder.
    path : Path
        The notebook.
    """

    student: str
    path: Path

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
        for place, folders, names in os.walk(self.path.parent):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
            for name in sorted(names):
                path = Path(place, name)
                if name.startswith(".") or path.suffix == ".ipynb" or not _is_plain_file(path):
                    continue
                left -= path.stat().st_size
                if left < 0 or len(files) == MOST_FILES_BESIDE:
                    return files
                files[as_text(path.relative_to(self.path.parent).as_posix())] = path.read_bytes()
        return files


@dataclass(frozen=True)
class Contents:
    """What a notebook holds, or why it cannot be graded."""

    cells: list[CodeCell]
    exercises: list[Exercise]
    problem: str = ""


def find_submissions(folder: Path) -> list[Submission]:
    """Return the notebooks in a folder of submissions, in the order of their students' names.

    Parameters
    ----------
    folder : Path
        It holds a folder for each student, with notebooks in it or one level below, as nbgrader
        lays them out. JupyterLab's own copies (``.ipynb_checkpoints``) are passed over.

    Raises
    ------
    CourseError
        If there is no such folder, or no notebook in it.
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} is not a folder. It should hold one folder for each student.")
    found = [
        Submission(as_text(student.name), path)
        for student in sorted(folder.iterdir())
        if student.is_dir() and not student.is_symlink() and not student.name.startswith(".")
        for path in _notebooks_in(student)
    ]
    if not found:
        raise CourseError(
            f"{folder} holds no submissions. They lie in {folder}/STUDENT/NAME.ipynb, one folder "
            "for each student."
        )
    return found


def passed_over(folder: Path) -> list[tuple[str, str]]:
    """Return what lies in a folder of submissions and is not graded: each name, and why."""
    found = []
    for path in sorted(folder.iterdir()):
        if not path.is_dir():
            reason = "lies in no student's folder"
        elif path.is_symlink():
            reason = "is a link, which is not followed"
        elif path.name.startswith("."):
            reason = "has a name that starts with a dot"
        elif not _notebooks_in(path):
            reason = "holds no notebook, nor do the folders in it"
        else:
            continue
        found.append((as_text(path.name), reason))
    return found


def as_text(name: str) -> str:
    """Return a file name as text that can be written: bytes that are no UTF-8 are spelt out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)


def _notebooks_in(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.ipynb"), *folder.glob("[!.]*/*.ipynb")])


def read_submission(submission: Submission) -> Contents:
    """Read a submission without running anything of it; say what is wrong where it cannot be."""
    path = submission.path
    if path.is_symlink():
        return Contents([], [], "the notebook is a link to another file, which is not followed")
    if not path.is_file():
        return Contents([], [], "the notebook is not a file")
    if not os.access(path, os.R_OK):
        return Contents([], [], "the notebook may not be read: permission denied")
    if path.stat().st_size > MOST_BYTES:
        size, most = (n_bytes / 2**20 for n_bytes in (path.stat().st_size, MOST_BYTES))
        clear = f"clear its outputs and hand it in again (at most {most:.0f} MB)"
        return Contents([], [], f"the notebook has {size:.0f} MB; {clear}")
    try:
        cells = code_cells(read_notebook(path))
        return Contents(cells, exercises_of(cells, path))
    except CourseError as error:
        return Contents([], [], str(error).replace(str(path), "the notebook"))


def lesson_in_name(path: Path) -> int | None:
    """Return the lesson that a file name starts with, such as 3 for ``03_split_dataset.ipynb``."""
    start = path.name[:2]
    return int(start) if start.isdecimal() and of_lesson(int(start)) else None
