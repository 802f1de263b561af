"""`check`: the verdict on a learner's function, and a function that works."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from course_utils import solutions
from course_utils.exercises import (
    all_exercises,
    below,
    find,
    handed_back,
    still_running,
    stopped,
)
from course_utils.exercises.at_hand import names_here, nearest_here, suggest_here
from course_utils.exercises.definition import could_not_be_read, said_of_a_missing_body
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.faults import as_given
from course_utils.exercises.judging import judge
from course_utils.exercises.printed import Printed, caught
from course_utils.exercises.renamed import exercise_meant, other_name_of
from course_utils.exercises.rendering import Fold, needs_brackets, show_note, show_verdict
from course_utils.exercises.trying import observe
from course_utils.exercises.verdict import Verdict
from course_utils.learner import noting
from course_utils.learner.cells import cell_of
from course_utils.observers.observing import Record

NOTEBOOK_SEED = 0
"""The seed of a notebook's cases: the same code gets the same verdict each time it is run."""

_said: list[list[tuple[str, str]]] = []


def verdict_on(
    exercise: Exercise,
    function: Callable[..., Any],
    seed: int,
    after_each: Callable[[Case], None] = lambda case: None,
) -> Verdict:
    """Try a function on the cases drawn from a seed, and judge what it did.

    Parameters
    ----------
    exercise : Exercise
        What the function should do.
    function : callable
        The function, run in this process.
    seed : int
        Seed of the cases.
    after_each : callable, optional
        Is given each case after it was tried.

    Returns
    -------
    Verdict
    """
    cases = exercise.cases(np.random.default_rng(seed))

    def is_enough(case: Case, record: Record) -> bool:
        after_each(case)
        return exercise.judge.takes_the_first and not judge(exercise, [case], [record]).passed

    return judge(exercise, cases, observe(exercise, function, cases, is_enough))


@needs_brackets("`NAME = check(NAME)`, with the name of your function")
def check(function: Callable[..., Any]) -> Callable[..., Any]:
    """Show the verdict on your function, and return a function that works.

    Parameters
    ----------
    function : callable
        Your function. Its name says which exercise it answers.

    Returns
    -------
    callable
        Your own function where it passes, else the course's, so that the notebook goes on.
    """
    caller = inspect.currentframe()
    variables = caller.f_back.f_globals if caller and caller.f_back else {}
    exercise = None
    try:
        exercise = _exercise_of(function, variables)
        if exercise is None:
            _say_what_check_takes(function)
            return _function_named(function, variables)
        return _checked(function, exercise, variables)
    except KeyboardInterrupt:
        name = exercise.name if exercise else "your function"
        raise stopped.say_so(name) from None


def _checked(
    function: Callable[..., Any], exercise: Exercise, variables: dict[str, Any]
) -> Callable[..., Any]:
    """Show and note the verdict on a function, and return the one to go on with."""
    if _say_if_unread(exercise.name, variables):
        is_known = handed_back.is_from_check(exercise.name, function)
        works = function if is_known else solutions.reference(exercise.name)
        return handed_back.keep(exercise.name, works)
    if function is solutions.reference(exercise.name):
        _say_that_it_is_ours(exercise.name, variables)
        return function
    verdict, printed = _tried(function, exercise)
    _say_if_of_another_version(exercise)
    notes = below.notes(verdict, function)
    shown, folds = below.with_kept(verdict)
    if printed:
        folds.append(Fold(printed.title, printed.text))
    show_verdict(shown, *notes, folds=folds)
    goes_on = function if verdict.passed else solutions.reference(exercise.name)
    return handed_back.keep(exercise.name, goes_on)


def _tried(function: Callable[..., Any], exercise: Exercise) -> tuple[Verdict, Printed | None]:
    """Return the verdict on a function, and what it printed on the case that it speaks of."""
    if _is_as_given(function, exercise):
        return as_given(exercise.name), None
    with still_running.said(exercise.name), stopped.kernel_stays(), caught() as catcher:
        verdict = verdict_on(exercise, function, NOTEBOOK_SEED, catcher.end_of)
    return said_of_a_missing_body(verdict, function), catcher.of(verdict)


def _say_if_unread(name: str, variables: dict[str, Any]) -> bool:
    """Say so where Python could not read the learner's last definition; return whether it is so."""
    is_unread = not other_name_of(name, variables) and could_not_be_read(name, variables)
    if is_unread:
        lines = [
            ("", "Python could not read it: see the red text below it."),
            ("Next", "mend that line, run the cell again, then this one"),
        ]
        show_note("○", f"{name}: your cell did not run to its end", lines)
    return is_unread


def _function_named(given: Callable[..., Any], variables: dict[str, Any]) -> Callable[..., Any]:
    """Return the function whose name `check` was given in quotes, so that the notebook goes on."""
    named = variables.get(given) if isinstance(given, str) and find(given) else None
    return named if callable(named) else given


def _say_that_it_is_ours(name: str, variables: dict[str, Any]) -> None:
    """Say that the course's own function came back, and where the learner's may be."""
    other = other_name_of(name, variables)
    if other:
        title = f"{name} is still the course's own: your function is now called {other}"
        how = f"write def {name} in place of def {other}, run that cell"
    else:
        title = f"{name}: this is the course's own, not yours"
        how = f"run the cell with your definition again, which must begin with def {name}"
    show_note("○", title, [("Next", f"{how}, then this one")])


def _is_as_given(function: object, exercise: Exercise) -> bool:
    """Return whether a function is the fault that its cell was given with, and not decorated."""
    return (
        isinstance(function, FunctionType)
        and function.__code__.co_name == exercise.name
        and not hasattr(function, "__wrapped__")
        and solutions.is_as_given(exercise.name, cell_of(function))
    )


def _say_if_of_another_version(exercise: Exercise) -> None:
    """Say once in a kernel that the notebook and the package do not belong together."""
    lines = noting.other_version(exercise.name)
    if lines and lines not in _said:
        _said.append(lines)
        show_note("!", "The notebook and the installed course are of different versions", lines)


def _exercise_of(function: object, variables: dict[str, Any]) -> Exercise | None:
    """Return the exercise by the function's own name, else by the variable that holds it.

    A lambda or a decorated function has another name, and what is no function has none.
    """
    own_name = getattr(function, "__name__", None)
    if isinstance(own_name, str) and find(own_name):
        return find(own_name)
    for name, exercise in all_exercises().items():
        if name in variables and variables[name] is function:
            return exercise
    return None


def _say_what_check_takes(function: object) -> None:
    if function is ...:
        title = "check takes a function, and here are still three dots"
        lines = [("Next", "put the name of your function in place of the dots")]
    elif isinstance(function, str):
        title = f'check takes the function itself: check({function}), not check("{function}")'
        lines = []
    elif not callable(function):
        title = f"check takes a function, and this is {type(function).__name__}"
        lines = [("Next", "write the function's name in the brackets, and nothing else")]
    else:
        name = str(getattr(function, "__name__", type(function).__name__))
        answered = exercise_meant(function, names_here() or all_exercises())
        near = answered or nearest_here(name) or "the exercise's name"
        title = f"check knows no exercise called {name}"
        lines = [("", suggest_here(name))]
        if answered:
            title, lines = f"The cell defines {name}; the exercise is {answered}", []
        how = f"define your function with def {near}, run that cell, then check it"
        lines.append(("Next", how))
    show_note("?", title, lines)
