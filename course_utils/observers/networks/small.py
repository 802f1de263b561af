"""Small dense networks with given weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Arrays = list[np.ndarray]


def build(
    shape: Sequence[int],
    hidden: Sequence[int],
    weights: Arrays,
    normalise: bool,
    output: str,
    activation: str = "relu",
) -> Any:
    """Return a keras.Sequential with these weights: flatten, hidden layers, an output.

    Parameters
    ----------
    shape : sequence of int
        Of one image.
    hidden : sequence of int
        Units of each hidden layer.
    weights : list of ndarray
        As `draw_weights` returns them.
    normalise : bool
        Whether batch normalisation follows the first hidden layer.
    output : str
        The activation of the output layer, ``"softmax"`` or ``"sigmoid"``.
    activation : str
        That of the hidden layers, ``"relu"`` or ``"tanh"``.
    """
    from keras import Input, Sequential, layers

    model = Sequential([Input(tuple(shape)), layers.Flatten()])
    for number, size in enumerate(hidden):
        model.add(layers.Dense(size, activation=activation))
        if normalise and number == 0:
            model.add(layers.BatchNormalization())
    model.add(layers.Dense(len(weights[-1]), activation=output))
    model.set_weights(weights)
    return model
