"""Whether what is said of a training can be of the network, images and labels that were given.

Words and flags can be made up; weights that train on hidden images cannot be had without training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from course_utils.observers.networks.watching import Weights
from course_utils.observers.plain import Facts

_LEAST_COSINE = 0.1  # of the movement of a last layer with the way down; by chance it is around 0
_LOSS_TOLERANCE = 0.1  # batches differ, and weights move from one to the next
_STEP = 0.01  # of a movement, by which its slope is measured


class Given(NamedTuple):
    """What a training starts from, and what its network computes.

    Parameters
    ----------
    weights : Weights
    labels : ndarray of float, shape (n, k)
        What the k outputs should be.
    compute : callable
        Takes weights, and returns what the last layer gets, shape (n, units), and the
        probabilities that it gives, shape (n, k).
    """

    weights: Weights
    labels: np.ndarray
    compute: Callable[[Weights], tuple[np.ndarray, np.ndarray]]

    def loss(self, weights: Weights) -> float:
        """Return the mean cross-entropy of all images."""
        _, p = self.compute(weights)
        right = np.where(self.labels > 0, p, 1 - p if p.shape[1] == 1 else 1)
        return float(-np.log(right.clip(1e-12)).sum(axis=1).mean())


def has_trained(given: Given, seen: Facts) -> bool:
    """Return whether each call of `fit` left a smaller loss than that of the given weights.

    The weights should be far from the least loss, since noise near it may make it larger.
    """
    if not _same(given.weights, seen["start"]):
        return False
    start = given.loss(given.weights)
    gains = [start - given.loss(fit["after"]) for fit in seen["fits"]]
    of_last_epochs = [start - fit["losses"][-1] for fit in seen["fits"]]
    return all(
        gain > 0 and abs(gain - of_last_epoch) < _LOSS_TOLERANCE + gain
        for gain, of_last_epoch in zip(gains, of_last_epochs, strict=True)
    )


def has_stepped(given: Given, seen: Facts) -> bool:
    """Return whether few steps from the given weights went down the slope of the loss."""
    return _same(given.weights, seen["start"]) and all(
        _goes_down(given, fit["before"], fit["after"]) for fit in seen["fits"]
    )


def _same(one: Weights, two: Weights) -> bool:
    pairs = zip(_arrays(one), _arrays(two), strict=True)
    return all(np.array_equal(first, second) for first, second in pairs)


def _arrays(weights: Weights) -> Iterable[np.ndarray]:
    return (array for layer in weights for array in layer)


def _goes_down(given: Given, before: Weights, after: Weights) -> bool:
    """Return whether the last layer moved along the slope of the loss, and the others down it."""
    features, p = given.compute(before)
    error = p - given.labels
    slope = np.concatenate([(features.T @ error).ravel(), error.sum(axis=0)])
    old, new = (np.concatenate([array.ravel() for array in it[-1]]) for it in (before, after))
    size = np.linalg.norm(slope) * np.linalg.norm(new - old)
    if not size * _LEAST_COSINE <= -(slope @ (new - old)):
        return False
    if _same(before[:-1], after[:-1]):
        return True
    ahead, behind = (
        given.loss([*_moved(before[:-1], after[:-1], step), before[-1]]) for step in (_STEP, -_STEP)
    )
    return ahead < behind


def _moved(before: Weights, after: Weights, step: float) -> Weights:
    """Return weights that are moved by a part of the way to others, float64."""
    return [
        [old + step * (new.astype(np.float64) - old) for old, new in zip(*layers, strict=True)]
        for layers in zip(before, after, strict=True)
    ]
