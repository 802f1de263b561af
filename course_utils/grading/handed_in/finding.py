"""A class as it was handed in: its students, their notebooks, and what is not graded."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.grading.handed_in.attribution import (
    Item,
    Owner,
    add_mapped,
    by_layout,
    exact_names,
)
from course_utils.grading.handed_in.counting import Candidate, choose
from course_utils.grading.handed_in.kinds import (
    exercises_defined_in,
    is_by_mistake,
    is_notebook_name,
)
from course_utils.grading.handed_in.layouts import FOLDERS, LAYOUTS
from course_utils.grading.handed_in.mapping import read_mapping
from course_utils.grading.handed_in.nobodys import is_hidden, is_nobodys
from course_utils.grading.handed_in.opened import Opened, opened
from course_utils.grading.handed_in.roots import Roots, roots_of
from course_utils.grading.handed_in.students import File, Student
from course_utils.grading.handed_in.telling import grouped, in_words, of_nobody, reasons
from course_utils.grading.handed_in.tree import Entry, shown
from course_utils.grading.submissions import (
    Submission,
    is_readable,
    lesson_in_name,
    read_submission,
)

_MOST_NOTEBOOKS = 50
"""Notebooks of one student that are looked at: those with exercises, and nearest to the top."""
_MARK = re.compile(rb'"course":\s*\{\s*"exercise"')


@dataclass
class HandedIn:
    """What a class has handed in.

    Parameters
    ----------
    layout : str
        What was recognised, in words.
    students : list of Student
        Everybody who handed anything in, by name.
    submissions : list of Submission
        The notebooks to grade, student by student.
    passed_over : list of pairs of str
        What is not graded: a name, and why.
    notes : list of str
        What else is worth knowing, in sentences.
    """

    layout: str = ""
    students: list[Student] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_class(source: Path, unpacked: Path, mapping: Path | None = None) -> HandedIn:
    """Return what a class has handed in, whatever learning system it comes from.

    Parameters
    ----------
    source : Path
        A folder, or the zip file of a learning system. It is not changed.
    unpacked : Path
        A private folder for what is in archives.
    mapping : Path, optional
        A CSV file with the columns ``file`` and ``student``, which goes before the layout.

    Raises
    ------
    CourseError
        If nothing in it can be graded, or nothing says whose it is.
    """
    found = opened(source, unpacked)
    blank = [entry for entry in found.entries if is_nobodys(entry.parts)]
    entries = [it for it in found.entries if not is_nobodys(it.parts) and not is_hidden(it.parts)]
    whose = read_mapping(mapping, entries) if mapping else {}
    others = [entry for entry in entries if entry not in whose]
    handed_in = HandedIn(passed_over=found.refused)
    roots = _roots(others, found, source, is_mapped=bool(whose))
    owners, nobodys = by_layout(others, roots) if roots else ([], others)
    for owner in exact_names(add_mapped(owners, whose)):
        blank += _add(handed_in, owner, found.closed)
    handed_in.layout = in_words(roots, is_mapped=bool(whose))
    handed_in.passed_over += reasons(found, roots, nobodys, handed_in.students)
    handed_in.passed_over = grouped(handed_in.passed_over)
    if blank:
        handed_in.passed_over.append(of_nobody(blank))
    if not handed_in.submissions:
        raise _nothing_to_grade(source, handed_in)
    return handed_in


def forget_what_is_not_used(unpacked: Path, handed_in: HandedIn) -> None:
    """Take away what was unpacked from archives that are no longer handed in."""
    used = {submission.path.parent.name for submission in handed_in.submissions}
    used |= {path.parent.name for one in handed_in.submissions for _, path in one.beside}
    if unpacked.is_dir():
        for folder in unpacked.iterdir():
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)


def _roots(entries: list[Entry], found: Opened, source: Path, *, is_mapped: bool) -> Roots | None:
    """Return where students begin; None if only a mapping tells whose the files are."""
    lessons: dict[Entry, object] = {}

    def lesson_of(entry: Entry) -> object:
        if entry not in lessons:
            lessons[entry] = lesson_in_name(entry.name) or _lessons_in(entry) or entry.name
        return lessons[entry]

    try:
        return roots_of(entries, shown(str(source)), lesson_of, found.archive)
    except CourseError:
        if is_mapped:
            return None
        raise


def _lessons_in(entry: Entry) -> object:
    contents = read_submission(Submission("", entry.path))
    lessons = frozenset(exercise.lesson for exercise in contents.exercises)
    return (min(lessons) if len(lessons) == 1 else lessons) or None


def _add(handed_in: HandedIn, owner: Owner, closed: dict[Entry, str]) -> list[Entry]:
    """Add a student with what of theirs is graded; return which files are nobody's work."""
    named, layout = owner.named, LAYOUTS.get(owner.layout)
    candidates = _candidates(owner, closed)
    if len(candidates) > _MOST_NOTEBOOKS:
        reason = f"holds {len(candidates)} notebooks, of which the first {_MOST_NOTEBOOKS} count"
        handed_in.passed_over.append((shown(named.student), reason))
    choice = choose(
        candidates[:_MOST_NOTEBOOKS],
        _exercises_in,
        tells_versions=bool(layout and layout.tells_versions),
    )
    counting = _told_apart(choice.counting)
    for one in counting:
        beside = _beside(one.entry, owner.items, closed)
        problem = f"the file {closed[one.entry]}" if one.entry in closed else ""
        submission = Submission(named.student, one.entry.path, one.name, beside, problem)
        handed_in.submissions.append(submission)
        if note := _note_on(submission):
            handed_in.notes.append(f"{shown(named.student)}: {shown(one.name)}. {note}")
    handed_in.passed_over += [(shown(one.entry.place), why) for one, why in choice.replaced]
    handed_in.notes += _which_counts(named.student, counting)
    files = [_file(one) for one in counting]
    files += [_file(one, counts=False) for one, _ in choice.replaced]
    if files or owner.layout != FOLDERS:
        said = (named.student, owner.layout, named.name, named.number, named.login)
        handed_in.students.append(Student(*said, tuple(files)))
    return [one.entry for one in choice.blank]


