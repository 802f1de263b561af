"""Small dense networks with known weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from course_utils.exercises.trainings.belonging import Given
from course_utils.observers.networks.watching import Weights
from course_utils.observers.plain import Facts

Arrays = list[np.ndarray]
_EPSILON = 1e-3  # Keras's default in batch normalisation


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


def trained_from(given: Facts, images: np.ndarray, labels: np.ndarray) -> Given:
    """Return what a training of the network of a case starts from, worked out in NumPy.

    Parameters
    ----------
    given : dict
        With the "weights" of a network of ReLU layers, which may be normalised, and a sigmoid.
    images : ndarray, shape (n, ...)
    labels : ndarray, shape (n,)
    """

    def compute(weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        values = images.reshape(len(images), -1).astype(np.float64)
        for arrays in weights[:-1]:
            if len(arrays) == 2:
                values = np.maximum(values @ arrays[0] + arrays[1], 0)
            else:
                scale, offset, mean, variance = arrays
                values = scale * (values - mean) / np.sqrt(variance + _EPSILON) + offset
        kernel, bias = weights[-1]
        return values, 1 / (1 + np.exp(-(values @ kernel + bias)))

    rest, layers = iter(given["weights"]), []
    for array in rest:
        layers.append([array, *islice(rest, 1 if array.ndim == 2 else 3)])
    return Given(layers, labels[:, np.newaxis], compute)
