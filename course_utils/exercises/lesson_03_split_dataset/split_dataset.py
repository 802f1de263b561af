"""`split_dataset`: which images and labels belong to task A and to task B."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

import numpy as np

from course_utils.exercises.drawing import labelled_images, odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain

SANDAL, SHIRT = 5, 6
KIND_A = "every class but 5 and 6"
KIND_B = "classes 5 and 6"
_OTHER_KINDS = {
    "integers": "int64",
    "True and False": "bool",
    "float64 numbers": "float64",
    "float16 numbers": "float16",
}
_LABEL_IN_A = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 7: 5, 8: 6, 9: 7}


def split_cases(rng: np.random.Generator) -> list[Case]:
    """Draw labelled images of several sizes and dtypes, each with all ten classes."""
    height, width = odd_size(rng)
    X, y = labelled_images(rng, int(rng.integers(1100, 1300)), (height, width))
    tall = (int(rng.integers(30, 36)), width, 1)
    few_X, few_y = labelled_images(rng, int(rng.integers(40, 80)), tall)
    few_y[few_y == 5] = 6  # no sandals, and no dresses: a class may be missing
    few_y[few_y == 3] = 2
    # More than the 60,000 of Fashion-MNIST, so that none of its sizes can be built in.
    many_X, many_y = labelled_images(rng, int(rng.integers(60_100, 62_000)), (6,))
    return [
        Case(
            f"{len(y)} images of {height} × {width} pixels, labels of dtype uint8",
            {"X": X, "y": y},
        ),
        Case(
            f"{len(few_y)} float images of {tall[0]} × {tall[1]} × 1, labels of dtype int64",
            {"X": few_X / np.float32(255), "y": few_y.astype(np.int64)},
        ),
        Case(f"{len(many_y):,} flat images of 6 pixels", {"X": many_X, "y": many_y}),
    ]


def truth(X: np.ndarray, y: np.ndarray) -> Plain:
    """Return both tasks, chosen and named label by label."""
    labels = y.tolist()
    in_A = [row for row, label in enumerate(labels) if label not in (SANDAL, SHIRT)]
    in_B = [row for row, label in enumerate(labels) if label in (SANDAL, SHIRT)]
    y_A = np.array([_LABEL_IN_A[labels[row]] for row in in_A], y.dtype)
    y_B = np.array([float(labels[row] == SHIRT) for row in in_B], np.float32)
    return (X[in_A], y_A), (X[in_B], y_B)


def _moved(y: np.ndarray) -> np.ndarray:
    return np.where(y > SHIRT, y - 2, y)


def _is_shirt(y: np.ndarray) -> Plain:
    return (y == SHIRT).astype(np.float32)


def _split(
    X: np.ndarray,
    y: np.ndarray,
    label_a: Callable[[np.ndarray], Plain] = _moved,
    label_b: Callable[[np.ndarray], Plain] = _is_shirt,
) -> Plain:
    """Split rightly, and name the labels of each task by a function."""
    in_B = (y == SANDAL) | (y == SHIRT)
    return (X[~in_B], label_a(y[~in_B])), (X[in_B], label_b(y[in_B]))


@misconception("split_dataset")
def labels_not_moved(X: np.ndarray, y: np.ndarray) -> Plain:
    """The labels 7, 8 and 9 were not moved, so {part} has a gap at 5 and 6 and a network with eight
    outputs has no place for 8 and 9.
    """
    return _split(X, y, lambda labels: labels)


@misconception("split_dataset")
def moved_by_one(X: np.ndarray, y: np.ndarray) -> Plain:
    """The labels above 6 were moved by 1. Two classes are gone, so each moves by 2."""
    return _split(X, y, lambda labels: np.where(labels > SHIRT, labels - 1, labels))


@misconception("split_dataset")
def all_labels_moved(X: np.ndarray, y: np.ndarray) -> Plain:
    """Every label was moved by 2. Only those above 6 have a gap to close."""
    return _split(X, y, lambda labels: labels - 2)


@misconception("split_dataset")
def moved_before_choosing(X: np.ndarray, y: np.ndarray) -> Plain:
    """You moved the labels before you chose the images, so sneakers (7) and bags (8) now count as
    5 and 6. Choose first, then move.
    """
    return _split(X, _moved(y), lambda labels: labels)


@misconception("split_dataset")
def shirts_moved_too(X: np.ndarray, y: np.ndarray) -> Plain:
    """You moved labels with >= 6 before you chose the images. That moves the shirts (6) to 4, among
    the coats, and makes 5 and 6 of sneakers and bags.
    """
    return _split(X, np.where(y >= SHIRT, y - 2, y), lambda labels: labels)


@misconception("split_dataset")
def tasks_swapped(X: np.ndarray, y: np.ndarray) -> Plain:
    """Tasks A and B are swapped: sandals and shirts are task B."""
    return _split(X, y)[::-1]


@misconception("split_dataset")
def cut_before_choosing(X: np.ndarray, y: np.ndarray) -> Plain:
    """{part} has only the sandals and shirts among the first 200 images. All of them belong to task
    B; its training set is cut later, in task_sets.
    """
    return _split(X, y)[0], _split(X[:200], y[:200])[1]


@misconception("split_dataset")
def sandal_is_positive(X: np.ndarray, y: np.ndarray) -> Plain:
    """{part} is 1 for sandals. Task B asks «is it a shirt?», so the shirt is 1."""
    return _split(X, y, label_b=lambda labels: (labels == SANDAL).astype(np.float32))


@misconception("split_dataset")
def labels_not_made_binary(X: np.ndarray, y: np.ndarray) -> Plain:
    """{part} still holds the classes 5 and 6. Make it 1.0 for a shirt, 0.0 for a sandal."""
    return _split(X, y, label_b=lambda labels: labels)


@misconception("split_dataset")
def wrapped_in_uint8(X: np.ndarray, y: np.ndarray) -> Plain:
    """y - 6 has no room for -1 in uint8: for a sandal it wraps around to 255. Compare instead:
    y == 6.
    """
    return _split(X, y, label_b=lambda labels: labels - labels.dtype.type(SHIRT))


@misconception("split_dataset")
def minus_six(X: np.ndarray, y: np.ndarray) -> Plain:
    """y - 6 gives -1 for a sandal and 0 for a shirt. Compare instead: y == 6."""
    return _split(X, y, label_b=lambda labels: labels.astype(np.float32) - SHIRT)


@misconception("split_dataset", kind=_OTHER_KINDS)
def labels_not_float32(X: np.ndarray, y: np.ndarray, kind: str) -> Plain:
    """{part} holds {kind}. The sigmoid output of task B is compared with float32 numbers, so make
    the labels float32 too.
    """
    return _split(X, y, label_b=lambda labels: (labels == SHIRT).astype(_OTHER_KINDS[kind]))


@misconception("split_dataset")
def grouped_by_kind(X: np.ndarray, y: np.ndarray) -> Plain:
    """You return the images of both tasks, then the labels of both. Group by task: each pair has
    the images and labels of one task.
    """
    return tuple(zip(*_split(X, y), strict=True))


_GIVEN = itemgetter("X", "y")
_PARTS = (
    (Part("X_A", rows=_GIVEN, kind=KIND_A), Part("y_A", any_integer=True)),
    (Part("X_B", rows=_GIVEN, kind=KIND_B), Part("y_B")),
)
EXERCISE = Exercise(
    name="split_dataset",
    lesson=3,
    points=4,
    cases=split_cases,
    observe=call,
    judge=Judged(_PARTS, truth),
    hints=(
        "A boolean array chooses images: X[y == 3] is every dress. Which boolean array is "
        "true for sandals and shirts?",
        "in_B = (y == 5) | (y == 6) chooses task B, and ~in_B chooses task A. The brackets "
        "are needed: | binds tighter than ==.",
        "y[~in_B] is a new array, so it may be changed: those above 6 are 2 too high. For "
        'task B ask a question of each label, y[in_B] == 6, and turn the answer into "float32" '
        "with astype.",
    ),
    takeaway="Both tasks have the right images in the right order, the labels of A run from "
    "0 to 7 without a gap, those of B are float32, and your input is untouched.",
)
