"""A small network with batch normalisation at two depths, and its loss worked out in NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_utils.exercises.numpy_layers import convolved
from course_utils.observers.networks.normalised import Weights

_HIDDEN = 5
_EPSILON = 1e-3  # Keras's default in batch normalisation


def draw_weights(rng: np.random.Generator, channels: int) -> Weights:
    """Draw the weights of a network for images with so many channels."""
    filters = int(rng.integers(3, 7))
    weights: Weights = []
    for shape in ((3, 3, channels, filters), (filters, _HIDDEN), (_HIDDEN, 1)):
        n_inputs, n_units = int(np.prod(shape[:-1])), shape[-1]
        kernel = rng.normal(0, 1 / np.sqrt(n_inputs), shape)
        weights.append([kernel, rng.normal(0, 0.2, n_units)])
        weights.append(
            [
                rng.uniform(0.5, 1.5, n_units),
                rng.normal(0, 0.3, n_units),
                rng.uniform(-0.8, 0.8, n_units),
                rng.uniform(0.2, 1.0, n_units),
            ]
        )
    return [[array.astype(np.float32) for array in layer] for layer in weights[:-1]]


def loss_of(
    images: np.ndarray,
    labels: np.ndarray,
    weights: Weights,
    with_batch: Sequence[bool] = (False, False),
) -> float:
    """Return the mean cross-entropy of all images as one batch.

    Parameters
    ----------
    images, labels : ndarray
    weights : Weights
    with_batch : sequence of bool
        For each normalisation whether it takes mean and variance of the batch, not the moving ones.
    """
    kernel, bias = weights[-1]
    logits = (features_of(images, weights, with_batch) @ kernel + bias)[:, 0]
    return float(np.mean(np.logaddexp(0, logits) - labels * logits))


def features_of(
    images: np.ndarray, weights: Weights, with_batch: Sequence[bool] = (False, False)
) -> np.ndarray:
    """Return what the output layer gets, shape (n, units); the arguments are those of `loss_of`."""
    values = np.tanh(convolved(images.astype(np.float64), *weights[0]))
    values = _normalised(values, weights[1], with_batch[0]).mean(axis=(1, 2))
    kernel, bias = weights[2]
    return _normalised(np.tanh(values @ kernel + bias), weights[3], with_batch[1])


def _normalised(values: np.ndarray, arrays: list[np.ndarray], with_batch: bool) -> np.ndarray:
    scale, offset, mean, variance = arrays
    if with_batch:
        axes = tuple(range(values.ndim - 1))
        mean, variance = values.mean(axes), values.var(axes)
    return np.asarray(scale * (values - mean) / np.sqrt(variance + _EPSILON) + offset)
