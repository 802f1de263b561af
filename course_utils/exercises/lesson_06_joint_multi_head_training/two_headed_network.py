"""A small dense network with a trunk and heads, and the gradients of its losses in NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course_utils.exercises.numpy_layers import softmax

Weights = dict[str, list[np.ndarray]]
"""Kernel and bias of the trunk, called ``"trunk"``, and of each head, by its name."""
Batches = dict[str, tuple[np.ndarray, np.ndarray]]

TRUNK = "trunk"


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


def build(shape: tuple[int, ...], weights: Weights, is_frozen: bool, flags: list[Any]) -> Any:
    """Return the Keras model with these weights.

    Parameters
    ----------
    shape : tuple of int
        Of one image.
    weights : Weights
    is_frozen : bool
        Whether the trunk is.
    flags : list
        Gets what the model is told of `training`, once a call.
    """
    import keras

    class Witness(keras.layers.Layer):  # type: ignore[misc]
        """Passes values on and notes whether the model is called in training."""

        def call(self, values: Any, training: Any = None) -> Any:
            flags.append(training)
            return values

    images = keras.Input(shape)
    values = keras.layers.Flatten()(Witness()(images))
    n_units = len(weights[TRUNK][1])
    values = keras.layers.Dense(n_units, activation="tanh", name=TRUNK)(values)
    outputs = {
        name: keras.layers.Dense(len(bias), activation="softmax", name=name)(values)
        for name, (_, bias) in weights.items()
        if name != TRUNK
    }
    model = keras.Model(images, outputs)
    for name, arrays in weights.items():
        model.get_layer(name).set_weights(arrays)
    model.get_layer(TRUNK).trainable = not is_frozen
    flags.clear()
    return model


def layers_of(model: Any, names: Weights) -> dict[str, Any]:
    """Return the named layers of a model."""
    return {name: model.get_layer(name) for name in names}


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
