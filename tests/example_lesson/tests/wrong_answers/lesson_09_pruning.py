"""Wrong answers to lesson 09."""

import numpy as np

from tests.answers import wrong


def prune(weights, share, order):
    pruned = weights.copy()
    pruned.flat[np.argsort(order, axis=None)[: round(share * weights.size)]] = 0
    return pruned


@wrong("prune_weights")
def largest_pruned(weights, share):
    return prune(weights, share, -np.abs(weights))


@wrong("prune_weights")
def sign_counts(weights, share):
    return prune(weights, share, weights)


@wrong("prune_weights")
def share_as_limit(weights, share):
    return weights * (np.abs(weights) >= share)


@wrong("prune_weights")
def row_by_row(weights, share):
    if weights.ndim == 1:
        return prune(weights, share, np.abs(weights))
    return np.array([prune(row, share, np.abs(row)) for row in weights])


@wrong("prune_weights")
def input_mutated(weights, share):
    weights[...] = prune(weights, share, np.abs(weights))
    return weights
