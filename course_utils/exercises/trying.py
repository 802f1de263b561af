"""Trying a function on the cases of an exercise, in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from course_utils.exercises.exercise import Case, Exercise
from course_utils.observers import observing
from course_utils.observers.observing import Record


def observe(
    exercise: Exercise,
    function: Callable[..., Any],
    cases: Sequence[Case],
    is_enough: Callable[[Case, Record], bool] = lambda case, record: False,
) -> list[Record]:
    """Return what a function does on cases, within the exercise's time limit.

    Parameters
    ----------
    exercise : Exercise
    function : callable
        The learner's function. It may do anything short of ending the process.
    cases : sequence of Case
    is_enough : callable
        Takes a case and its record, and returns whether the cases after it can be spared.

    Returns
    -------
    list of Record
        As `observing.observe` returns them.

    Raises
    ------
    KeyboardInterrupt
        If the person stops it.
    """
    return observing.observe(
        exercise.observe,
        function,
        [case.inputs for case in cases],
        exercise.time_limit,
        exercise.needs,
        lambda place, record: is_enough(cases[place], record),
    )
