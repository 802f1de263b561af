"""A small convolutional network with named layers, and its layers worked out in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.exercises.numpy_layers import convolved, pooled, softmax

NAMES = ("conv_1", "pool_1", "flatten", "hidden", "output")
_FILTERS, _HIDDEN, _CLASSES = 5, 7, 4


def draw_weights(rng: np.random.Generator, side: int, channels: int) -> list[np.ndarray]:
    """Draw the weights for images of side × side, in the order in which Keras keeps them."""
    flat = (side // 2) ** 2 * _FILTERS
    shapes = [
        (3, 3, channels, _FILTERS),
        (_FILTERS,),
        (flat, _HIDDEN),
        (_HIDDEN,),
        (_HIDDEN, _CLASSES),
        (_CLASSES,),
    ]
    return [(rng.normal(0, 0.5, shape)).astype(np.float32) for shape in shapes]


def build(shape: tuple[int, ...], weights: list[np.ndarray]) -> Any:
    """Return the keras.Sequential with these weights."""
    from keras import Input, Sequential, layers

    model = Sequential(
        [
            Input(shape),
            layers.Conv2D(_FILTERS, 3, padding="same", activation="relu", name="conv_1"),
            layers.MaxPooling2D(2, name="pool_1"),
            layers.Flatten(name="flatten"),
            layers.Dense(_HIDDEN, activation="relu", name="hidden"),
            layers.Dense(_CLASSES, activation="softmax", name="output"),
        ]
    )
    model.set_weights(weights)
    return model


def outputs_by_name(images: np.ndarray, weights: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Return what each layer gives for the images, float64."""
    kernel, bias, hidden_kernel, hidden_bias, output_kernel, output_bias = weights
    conv = np.maximum(convolved(images.astype(np.float64), kernel, bias), 0)
    pool = pooled(conv)
    flatten = pool.reshape(len(pool), -1)
    hidden = np.maximum(flatten @ hidden_kernel + hidden_bias, 0)
    output = softmax(hidden @ output_kernel + output_bias)
    return dict(zip(NAMES, (conv, pool, flatten, hidden, output), strict=True))
