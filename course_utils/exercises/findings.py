"""Findings on what is not of the kind that was asked for, whatever the exercise."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Finding
from course_utils.observers.plain import TOO_LARGE, Plain, describe

UNEXPLAINED = frozenset(
    {f"wrong-{what}" for what in ("values", "shape", "selection", "classes", "structure")}
    | {"images-changed", "not-refused"}
)
"""Names that say that something is wrong, and not what was thought."""


def instead_of_raising(got: Plain) -> str:
    """Return what came in the place of an error, if that is None or the error itself."""
    kind = got.get("unreadable", "") if isinstance(got, dict) else ""
    return "None" if got is None else kind if str(kind).endswith(("Error", "Exception")) else ""


def not_refused(promise: str, got: Plain) -> Finding:
    """Return the finding on an input that should have been refused, for this reason."""
    if got is None:
        message = f"This input should raise ValueError, and you return None: {promise}."
        return Finding("none-for-error", message, "ValueError", "None")
    if instead_of_raising(got):
        message = "You return an error, and nothing stops: write raise in the place of return."
        return Finding("error-returned", message, "ValueError raised", f"{describe(got)}, returned")
    message = f"This input should be refused: {promise}."
    return Finding("not-refused", message, "ValueError", describe(got))


def wrong_type(name: str, got: Plain, words: tuple[str, str], is_number: bool) -> Finding:
    """Return the finding on a part that is no array of numbers, or not one number."""
    asked = forgotten_return(describe(got))
    if is_number:
        return Finding("not-a-number", f"{name} should be one number.{asked}", *words)
    if isinstance(got, dict) and got.get("reason") == TOO_LARGE:
        message = f"{name} is far larger than the input. A size is built in."
        return Finding("far-too-large", message, *words)
    if isinstance(got, np.ndarray) and got.ndim:
        return Finding("wrong-dtype", f"{name} should hold numbers.", *words)
    if isinstance(got, np.ndarray) and got.dtype.kind == "S":
        asked = " np.array takes bytes as one value; np.frombuffer reads the numbers in them."
    if isinstance(got, list | tuple) and got:
        asked = " np.array or np.stack makes one of a list."
    return Finding("not-an-array", f"{name} should be a NumPy array of numbers.{asked}", *words)


def numbers_in_words(label: str, truth: Plain, got: Plain) -> tuple[str, str]:
    """Return *expected* and *got* of one number, with as many digits as tell them apart."""
    right, wrong = float(truth), float(got)
    digits = next((n for n in (4, 6, 9) if f"{right:.{n}g}" != f"{wrong:.{n}g}"), 17)
    return f"{label} is {right:.{digits}g}", f"{label} is {wrong:.{digits}g}"
