"""A small dense network with a trunk and heads, and the gradients of its losses in NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from course_utils.exercises.numpy_layers import softmax
from course_utils.observers.networks.two_headed import TRUNK, Weights

Batches = dict[str, tuple[np.ndarray, np.ndarray]]


def draw_weights(
    rng: np.random.Generator, n_inputs: int, n_units: int, heads: Mapping[str, int]
) -> Weights:
    """Draw the weights of a trunk of one dense layer with tanh, and of heads of given sizes."""

    def dense(rows: int, columns: int) -> list[np.ndarray]:
        kernel, bias = rng.normal(0, 0.5, (rows, columns)), rng.normal(0, 0.3, columns)
        return [kernel.astype(np.float32), bias.astype(np.float32)]

    return {TRUNK: dense(n_inputs, n_units)} | {
        name: dense(n_units, n_classes) for name, n_classes in heads.items()
    }


def losses_of(weights: Weights, batches: Batches) -> dict[str, float]:
    """Return the mean cross-entropy of each batch, from the head of its own name."""
    return {
        name: float(-np.log(_probabilities(weights, name, X)[np.arange(len(y)), y]).mean())
        for name, (X, y) in batches.items()
    }


def gradients_of(
    weights: Weights,
    batches: Batches,
    factors: Mapping[str, float],
    as_logits: bool = False,
) -> Weights:
    """Return the gradient of the sum of all losses, each times its factor.

    Parameters
    ----------
    weights : Weights
    batches : Batches
    factors : dict of str to float
        For each dataset the weight of its loss.
    as_logits : bool
        Whether probabilities are taken for logits, a common mistake.
    """
    gradients = {
        name: [np.zeros(array.shape) for array in arrays] for name, arrays in weights.items()
    }
    trunk_kernel, trunk_bias = weights[TRUNK]
    for name, (X, y) in batches.items():
        flat = X.reshape(len(X), -1).astype(np.float64)
        hidden = np.tanh(flat @ trunk_kernel + trunk_bias)
        kernel, bias = weights[name]
        probabilities = softmax(hidden @ kernel + bias)
        wanted = np.eye(len(bias))[y]
        slope = probabilities - wanted
        if as_logits:
            outer = softmax(probabilities) - wanted
            along = (outer * probabilities).sum(axis=1, keepdims=True)
            slope = probabilities * (outer - along)
        slope = factors[name] * slope / len(y)
        back = (slope @ kernel.T) * (1 - hidden**2)
        for layer, values, part in ((name, hidden, slope), (TRUNK, flat, back)):
            gradients[layer][0] += values.T @ part
            gradients[layer][1] += part.sum(axis=0)
    return gradients


def _probabilities(weights: Weights, name: str, X: np.ndarray) -> np.ndarray:
    trunk_kernel, trunk_bias = weights[TRUNK]
    kernel, bias = weights[name]
    hidden = np.tanh(X.reshape(len(X), -1).astype(np.float64) @ trunk_kernel + trunk_bias)
    return softmax(hidden @ kernel + bias)
