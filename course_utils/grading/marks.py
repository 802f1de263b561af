"""How many points a verdict gets: by the exercises' own points, and what an instructor changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import find, suggest
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.verdict import Verdict

_HIGHER_UP = "Put that line above the first line in square brackets."


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
    """

    points: dict[str, float] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    questions: float = 0.0

    def refuse_unknown(self, students: Iterable[str]) -> None:
        """Raise CourseError if a rule is for a student who has handed in nothing."""
        known = sorted(set(students))
        for name in [*self.late, *sorted(self.excluded)]:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise CourseError(
                    f"the marks file names {name}, and no student's folder is called so.{hint}"
                )

    def most(self, exercise: Exercise) -> float:
        """Return the points of a passed exercise that was handed in on time."""
        return self.points.get(exercise.name, float(exercise.points))

    def of(self, student: str, exercise: Exercise, verdict: Verdict) -> float:
        """Return the points for a verdict."""
        return self.most(exercise) * self.late.get(student, 1.0) if verdict.passed else 0.0


def read_marks(path: Path | None) -> Marks:
    """Read the rules from a TOML file; without a file the exercises' own points hold.

    ::

        excluded = ["a student's folder"]
        questions = 0.5
        [points]
        split_dataset = 5
        [late]
        "another student's folder" = 0.8

    Raises
    ------
    CourseError
        If the file cannot be read, or something in it is not known.
    """
    if path is None:
        return Marks()
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    unknown = set(rules) - {"points", "late", "excluded", "questions"}
    if unknown:
        raise CourseError(
            f"{path}: {min(unknown)} is not known. There are points, late, excluded and questions."
        )
    points = _numbers(path, rules, "points", most=1_000)
    for name in points:
        if find(name) is None:
            hint = _HIGHER_UP if name == "questions" else suggest(name)
            raise CourseError(f"{path}: there is no exercise called {name}. {hint}")
    excluded = rules.get("excluded", [])
    if not isinstance(excluded, list) or not all(isinstance(name, str) for name in excluded):
        raise CourseError(f"{path}: excluded should be a list of students' folders.")
    each = rules.get("questions", 0)
    if not _is_number(each, most=1_000):
        raise CourseError(
            f"{path}: questions should be one number from 0 to 1000, the points of each question, "
            "in a line above the first line in square brackets."
        )
    if each and not solutions.are_here():
        raise CourseError(
            f"{path}: this edition comes without the answers to questions, so they cannot count. "
            "Use the one that you released it from."
        )
    late = _numbers(path, rules, "late", most=1)
    return Marks(points, late, frozenset(excluded), float(each))


def _numbers(path: Path, rules: dict[str, Any], name: str, most: float) -> dict[str, float]:
    table = rules.get(name, {})
    if not isinstance(table, dict) or not all(_is_number(it, most) for it in table.values()):
        raise CourseError(f"{path}: [{name}] should hold numbers from 0 to {most:g}.")
    return {key: float(value) for key, value in table.items()}


def _is_number(value: object, most: float) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= most
