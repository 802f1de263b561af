"""Small dense networks with known weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Arrays = list[np.ndarray]


def draw_weights(
    rng: np.random.Generator, n_inputs: int, hidden: Sequence[int], n_outputs: int, normalise: bool
) -> Arrays:
    """Draw the weights of a network, in the order in which Keras keeps them.

    Parameters
    ----------
    rng : numpy.random.Generator
    n_inputs, n_outputs : int
        Values of an image; units of the output layer.
    hidden : sequence of int
        Units of each hidden layer.
    normalise : bool
        Whether batch normalisation follows the first hidden layer.

    Returns
    -------
    list of ndarray of float32
    """
    weights: Arrays = []
    for number, size in enumerate([*hidden, n_outputs]):
        weights += [rng.normal(0, 1 / np.sqrt(n_inputs), (n_inputs, size)), rng.random(size) / 4]
        if normalise and number == 0:
            weights += [rng.uniform(0.5, 1.5, size) for _ in range(4)]
        n_inputs = size
    return [weight.astype(np.float32) for weight in weights]


def changed(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> list[bool]:
    """Return for each array whether any of its values changed; both have as many arrays."""
    return [not np.array_equal(one, two) for one, two in zip(before, after, strict=True)]
