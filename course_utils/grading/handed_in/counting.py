"""Which of a student's notebooks are graded, where there are several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from course_utils.grading.handed_in.nobodys import is_blank_name
from course_utils.grading.handed_in.tree import Entry, shown
from course_utils.grading.lateness import placed

_NUMBERED = re.compile(r"(?:-\d{1,2}| ?\(\d{1,2}\))(?=\.[a-z.]+$)", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A notebook that a student handed in.

    Parameters
    ----------
    entry : Entry
        Where it lies.
    name : str
        Its name, without what the system has put before it.
    at : datetime, optional
        The system's time stamp.
    order : int
        The system's number, larger for what came later.
    is_late : bool
    """

    entry: Entry
    name: str
    at: datetime | None = None
    order: int = 0
    is_late: bool = False

    @property
    def place_in_time(self) -> tuple[datetime, int]:
        """What is larger for what was handed in later."""
        at = placed(self.at, None) if self.at else datetime.min.replace(tzinfo=UTC)
        return at, self.order


@dataclass
class Choice:
    """What counts of a student's notebooks.

    Parameters
    ----------
    counting : list of Candidate
    replaced : list of pairs of Candidate and str
        What does not count, and why.
    blank : list of Candidate
        New notebooks of Jupyter's without an exercise of the course: nobody's work.
    """

    counting: list[Candidate] = field(default_factory=list)
    replaced: list[tuple[Candidate, str]] = field(default_factory=list)
    blank: list[Candidate] = field(default_factory=list)


def choose(
    candidates: Sequence[Candidate],
    exercises_in: Callable[[Candidate], set[str] | None],
    *,
    tells_versions: bool,
) -> Choice:
    """Return which notebooks of one student count.

    Where the system says what was handed in last, that counts, exercise by exercise: a notebook is
    replaced if later ones hold all of its exercises. Else all of them count, and the better answer
    to each exercise does.

    Parameters
    ----------
    candidates : sequence of Candidate
    exercises_in : callable
        Returns the exercises of a notebook; an empty set if it has none of this course, None if
        it cannot be read.
    tells_versions : bool
        Whether the system says so.
    """
    if len(candidates) == 1 and not is_blank_name(candidates[0].name):
        return Choice(list(candidates))
    held = {one: exercises_in(one) for one in candidates}
    choice = Choice()
    has_work = any(held.values())
    for one in sorted(candidates, key=lambda it: it.place_in_time, reverse=True):
        exercises = held[one]
        newer = [it for it in choice.counting if it.place_in_time > one.place_in_time]
        later = set().union(*(held[it] or set() for it in newer))
        if exercises == set() and is_blank_name(one.name):
            choice.blank.append(one)
        elif exercises == set() and has_work:
            choice.replaced.append((one, "has no exercise of this course in it"))
        elif tells_versions and exercises and exercises <= later:
            counts = next(it for it in newer if (held[it] or set()) & exercises)
            choice.replaced.append((one, f"was handed in again: {shown(counts.entry.name)} counts"))
        elif tells_versions and exercises is None and _has_another_version(one, candidates, held):
            choice.replaced.append((one, "cannot be read; another one of that name counts"))
        else:
            choice.counting.append(one)
    choice.counting.sort(key=lambda it: it.entry.parts)
    return choice


def _base(name: str) -> str:
    """Return a name without the number that systems and browsers add to a second one."""
    return _NUMBERED.sub("", name).lower()


def _has_another_version(
    one: Candidate, candidates: Sequence[Candidate], held: dict[Candidate, set[str] | None]
) -> bool:
    """Return whether a notebook that cannot be read has another version that can."""
    return any(held[it] and _base(it.name) == _base(one.name) for it in candidates)
