"""Writing files whole or not at all, and never over what a learner has."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from course_utils.errors import CourseError


def replace(path: Path, content: bytes) -> None:
    """Write a file whole, in place of what was there.

    Raises
    ------
    CourseError
        If it cannot be written. What was there is still there.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def write_new(path: Path, content: bytes) -> Path:
    """Write a file whole, under its name or, where that is taken, the next one with a number.

    Returns
    -------
    Path
        Where it is: ``report.html``, ``report-2.html`` and so on.

    Raises
    ------
    CourseError
        If it cannot be written. Nothing is there that was not there before.
    """
    place, number = path, 1
    while True:
        try:
            place.open("x").close()  # the name is ours from here on, whoever else writes now
            break
        except FileExistsError:
            number += 1
            place = path.with_name(f"{path.stem}-{number}{path.suffix}")
        except OSError as error:
            raise cannot_write(place, error) from None
    try:
        replace(place, content)
    except BaseException:  # Ctrl-C too: an empty file would pass for what was to be written
        place.unlink(missing_ok=True)
        raise
    return place


def new_folder(name: str | os.PathLike[str] | None) -> Path:
    """Make a folder for results, under its name or, where that is taken, the next with a number.

    Parameters
    ----------
    name : str, path or None
        A name alone is beside the notebook; a `~` at its start is your home folder. With None the
        folder is in the system's place for temporary files.

    Returns
    -------
    Path
        Where it is, such as ``my_network``, ``my_network-2`` and so on. It is empty.

    Raises
    ------
    CourseError
        If it cannot be made.
    """
    if name is None:
        return Path(tempfile.mkdtemp())
    wanted = Path(name).expanduser().absolute()
    place, number = wanted, 1
    while True:
        try:
            place.mkdir()
        except FileExistsError:
            number += 1
            place = wanted.with_name(f"{wanted.name}-{number}")
        except OSError as error:
            raise CourseError(f"{place} cannot be made: {in_words(error)}.") from None
        else:
            return place


def places_beside(path: Path, word: str) -> Iterator[Path]:
    """Return the places for copies of a file: ``03-word-1_split_dataset.ipynb``, with 2 and so on.

    A narrow list of files cuts the ends of names, so what tells them apart stands early.
    """
    return (path.with_name(_name_of_copy(path, f"{word}-{n}")) for n in itertools.count(1))


def copies_beside(path: Path, word: str) -> list[Path]:
    """Return the copies of a file that are there, in name order.

    Version 0.1 called them ``03_split_dataset.word-1.ipynb``.
    """
    patterns = (_name_of_copy(path, f"{word}-*"), f"{path.stem}.{word}-*{path.suffix}")
    return sorted(copy for pattern in patterns for copy in path.parent.glob(pattern))


def keep_copy(path: Path, word: str) -> Path:
    """Copy a file to a new name beside it, such as ``03-before-reset-1_split_dataset.ipynb``.

    Returns
    -------
    Path
        The copy.

    Raises
    ------
    CourseError
        If the copy cannot be written.
    """
    copy = next(place for place in places_beside(path, word) if not place.exists())
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {in_words(error)}.") from None
    replace(copy, content)
    return copy


def _name_of_copy(path: Path, mark: str) -> str:
    number, _, rest = path.name.partition("_")
    return f"{number}-{mark}_{rest}" if number.isdecimal() else f"{mark}_{path.name}"


def cannot_write(path: Path, error: OSError) -> CourseError:
    """Return the error for a file that could not be written, with what to do."""
    return CourseError(f"{path} cannot be written: {in_words(error)}.")


def in_words(error: OSError) -> str:
    """Return what the system says of an error, without its number and path."""
    return error.strerror or type(error).__name__
