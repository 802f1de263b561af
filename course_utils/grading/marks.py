"""How many points a verdict gets: by the exercises' own points, and what an instructor changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np

from course_utils.errors import CourseError
from course_utils.exercises import find
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.parts import parts_of
from course_utils.exercises.verdict import Verdict
from course_utils.grading.by_hand import ByHand, HandMarks
from course_utils.grading.lateness import Due
from course_utils.grading.marks_file import read_rules


@dataclass(frozen=True)
class Marks:
    """The rules for points.

    Parameters
    ----------
    points : dict of str to float
        For an exercise its points, in place of its own.
    late : dict of str to float
        For a student the part of the points that is left, 0 to 1.
    excluded : frozenset of str
        Students who are not graded.
    questions : float
        The points of each question with options; 0 where they do not count.
    lessons : tuple of int, optional
        The lessons of the class; those that anybody handed in, if not given.
    partial : bool
        Whether an exercise that fails has points for its parts that are right.
    due : Due, optional
        When work is due, and what each day after that costs.
    handed_in : dict of str to datetime
        When work was handed in, by the student or by Moodle's number of them; it counts in place
        of what the learning system says.
    dated : tuple of str
        The students whom the marks file itself gives a time; a table beside it may name more than
        handed in.
    by_hand : dict of str to HandMarks
        For a student what an instructor has decided.
    show : str
        What learners see, one of `marks_file.SHOWS`.
    """

    points: dict[str, float] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    questions: float = 0.0
    lessons: tuple[int, ...] | None = None
    partial: bool = False
    due: Due | None = None
    handed_in: Mapping[str, datetime] = field(default_factory=dict)
    dated: tuple[str, ...] = ()
    by_hand: dict[str, HandMarks] = field(default_factory=dict)
    show: str = "all"

    def refuse_unknown(self, students: Iterable[str]) -> None:
        """Raise CourseError if a rule is for a student who has handed in nothing."""
        known = sorted(set(students))
        extended = self.due.extensions if self.due else ()
        for name in [*self.late, *sorted(self.excluded), *self.by_hand, *extended, *self.dated]:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise CourseError(
                    f"the marks file names {name}, and no student's folder is called so.{hint}"
                )

    def most(self, exercise: Exercise) -> float:
        """Return the points of a passed exercise that was handed in on time."""
        return self.points.get(exercise.name, float(exercise.points))

    def earned(self, exercise: Exercise, verdict: Verdict) -> float:
        """Return the points for a verdict, before lateness and what was decided by hand."""
        if verdict.passed:
            return self.most(exercise)
        if not (self.partial and verdict.status == "failed" and verdict.right):
            return 0.0
        return math.floor(10 * self.most(exercise) * _share(exercise, verdict) + 1e-9) / 10

    def part_left(self, student: str, lesson: int, at: datetime | None) -> tuple[float, str]:
        """Return the part of the points that lateness leaves, and what the student reads of it."""
        part, note = 1.0, ""
        if self.due:
            part, note = self.due.part_left(student, lesson, at)
        if student in self.late:  # decided by name, so it counts in place of the due date
            part = self.late[student]
            note = f"Handed in late: {part:.0%} of the points." if part < 1 else ""
        return part, note

    def decided(self, student: str, exercise: str) -> ByHand:
        """Return what an instructor has decided on an exercise; by default that nothing changes."""
        given = self.by_hand.get(student)
        return given.exercises.get(exercise, ByHand()) if given else ByHand()

    def comment(self, student: str) -> str:
        """Return the instructor's comment on all of a student's work."""
        return self.by_hand[student].comment if student in self.by_hand else ""


def _share(exercise: Exercise, verdict: Verdict) -> float:
    """Return the share of an exercise's parts that are right, less than 1.

    If each part is right and the exercise fails all the same, because it does not refuse what it
    should, say, then that counts as one wrong part.
    """
    n_parts = n_parts_of(exercise.name)
    return min(len(verdict.right), n_parts - 1) / n_parts if n_parts > 1 else 0.0


@cache
def n_parts_of(name: str) -> int:
    """Return how many parts the result of an exercise has; 0 where it is judged as a whole."""
    exercise = find(name)
    if exercise is None or not isinstance(exercise.judge, Judged):
        return 0
    cases = exercise.cases(np.random.default_rng(0))
    forms = [exercise.judge.form_on(case) for case in cases if not case.expects_error]
    return max((len(parts_of(form)) for form in forms), default=0)


def read_marks(path: Path | None) -> Marks:
    """Read the rules from a TOML file; without a file the exercises' own points hold.

    docs/grading.md describes the file.

    Raises
    ------
    CourseError
        If the file cannot be read, or something in it is not known.
    """
    return Marks(**read_rules(path)) if path else Marks()
