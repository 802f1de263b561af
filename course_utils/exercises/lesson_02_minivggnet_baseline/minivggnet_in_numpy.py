"""MiniVGGNet worked out in NumPy from its weights alone: what the judge compares with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.exercises.numpy_layers import Floats, convolved, pooled, softmax

_EPSILON = 1e-3  # Keras's default in batch normalisation


@dataclass(frozen=True)
class Variant:
    """The network, or one of the ways in which it is often built wrongly."""

    relu_last_in_blocks: bool = False
    relu_last_in_dense: bool = False
    relu_in_blocks: bool = True
    relu_in_dense: bool = True
    normalisation_after_pooling: bool = False
    average_pooling: bool = False
    pooling_after_first: bool = False
    softmaxes: int = 1
    sigmoid: bool = False


def weight_shapes(input_shape: tuple[int, int, int], n_classes: int) -> list[list[tuple[int, ...]]]:
    """Return the shapes of each layer's weights: 4 convolutions, 5 normalisations, 2 dense."""
    height, width, channels = input_shape
    filters = (32, 32, 64, 64)
    flat = (height // 4) * (width // 4) * filters[-1]
    convolutions: list[list[tuple[int, ...]]] = [
        [(3, 3, before, after), (after,)]
        for before, after in zip((channels, *filters), filters, strict=False)
    ]
    normalisations: list[list[tuple[int, ...]]] = [[(size,)] * 4 for size in (*filters, 512)]
    return [
        *convolutions,
        *normalisations,
        [(flat, 512), (512,)],
        [(512, n_classes), (n_classes,)],
    ]


def predict(weights: list[list[Floats]], images: Floats, variant: Variant = Variant()) -> Floats:
    """Return the network's output in inference.

    Parameters
    ----------
    weights : list of list of ndarray
        As `weight_shapes` orders them.
    images : ndarray, shape (n, height, width, channels)
    variant : Variant
        How the network is built.

    Returns
    -------
    ndarray, shape (n, n_classes)
    """
    convolutions, normalisations, dense = weights[:4], weights[4:9], weights[9:]
    values = images.astype(np.float64)
    for number in range(4):
        values = convolved(values, *convolutions[number])
        is_pooled = number % 2 == (0 if variant.pooling_after_first else 1)
        relu, relu_last = variant.relu_in_blocks, variant.relu_last_in_blocks
        if is_pooled and variant.normalisation_after_pooling:
            values = pooled(np.maximum(values, 0), variant.average_pooling)
            is_pooled, relu = False, False
        values = _normalised(values, normalisations[number], relu, relu_last)
        if is_pooled:
            values = pooled(values, variant.average_pooling)
    kernel, bias = dense[0]
    values = values.reshape(len(values), -1) @ kernel + bias
    values = _normalised(
        values, normalisations[4], variant.relu_in_dense, variant.relu_last_in_dense
    )
    kernel, bias = dense[1]
    values = values @ kernel + bias
    if variant.sigmoid:
        return 1 / (1 + np.exp(-values))
    for _ in range(variant.softmaxes):
        values = softmax(values)
    return values


def _normalised(values: Floats, weights: list[Floats], relu: bool, relu_last: bool) -> Floats:
    """Apply ReLU, if there is one, and batch normalisation."""
    scale, offset, mean, variance = weights
    if relu and not relu_last:
        values = np.maximum(values, 0)
    values = scale * (values - mean) / np.sqrt(variance + _EPSILON) + offset
    if relu and relu_last:
        values = np.maximum(values, 0)
    return values
