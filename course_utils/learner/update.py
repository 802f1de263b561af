"""Bringing new versions of the lessons into a learner's folder, never over what was changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner import files
from course_utils.learner.editions import Edition, editions, fingerprint_now, handed_out_as
from course_utils.learner.lessons import COURSE

MISSING = "missing"
CURRENT = "current"
UNCHANGED = "unchanged"
CHANGED = "changed"

NEW = "new"
"""What the names of new versions have, which lie beside what was changed."""


@dataclass(frozen=True)
class Step:
    """What an update does about one file.

    Parameters
    ----------
    edition : Edition
        The file as the course hands it out now.
    found : str
        What the learner has: `MISSING`, `CURRENT` (of this version, changed or not), `UNCHANGED`
        (of another version) or `CHANGED` (of another version, and by the learner).
    target : Path
        Where the new version belongs: beside a changed file, under a name of its own.
    is_there : bool
        Whether it is there already.
    """

    edition: Edition
    found: str
    target: Path
    is_there: bool


def plan(folder: Path, course: Path = COURSE) -> list[Step]:
    """Return what an update would do about each file of the course.

    Parameters
    ----------
    folder : Path
        The learner's.
    course : Path
        The course to copy from.
    """
    return [_step(folder, edition) for edition in editions(course)]


def waiting_versions(folder: Path, course: Path = COURSE) -> list[str]:
    """Return the files of which the course has another version that an update would bring."""
    return [
        step.edition.name
        for step in plan(folder, course)
        if step.found in (UNCHANGED, CHANGED) and not step.is_there
    ]


def update(folder: Path, course: Path = COURSE) -> Iterator[Step]:
    """Bring a learner's folder up to date with the course, file by file.

    What the learner has not changed is replaced: outputs and empty cells are no change. Beside what
    is changed, the new version is put under a name of its own.

    Yields
    ------
    Step
        When it is done.

    Raises
    ------
    CourseError
        If a file cannot be written. What was done before is done.
    """
    for step in plan(folder, course):
        if not step.is_there:
            files.replace(step.target, step.edition.content)
        yield step


def _step(folder: Path, edition: Edition) -> Step:
    path = folder / edition.name
    found = _found(path, edition)
    if found != CHANGED:
        return Step(edition, found, path, is_there=found == CURRENT)
    places = itertools.chain(files.copies_beside(path, NEW), files.places_beside(path, NEW))
    beside = next(it for it in places if _found(it, edition) != CHANGED)
    return Step(edition, found, beside, is_there=_found(beside, edition) == CURRENT)


def _found(path: Path, edition: Edition) -> str:
    """Return what a learner has under a name."""
    if not path.exists():
        return MISSING
    try:
        as_it_was, now = handed_out_as(path), fingerprint_now(path)
    except CourseError:  # damaged: whatever it is, it is the learner's
        return CHANGED
    if edition.fingerprint in (as_it_was, now):
        return CURRENT
    return UNCHANGED if now == as_it_was else CHANGED
