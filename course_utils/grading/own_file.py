"""An instructor's own misconceptions: a Python file, run, and each function in it tried once."""

from __future__ import annotations

import traceback
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises import all_exercises, find, misconceptions, suggest, symptoms
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.misconceptions import Answer, Misconception
from course_utils.exercises.trying import observe
from course_utils.grading.notebook_check import Conditions

Own = list[tuple[str, Misconception]]
"""Misconceptions, each with the name of its exercise."""


def read_own(path: Path) -> Own:
    """Return the misconceptions in an instructor's own file, without using them yet.

    Raises
    ------
    CourseError
        If it cannot be run, what is in it is not of the form, or a function raises an error, does
        not end, or is right.
    """
    all_exercises()  # their own misconceptions come first
    with misconceptions.collected() as found:
        _run(path)
    if not found:
        raise CourseError(f"{path} has no function below a line @misconception(...).")
    functions: dict[tuple[str, str], Answer] = {}
    for name, known in found:
        problem = _problem(name, known)
        function = getattr(known.function, "func", known.function)
        if functions.setdefault((name, known.name), function) is not function:
            problem = f"there are two of that name for {name}. Choose another."
        if problem:
            raise CourseError(f"{path}, {known.name}: {problem}")
    for name, known in found:
        exercise = find(name)
        assert exercise
        problem = _problem_when_tried(exercise, known)
        if problem:
            settings = ", ".join(f"{key}={value!r}" for key, value in known.settings.items())
            which = f"{known.name} with {settings}" if settings else known.name
            raise CourseError(f"{path}, {which}: {problem}")
    return found


def _run(path: Path) -> None:
    try:
        code = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    try:
        exec(compile(code, str(path), "exec"), {"__name__": "own"})
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: {error.msg}") from None
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((it.lineno for it in reversed(frames) if it.filename == str(path)), None)
        raise CourseError(f"{path}, line {line}: {type(error).__name__}: {error}") from None


def _problem(name: str, known: Misconception) -> str:
    exercise = find(name)
    if exercise is None:
        return f"there is no exercise called {name}. {suggest(name)}"
    if not known.message:
        return "its docstring is the message for the student, and it has none."
    try:
        known.message_on("part")
    except (LookupError, ValueError):
        return "of what stands in braces, its docstring may have {part} and its own arguments."
    taken = {it.name for it in misconceptions.of(name)} | {it.name for it in symptoms.of(name)}
    if known.name in taken:
        return f"the course has one of that name for {name}. Choose another."
    return ""


def _problem_when_tried(exercise: Exercise, known: Misconception) -> str:
    """Say why nobody's answer could be told by this one: a slip in it would go unnoticed."""
    cases = Conditions().cases_of(exercise)
    records = observe(exercise, known.function, cases)
    if "timeout" in records[-1]:
        return f"it does not end within {exercise.time_limit:g} seconds."
    errors = [record["raised"] for record in records if "raised" in record]
    if len(errors) == len(cases):
        return f"it raises {errors[0]['type']} whatever it is given: {errors[0]['message']}"
    is_right = (
        exercise.judge.is_right(case, record["observation"])
        if "observation" in record
        else case.expects_error and record["raised"]["is_value_error"]
        for case, record in zip(cases, records, strict=True)
    )
    return (
        f"it is right: the check of {exercise.name} finds nothing wrong." if all(is_right) else ""
    )
