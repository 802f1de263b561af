"""A learner's folder: where it may be, making it, and finding it again."""

from __future__ import annotations

from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner import files, state
from course_utils.learner.editions import editions
from course_utils.learner.lessons import COURSE

DEFAULT = "~/transfer-learning"

_OWN = {".ci", ".git", ".venv", "benchmarks", "course_utils", "data", "docs", "notebooks", "tests"}

# What an interrupted start, a file manager or Jupyter leaves in a folder is no content.
_LITTER = {".DS_Store", "desktop.ini", "Thumbs.db", ".ipynb_checkpoints"}


def start(folder: Path, course: Path = COURSE) -> tuple[list[str], list[str]]:
    """Copy the lessons, and what they need beside them, into a learner's folder.

    Parameters
    ----------
    folder : Path
        New, empty, or a learner's folder already: then only what is not there is added.
    course : Path
        The course to copy from.

    Returns
    -------
    list of str, list of str
        The names of the files that were added, and of those that were there.

    Raises
    ------
    CourseError
        If the folder has other content, lies in the course's own folder, or cannot be written.
    """
    _refuse_the_courses_own(folder, course)
    is_new = not state.is_course_folder(folder)
    if is_new:
        _refuse_other_content(folder)
    handed_out = editions(course)
    there = [edition for edition in handed_out if (folder / edition.name).exists()]
    added = [edition for edition in handed_out if edition not in there]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_new:  # first of all: it says whose folder this is, should the copying be stopped
            state.say_that_it_is_complete(folder)
    except OSError as error:
        raise files.cannot_write(folder, error) from None
    for edition in added:
        files.replace(folder / edition.name, edition.content)
    return [edition.name for edition in added], [edition.name for edition in there]


def find_or_default(folder: Path | None) -> Path:
    """Return the folder named, else this one if it is a learner's, else the usual one."""
    here = full_path(folder or Path())
    return here if folder or state.is_course_folder(here) else full_path(Path(DEFAULT))


def find(folder: Path | None) -> Path:
    """Return a learner's folder: the one named, else this one, else the usual one.

    Raises
    ------
    CourseError
        If there is none.
    """
    place = find_or_default(folder)
    if state.is_course_folder(place):
        return place
    places = [place] if folder else [full_path(Path()), place]
    looked_at = " nor ".join(map(str, places))
    raise CourseError(
        f"there are no lessons of yours in {looked_at}. Name the folder that `course start` made, "
        "or make one: course start DIR."
    )


def full_path(folder: Path) -> Path:
    """Return a folder's full path, with ``~`` in it expanded.

    Raises
    ------
    CourseError
        If the system does not know the home folder, or the one it starts from is gone.
    """
    try:
        return folder.expanduser().resolve()
    except FileNotFoundError:
        raise CourseError("the folder you are in was deleted. Go to another one.") from None
    except RuntimeError:
        raise CourseError(
            f"{folder}: this machine knows no such home folder. Name your folder in full."
        ) from None


def _refuse_the_courses_own(folder: Path, course: Path) -> None:
    """Raise CourseError for a folder that an update of the course could touch."""
    if not folder.is_relative_to(course):
        return
    first = folder.relative_to(course).parts[:1]
    if course == _home() and first and first[0] not in _OWN:  # as on a JupyterHub of this course
        return
    raise CourseError(
        f"{folder} lies in the course's own folder, where an update would meet your changes. "
        f"Choose a folder outside of it, such as {DEFAULT}."
    )


def _refuse_other_content(folder: Path) -> None:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise CourseError(f"{folder} is a file. Name a new or an empty folder.") from None
    except OSError as error:
        raise CourseError(f"{folder} cannot be read: {files.in_words(error)}.") from None
    others = [name for name in names if name not in _LITTER and not name.endswith(".partial")]
    if others:
        shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        raise CourseError(
            f"{folder} holds other things ({shown}), and is left as it is. Name a new or an empty "
            "folder."
        )


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None