def _candidates(owner: Owner, closed: dict[Entry, str]) -> list[Candidate]:
    """Return a student's notebooks; if there are none, what may have been meant as one."""
    notebooks = [
        item
        for item in owner.items
        if is_notebook_name(item.inner[-1]) and item.entry not in closed
    ]
    notebooks.sort(key=lambda item: len(item.inner))
    if len(notebooks) > _MOST_NOTEBOOKS:
        notebooks.sort(key=lambda item: not exercises_defined_in(item.entry.path))
    meant = notebooks or [item for item in owner.items if _is_by_mistake(item, closed)]
    return [Candidate(it.entry, it.inner[-1], it.at, it.order, it.is_late) for it in meant]


def _told_apart(counting: list[Candidate]) -> list[Candidate]:
    """Return a student's notebooks by names of their own: marks and times go by these."""
    n_named = Counter(one.name for one in counting)
    return [
        one if n_named[one.name] == 1 else replace(one, name=f"{one.name} ({one.entry.place})")
        for one in counting
    ]


def _file(one: Candidate, *, counts: bool = True) -> File:
    return File(one.name, one.entry.place, one.at, one.is_late, counts)


def _note_on(submission: Submission) -> str:
    """Return the note on a notebook; without parsing it where its cells have their metadata."""
    if not is_readable(submission.path):
        return ""
    with contextlib.suppress(OSError):
        if _MARK.search(submission.path.read_bytes()):
            return ""
    return read_submission(submission).note


def _is_by_mistake(item: Item, closed: dict[Entry, str]) -> bool:
    return item.entry in closed or is_by_mistake(item.inner[-1], item.entry.path)


def _exercises_in(candidate: Candidate) -> set[str] | None:
    contents = read_submission(Submission("", candidate.entry.path, candidate.name))
    if not contents.is_notebook:
        return None
    return {cell.exercise for cell in contents.cells if cell.exercise}


def _beside(
    notebook: Entry, items: Iterable[Item], closed: dict[Entry, str]
) -> tuple[tuple[str, Path], ...]:
    """Return the student's own files in the folder of a notebook and below; the last of a name."""
    folder = next(item.inner[:-1] for item in items if item.entry == notebook)
    found = {}
    for item in sorted(items, key=lambda it: (str(it.at or ""), it.order, it.inner)):
        is_inside = item.inner[: len(folder)] == folder and item.entry != notebook
        if is_inside and item.entry not in closed:
            found["/".join(item.inner[len(folder) :])] = item.entry.path
    return tuple(found.items())


def _which_counts(student: str, counting: list[Candidate]) -> list[str]:
    """Say that the better answer counts where notebooks that count hold the same exercises."""
    held: dict[str, list[str]] = defaultdict(list)
    for one in counting:
        for exercise in _exercises_in(one) or ():
            held[exercise].append(shown(one.entry.place))
    several = {tuple(names) for names in held.values() if len(names) > 1}
    return [
        f"{shown(student)}: {' and '.join(names)} hold the same exercises; the better answer to "
        "each counts. If they are not of one student, name whose each is with --files MAP.csv."
        for names in sorted(several)
    ]


def _nothing_to_grade(source: Path, handed_in: HandedIn) -> CourseError:
    said = [f"{name} {reason}" for name, reason in handed_in.passed_over[:3]]
    why = f" What lies there: {'; '.join(said)}." if said else ""
    return CourseError(f"{shown(str(source))} holds no submissions that can be graded.{why}")
