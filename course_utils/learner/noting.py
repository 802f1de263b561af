"""What `check` tells a learner's folder. Whatever goes wrong here, the check goes on."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from course_utils import __version__
from course_utils.errors import CourseError
from course_utils.learner import answers, files, open_notebook, state
from course_utils.learner.cells import cell_giving
from course_utils.learner.editions import HANDED_OUT, editions, stamp_of
from course_utils.learner.update import NEW
from course_utils.notebooks.reading import code_cells, read_notebook


def _working_folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it was deleted
        return None


# A kernel starts in the folder of its notebook. The code in it may go elsewhere later.
_STARTED_IN = _working_folder()

_SAVE = "press Ctrl+S, or ⌘S on a Mac"
_IN_NO_CELL = (
    "No cell holds this very answer (a decorator, partial or %%time hides it), so no copy of it "
    f"could be kept. Save the notebook: {_SAVE}."
)


def note(exercise: str, status: str, function: object) -> str:
    """Record a verdict, if this kernel runs in a learner's folder.

    Parameters
    ----------
    exercise, status : str
        As in the verdict.
    function : object
        What was checked.

    Returns
    -------
    str
        Empty, or why the verdict could not be recorded and what to do.
    """
    folder = kernel_folder()
    if folder is None:
        return ""
    return record(
        folder, [state.Entry(state.now(), exercise, status, _code_of(exercise, function))]
    )


def record(folder: Path, entries: list[state.Entry], *, is_all: bool = False) -> str:
    """Record verdicts in a learner's folder.

    Parameters
    ----------
    folder : Path
    entries : list of Entry
    is_all : bool
        Whether there is now a verdict on every answer in the saved notebooks.

    Returns
    -------
    str
        Empty, or why they could not be recorded and what to do.
    """
    try:
        state.add(folder, entries)
        if is_all:
            state.say_that_it_is_complete(folder)
    except OSError as error:
        return (
            f"The verdict stands, but it could not be noted in {state.FILE} "
            f"({files.in_words(error)}). Mend that and check again, or your progress will not "
            "show it."
        )
    return ""


def keep_answer(exercise: str, function: object) -> str:
    """Keep the cell of an answer that has passed, if this kernel runs in a learner's folder.

    Returns
    -------
    str
        Empty, or that the notebook on disk does not have it yet, and what to press.
    """
    folder, cell = kernel_folder(), cell_giving(exercise, function)
    if folder is None:
        return ""
    if not cell:
        return _IN_NO_CELL if open_notebook.path() else ""
    is_kept = True
    try:
        answers.keep(folder, exercise, cell)
    except (CourseError, OSError):  # that the disk is full or read-only is told by `note`
        is_kept = False
    if _is_saved(folder, cell):
        return ""
    safe = "" if is_kept else " Before that, a closed tab would lose your answer."
    return f"Not saved yet: {_SAVE}.{safe}"


def kept_answer(exercise: str) -> answers.Kept | None:
    """Return the answer that has passed before, in the folder that this kernel runs in, or None."""
    folder = kernel_folder()
    return answers.kept(folder, exercise) if folder else None


def has_passed(exercise: str, function: object) -> bool:
    """Return whether the very code of a function has passed before in this kernel's folder."""
    folder, code = kernel_folder(), _code_of(exercise, function)
    if folder is None or code is None:
        return False
    try:
        entries = state.read(folder).entries
    except CourseError:
        return False
    return any(
        (entry.exercise, entry.status, entry.code) == (exercise, "passed", code)
        for entry in entries
    )


def kernel_folder() -> Path | None:
    """Return the learner's folder that this kernel runs in, or None.

    It is where the notebook lies or the kernel was started, or what that is a subfolder of.
    """
    named = open_notebook.path()
    places = [place for place in (named.parent if named else None, _STARTED_IN) if place]
    folders = [folder for place in places for folder in (place, *place.parents)]
    by_record = next(filter(state.has_record, folders), None)
    return by_record or next(filter(state.is_course_folder, folders), None)


def _is_saved(folder: Path, cell: str) -> bool:
    """Return whether a cell stands in the notebook on disk, or whether that cannot be known."""
    named = open_notebook.path()
    try:
        if named is None or not named.resolve().is_relative_to(folder.resolve()):
            return True
        mark = state.code_fingerprint(cell)
        cells = code_cells(read_notebook(named))
        return any(state.code_fingerprint(one.source) == mark for one in cells)
    except (CourseError, OSError):
        return True


def _code_of(exercise: str, function: object) -> str | None:
    """Return the fingerprint of the cell that holds an answer, or None if no cell does."""
    cell = cell_giving(exercise, function)
    return state.code_fingerprint(cell) if cell else None


@cache  # a notebook is read once in a kernel, not at every check
def other_version(exercise: str) -> list[tuple[str, str]]:
    """Return what to say if the notebook is of another version than the package.

    Parameters
    ----------
    exercise : str
        Any that the notebook holds.

    Returns
    -------
    list of (str, str)
        The labels and texts of a card; empty where there is nothing to say.
    """
    path = _notebook_with(exercise)
    if path is None:
        return []
    try:
        stamp = stamp_of(read_notebook(path))
        version = stamp.get("version")
        if not isinstance(version, str) or version == __version__:
            return []
        if stamp.get(HANDED_OUT) in [edition.fingerprint for edition in editions()]:
            return []  # the lesson's text is the same in both versions
    except CourseError:
        return []
    return [
        (
            "",
            f"{path.name} is of version {version} of the course, and the installed package of "
            f"version {__version__}. Its checks may ask for something else than the text says.",
        ),
        ("Next", _how_to_agree(path, version)),
    ]


def command(name: str, folder: Path) -> str:
    """Return what to type in a terminal for a command on a learner's folder."""
    course = ["course"] if shutil.which("course") else [sys.executable, "-m", "course_utils"]
    words = [*course, name, str(folder)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _how_to_agree(path: Path, version: str) -> str:
    for beside in files.copies_beside(path, NEW):
        return f"the new version is in {beside.name}: take your answers there, or go on here"

    from packaging.version import InvalidVersion, Version

    try:
        package_is_older = Version(version) > Version(__version__)
    except InvalidVersion:
        package_is_older = False
    if package_is_older:
        return "in the course's own folder, git pull and then make setup; then restart the kernel"
    how = command("update", path.parent)
    return f"in a terminal, {how}: it brings the new version and keeps your changes"


def _notebook_with(exercise: str) -> Path | None:
    """Return the notebook that this kernel runs: as Jupyter names it, else the lesson's."""
    if named := open_notebook.path():
        return named
    marked = f'"exercise": "{exercise}"'.encode()
    try:
        paths = sorted(_STARTED_IN.glob("[0-9][0-9]_*.ipynb")) if _STARTED_IN else []
        return next((path for path in paths if marked in path.read_bytes()), None)
    except OSError:
        return None
