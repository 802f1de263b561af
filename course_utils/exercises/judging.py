"""From the records of an observed function to a verdict.

This is the half of a check that runs where the answers are. It sees plain data only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from course_utils.exercises import find
from course_utils.exercises.exercise import Case, Exercise, Finding, Judgement, Observed
from course_utils.exercises.verdict import Verdict
from course_utils.observers.observing import Record

# The sizes of Fashion-MNIST, of its images and of the sets and tasks that it is split into.
_BUILT_IN_SIZE = re.compile(r"\b(28|784|5000|10000|11014|12000|43986|48000|55000|60000)\b")


def judge(exercise: Exercise, cases: Sequence[Case], records: Sequence[Record]) -> Verdict:
    """Return the verdict on a function from what it did on each case.

    Parameters
    ----------
    exercise : Exercise
        Whose judge decides on each observation.
    cases : sequence of Case
        What the function was tried on.
    records : sequence of Record
        What `observing.observe` returned for them.

    Returns
    -------
    Verdict
        Of the first case that did not go well; ``passed`` where all did.
    """
    observed = [
        (case, record["observation"])
        for case, record in zip(cases, records, strict=False)
        if "observation" in record
    ]
    for case, record in zip(cases, records, strict=False):
        verdict = _judge_case(exercise, case, record, observed, is_first=case is cases[0])
        if verdict is not None and _stopped(cases, records):
            return replace(verdict, right=())  # of some cases nobody knows what is right
        if verdict is not None:
            return verdict
    if len(records) < len(cases):
        return crashed(exercise, f"The process ended on case {len(records) + 1} of {len(cases)}.")
    return Verdict(exercise.name, "passed", exercise.takeaway)


def _stopped(cases: Sequence[Case], records: Sequence[Record]) -> bool:
    """Return whether a function gave no result on a case where there is one."""
    pairs = zip(cases, records, strict=False)
    return any("observation" not in record and not case.expects_error for case, record in pairs)


def crashed(exercise: Exercise, message: str) -> Verdict:
    """Return the verdict on a function that ended the process it ran in."""
    return Verdict(
        exercise.name,
        "crashed",
        message,
        next_step="look for os._exit, a crash inside a library, or more memory than there is",
    )


def missing(exercise: Exercise, instead: str | None = None) -> Verdict:
    """Return the verdict on a notebook that does not define the function.

    Parameters
    ----------
    exercise : Exercise
    instead : str, optional
        What the exercise's cell defines in its place.
    """
    if instead:
        return Verdict(
            exercise.name,
            "missing",
            f"The cell defines {instead}; the exercise is {exercise.name}.",
            next_step=f"write def {exercise.name} in place of def {instead}",
        )
    return Verdict(
        exercise.name,
        "missing",
        f"The notebook defines no function called {exercise.name}.",
        next_step=f"put back the exercise cell, with def {exercise.name}(...) in it",
    )


def _judge_case(
    exercise: Exercise, case: Case, record: Record, observed: Observed, *, is_first: bool
) -> Verdict | None:
    if "timeout" in record:
        return _timeout(exercise, case, float(record["timeout"]))
    if "checker_error" in record:
        return _checker_error(exercise, case, str(record["checker_error"]))
    if "raised" in record and is_first and record["raised"]["is_not_implemented"]:
        return _not_attempted(exercise)
    if "raised" in record:
        return _raised(exercise, case, record["raised"])
    try:
        if exercise.judge.is_right(case, record["observation"]):
            return None
        judgement = exercise.judge.judgement(exercise, observed)
    except Exception as error:
        return _checker_error(exercise, case, f"{type(error).__name__}: {error}")
    return _failed(exercise, case, judgement) if judgement.findings else None


def _failed(exercise: Exercise, case: Case, judgement: Judgement) -> Verdict:
    finding, *also = judgement.findings
    return Verdict(
        exercise.name,
        "failed",
        finding.message,
        finding,
        case.description,
        _try_hint(exercise),
        tuple(also),
        judgement.right,
    )


def _not_attempted(exercise: Exercise) -> Verdict:
    return Verdict(
        exercise.name,
        "not_attempted",
        "The function still raises NotImplementedError.",
        next_step="write its body, then run the cell and this one again; "
        f'hint("{exercise.name}") helps you to start',
    )


def _raised(exercise: Exercise, case: Case, error: dict[str, object]) -> Verdict | None:
    if case.expects_error and error["is_value_error"]:
        return None
    if case.expects_error:
        finding = Finding(
            "wrong-error",
            "Bad input should raise ValueError, so that a caller can tell it from a bug.",
            "ValueError",
            f"{error['type']}: {error['message']}",
        )
        return _failed(exercise, case, Judgement([finding]))
    refuses = error["is_value_error"] and re.search(r"(^|: )raise\b", str(error["source"]))
    built_in = _BUILT_IN_SIZE.search(str(error["source"]).replace("_", ""))
    advice = (
        f". The size {built_in[0]} is built in, and the check uses others: take sizes from the "
        "arguments."
        if built_in and built_in[0] not in exercise.given_sizes
        else ". Nothing is wrong with this input: print the values that lead to that line."
        if refuses
        else ""
    )
    where = f" on line {error['line']} of the cell: {error['source']}" if error["source"] else ""
    return Verdict(
        exercise.name,
        "error",
        f"It raised {error['type']}{where}{advice}",
        Finding("raised", "", "no error", f"{error['type']}: {error['message']}".rstrip(": ")),
        case.description,
        _next_after_error(
            exercise, str(error["type"]), str(error["message"]), str(error["source"])
        ),
    )


def _next_after_error(exercise: Exercise, error: str, message: str, source: str) -> str:
    if "truth value of an array" in message:
        return "combine arrays with | or &, each comparison in brackets: (y == 5) | (y == 6)"
    if error == "TypeError" and "positional argument" in message:
        if source:
            return "look at what you give to the function that is called on that line"
        return "keep the def line as it was given: the same arguments in the same order"
    if error == "NotImplementedError" and (used := _exercise_in(source, exercise)):
        return f"{used} is still blank: run {used} = check({used}), then this one again"
    lacking = re.search(r"name '(\w+)' is not defined", message)
    if error == "NameError" and lacking and find(lacking[1]):
        return f"run the cell with your {lacking[1]} and its check, then this one again"
    if error == "NameError":
        return (
            "define or import that name in this cell or above it, and run that cell first; or mend "
            "how it is written"
        )
    if error == "ZeroDivisionError":
        return "ask whether the number is 0 before you divide; the docstring says what to return"
    if "No gradients provided" in message:
        return "have the model called, and its losses added up, within the tape and by TensorFlow"
    if error in ("SystemExit", "KeyboardInterrupt"):
        return "take out the call that ends the program, and return the result instead"
    return _try_hint(exercise)


def _exercise_in(source: str, exercise: Exercise) -> str | None:
    """Return another exercise that a line of code uses, or None."""
    words = re.findall(r"\w+", source)
    return next((word for word in words if word != exercise.name and find(word)), None)


def _timeout(exercise: Exercise, case: Case, seconds: float) -> Verdict:
    return Verdict(
        exercise.name,
        "timeout",
        f"It was stopped after {seconds:g} seconds: look for a loop that never ends.",
        Finding("too-slow", "", "far less than that", f"more than {seconds:g} seconds"),
        case.description,
        _try_hint(exercise),
    )


def _checker_error(exercise: Exercise, case: Case, error: str) -> Verdict:
    return Verdict(
        exercise.name,
        "checker_error",
        f"The course's own check failed ({error}). The fault is ours, not yours.",
        None,
        case.description,
        "please report it, with the code of your function",
    )


def _try_hint(exercise: Exercise) -> str:
    return f'hint("{exercise.name}")'
