"""`train_valid_split`: hold out the first examples."""

from __future__ import annotations

from operator import itemgetter

import numpy as np

from course_utils.exercises.drawing import labelled_images, odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain

Sets = tuple[tuple[np.ndarray, np.ndarray], ...]
_SIZE, _LENGTHS = "n_valid is from 1 to n - 1", "X and y have one length"


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw datasets and sizes to hold out, possible and impossible ones."""
    n = int(rng.integers(300, 400))
    X, y = labelled_images(rng, n, odd_size(rng))
    other_X, other_y = labelled_images(rng, n + 7, (*odd_size(rng), 1))
    impossible = (
        (_SIZE, "no example to hold out: n_valid = 0", X, y, 0),
        (_SIZE, "a negative n_valid", X, y, -int(rng.integers(2, 9))),
        (_SIZE, "a large negative n_valid", X, y, -n - int(rng.integers(2, 9))),
        (_SIZE, "n_valid as large as the dataset: nothing to train on", X, y, n),
        (_SIZE, "n_valid larger than the dataset", X, y, n + 5),
        (_SIZE, "n_valid three times as large as the dataset", X, y, 3 * n),
        (_LENGTHS, "one label too few", X, y[:-1], 10),
        (_LENGTHS, "half of the labels missing", X, y[: n // 2], 10),
        (_LENGTHS, "one label too many", X[:-1], y, 10),
    )
    return [
        _case(X, y, int(rng.integers(10, 25))),
        _case(other_X / np.float32(255), other_y.astype(np.int64), int(rng.integers(40, 50))),
        _case(X, y, 1),
        _case(X, y, n - 1),
        *(
            Case(what, {"X": images, "y": labels, "n_valid": size}, True, promise)
            for promise, what, images, labels, size in impossible
        ),
    ]


def truth(X: np.ndarray, y: np.ndarray, n_valid: int) -> Plain:
    """Return the two sets, chosen example by example."""
    is_valid = np.arange(len(X)) < n_valid
    return (X[~is_valid], y[~is_valid]), (X[is_valid], y[is_valid])


def _case(X: np.ndarray, y: np.ndarray, n_valid: int) -> Case:
    what = f"{len(X)} examples of {X.dtype}, n_valid = {n_valid}"
    return Case(what, {"X": X, "y": y, "n_valid": n_valid})


def _cut(X: np.ndarray, y: np.ndarray, at: int) -> Sets:
    return (X[at:], y[at:]), (X[:at], y[:at])


def _split(X: np.ndarray, y: np.ndarray, n_valid: int, size: int | None = None) -> Sets:
    """Split by n_valid, or by a size of one's own, unless that is impossible."""
    if len(X) != len(y) or not 1 <= n_valid < len(X):
        raise ValueError("impossible")
    return _cut(X, y, n_valid if size is None else size)


@misconception("train_valid_split")
def sets_swapped(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """The two sets are swapped: the training set comes first, and it is the rest after the first
    n_valid.
    """
    return _split(X, y, n_valid)[::-1]


@misconception("train_valid_split")
def last_held_out(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """You hold out the last examples. The docstring says the first, so that everybody validates on
    the same ones.
    """
    return _split(X, y, n_valid, len(X) - n_valid)[::-1]


@misconception("train_valid_split")
def sets_overlap(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """Some examples are in both sets, so the network is examined on what it has learnt by heart."""
    return (X, y), _split(X, y, n_valid)[1]


@misconception("train_valid_split", is_random=True)
def shuffled(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """You hold out another choice, by chance or sorted. The docstring says the first n_valid, so
    that every result in this course can be compared with every other.
    """
    order = np.random.default_rng(0).permutation(len(X))
    _split(X, y, n_valid)
    return _split(X[order], y[order], n_valid)


@misconception("train_valid_split", lost=(1, -1))
def examples_lost(X: np.ndarray, y: np.ndarray, n_valid: int, lost: int) -> Sets:
    """Some examples are in neither set."""
    (X_train, y_train), valid = _split(X, y, n_valid)
    kept = slice(lost, None) if lost > 0 else slice(None, lost)
    return (X_train[kept], y_train[kept]), valid


@misconception("train_valid_split", size=(1, 5, 10, 16, 20, 30, 32, 50, 64, 100, 200, 5000, 10_000))
def n_valid_ignored(X: np.ndarray, y: np.ndarray, n_valid: int, size: int) -> Sets:
    """The validation set has {size} examples, or all there are, whatever n_valid says."""
    return _split(X, y, n_valid, size)


@misconception("train_valid_split")
def grouped_by_kind(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """You return the images of both sets, then the labels of both. Group by set: each pair has the
    images and labels of one set.
    """
    return tuple(zip(*_split(X, y, n_valid), strict=True))


@misconception("train_valid_split")
def size_not_checked(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """This split is impossible, and slicing does not complain: X[:-0] is empty and X[:-3] counts
    from the end. Check n_valid before you slice.
    """
    if len(X) != len(y):
        raise ValueError("lengths")
    return _cut(X, y, n_valid)


@misconception("train_valid_split")
def lengths_not_checked(X: np.ndarray, y: np.ndarray, n_valid: int) -> Sets:
    """X and y differ in length, so some image has the wrong label or none, and your function did
    not say so.
    """
    if not 1 <= n_valid < len(X):
        raise ValueError("size")
    return _cut(X, y, n_valid)


_PARTS = tuple(
    (Part(f"X_{name}", rows=itemgetter("X", "y"), kind=kind), Part(f"y_{name}", any_integer=True))
    for name, kind in (("train", "all but the first n_valid"), ("valid", "the first n_valid"))
)
EXERCISE = Exercise(
    name="train_valid_split",
    lesson=1,
    points=1,
    cases=cases,
    observe=call,
    judge=Judged(_PARTS, truth),
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
