"""Networks made in Keras of a description of their layers in plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_utils.observers.plain import Plain

Layer = dict[str, Plain]
"""Its "kind", which is the name of Keras's class, that class's "options", its "name", the names of
its "inputs", and its "arrays" in the order of Keras."""

Shapes = list[tuple[int, ...]]

IMAGES = "images"


def draw_arrays(rng: np.random.Generator, shapes: Shapes) -> list[np.ndarray]:
    """Draw the arrays of one layer; those of one dimension positive, as variances must be.

    Half of the scales of a normalisation are negative: it turns the largest value into the smallest
    there, so that a pooling before it differs from one after it.
    """
    arrays = [
        rng.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape)
        if len(shape) > 1
        else rng.uniform(0.05, 0.6, shape)
        for shape in shapes
    ]
    if len(shapes) == 4:
        arrays[0][::2] *= -1
    return [array.astype(np.float32) for array in arrays]


def sequential(shape: Sequence[int], network: Sequence[Layer]) -> Any:
    """Return the keras.Sequential of a chain."""
    import keras

    layers = [_made(it) for it in network]
    model = keras.Sequential([keras.Input(tuple(shape)), *layers])
    _fill(layers, network)
    return model


def build(shape: Sequence[int], network: Sequence[Layer]) -> tuple[Any, dict[str, Any]]:
    """Return the functional keras.Model for images of a shape, and its layers by name."""
    import keras

    values = {IMAGES: keras.Input(tuple(shape), name=IMAGES)}
    made = {it["name"]: _made(it) for it in network}
    for it in network:
        inputs = [values[before] for before in it["inputs"]]
        values[it["name"]] = made[it["name"]](inputs if len(inputs) > 1 else inputs[0])
    _fill(list(made.values()), network)
    return keras.Model(values[IMAGES], values[network[-1]["name"]]), made


def _made(it: Layer) -> Any:
    import keras

    return getattr(keras.layers, it["kind"])(name=it["name"], **it["options"])


def _fill(layers: Sequence[Any], network: Sequence[Layer]) -> None:
    for made, it in zip(layers, network, strict=True):
        made.set_weights(it["arrays"])
