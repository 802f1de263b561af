"""A small dense network with a trunk and heads."""

from __future__ import annotations

from typing import Any

import numpy as np

Weights = dict[str, list[np.ndarray]]
"""Kernel and bias of the trunk, called ``"trunk"``, and of each head, by its name."""

TRUNK = "trunk"


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
