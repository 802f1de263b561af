"""Where the students begin in what was handed in: which layout it has, and below which folders."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from course_utils.errors import CourseError
from course_utils.grading.handed_in.archives import is_archive
from course_utils.grading.handed_in.kinds import is_notebook_name
from course_utils.grading.handed_in.layouts import CONTAINERS, FOLDERS, LAYOUTS, Named
from course_utils.grading.handed_in.tree import Entry, shown

Prefix = tuple[str, ...]

_SURE = ("moodle", "blackboard")
"""Names with words of the system in them, which nobody chooses for a file of their own."""
_MOST_AROUND = 8
"""Folders around the students, one in another, that may be a system's."""
_CLASS = 3
"""Folders with the same lesson that are too many for versions of one student's."""


@dataclass(frozen=True)
class Roots:
    """Where students begin.

    Parameters
    ----------
    layout : str
        A key of `layouts.LAYOUTS`, or ``folders``.
    prefixes : tuple of tuple of str
        The folders whose items each are, or name, a student.
    classes : tuple of str
        Folders at the top that hold several students' work: nobody's own.
    """

    layout: str
    prefixes: tuple[Prefix, ...] = ((),)
    classes: tuple[str, ...] = ()


def read_name(layout: str, name: str, *, is_folder: bool) -> Named | None:
    """Return what a layout reads in the name of an item, of an archive too."""
    known = LAYOUTS.get(layout)
    if known is None:
        return None
    found = known.read(name, is_folder=is_folder and not is_archive(name))
    if found is None and is_archive(name):
        found = known.read(name[: -len(".zip")], is_folder=True)
    return found


class _Level:
    """What lies directly in one folder of what was handed in."""

    def __init__(self, entries: Iterable[Entry], prefix: Prefix) -> None:
        self.prefix = prefix
        self.entries = list(entries)
        depth = len(prefix)
        inside: dict[str, list[Entry]] = defaultdict(list)
        self.files: list[str] = []
        for entry in self.entries:
            if len(entry.parts) > depth + 1:
                inside[entry.parts[depth]].append(entry)
            else:
                self.files.append(entry.name)
        self.folders = {
            name: found
            for name, found in inside.items()
            if any(is_notebook_name(entry.name) for entry in found)
        }
        self.loose = [name for name in self.files if is_notebook_name(name)]
        self.votes = self._votes([*self.files, *inside], set(inside))

    def _votes(self, names: list[str], folders: set[str]) -> Counter[str]:
        """Return how many items each layout reads; what none reads counts as a plain folder."""
        votes: Counter[str] = Counter()
        for name in names:
            is_folder = name in folders
            found = [it for it in LAYOUTS if read_name(it, name, is_folder=is_folder)]
            if found:
                votes[found[0]] += 1
            elif is_folder and name in self.folders:
                votes[FOLDERS] += 1
        return votes

    @property
    def is_deep(self) -> bool:
        """Whether all notebooks lie in folders of folders of it."""
        notebooks = (it for it in self.entries if is_notebook_name(it.name))
        return all(len(entry.parts) > len(self.prefix) + 2 for entry in notebooks)

    @property
    def system(self) -> str:
        """The learning system that has named what lies here, or an empty text."""
        systems = {it: n for it, n in self.votes.items() if it != FOLDERS}
        best = max(systems, key=lambda it: systems[it], default="")
        return best if best and systems[best] >= self.votes[FOLDERS] else ""

    @property
    def groups(self) -> dict[str, list[Entry]]:
        """The notebooks here that may be one student's each, by the names of these."""
        groups = dict(self.folders)
        for entry in self.entries:
            is_here = len(entry.parts) == len(self.prefix) + 1
            read = (read_name(it, entry.name, is_folder=False) for it in ("canvas", "google"))
            named = next(filter(None, read), None) if is_here else None
            if named and is_notebook_name(entry.name):
                groups.setdefault(named.student, []).append(entry)
        return groups

    def below(self, name: str) -> _Level:
        """Return what lies in one of its folders."""
        return _Level(self.folders[name], (*self.prefix, name))


def roots_of(
    entries: list[Entry],
    shown_as: str,
    lesson_of: Callable[[Entry], object],
    archive: str | None = None,
) -> Roots:
    """Return the layout of what was handed in, and where students begin in it.

    Parameters
    ----------
    entries : list of Entry
        Without what is nobody's work.
    shown_as : str
        What messages call the whole.
    lesson_of : callable
        Returns what lesson a notebook is of; equal for two of the same lesson.
    archive : str, optional
        Where it was one archive, the name of that: a single folder around all is the archive's.

    Raises
    ------
    CourseError
        If there is no notebook, or nothing says whose the notebooks are.
    """
    top = _Level(entries, ())
    if top.system:
        return Roots(top.system)
    wrapped = _wrapped(top)
    if wrapped:
        return wrapped
    if not top.folders:
        raise _nothing_found(top, shown_as)
    if len(top.folders) == 1 and not top.loose:
        return _only_folder(top, shown_as, lesson_of, archive)
    classes = [name for name in top.folders if _lessons_twice(top.below(name), lesson_of) > 1]
    if 2 * len(classes) > len(top.folders):
        raise _ambiguous(top.below(classes[0]), shown_as, archive)
    many = [name for name in classes if _lessons_twice(top.below(name), lesson_of) >= _CLASS]
    return Roots(FOLDERS, classes=tuple(many))


