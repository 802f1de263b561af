"""The files in data/results: tables that are checked when read and replaced whole when written."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.machine import locks

# Adding takes milliseconds. Where locks cannot be had at all, an experiment goes on without.
_SECONDS_TO_ADD_ROWS = 30


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a table as text; no rows if there is no file.

    Parameters
    ----------
    path : Path
        A CSV file.
    columns : sequence of str
        What it must have, in this order.

    Raises
    ------
    CourseError
        If the file is damaged or has other columns. It is left as it is.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(path, str(error)) from None
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise damaged(path, str(error)) from None
    if reader.fieldnames != list(columns):
        raise damaged(path, f"its columns are not {', '.join(columns)}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise damaged(path, f"line {number} has not {len(columns)} values")
    return rows


def write_table(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str | int | float]]
) -> None:
    """Replace a table whole: a kill leaves the old or the new file, never a part.

    Raises
    ------
    CourseError
        If it cannot be written.
    """
    # Two experiments that run at once both write to processors.csv.
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        partial.replace(path)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be written: {error.strerror}. Make its folder writable, then run the "
            "same command again."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


@contextlib.contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Wait until no other process is adding to the tables in a folder, then keep others waiting.

    Parameters
    ----------
    path : Path
        One of the tables. Its folder is made if it is not there.

    Raises
    ------
    CourseError
        If nothing can be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = (path.parent / ".lock.partial").open("a")
    except OSError as error:
        raise CourseError(
            f"{path.parent} cannot be written: {error.strerror}. Make it writable, then run the "
            "same command again."
        ) from None
    with file:
        locks.take_within(file.fileno(), _SECONDS_TO_ADD_ROWS)
        yield


def damaged(path: Path, reason: str) -> CourseError:
    """Return the error for a table that is not what it should be."""
    return CourseError(
        f"{path.name} is not the table that it should be: {reason}. It is left as it is. "
        f"Restore it with `git checkout -- data/results/{path.name}`, or move it away to start "
        "again."
    )
