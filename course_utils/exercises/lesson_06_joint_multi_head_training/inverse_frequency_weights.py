"""`inverse_frequency_weights`: a weight for each class that occurs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.plain import describe, number, to_plain, type_name, unreadable

Weights = dict[int, float]


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw labels of uneven classes: usual, with gaps between them, of one class; and none."""
    usual = _labels(rng, np.arange(int(rng.integers(4, 7))))
    gaps = _labels(rng, np.sort(rng.choice(np.arange(2, 250), 4, replace=False)))
    one = np.zeros(int(rng.integers(5, 20)), dtype=np.int64)  # neither any() nor sum() sees them
    return [
        _case("of classes that occur unequally often", usual),
        _case("of dtype uint8, not every class occurring", gaps.astype(np.uint8)),
        _case("all the same", one),
        Case("no labels", {"y": np.empty(0, dtype=np.int64)}, expects_error=True),
    ]


def _labels(rng: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    """Draw labels with a different count for each class, the first class not the commonest."""
    counts = np.sort(rng.choice(np.arange(7, 60), len(classes), replace=False))
    counts = np.roll(counts, int(rng.integers(1, len(classes))))
    return rng.permutation(np.repeat(classes, counts))


def _case(what: str, y: np.ndarray) -> Case:
    return Case(f"{len(y)} labels {what}", {"y": y})


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Call the function; keep the keys of a dict as they are, whatever their type."""
    y = case.inputs["y"].copy()
    result = function(y)
    seen: dict[str, Plain] = {"inputs_after": {"y": to_plain(y)}}
    if not isinstance(result, dict):
        return {**seen, "not_a_dict": to_plain(result)}
    try:
        keys, values = [to_plain(key) for key in result], list(map(to_plain, result.values()))
    except Exception as error:  # a class of the learner's own
        return {**seen, "not_a_dict": unreadable(result, f"reading it raised {type_name(error)}")}
    return {**seen, "keys": keys, "values": values}


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the keys, then the weights, recognising the usual wrong formulas."""
    y = case.inputs["y"]
    if case.expects_error:
        got = observation.get("not_a_dict", f"a dict of {len(observation.get('keys', []))} items")
        return [
            Finding(
                "no-labels-accepted",
                "Without labels there are no weights, and your function did not say so.",
                "ValueError",
                got if isinstance(got, str) else describe(got),
            )
        ]
    finding = changed_input(case.inputs, observation["inputs_after"]) or _structure(observation)
    if finding is None:
        keys = [int(key) for key in observation["keys"]]
        values = [float(value) for value in observation["values"]]
        finding = _keys(keys, y) or _values(dict(zip(keys, values, strict=True)), y)
    return [finding] if finding else []


def _structure(observation: dict[str, Plain]) -> Finding | None:
    if "not_a_dict" in observation:
        result = observation["not_a_dict"]
        return Finding(
            "not-a-dict",
            "The function should return a dict from label to weight."
            + (
                " In an array the place would have to stand for the label."
                if isinstance(result, np.ndarray)
                else forgotten_return(result)
            ),
            "a dict of int to float",
            describe(result),
        )
    for key in observation["keys"]:
        is_integer = type(key) is int or (
            isinstance(key, np.ndarray) and key.shape == () and key.dtype.kind in "iu"
        )
        if not is_integer:
            return Finding(
                "key-not-an-integer",
                "The keys should be the labels, which are integers.",
                "a dict of int to float",
                f"the key {describe(key)}",
            )
    for value in observation["values"]:
        if number(value) is None:
            return Finding(
                "weight-not-a-number",
                "Each weight should be one number.",
                "a dict of int to float",
                f"the weight {describe(value)}",
            )
    return None


def _keys(keys: list[int], y: np.ndarray) -> Finding | None:
    classes = [int(label) for label in np.unique(y)]
    if sorted(keys) == classes:
        return None
    expected = f"the keys {', '.join(map(str, classes))}"
    got = f"the keys {', '.join(map(str, sorted(keys)[:8]))}" + (", …" if len(keys) > 8 else "")
    if set(classes) < set(keys):
        return Finding(
            "absent-class-weighted",
            "There are weights for classes that do not occur. They count in no loss, and in the "
            "number of classes they must not count either.",
            expected,
            got,
        )
    if sorted(keys) == list(range(len(classes))):
        return Finding(
            "labels-renumbered",
            "The keys are 0, 1, 2 and so on, not the labels that occur: Keras would give the "
            "weights to other classes.",
            expected,
            got,
        )
    return Finding("other-keys", "The keys are not the labels that occur.", expected, got)


def _values(got: Weights, y: np.ndarray) -> Finding | None:
    classes, counts = np.unique(y, return_counts=True)
    n, n_classes = len(y), len(classes)
    truth = n / (n_classes * counts)
    values = np.array([got[int(label)] for label in classes])
    if np.allclose(values, truth, rtol=1e-5):
        return None
    first = int(np.argmax(~np.isclose(values, truth, rtol=1e-5)))
    expected = f"{truth[first]:.6g} for class {classes[first]}, {counts[first]} of {n} labels"
    seen = f"{values[first]:.6g}"
    for misconception, message, wrong in _suspects(truth, classes, counts, n):
        if np.allclose(values, wrong, rtol=1e-5):
            return Finding(misconception, message, expected, seen)
    return Finding("wrong-weights", "The weights are not right.", expected, seen)


def _suspects(
    truth: np.ndarray, classes: np.ndarray, counts: np.ndarray, n: int
) -> list[tuple[str, str, np.ndarray]]:
    return [
        (
            "frequency-itself",
            "These are the frequencies: the commonest class would count most. Turn them round.",
            counts / n,
        ),
        (
            "counts-returned",
            "These are the numbers of labels of each class: the commonest class would count most.",
            counts.astype(float),
        ),
        (
            "classes-not-divided-by",
            "The number of classes is missing below the line. So all losses grow by it, and with "
            "them the steps of the optimizer.",
            n / counts,
        ),
        (
            "one-over-count",
            "One divided by the count makes classes equal, and all losses tiny: the weights of all "
            "labels should add up to their number.",
            1 / counts,
        ),
        (
            "adds-up-to-one",
            "The weights of the classes add up to 1. The weights of all *labels* should add up to "
            "their number.",
            truth / truth.sum(),
        ),
        (
            "largest-is-one",
            "The largest weight is 1. The weights of all labels should add up to their number.",
            truth / truth.max(),
        ),
        (
            "commonest-is-one",
            "The weight of the commonest class is 1. The weights of all labels should add up to "
            "their number.",
            truth / truth.min(),
        ),
        (
            "root-taken",
            "The square root weakens the balance: the rare classes still count less.",
            np.sqrt(truth),
        ),
        (
            "whole-numbers",
            "The weights were cut to whole numbers: // divides without the rest, / with it.",
            np.floor(truth),
        ),
        *(
            ("rounded", "The weights were rounded. Return them as they are.", truth.round(digits))
            for digits in range(5)
        ),
        (
            "gaps-counted",
            "The number of classes was taken from the largest label. Count the classes that occur.",
            n / ((int(classes.max()) + 1) * counts),
        ),
        (
            "one-for-all",
            "All classes have the weight 1, so nothing is balanced.",
            np.ones_like(truth),
        ),
        (
            "weights-exchanged",
            "These are the right weights for other classes: labels and counts are not in the same "
            "order. np.unique(y, return_counts=True) gives both in one order.",
            np.sort(truth),
        ),
        (
            "weights-exchanged",
            "These are the right weights for other classes: labels and counts are not in the same "
            "order. np.unique(y, return_counts=True) gives both in one order.",
            np.sort(truth)[::-1],
        ),
    ]


EXERCISE = Exercise(
    name="inverse_frequency_weights",
    lesson=6,
    points=2,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
    hints=(
        "np.unique(y, return_counts=True) gives the classes that occur, and how often each does.",
        "The weight of a class is len(y) / (number of classes × its count). For two classes with "
        "30 and 10 labels: 40 / (2 × 30) = 0.67 and 40 / (2 × 10) = 2.",
        "{int(label): float(weight) for label, weight in zip(classes, weights)} makes the dict. "
        'Raise ValueError("...") first if len(y) is 0.',
    ),
    takeaway="Rare classes count as much as common ones, and the size of the loss, on average, "
    "stays what it was.",
)
