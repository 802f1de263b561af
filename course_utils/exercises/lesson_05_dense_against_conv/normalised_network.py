"""A small network with batch normalisation at three depths, and its loss worked out in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_utils.exercises.numpy_layers import convolved

Weights = list[list[np.ndarray]]
"""The arrays of each layer that has any: convolution and normalisation twice, then a dense layer,
its normalisation, and the output. A normalisation has scale, offset, moving mean and variance."""

NORMALISATIONS = (1, 3, 5)  # among the layers with weights; the last one is at the top level
WITHIN_BASE = 4  # so many of these layers are in the nested model, two of them one level deeper
_HIDDEN = 5
_EPSILON = 1e-3  # Keras's default in batch normalisation


def draw_weights(rng: np.random.Generator, channels: int) -> Weights:
    """Draw the weights of a network for images with so many channels."""
    first, second = (int(n) for n in rng.choice(np.arange(3, 7), 2, replace=False))
    shapes = [(3, 3, channels, first), (3, 3, first, second), (second, _HIDDEN), (_HIDDEN, 1)]
    weights: Weights = []
    for shape in shapes:
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


def build(shape: Sequence[int], weights: Weights, is_nested: bool) -> tuple[Any, list[Any]]:
    """Return the network with these weights, and its layers that have any.

    The names of the layers do not tell which of them are normalisations.

    Parameters
    ----------
    shape : sequence of int
        Of one image.
    weights : Weights
    is_nested : bool
        Whether it is a functional model around a base with a Sequential in it, or one Sequential.
    """
    from keras import Input, Model, Sequential, layers

    names = iter([f"layer_{number}" for number in range(len(weights))])

    def convolution(filters: int) -> Any:
        return layers.Conv2D(filters, 3, padding="same", activation="tanh", name=next(names))

    holders = [
        convolution(len(weights[0][1])),
        layers.BatchNormalization(name=next(names)),
        convolution(len(weights[2][1])),
        layers.BatchNormalization(name=next(names)),
        layers.Dense(_HIDDEN, activation="tanh", name=next(names)),
        layers.BatchNormalization(name=next(names)),
        layers.Dense(1, activation="sigmoid", name=next(names)),
    ]
    if is_nested:
        block = Sequential([Input((*shape[:2], len(weights[0][1]))), *holders[2:4]], name="block")
        images = Input(tuple(shape))
        base = Model(images, block(holders[1](holders[0](images))), name="base")
        images = Input(tuple(shape))
        values = layers.GlobalAveragePooling2D()(base(images))
        for layer in holders[WITHIN_BASE:]:
            values = layer(values)
        model = Model(images, values)
    else:
        pool = layers.GlobalAveragePooling2D()
        parts = [*holders[:WITHIN_BASE], pool, *holders[WITHIN_BASE:]]
        model = Sequential([Input(tuple(shape)), *parts])
    for layer, arrays in zip(holders, weights, strict=True):
        layer.set_weights(arrays)
    return model, holders


def loss_of(
    images: np.ndarray,
    labels: np.ndarray,
    weights: Weights,
    with_batch: Sequence[bool] = (False, False, False),
) -> float:
    """Return the mean cross-entropy of all images as one batch.

    Parameters
    ----------
    images, labels : ndarray
    weights : Weights
    with_batch : sequence of bool
        For each normalisation whether it takes mean and variance of the batch, not the moving ones.
    """
    values = images.astype(np.float64)
    for number in (0, 2):
        values = np.tanh(convolved(values, *weights[number]))
        values = _normalised(values, weights[number + 1], with_batch[number // 2])
    kernel, bias = weights[4]
    values = np.tanh(values.mean(axis=(1, 2)) @ kernel + bias)
    kernel, bias = weights[6]
    logits = (_normalised(values, weights[5], with_batch[2]) @ kernel + bias)[:, 0]
    return float(np.mean(np.logaddexp(0, logits) - labels * logits))


def _normalised(values: np.ndarray, arrays: list[np.ndarray], with_batch: bool) -> np.ndarray:
    scale, offset, mean, variance = arrays
    if with_batch:
        axes = tuple(range(values.ndim - 1))
        mean, variance = values.mean(axes), values.var(axes)
    return np.asarray(scale * (values - mean) / np.sqrt(variance + _EPSILON) + offset)
