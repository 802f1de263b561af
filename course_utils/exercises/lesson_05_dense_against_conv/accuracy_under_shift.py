"""`accuracy_under_shift`: how a network for task B fares when images move to the side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import numpy as np

from course_utils.exercises import misconceptions
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.lesson_05_dense_against_conv.shift_images import truth as shifted
from course_utils.exercises.misconceptions import Answer
from course_utils.exercises.parts import Part
from course_utils.observers.accuracy_under_shift import measured, observe
from course_utils.observers.plain import Facts

Array = np.ndarray


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a network that looks at every pixel, with images that it mostly gets right."""
    drawn = [_case(rng, shifts) for shifts in ([0, 1, 2, 3], [-2, 1, -1], [3])]
    return [*drawn, _case(rng, [1, 1, 0], has_empty_images=True)]


def _case(rng: np.random.Generator, shifts: list[int], has_empty_images: bool = False) -> Case:
    height, width = int(rng.integers(5, 8)), int(rng.integers(8, 12))
    n = int(rng.integers(160, 190))
    X = rng.random((n, height, width, 1), dtype=np.float32)
    kernel = rng.normal(0, 1, (height * width, 1)).astype(np.float32)
    scores = X.reshape(n, -1) @ kernel
    bias = -np.sort(scores, axis=0)[n // 2 - 1 : n // 2 + 1].mean(axis=0)  # no image on the edge
    if has_empty_images:  # of which a network without bias says 0.5
        kernel -= kernel.mean()
        X[: n // 5], bias = 0, np.zeros(1, np.float32)
        scores = X.reshape(n, -1) @ kernel
    y = (scores[:, 0] + bias[0] > 0).astype(np.float32)
    flipped = rng.choice(n, n // 6, replace=False)
    y[flipped] = 1 - y[flipped]
    what = "images, some of them empty," if has_empty_images else "images"
    return Case(
        f"{n} {what} of {height} × {width} pixels, shifts {shifts}",
        {"X": X, "y": y, "shifts": shifts, "kernel": kernel, "bias": bias},
    )


def _observe_in_numpy(function: Callable[..., Any], given: Facts) -> Facts:
    """Let a misconception measure the same network: many do, where there may be no Keras."""

    def predict(X: Array, verbose: int) -> Array:
        scores = X.reshape(len(X), -1) @ given["kernel"].astype(float) + given["bias"]
        return np.asarray(1 / (1 + np.exp(-scores)))

    return measured(function, SimpleNamespace(predict=predict), given)


def truth(X: Array, y: Array, shifts: list[int], kernel: Array, bias: Array) -> Array:
    """Return the right answer, from what stands before the sigmoid."""
    flat = [shifted(X, dx, 0).reshape(len(X), -1).astype(float) for dx in shifts]
    return np.array([np.mean(((it @ kernel + bias)[:, 0] > 0) == (y == 1)) for it in flat])


def _moved_by(move: Answer, X: Array, shifts: list[int]) -> list[Array]:
    return [move(X, dx, 0) for dx in shifts]


def _of(pictures: Callable[[Array, list[int]], list[Array]]) -> Answer:
    """Return a function that measures the accuracy on these pictures."""
    return lambda model, X, y, shifts: np.array(
        [np.mean((model.predict(it, verbose=0)[:, 0] > 0.5) == y) for it in pictures(X, shifts)]
    )


def _by(measure: Callable[[Array, Array], Any]) -> Answer:
    """Return a function that works out something of the probabilities for all shifts."""
    return lambda model, X, y, shifts: measure(
        np.array([model.predict(shifted(X, dx, 0), verbose=0)[:, 0] for dx in shifts]), y == 1
    )


misconceptions.add_kind(
    "accuracy_under_shift",
    "{what}. For each shift in the list, in its order, move the unshifted images to the right.",
    {
        "shifts-ignored": ("The images stay as they are", lambda X, shifts: [X for _ in shifts]),
        "up-and-down": (
            "The images move up and down: columns are axis 2",
            lambda X, shifts: [shifted(X, 0, dx) for dx in shifts],
            lambda X, shifts: [np.roll(X, dx, axis=1) for dx in shifts],
        ),
        "shifted-again-and-again": (
            "Each shift is added to the ones before",
            lambda X, shifts: [*accumulate(shifts, lambda it, dx: shifted(it, dx, 0), initial=X)][
                1:
            ],
            lambda X, shifts: [shifted(X, dx, 0) for dx in accumulate(shifts)],
        ),
        "position-for-shift": (
            "The images move by 0, 1, 2, …, the position of a shift in the list",
            lambda X, shifts: [shifted(X, i, 0) for i in range(len(shifts))],
        ),
        "each-shift-once": (
            "The list is sorted, or each shift measured once",
            lambda X, shifts: [shifted(X, dx, 0) for dx in sorted(shifts)],
            lambda X, shifts: [shifted(X, dx, 0) for dx in sorted(set(shifts))],
            lambda X, shifts: [shifted(X, dx, 0) for dx in dict.fromkeys(shifts)],
        ),
    },
    _of,
)
_MOVES = {"wraps-around", "wraps-if-negative", "edge-repeated", "old-pixels-kept", "filled-with"}
_MOVES |= {"other-direction", "negative-shift-ignored", "sign-ignored", "one-pixel-off"}
_PROBE = np.arange(24.0).reshape(1, 2, 12, 1)
for known in misconceptions.of("shift_images"):
    # Some are right to the side and wrong up and down only.
    gives, right = ([move(_PROBE, dx, 0) for dx in (-2, 2)] for move in (known.function, shifted))
    if known.name in _MOVES and not np.array_equal(gives, right):
        moved = partial(_moved_by, known.function)
        misconceptions.add("accuracy_under_shift", replace(known, function=_of(moved)))

misconceptions.add_kind(  # of the probabilities p, one row for a shift, and the labels y
    "accuracy_under_shift",
    "{what}. The accuracy, for each shift, is the share of all images that are told right, by a "
    "probability above 0.5 for the label 1.",
    {
        "errors-counted": ("The wrong ones count", lambda p, y: np.mean((p > 0.5) != y, axis=1)),
        "in-per-cent": ("These are per cent", lambda p, y: 100 * np.mean((p > 0.5) == y, axis=1)),
        "counts-only": ("These are counts", lambda p, y: 1.0 * np.sum((p > 0.5) == y, axis=1)),
        "mean-over-shifts": (
            "One number comes back, and not one for each shift",
            lambda p, y: np.array([np.mean((p > 0.5) == y)]),
        ),
        "every-image-with-every-label": (
            "Each prediction is compared with the labels of all images: predict gives the shape "
            "(n, 1), which against (n,) makes (n, n), so take [:, 0] of it",
            lambda p, y: np.mean((p > 0.5)[..., np.newaxis] == y, axis=(1, 2)),
        ),
        "argmax-of-one": (
            "Every image is taken for the label 0: so it is with argmax of a single output, or "
            "with a probability cut to a whole number",
            lambda p, y: np.mean((p > 1) == y, axis=1),
        ),
        "half-is-enough": (
            "A probability of exactly 0.5 counts as the label 1",
            lambda p, y: np.mean((p >= 0.5) == y, axis=1),
        ),
        "all-taken-for-1": ("All are taken for 1", lambda p, y: np.mean((p > 0) == y, axis=1)),
        "no-threshold": ("Nothing is compared with 0.5", lambda p, y: np.mean(p == y, axis=1)),
        "another-threshold": (
            "Another probability than 0.5 decides",
            *(
                partial(lambda p, y, it: np.mean((p > it) == y, axis=1), it=it)
                for it in (0.1, 0.2, 0.25, 0.3, 0.4, 0.6, 0.7, 0.75, 0.8, 0.9)
            ),
        ),
        "labels-not-used": ("The labels are not used", lambda p, y: np.mean(p > 0.5, axis=1)),
        "probabilities-averaged": (
            "Probabilities are averaged, and not compared with 0.5 first",
            *(lambda p, y: np.mean(p, axis=1), lambda p, y: np.mean(np.where(y, p, 1 - p), axis=1)),
        ),
        "loss-for-accuracy": (
            "These are losses (evaluate returns the loss first)",
            lambda p, y: -np.mean(np.log(np.where(y, p, 1 - p).clip(1e-7)), axis=1),
        ),
    },
    _by,
)


EXERCISE = Exercise(
    name="accuracy_under_shift",
    lesson=5,
    points=2,
    cases=cases,
    observe=observe,
    judge=Judged(Part("the result", any_float=True), truth, _observe_in_numpy),
    hints=(
        "A loop over the shifts; in it three steps: shift the images, predict, compare with y.",
        "shift_images(X, dx, 0) is the exercise before this one. model.predict(shifted, verbose=0) "
        "gives probabilities of the shape (n, 1).",
        "np.mean((model.predict(shifted, verbose=0)[:, 0] > 0.5) == (y > 0.5)) is one accuracy. "
        "Collect them in a list and return np.array of it.",
    ),
    takeaway="One number for each shift, always from the unshifted images, with the threshold that "
    "a sigmoid needs.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
