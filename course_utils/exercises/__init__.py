"""The exercises of the course: each package ``lesson_...`` in this folder is found by its name."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from course_utils.errors import CourseError
from course_utils.exercises.exercise import Exercise


@cache
def all_exercises() -> dict[str, Exercise]:
    """Return every exercise by its name, in the order of the lessons."""
    names = sorted(module.name for module in iter_modules(__path__, f"{__name__}."))
    lessons = [import_module(name) for name in names if ".lesson_" in name]
    return {exercise.name: exercise for lesson in lessons for exercise in lesson.EXERCISES}


def find(name: str) -> Exercise | None:
    """Return the exercise of that name, or None."""
    return all_exercises().get(name)


def named(name: str) -> Exercise:
    """Return the exercise of that name; raise CourseError, with the nearest one, if none has it."""
    exercise = find(name)
    if exercise is None:
        raise CourseError(f"there is no exercise called {name}. {suggest(name)}")
    return exercise


def of_lesson(lesson: int) -> list[Exercise]:
    """Return the exercises of one lesson, in their order."""
    return [exercise for exercise in all_exercises().values() if exercise.lesson == lesson]


def nearest(name: str) -> str | None:
    """Return the exercise whose name is nearest to `name`, or None if none is near."""
    return next(iter(get_close_matches(name, all_exercises(), n=1)), None)


def suggest(name: str) -> str:
    """Return a sentence that names the exercise nearest to `name`, or all of them."""
    if near := nearest(name):
        return f"Did you mean {near}?"
    return f"The exercises are {', '.join(all_exercises())}."
