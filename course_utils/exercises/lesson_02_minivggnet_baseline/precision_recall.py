"""`precision_recall`: two different questions about one class."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_02_minivggnet_baseline.label_suspects import (
    SUSPECTS,
    Labels,
    Pair,
    true_pair,
)
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import is_sequence_of

_TOLERANCE = 1e-6
_N_CLASSES = 10


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw labels with many errors; one class never predicted, one never there, one perfect."""
    label, other = (int(c) for c in rng.choice(np.arange(2, _N_CLASSES), 2, replace=False))
    y_true, y_pred = _labels(rng, label)
    never_predicted = np.where(y_pred == label, other, y_pred)
    never_there = np.where(y_true == label, other, y_true)
    only_right = np.where((y_pred == label) & (y_true != label), other, y_pred)
    few = y_true % 3 + 5, y_pred % 3 + 5
    small = y_true.astype(np.uint8), y_pred.astype(np.uint8)
    return [
        _case("where both kinds of error occur", y_true, y_pred, label),
        _case("of another class", y_true, y_pred, other),
        _case("of the class 0", y_true, y_pred, 0),
        _case("with labels in uint8", *small, label),
        _case("with the classes 5, 6 and 7 only", *few, 6),
        _case("where every prediction of the class is right", y_true, only_right, label),
        _case("where the class is never predicted", y_true, never_predicted, label),
        _case("where no image has the label", never_there, y_pred, label),
    ]


def _labels(rng: np.random.Generator, label: int) -> tuple[Labels, Labels]:
    """Draw labels of which about a third are wrong, and one class too often predicted."""
    n = int(rng.integers(300, 400))
    y_true = rng.permutation(np.arange(n) % _N_CLASSES)
    y_pred = np.where(rng.random(n) < 0.65, y_true, rng.integers(0, _N_CLASSES, n))
    y_pred[rng.choice(n, n // 10, replace=False)] = label
    return y_true, y_pred


def _case(what: str, y_true: Labels, y_pred: Labels, label: int) -> Case:
    return Case(
        f"{len(y_true)} labels and predictions, {what} (label = {label})",
        {"y_true": y_true, "y_pred": y_pred, "label": label},
    )


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the two numbers, counted here image by image."""
    result = observation["result"]
    finding = changed_input(case.inputs, observation["inputs_after"]) or _structure(result)
    if finding is None:
        finding = _values((_number(result[0]), _number(result[1])), *case.inputs.values())
    return [finding] if finding else []


def _structure(result: Plain) -> Finding | None:
    if isinstance(result, np.ndarray) and result.shape == (2,) and result.dtype.kind in "biuf":
        return None
    if not is_sequence_of(result, 2):
        return Finding(
            "not-a-pair",
            "The function should return two numbers, precision and recall."
            + forgotten_return(result),
            "a tuple of 2 numbers",
            describe(result),
        )
    for name, value in zip(("precision", "recall"), result, strict=True):
        is_number = isinstance(value, (int, float)) or (
            isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "biuf"
        )
        if not is_number:
            return Finding(
                "not-a-number",
                f"The {name} should be one number.",
                "a number from 0 to 1",
                describe(value),
            )
    return None


def _number(value: Plain) -> float:
    return float(np.asarray(value))


def _same(one: Pair, two: Pair) -> bool:
    return bool(np.allclose(one, two, rtol=0, atol=_TOLERANCE, equal_nan=True))


def _values(got: Pair, y_true: Labels, y_pred: Labels, label: int) -> Finding | None:
    truth = true_pair(y_true, y_pred, label)
    if _same(got, truth):
        return None
    expected, seen = _words(truth), _words(got)
    is_undefined = not (y_pred == label).any() or not (y_true == label).any()
    if is_undefined and any(
        value not in (0.0, exact) for value, exact in zip(got, truth, strict=True)
    ):
        return Finding(
            "nothing-counted-is-not-zero",
            "Where no image is predicted as the class, or none has its label, a division by 0 "
            "waits. The docstring asks for 0.0 there.",
            expected,
            seen,
        )
    for misconception, message, wrong in SUSPECTS:
        if _same(got, wrong(y_true, y_pred, label)):
            return Finding(misconception, message, expected, seen)
    for name, value, exact in zip(("precision", "recall"), got, truth, strict=True):
        if not abs(value - exact) <= _TOLERANCE:  # NaN is not right either
            return Finding(
                f"wrong-{name}",
                f"The {name} is not right, {_MEANINGS[name]}.",
                expected,
                seen,
            )
    raise AssertionError("the values differ, but neither of the two does")


_MEANINGS = {
    "precision": "the part of the images predicted as the class that really has its label",
    "recall": "the part of the images with the label that is predicted as the class",
}


def _words(pair: Pair) -> str:
    return f"precision {pair[0]:.6g}, recall {pair[1]:.6g}"


EXERCISE = Exercise(
    name="precision_recall",
    lesson=2,
    points=2,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
    hints=(
        "Both numbers start from the same count: the images that have the label and are also "
        "predicted as it. They divide it by two different things.",
        "predicted = y_pred == label and actual = y_true == label are arrays of True and False. "
        "np.sum(predicted & actual) counts where both are True.",
        "Precision divides that count by predicted.sum(), recall by actual.sum(). Ask first "
        "whether that is 0, and return 0.0 then.",
    ),
    takeaway="Precision asks how far a prediction can be trusted, recall how many of the class are "
    "found; either can be 1 while the other is poor.",
)
