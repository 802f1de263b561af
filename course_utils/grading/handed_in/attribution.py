"""Whose each file is: students with their files, from the layout's names or from a mapping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from course_utils.grading.handed_in.archives import is_archive
from course_utils.grading.handed_in.layouts import (
    FOLDERS,
    MAPPING,
    Named,
    without_stamp,
)
from course_utils.grading.handed_in.notes import (
    METADATA,
    logins_of_blackboard,
    metadata_of_gradescope,
    note_of_blackboard,
)
from course_utils.grading.handed_in.roots import Roots, read_name
from course_utils.grading.handed_in.tree import Entry, as_text

_MOST_OF_A_NOTE = 10_000
_MOST_OF_METADATA = 20 * 2**20


@dataclass(frozen=True)
class Item:
    """A file of a student.

    Parameters
    ----------
    entry : Entry
    inner : tuple of str
        Its folders and its name, without what the system has put before them.
    at : datetime, optional
    order : int
    is_late : bool
        As in `layouts.Named`.
    """

    entry: Entry
    inner: tuple[str, ...]
    at: datetime | None = None
    order: int = 0
    is_late: bool = False


@dataclass
class Owner:
    """A student, as far as names of files tell.

    Parameters
    ----------
    layout : str
    named : Named
        What the system says of them.
    items : list of Item
    """

    layout: str
    named: Named
    items: list[Item] = field(default_factory=list)


def by_layout(entries: Iterable[Entry], roots: Roots) -> tuple[list[Owner], list[Entry]]:
    """Return the students of a layout with their files, and the files that are of none of them."""
    owners: dict[tuple[str, str], Owner] = {}
    nobodys, notes = [], []
    for entry in entries:
        depth = _depth(entry, roots)
        if depth is None:
            nobodys.append(entry)
            continue
        first, inner = entry.parts[depth], entry.parts[depth + 1 :]
        named = read_name(roots.layout, first, is_folder=bool(inner))
        layout = roots.layout if named else FOLDERS
        if named is None and inner:
            title = first[: -len(".zip")] if is_archive(first) else first
            named = Named(first, title, title)
        if named is None:
            nobodys.append(entry)
        elif not inner and not named.file:
            notes.append((named, entry))  # the system's own, beside the files
        else:
            item = _item(entry, named, inner, layout)
            owners.setdefault((layout, named.key), Owner(layout, named)).items.append(item)
    found = list(owners.values())
    if roots.layout == "blackboard":
        found = _with_logins(found, notes)
    if roots.layout == "gradescope":
        found = _with_submitters(found, nobodys)
    return found, nobodys


def add_mapped(owners: list[Owner], whose: dict[Entry, list[str]]) -> list[Owner]:
    """Return students together with those that a mapping names, and with their files by it."""
    by_student: dict[str, Owner] = {}
    for owner in owners:  # a folder, an archive and files of one name are one student's
        one = by_student.setdefault(owner.named.student, Owner(owner.layout, owner.named))
        one.items.extend(owner.items)
    for entry, students in whose.items():
        for student in students:
            named = Named(student, student, student)
            owner = by_student.setdefault(student, Owner(MAPPING, named))
            owner.items.append(Item(entry, entry.parts))
    return list(by_student.values())


def exact_names(owners: list[Owner]) -> list[Owner]:
    """Return students with names that can be written, and are of one student each.

    Two names that differ only in what cannot be written get a number.
    """
    taken: set[str] = set()
    found = []
    for owner in sorted(owners, key=lambda it: (not _is_text(it.named.student), it.named.student)):
        name = as_text(owner.named.student)
        spellings = (name if n == 1 else f"{name} ({n})" for n in count(1))
        student = next(it for it in spellings if it not in taken)
        taken.add(student)
        named = replace(owner.named, student=student, name=as_text(owner.named.name))
        found.append(replace(owner, named=named))
    return sorted(found, key=lambda it: it.named.student)


def _is_text(name: str) -> bool:
    return as_text(name) == name


def _depth(entry: Entry, roots: Roots) -> int | None:
    """Return how many folders lead to where students begin, or None if the file is beside them."""
    for prefix in roots.prefixes:
        if entry.parts[: len(prefix)] == prefix and len(entry.parts) > len(prefix):
            first = entry.parts[len(prefix)]
            return None if not prefix and first in roots.classes else len(prefix)
    return None


def _item(entry: Entry, named: Named, inner: tuple[str, ...], layout: str) -> Item:
    if not inner:
        inner = (named.file,)
    elif named.file:  # an archive that the system has named
        inner = (named.file, *inner)
    at = named.at
    if layout == "ilias":  # elsewhere, and further in, a stamp would be the student's own word
        name, at = without_stamp(inner[0])
        inner = (name, *inner[1:])
    return Item(entry, inner, at, named.order, named.is_late)


def _with_logins(owners: list[Owner], notes: list[tuple[Named, Entry]]) -> list[Owner]:
    """Return Blackboard's students by their logins; those with the same one are one."""
    said = {named.key: _note(entry) for named, entry in notes}
    own = {owner.named.key for owner in owners if owner.layout != FOLDERS}
    logins = logins_of_blackboard(
        own | set(said), {key: login for key, (_, login) in said.items() if login}
    )
    merged: dict[str, Owner] = {}
    others = []
    for owner in owners:
        if owner.layout == FOLDERS:
            others.append(owner)
            continue
        login, name = logins[owner.named.key], said.get(owner.named.key, ("", ""))[0]
        named = Named(login, login, name or login, login=login)
        merged.setdefault(login, Owner(owner.layout, named)).items.extend(owner.items)
    return [*merged.values(), *others]


def _with_submitters(owners: list[Owner], beside: list[Entry]) -> list[Owner]:
    """Return Gradescope's students with the names and times that its metadata give."""
    texts = [_text(entry, _MOST_OF_METADATA) for entry in beside if entry.name == METADATA]
    known = {key: one for text in texts for key, one in metadata_of_gradescope(text).items()}
    found = []
    for owner in owners:
        one = known.get(owner.named.student)
        if one:
            named = replace(owner.named, name=one.name, login=one.login)
            items = [replace(item, at=item.at or one.at) for item in owner.items]
            owner = Owner(owner.layout, named, items)
        found.append(owner)
    return found


def _note(entry: Entry) -> tuple[str, str]:
    return note_of_blackboard(_text(entry, _MOST_OF_A_NOTE))


def _text(entry: Entry, most: int) -> str:
    try:
        with entry.path.open("rb") as file:
            return file.read(most).decode("utf-8-sig", "replace")
    except OSError:
        return ""
