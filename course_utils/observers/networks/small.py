"""Small dense networks with given weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Arrays = list[np.ndarray]


def build(shape: Sequence[int], hidden: Sequence[int], weights: Arrays, *, normalise: bool) -> Any:
    """Return a keras.Sequential with these weights: flatten, hidden ReLU layers, a sigmoid.

    Parameters
    ----------
    shape : sequence of int
        Of one image.
    hidden : sequence of int
        Units of each hidden layer.
    weights : list of ndarray
        In the order in which Keras keeps them.
    normalise : bool
        Whether batch normalisation follows the first hidden layer.
    """
    from keras import Input, Sequential, layers

    model = Sequential([Input(tuple(shape)), layers.Flatten()])
    for number, size in enumerate(hidden):
        model.add(layers.Dense(size, activation="relu"))
        if normalise and number == 0:
            model.add(layers.BatchNormalization())
    model.add(layers.Dense(len(weights[-1]), activation="sigmoid"))
    model.set_weights(weights)
    return model
