"""A file that says whose each notebook is, whatever the layout."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import defaultdict
from pathlib import Path, PurePosixPath

from course_utils.errors import CourseError
from course_utils.grading.handed_in.tree import Entry, as_text, shown

COLUMNS = ("file", "student")
_MOST_NAMED = 5


def read_mapping(path: Path, entries: list[Entry]) -> dict[Entry, list[str]]:
    """Return whose each file is, by a CSV file with the columns ``file`` and ``student``.

    A file is named as it lies in what was handed in, or by its name alone if no other has it; a
    folder's name stands for all files in it. A file may be of several students, who worked
    together.

    Raises
    ------
    CourseError
        If it cannot be read, or rows of it name no file, several, or no student.
    """
    rows = _rows(path)
    by_path, by_name = _by_path_and_name(entries)
    found: dict[Entry, list[str]] = defaultdict(list)
    wrong = []
    for number, (file, student) in rows:
        named = by_path.get(_key(file)) or by_name.get(_key(file), [])
        if not student:
            wrong.append(f"line {number} names no student")
        elif set(student) & set("/\\\0"):
            wrong.append(f"line {number}: a student's name cannot hold / or \\")
        elif not named:
            wrong.append(f"line {number}: there is no file {shown(file)}")
        elif len(named) > 1 and _key(file) not in by_path:
            wrong.append(f"line {number}: {len(named)} files are called {shown(file)}")
        for entry in named:
            if student and student not in found[entry]:
                found[entry].append(student)
    if wrong:
        listed = "; ".join(wrong[:_MOST_NAMED])
        more = f"; and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        raise CourseError(
            f"{path}: {listed}{more}. Each line names one file as it lies in the submissions, such "
            "as folder/x.ipynb, and its student."
        )
    return dict(found)


def _rows(path: Path) -> list[tuple[int, tuple[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text. Save it as CSV UTF-8.") from None
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        head = [name.strip().lower() for name in next(reader, [])]
        if not set(COLUMNS) <= set(head):
            raise CourseError(
                f"{path} lacks a first line with the columns file and student; it begins with "
                f"{shown(first)}."
            )
        columns = [head.index(name) for name in COLUMNS]
        rows = []
        for row in reader:
            if any(map(str.strip, row)):
                file, student = (row[it].strip() if it < len(row) else "" for it in columns)
                rows.append((reader.line_num, (file, student)))
    except csv.Error as error:
        raise CourseError(f"{path} is no CSV file: {error}.") from None
    if not rows:
        raise CourseError(f"{path} names no file: below the first line, it is empty.")
    return rows


def _by_path_and_name(entries: list[Entry]) -> tuple[dict[str, list[Entry]], ...]:
    """Return the files that a path stands for, a folder's path too, and those of each name."""
    by_path: dict[str, list[Entry]] = defaultdict(list)
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for n in range(1, len(entry.parts) + 1):
            by_path[_key("/".join(entry.parts[:n]))].append(entry)
        by_name[_key(entry.name)].append(entry)
    return by_path, by_name


def _key(file: str) -> str:
    """Return a path in one spelling: other separators and composed letters do not matter."""
    path = PurePosixPath(as_text(file).replace("\\", "/")).as_posix().removeprefix("./")
    return unicodedata.normalize("NFC", path.strip("/"))
