"""`train_valid_split`: hold out the first examples."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import array_finding, changed_input, forgotten_return
from course_utils.exercises.drawing import labelled_images, odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import (
    UNKNOWN,
    is_sequence_of,
    pair_finding,
    rows_of,
    selection_finding,
)

_WANTED = "((X_train, y_train), (X_valid, y_valid))"


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw datasets and sizes to hold out, possible and impossible ones."""
    n = int(rng.integers(300, 400))
    X, y = labelled_images(rng, n, odd_size(rng))
    other_X, other_y = labelled_images(rng, n + 7, (*odd_size(rng), 1))
    return [
        _case(X, y, int(rng.integers(10, 25))),
        _case(other_X / np.float32(255), other_y.astype(np.int64), int(rng.integers(40, 50))),
        _case(X, y, 1),
        _case(X, y, n - 1),
        _bad_case("no example to hold out: n_valid = 0", X, y, 0),
        _bad_case("a negative n_valid", X, y, -int(rng.integers(2, 9))),
        _bad_case("a large negative n_valid", X, y, -n - int(rng.integers(2, 9))),
        _bad_case("n_valid as large as the dataset: nothing to train on", X, y, n),
        _bad_case("n_valid larger than the dataset", X, y, n + 5),
        _bad_case("n_valid three times as large as the dataset", X, y, 3 * n),
        _bad_case("one label too few", X, y[:-1], 10),
        _bad_case("half of the labels missing", X, y[: n // 2], 10),
        _bad_case("one label too many", X[:-1], y, 10),
    ]


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge which examples came back, in which order, with which labels."""
    result = observation["result"]
    if case.expects_error:
        return [_not_refused(case, result)]
    finding = (
        changed_input(case.inputs, observation["inputs_after"])
        or _structure(result)
        or _contents(case, result)
    )
    return [finding] if finding else []


def _case(X: np.ndarray, y: np.ndarray, n_valid: int) -> Case:
    return Case(f"{len(X)} examples, n_valid = {n_valid}", {"X": X, "y": y, "n_valid": n_valid})


def _bad_case(description: str, X: np.ndarray, y: np.ndarray, n_valid: int) -> Case:
    return Case(description, {"X": X, "y": y, "n_valid": n_valid}, expects_error=True)


def _not_refused(case: Case, result: Plain) -> Finding:
    if len(case.inputs["X"]) != len(case.inputs["y"]):
        return Finding(
            "lengths-not-checked",
            "X and y differ in length, so some image has the wrong label or none, and your "
            "function did not say so.",
            "ValueError",
            describe(result),
        )
    return Finding(
        "size-not-checked",
        "This split is impossible, and slicing does not complain: X[:-0] is empty and X[:-3] "
        "counts from the end. Check n_valid before you slice.",
        "ValueError",
        describe(result),
    )


def _structure(result: Plain) -> Finding | None:
    if is_sequence_of(result, 4):
        return Finding(
            "flat-result",
            "You return four arrays in a row, as scikit-learn does. Here each set is one pair.",
            _WANTED,
            "four values",
        )
    if not is_sequence_of(result, 2):
        return Finding(
            "wrong-structure",
            f"The result should be two pairs.{forgotten_return(result)}",
            _WANTED,
            describe(result),
        )
    first, second = result
    if is_sequence_of(first, 2) and is_sequence_of(second, 2):
        dimensions = [getattr(array, "ndim", 0) for array in (*first, *second)]
        if min(dimensions[:2]) > 1 and dimensions[2:] == [1, 1]:
            return Finding(
                "grouped-by-kind",
                "You return the images of both sets, then the labels of both. Group by set: each "
                "pair has the images and labels of one set.",
                _WANTED,
                "((X_train, X_valid), (y_train, y_valid))",
            )
    return pair_finding("The training set", first) or pair_finding("The validation set", second)


def _contents(case: Case, result: Plain) -> Finding | None:
    X, y, n_valid = (case.inputs[name] for name in ("X", "y", "n_valid"))
    (X_train, y_train), (X_valid, y_valid) = result
    all_rows = list(range(len(X)))
    truth_valid, truth_train = all_rows[:n_valid], all_rows[n_valid:]
    train, valid = rows_of(X_train, X), rows_of(X_valid, X)
    for label, rows, images in (("X_train", train, X_train), ("X_valid", valid, X_valid)):
        if rows is None:
            return Finding(
                "images-changed",
                f"The images in {label} have changed shape. A split leaves them as they are.",
                f"images of shape {X.shape[1:]}",
                f"images of shape {images.shape[1:]}",
            )
    assert train is not None
    assert valid is not None
    changed = UNKNOWN in train or UNKNOWN in valid
    return (
        (None if changed else _known_finding(train, valid, truth_train, truth_valid))
        or selection_finding("X_train", train, truth_train, y, "all but the first n_valid")
        or selection_finding("X_valid", valid, truth_valid, y, "the first n_valid")
        or array_finding("X_train", X_train, X[n_valid:])
        or array_finding("X_valid", X_valid, X[:n_valid])
        or _labels("y_train", y_train, y[n_valid:])
        or _labels("y_valid", y_valid, y[:n_valid])
    )


def _known_finding(
    train: list[int], valid: list[int], truth_train: list[int], truth_valid: list[int]
) -> Finding | None:
    n_valid, n = len(truth_valid), len(truth_train) + len(truth_valid)
    sizes = (f"{n - n_valid} to train, {n_valid} to validate", f"{len(train)} and {len(valid)}")
    if train == truth_valid and valid == truth_train:
        return Finding(
            "sets-swapped",
            "The two sets are swapped: the training set comes first, and it is the rest after "
            "the first n_valid.",
            *sizes,
        )
    if (set(train) & set(valid)) - {UNKNOWN}:
        return Finding(
            "sets-overlap",
            "Some examples are in both sets, so the network is examined on what it has learnt by "
            "heart.",
            "no example in both",
            f"{len((set(train) & set(valid)) - {UNKNOWN})} examples in both",
        )
    if valid == list(range(n - n_valid, n)):
        return Finding(
            "last-held-out",
            "You hold out the last examples. The docstring says the first, so that everybody "
            "validates on the same ones.",
            "X_valid begins with image 0 of the input",
            f"X_valid begins with image {n - n_valid} of the input",
        )
    if len(valid) == n_valid and set(valid) != set(truth_valid) and len(train) == n - n_valid:
        return Finding(
            "shuffled",
            "You hold out a random choice. The docstring says the first n_valid, so that every "
            "result in this course can be compared with every other.",
            "X_valid is images 0, 1, 2, … of the input",
            f"X_valid is images {', '.join(map(str, valid[:3]))}, … of the input",
        )
    if len(set(train) | set(valid)) < n and (len(valid) != n_valid or len(train) != n - n_valid):
        return Finding(
            "examples-lost",
            "Some examples are in neither set.",
            f"{n} examples in all",
            f"{len(set(train) | set(valid))} examples",
        )
    if len(valid) != n_valid:
        return Finding(
            "n-valid-ignored",
            "The validation set has another size than asked for.",
            *sizes,
        )
    return None


def _labels(label: str, got: np.ndarray, truth: np.ndarray) -> Finding | None:
    finding = array_finding(label, got, truth, any_integer=True)
    if (
        finding
        and finding.misconception == "wrong-values"
        and sorted(got.tolist()) == sorted(truth.tolist())
    ):
        return Finding(
            "labels-not-with-images",
            f"{label} holds the right labels in another order than the images.",
            finding.expected,
            finding.got,
        )
    return finding


EXERCISE = Exercise(
    name="train_valid_split",
    lesson=1,
    points=1,
    cases=cases,
    observe=call,
    judge=judge,
    hints=(
        "X[:n] is the first n examples and X[n:] is the rest. Slice X and y at the same place.",
        "Return two pairs: (X[n_valid:], y[n_valid:]) to train, (X[:n_valid], y[:n_valid]) to "
        "validate.",
        "Before slicing: if len(X) != len(y) or not 1 <= n_valid < len(X), raise ValueError with "
        "a message that says what is wrong.",
    ),
    takeaway="Every example is in exactly one set, with its own label, and an impossible split is "
    "refused.",
)
