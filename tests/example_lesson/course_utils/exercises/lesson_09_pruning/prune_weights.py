"""`prune_weights`: the nearest to zero go, on either side of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_utils.exercises.diagnosis import Suspect, array_finding, changed_input
from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call


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


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Compare with the weights that are at least as far from zero as the last one that stays."""
    weights, share = case.inputs.values()
    finding = changed_input(case.inputs, observation["inputs_after"]) or array_finding(
        "The result",
        observation["result"],
        _without_smallest(weights, share, np.abs(weights)),
        suspects=list(_suspects(weights, share)),
    )
    return [finding] if finding else []


def _without_smallest(weights: np.ndarray, share: float, sizes: np.ndarray) -> np.ndarray:
    limits = np.append(np.sort(sizes, axis=None), np.inf)
    return np.where(sizes < limits[round(share * sizes.size)], 0, weights)


def _suspects(weights: np.ndarray, share: float) -> Iterator[Suspect]:
    yield Suspect(
        "largest-pruned",
        "The largest weights are gone. They are those that the network uses most.",
        _without_smallest(weights, share, -np.abs(weights)),
    )
    yield Suspect(
        "sign-counts",
        "The most negative weights are gone. Near to zero is what is small without its sign.",
        _without_smallest(weights, share, weights),
    )
    yield Suspect(
        "share-as-limit",
        "All weights below share are gone. It says how many go, not how small they are.",
        np.where(np.abs(weights) < share, 0, weights),
    )
    if weights.ndim == 2:
        rows = [_without_smallest(row, share, np.abs(row)) for row in weights]
        yield Suspect(
            "row-by-row",
            "Each row has lost its share. A row of large weights may keep all of them.",
            np.array(rows),
        )


EXERCISE = Exercise(
    name="prune_weights",
    lesson=9,
    points=1,
    cases=cases,
    observe=call,
    judge=judge,
    hints=(
        "np.argsort(np.abs(weights), axis=None) lists the places of all weights, the nearest to "
        "zero first.",
        "With a copy called pruned, pruned.flat[places] = 0 sets the weights in some of these "
        "places, whatever its shape.",
    ),
    takeaway="The weights that matter least are gone, in the network as a whole.",
)
