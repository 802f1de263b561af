"""`prune_weights`: the nearest to zero go, on either side of it."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a matrix and a vector of weights on both sides of zero, and prune some, none and all."""
    height, width = odd_size(rng)
    n = height * width
    sizes = rng.permutation(np.arange(1, n + 1)) / n
    weights = sizes * rng.choice([-1, 1], n)
    matrix = weights.reshape(height, width)
    return [
        _case("a matrix of weights", matrix, 0.3),
        _case("a vector of float32", weights.astype(np.float32), 0.6),
        _case("a matrix, nothing to prune", matrix, 0.0),
        _case("a matrix, everything to prune", matrix, 1.0),
    ]


def _case(what: str, weights: np.ndarray, share: float) -> Case:
    return Case(f"{what} (share = {share})", {"weights": weights, "share": share})


def truth(weights: np.ndarray, share: float) -> np.ndarray:
    """Return the weights that are at least as far from zero as the nearest one that stays."""
    return _without_smallest(weights, share, np.abs(weights))


def _without_smallest(weights: np.ndarray, share: float, sizes: np.ndarray) -> np.ndarray:
    limits = np.append(np.sort(sizes, axis=None), np.inf)
    return np.where(sizes < limits[round(share * sizes.size)], 0, weights)


@misconception("prune_weights")
def largest_pruned(weights: np.ndarray, share: float) -> Plain:
    """The largest weights are gone. They are those that the network uses most."""
    return _without_smallest(weights, share, -np.abs(weights))


@misconception("prune_weights")
def sign_counts(weights: np.ndarray, share: float) -> Plain:
    """The most negative weights are gone. Near to zero is what is small without its sign."""
    return _without_smallest(weights, share, weights)


@misconception("prune_weights")
def share_as_limit(weights: np.ndarray, share: float) -> Plain:
    """All weights below share are gone. It says how many go, not how small they are."""
    return np.where(np.abs(weights) < share, 0, weights)


@misconception("prune_weights")
def row_by_row(weights: np.ndarray, share: float) -> Plain:
    """Each row has lost its share. A row of large weights may keep all of them."""
    rows = np.atleast_2d(weights)
    pruned = [_without_smallest(row, share, np.abs(row)) for row in rows]
    return np.reshape(pruned, weights.shape)


EXERCISE = Exercise(
    name="prune_weights",
    lesson=9,
    points=1,
    cases=cases,
    observe=call,
    judge=Judged(Part("the result"), truth),
    hints=(
        "np.argsort(np.abs(weights), axis=None) lists the places of all weights, the nearest to "
        "zero first.",
        "With a copy called pruned, pruned.flat[places] = 0 sets the weights in some of these "
        "places, whatever its shape.",
    ),
    takeaway="The weights that matter least are gone, in the network as a whole.",
)
