"""A small network with batch normalisation at two depths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Weights = list[list[np.ndarray]]
"""The arrays of each layer that has any: a convolution and its normalisation, a dense layer and its
normalisation, the output. A normalisation has scale, offset, moving mean and moving variance."""

WITHIN_BASE = 2  # so many of these layers are in the nested model, three levels down


def build(
    shape: Sequence[int], weights: Weights, names: Sequence[str], is_nested: bool
) -> tuple[Any, list[Any]]:
    """Return the network with these weights, and its layers that have any.

    Parameters
    ----------
    shape : sequence of int
        Of one image.
    weights : Weights
    names : sequence of str
        Of the layers that have weights.
    is_nested : bool
        Whether it is a functional model around two others with a Sequential in them, or one
        Sequential.
    """
    from keras import Input, Model, Sequential, layers

    filters = len(weights[0][1])
    holders = [
        layers.Conv2D(filters, 3, padding="same", activation="tanh", name=names[0]),
        layers.BatchNormalization(name=names[1]),
        layers.Dense(len(weights[2][1]), activation="tanh", name=names[2]),
        layers.BatchNormalization(name=names[3]),
        layers.Dense(1, activation="sigmoid", name=names[4]),
    ]
    parts = [layers.GlobalAveragePooling2D(), *holders[WITHIN_BASE:]]
    if is_nested:
        images = Input(tuple(shape))
        base = Sequential([Input(tuple(shape)), *holders[:WITHIN_BASE]], name="block")
        for name in ("stage", "base"):
            inputs = Input(tuple(shape))
            base = Model(inputs, base(inputs), name=name)
        values = base(images)
        for layer in parts:
            values = layer(values)
        model = Model(images, values)
    else:
        model = Sequential([Input(tuple(shape)), *holders[:WITHIN_BASE], *parts])
    for layer, arrays in zip(holders, weights, strict=True):
        layer.set_weights(arrays)
    return model, holders
