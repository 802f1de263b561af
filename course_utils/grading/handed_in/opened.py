"""What was handed in with the archives in it opened, each within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.grading.handed_in.archives import (
    MOST_DEPTH,
    OF_A_CLASS,
    OF_A_STUDENT,
    Limits,
    RefusedError,
    is_archive,
    open_archive,
)
from course_utils.grading.handed_in.nobodys import is_nobodys
from course_utils.grading.handed_in.tree import Entry, Tree, shown, tree_of

_MOST_OF_A_CLASS = 10
"""Archives that lie alone in a folder and may be parts of one download."""


@dataclass
class Opened:
    """The files that were handed in.

    Parameters
    ----------
    entries : list of Entry
        Those in archives too; an archive is a folder of its name.
    folders : list of str
        The folders at the top.
    refused : list of pairs of str
        What is not looked at: a name, and why.
    closed : dict of Entry to str
        Archives that stay closed, and why.
    archive : str, optional
        The name of the one archive that it was.
    """

    entries: list[Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    closed: dict[Entry, str] = field(default_factory=dict)
    archive: str | None = None


def opened(source: Path, unpacked: Path) -> Opened:
    """Return all files of a folder or an archive.

    Parameters
    ----------
    source : Path
        Stays as it is.
    unpacked : Path
        A private folder for what is in archives. It is made if it is needed.

    Raises
    ------
    CourseError
        If there is no such folder or archive.
    """
    try:
        if source.is_dir():
            tree, archive = tree_of(source), None
        elif source.is_file():
            tree, archive = open_archive(source, unpacked, OF_A_CLASS), source.stem
        else:
            raise CourseError(
                f"{shown(str(source))} is not a folder. It should hold one folder for each "
                "student, or be the zip file of a learning system."
            )
    except RefusedError as error:
        raise CourseError(f"{source} {error}.") from None
    except OSError as error:
        raise CourseError(f"{shown(str(source))} cannot be read: {error.strerror}.") from None
    found = Opened(folders=tree.folders, refused=tree.refused, archive=archive)
    limits = OF_A_CLASS if archive is None and _is_a_download(tree) else OF_A_STUDENT
    for entry in tree.entries:
        found.entries.append(entry)
        if is_archive(entry.name) and not is_nobodys(entry.parts):
            found.entries.pop()
            _Budget(limits, unpacked, found).open(entry)
    return found


class _Budget:
    """What one student's archive may hold, with all the archives in it."""

    def __init__(self, limits: Limits, unpacked: Path, found: Opened) -> None:
        self._limits = limits
        self._unpacked = unpacked
        self._found = found

    def open(self, entry: Entry, depth: int = 1) -> None:
        """Add an archive's files, or the archive itself if it stays closed."""
        try:
            if depth > MOST_DEPTH:
                raise RefusedError(f"lies in {MOST_DEPTH} other archives: take it out of them")
            tree = open_archive(entry.path, self._unpacked, self._limits)
        except RefusedError as error:
            self._found.closed[entry] = str(error)
            self._found.refused.append((shown(entry.place), str(error)))
            self._found.entries.append(entry)
            return
        self._take_off(tree)
        place = shown(entry.place)
        self._found.refused += [(f"{place}/{name}", why) for name, why in tree.refused]
        for inner in tree.entries:
            one = Entry((*entry.parts, *inner.parts), inner.path)
            if is_archive(one.name) and not is_nobodys(one.parts):
                inside = self if self._limits is not OF_A_CLASS else self._of_a_student()
                inside.open(one, depth + 1)
            else:
                self._found.entries.append(one)

    def _of_a_student(self) -> _Budget:
        return _Budget(OF_A_STUDENT, self._unpacked, self._found)

    def _take_off(self, tree: Tree) -> None:
        if self._limits is not OF_A_CLASS:
            self._limits = Limits(
                self._limits.files - len(tree.entries),
                self._limits.bytes - sum(entry.path.stat().st_size for entry in tree.entries),
                self._limits.directory,
            )


def _is_a_download(tree: Tree) -> bool:
    """Return whether a folder holds nothing but the few parts of a download."""
    names = [entry.name for entry in tree.entries if not is_nobodys(entry.parts)]
    at_top = all(len(entry.parts) == 1 for entry in tree.entries)
    return at_top and 0 < len(names) <= _MOST_OF_A_CLASS and all(map(is_archive, names))
