"""The exercises of the course, one module a lesson."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module

from course_utils.exercises.exercise import Exercise

_LESSONS = (
    "lesson_01_dataset_tour",
    "lesson_02_minivggnet_baseline",
    "lesson_03_split_dataset",
    "lesson_04_transfer_to_task_b",
    "lesson_05_dense_against_conv",
    "lesson_06_joint_multi_head_training",
    "lesson_07_forgetting",
    "lesson_08_your_own_pictures",
)


@cache
def all_exercises() -> dict[str, Exercise]:
    """Return every exercise by its name, in the order of the lessons."""
    modules = (import_module(f"course_utils.exercises.{lesson}") for lesson in _LESSONS)
    return {exercise.name: exercise for module in modules for exercise in module.EXERCISES}


def find(name: str) -> Exercise | None:
    """Return the exercise of that name, or None."""
    return all_exercises().get(name)


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
