"""All files of a folder or an archive, by their names; links and what is no file are refused."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.grading.handed_in.kinds import is_notebook_name
from course_utils.machine.signs import legible

LONGEST_SHOWN = 120
"""Signs of a name that are shown."""


@dataclass(frozen=True)
class Entry:
    """A file: what it is called, folder by folder, and where its bytes are."""

    parts: tuple[str, ...]
    path: Path

    @property
    def name(self) -> str:
        """Its own name."""
        return self.parts[-1]

    @property
    def place(self) -> str:
        """Its whole name, with ``/`` between folders, as text that can be written."""
        return as_text("/".join(self.parts))


@dataclass
class Tree:
    """What lies in a folder.

    Parameters
    ----------
    entries : list of Entry
        Its files, in the order of their names.
    folders : list of str
        The folders at the top, empty ones too.
    refused : list of pairs of str
        What is not looked at: a name, and why.
    closed : dict of Entry to str
        Of that, what is called as a notebook is: somebody meant to hand it in.
    """

    entries: list[Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    closed: dict[Entry, str] = field(default_factory=dict)

    def refuse(self, parts: tuple[str, ...], reason: str, path: Path | None = None) -> None:
        """Note that something is not looked at; with its place, if it may be somebody's work."""
        self.refused.append((shown("/".join(parts)), reason))
        if path is not None and is_notebook_name(parts[-1]):
            self.closed[Entry(parts, path)] = reason


def as_text(name: str) -> str:
    """Return a file name as text that can be written: bytes that are no UTF-8 are spelt out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def shown(name: str) -> str:
    """Return a name as messages show it: no sign in it acts, and a very long one is cut."""
    text = legible(as_text(name)).replace("\n", r"\n").replace("\t", r"\t")
    half = LONGEST_SHOWN // 2
    return text if len(text) <= LONGEST_SHOWN else f"{text[:half]} … {text[-half:]}"


def tree_of(folder: Path) -> Tree:
    """Return all files in a folder and below. No link is followed, and nothing is opened."""
    tree = Tree()
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        try:
            with os.scandir(folder.joinpath(*parts)) as found:
                items = sorted(found, key=lambda item: item.name)
        except OSError as error:
            tree.refuse(parts or (folder.name,), _why(error))
            continue
        for item in items:
            _take(tree, item, (*parts, item.name), waiting)
    tree.entries.sort(key=lambda entry: entry.parts)
    return tree


def _take(
    tree: Tree, item: os.DirEntry[str], parts: tuple[str, ...], waiting: list[tuple[str, ...]]
) -> None:
    try:
        status = item.stat(follow_symlinks=False)
    except OSError as error:
        tree.refuse(parts, _why(error))
        return
    path = Path(item.path)
    if stat.S_ISLNK(status.st_mode) or getattr(item, "is_junction", bool)():
        tree.refuse(parts, "is a link, which is not followed", path)
    elif stat.S_ISDIR(status.st_mode):
        waiting.append(parts)
        if len(parts) == 1:
            tree.folders.append(item.name)
    elif not stat.S_ISREG(status.st_mode):
        tree.refuse(parts, "is no file: a pipe, a socket or a device, which is not opened", path)
    elif status.st_nlink > 1 and path.parent.stat().st_uid != status.st_uid:
        tree.refuse(parts, "is a second name of a file of somebody else (a hard link)", path)
    else:
        tree.entries.append(Entry(parts, path))


def _why(error: OSError) -> str:
    if error.errno == errno.ENAMETOOLONG:
        return "has a longer path than this system can open: move it further up, or shorten names"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "may not be read: permission denied"
    return f"cannot be read: {error.strerror}"
