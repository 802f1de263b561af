"""The learner's bundle: notebooks, data and package, with or without the solutions."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner.editions import as_bytes, take_out_outputs
from course_utils.notebooks.reading import read_notebook
from course_utils.questions.reading import is_model

_PROJECT = Path(__file__).resolve().parents[2]
_FILES = (
    "LICENSE",
    "Makefile",
    "pyproject.toml",
    "requirements.in",
    "requirements.txt",
    "requirements-extras.in",
    "requirements-extras.txt",
)
_FOLDERS = ("notebooks", "data", "course_utils", "docs")
_NOT_FOR_LEARNERS = shutil.ignore_patterns("__pycache__", ".*", "*.partial", "source")
_README = "bundle_readme.md"
_SOLUTIONS = "course_utils/solutions/lesson_*.py"
_QUESTIONS = "course_utils/questions/lesson_*.toml"
# What says which option is right, the model answers and what to look for in one's own: a value of
# one line or of several.
_ANSWERS = re.compile(
    r"^(?:reply|right|model|criteria) *= *"
    r'(?:"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|\[\n[\s\S]*?\n\]|.*)\n',
    re.MULTILINE,
)


def release(out: Path, *, with_solutions: bool = True) -> int:
    """Write the bundle that learners get into a new folder.

    Parameters
    ----------
    out : Path
        The folder. It must not exist, or be empty.
    with_solutions : bool
        Without them `check` works as before. Where an exercise does not pass, the notebook stops
        with a word at the first cell that needs it.

    Returns
    -------
    int
        How many files the bundle has.

    Raises
    ------
    CourseError
        If there is something in the folder already, or it cannot be written. What was copied
        until then is taken away again.
    """
    with new_folder(out):
        for name in _FILES:
            shutil.copy2(_PROJECT / name, out / name)
        for name in _FOLDERS:
            shutil.copytree(_PROJECT / name, out / name, ignore=_NOT_FOR_LEARNERS)
        (out / "docs" / "instructors.md").unlink()
        shutil.rmtree(out / "docs" / "instructors")
        (out / "course_utils" / "learner" / _README).replace(out / "README.md")
        for path in sorted(out.glob("notebooks/*.ipynb")):
            notebook = read_notebook(path)
            take_out_outputs(notebook)
            if not with_solutions:
                notebook["cells"] = [cell for cell in notebook["cells"] if not is_model(cell)]
            path.write_bytes(as_bytes(notebook))
        if not with_solutions:
            for path in out.glob(_SOLUTIONS):
                path.unlink()
            for path in out.glob(_QUESTIONS):
                text = path.read_text(encoding="utf-8")
                path.write_text(_ANSWERS.sub("", text), encoding="utf-8")
    return sum(path.is_file() for path in out.rglob("*"))


@contextmanager
def new_folder(out: Path) -> Iterator[None]:
    """Make a folder that is written into; nothing that is there already is touched.

    Raises
    ------
    CourseError
        If there is something in the folder already, it lies in what is copied, or it cannot be
        written, then or later.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(f"{out} exists already. Name a new folder, so that nothing is lost.")
    for name in _FOLDERS:  # a copy of it would have itself in it
        if out.resolve().is_relative_to(_PROJECT / name):
            raise CourseError(f"{out} lies in the course's own {name}. Name a folder elsewhere.")
    is_new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:  # Ctrl-C too: half a folder would pass for a whole one
        _take_away(out, itself=is_new)
        if isinstance(error, shutil.Error):  # copytree's list of what went wrong
            raise CourseError(f"{out} cannot be written: {error.args[0][0][2]}.") from None
        if isinstance(error, OSError):
            raise CourseError(f"{out} cannot be written: {error.strerror}.") from None
        raise


def _take_away(out: Path, *, itself: bool) -> None:
    """Remove what was copied into a folder that was empty, or not there."""
    if itself:
        shutil.rmtree(out, ignore_errors=True)
        return
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
