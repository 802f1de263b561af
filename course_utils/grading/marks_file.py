"""The marks file of a class: TOML, read and checked, so that a slip is named and not counted."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import all_exercises, find, of_lesson, suggest
from course_utils.grading.by_hand import read_by_hand
from course_utils.grading.lateness import Due, moment, read_due
from course_utils.grading.time_stamps import read_time_stamps

SHOWS = ("verdicts", "points", "all")
"""What learners can be shown: whether each exercise passed, its points, or all that is known."""
_KNOWN = ("lessons", "excluded", "questions", "partial", "show", "handed_in")
_TABLES = ("points", "late", "due", "manual", "handed_in")
_HIGHER_UP = "Put that line above the first line in square brackets."


def read_rules(path: Path) -> dict[str, Any]:
    """Return what a marks file says, by the names of the parameters of `marks.Marks`.

    Raises
    ------
    CourseError
        If the file cannot be read, or something in it is not known.
    """
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    if unknown := set(rules) - {*_KNOWN, *_TABLES}:
        raise CourseError(
            f"{path}: {min(unknown)} is not known. There are {', '.join(_KNOWN)}, and the tables "
            f"{', '.join(_TABLES)}."
        )
    due = read_due(path, rules)
    return {
        "points": _points(path, rules),
        "late": _numbers(path, rules, "late", most=1),
        "excluded": _excluded(path, rules),
        "questions": _questions(path, rules),
        "lessons": _lessons(path, rules),
        "partial": _choice(path, rules, "partial", lambda it: isinstance(it, bool), "true or false")
        or False,
        "due": due,
        "handed_in": _handed_in(path, rules, due),
        "dated": tuple(given) if isinstance(given := rules.get("handed_in"), dict) else (),
        "by_hand": read_by_hand(path, rules),
        "show": _choice(path, rules, "show", lambda it: it in SHOWS, " or ".join(SHOWS)) or "all",
    }


def _points(path: Path, rules: dict[str, Any]) -> dict[str, float]:
    points = _numbers(path, rules, "points", most=1_000)
    for name in points:
        if find(name) is None:
            hint = _HIGHER_UP if name in _KNOWN else suggest(name)
            raise CourseError(f"{path}: there is no exercise called {name}. {hint}")
    return points


def _excluded(path: Path, rules: dict[str, Any]) -> frozenset[str]:
    excluded = rules.get("excluded", [])
    if not isinstance(excluded, list) or not all(isinstance(name, str) for name in excluded):
        raise CourseError(f"{path}: excluded should be a list of students' folders.")
    return frozenset(excluded)


def _questions(path: Path, rules: dict[str, Any]) -> float:
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
    return float(each)


def _lessons(path: Path, rules: dict[str, Any]) -> tuple[int, ...] | None:
    """Return the lessons that a class does, in their order; None where the file names none."""
    lessons = rules.get("lessons")
    if lessons is None:
        return None
    is_list = isinstance(lessons, list) and lessons
    if not is_list or not all(type(it) is int and of_lesson(it) for it in lessons):
        known = sorted({exercise.lesson for exercise in all_exercises().values()})
        raise CourseError(
            f"{path}: lessons should be a list of numbers such as [1, 3]. The lessons with "
            f"exercises are {', '.join(map(str, known))}."
        )
    return tuple(sorted(set(lessons)))


def _handed_in(path: Path, rules: dict[str, Any], due: Due | None) -> dict[str, datetime]:
    """Return when students handed in, by a table of them or by a CSV file that is named."""
    given = rules.get("handed_in", {})
    zone = due.zone if due else None
    if isinstance(given, str):
        return read_time_stamps(path.parent / given, zone)
    if not isinstance(given, dict):
        raise CourseError(
            f"{path}: handed_in should be the name of a CSV file, or a table of students."
        )
    return {name: moment(path, f"handed_in.{name}", it, zone) for name, it in given.items()}


def _choice(
    path: Path, rules: dict[str, Any], name: str, is_good: Callable[[Any], bool], words: str
) -> Any:
    value = rules.get(name)
    if value is not None and not is_good(value):
        raise CourseError(f"{path}: {name} should be {words}.")
    return value


def _numbers(path: Path, rules: dict[str, Any], name: str, most: float) -> dict[str, float]:
    table = rules.get(name, {})
    if not isinstance(table, dict) or not all(_is_number(it, most) for it in table.values()):
        raise CourseError(f"{path}: [{name}] should hold numbers from 0 to {most:g}.")
    return {key: float(value) for key, value in table.items()}


def _is_number(value: object, most: float) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= most