def _wrapped(level: _Level) -> Roots | None:
    """Return where students begin in the folders of a level, if all of these lead to a system."""
    if level.loose or not level.folders or len(level.prefix) > _MOST_AROUND:
        return None
    found = []
    for name in level.folders:
        inner = level.below(name)
        one = Roots(inner.system, (inner.prefix,)) if inner.system else _wrapped(inner)
        if one is None or not _may_be_wrapped(one, inner, is_alone=len(level.folders) == 1):
            return None
        found.append(one)
    layouts = {one.layout for one in found}
    prefixes = tuple(prefix for one in found for prefix in one.prefixes)
    return Roots(layouts.pop(), prefixes) if len(layouts) == 1 else None


def _may_be_wrapped(roots: Roots, inner: _Level, *, is_alone: bool) -> bool:
    """Return whether it is certain enough that a folder is one of the system's, not a student's."""
    if roots.layout in _SURE:
        return True
    is_container = any(CONTAINERS.fullmatch(part) for prefix in roots.prefixes for part in prefix)
    several = sum(inner.votes.values()) > 1 or not inner.system
    return is_container or (roots.layout != "google" and is_alone and several)


def _only_folder(
    level: _Level, shown_as: str, lesson_of: Callable[[Entry], object], archive: str | None
) -> Roots:
    """Return where students begin if all lies in one folder: a student's, or around the class."""
    while len(level.folders) == 1 and not level.loose:
        (name,) = level.folders
        inner = level.below(name)
        is_around = _is_class(inner, lesson_of) or inner.is_deep
        if archive is None and is_around:
            raise _ambiguous(_innermost(inner), shown_as)
        if archive is not None and inner.system and sum(inner.votes.values()) > 1:
            return Roots(inner.system, (inner.prefix,))
        if not is_around and (name != archive or inner.loose):
            break
        level = inner
    return Roots(FOLDERS, (level.prefix,))


def _innermost(level: _Level) -> _Level:
    """Return the first level below, or this one, that holds more than one folder."""
    while len(level.folders) == 1 and not level.loose:
        (name,) = level.folders
        level = level.below(name)
    return level


def _is_class(level: _Level, lesson_of: Callable[[Entry], object]) -> bool:
    """Return whether a folder holds several students' work rather than one's assignments."""
    if _lessons_twice(level, lesson_of) > 1:
        return True
    if len(level.folders) < 2 or level.loose:
        return False
    alike = {re.sub(r"\d+", "#", name) for name in level.folders}
    return len(alike) > 1 and not all(
        name[:2].isdecimal() or any(entry.name.startswith(name) for entry in found)
        for name, found in level.folders.items()
    )


def _lessons_twice(level: _Level, lesson_of: Callable[[Entry], object]) -> int:
    """Return how many groups hold the lesson that most of them hold."""
    groups = level.groups
    if len(groups) < 2:
        return 0
    places: Counter[object] = Counter()
    for found in groups.values():
        places.update({lesson_of(it) for it in found if is_notebook_name(it.name)})
    return max(places.values(), default=0)


def _ambiguous(level: _Level, shown_as: str, archive: str | None = None) -> CourseError:
    inside = "/".join([shown_as, *map(shown, level.prefix)])
    names = [shown(name) for name in level.groups]
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    how = f"write: course grade {inside} --out DIR"
    if archive is not None:
        how = f"unpack {shown_as}, and grade its folder {'/'.join(map(shown, level.prefix))}"
    return CourseError(
        f"{inside} looks like a class and not like one student: what is in it ({listed}) holds "
        f"notebooks of the same kind. If these are students, {how}. If they are versions of one "
        "student's work, keep one of them, or name whose each file is with --files MAP.csv "
        "(columns file, student)."
    )


def _nothing_found(top: _Level, shown_as: str) -> CourseError:
    if top.loose:
        n = len(top.loose)
        return CourseError(
            f"{shown_as} holds {n} notebook{'s' * (n > 1)} of which nothing says whose they are, "
            f"such as {shown(top.loose[0])}. Put each into a folder with its student's name, or "
            "name whose each file is with --files MAP.csv (columns file, student)."
        )
    return CourseError(
        f"{shown_as} holds no submissions. They lie in {shown_as}/STUDENT/NAME.ipynb, one folder "
        "for each student, or as Moodle, Canvas, Blackboard, ILIAS, Gradescope or Google Classroom "
        "hand them out."
    )
