"""Points and comments that an instructor gives by hand: they stay when a class is graded again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from course_utils.errors import CourseError
from course_utils.exercises import find, suggest
from course_utils.grading.tables import PREFIX
from course_utils.questions.reading import questions

LONGEST_COMMENT = 2_000
"""Signs of a comment that a student reads."""
_MOST_POINTS = 1_000
_CHANGE = re.compile(r"[+\-−]\s*\d+(?:\.\d+)?")
_HOW = (
    'a number of points, a change such as "+1" or "-0.5", or a table such as '
    '{ points = "+1", comment = "…" }'
)


@dataclass(frozen=True)
class ByHand:
    """What an instructor has decided on one exercise of one student.

    Parameters
    ----------
    points : float or None
        In place of those that the check gives.
    change : float
        What is added to them, or taken off.
    comment : str
        For the student.
    """

    points: float | None = None
    change: float = 0.0
    comment: str = ""

    def applied_to(self, points: float) -> float:
        """Return the points that count, never less than 0; more than the most is a bonus."""
        return max((points if self.points is None else self.points) + self.change, 0.0)


@dataclass(frozen=True)
class HandMarks:
    """What an instructor has decided on one student.

    Parameters
    ----------
    comment : str
        On the whole, for the student.
    exercises : dict of str to ByHand
        By the exercise's name; a question's begins with ``question: ``.
    """

    comment: str = ""
    exercises: dict[str, ByHand] = field(default_factory=dict)


def read_by_hand(path: object, rules: dict[str, Any]) -> dict[str, HandMarks]:
    """Return what ``[manual]`` of a marks file says, by the student's name.

    Raises
    ------
    CourseError
        If an exercise is not known, or a decision is of another form.
    """
    table = rules.get("manual", {})
    if not isinstance(table, dict) or not all(isinstance(it, dict) for it in table.values()):
        raise CourseError(
            f'{path}: [manual] should hold a table for each student, such as [manual."ann"].'
        )
    return {student: _of_student(path, student, given) for student, given in table.items()}


def _of_student(path: object, student: str, given: dict[str, Any]) -> HandMarks:
    comment = _comment(path, student, given.get("comment", ""))
    exercises = {}
    for name, decision in given.items():
        if name == "comment":
            continue
        is_question = name.startswith(PREFIX) and name.removeprefix(PREFIX) in questions()
        if find(name) is None and not is_question:
            raise CourseError(
                f'{path}: [manual."{student}"] names {name}, which is no exercise. {suggest(name)}'
            )
        exercises[name] = _decision(path, student, name, decision)
    return HandMarks(comment, exercises)


def _decision(path: object, student: str, name: str, given: Any) -> ByHand:
    if isinstance(given, dict) and set(given) <= {"points", "comment"}:
        comment = _comment(path, student, given.get("comment", ""))
        if "points" not in given:
            return ByHand(comment=comment)
        given = given["points"]
    else:
        comment = ""
    if isinstance(given, str) and _CHANGE.fullmatch(given.strip()):
        change = float(given.replace("−", "-").replace(" ", ""))
        if abs(change) <= _MOST_POINTS:
            return ByHand(change=change, comment=comment)
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if is_number and 0 <= given <= _MOST_POINTS:
        return ByHand(points=float(given), comment=comment)
    raise CourseError(f'{path}: {name} in [manual."{student}"] should be {_HOW}.')


def _comment(path: object, student: str, text: object) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_COMMENT:
        raise CourseError(
            f'{path}: a comment in [manual."{student}"] should be a text of at most '
            f"{LONGEST_COMMENT:,} signs."
        )
    return text.strip()
