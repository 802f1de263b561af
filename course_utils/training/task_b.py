"""Training for task B with few labels: one recipe for every network, whatever it starts from.

A network is a kind and its weights, so that one compiled update serves for all runs of a kind.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression

from course_utils.datasets.tasks import Images, Part
from course_utils.training.fast_network import faster_dtype
from course_utils.training.heads import mean_and_scale
from course_utils.training.task_a import build_conv, build_dense
from course_utils.training.update import Update, rise_and_fall

Weights = list[np.ndarray]

CONV, CUT_CONV, DENSE = "conv", "conv cut after block 2", "dense"
CUTS = {
    CONV: {"block 1": 4, "block 2": 10, "hidden": 14, "output": 16},
    DENSE: {"hidden 1": 1, "hidden 3": 3, "hidden 5": 5, "output": 6},
}
"""The layer number at which each part of MiniVGGNet and of the dense network ends."""

_FLATTEN = 12  # the layer number in MiniVGGNet
_BATCH_SIZE = 32
_LABEL_SMOOTHING = 0.1
_LARGEST_GRADIENT = 1.0  # without it, some seeds of the dense network end at 50 %


def build(kind: str, n_outputs: int = 2) -> Any:
    """Return a network with new weights, not compiled.

    Parameters
    ----------
    kind : str
        `CONV` for MiniVGGNet, `CUT_CONV` for MiniVGGNet whose output stands on the flattened second
        block, or `DENSE` for the textbook's network.
    n_outputs : int
        Units of the softmax.
    """
    if kind == DENSE:
        return build_dense(n_outputs)
    if kind == CONV:
        return build_conv(n_outputs)
    below = [type(x).from_config(x.get_config()) for x in build_conv().layers[: _FLATTEN + 1]]
    output = keras.layers.Dense(n_outputs, activation="softmax")
    return keras.Sequential([keras.Input((28, 28, 1)), *below, output])


def new_weights(kind: str, seed: int) -> Weights:
    """Return the weights that a network for task B starts with, drawn from a seed."""
    keras.utils.set_random_seed(seed)
    weights: Weights = build(kind).get_weights()
    return weights


def from_model_a(kind: str, of_A: Weights, seed: int) -> Weights:
    """Return A's weights below the output layer, and an output layer drawn from a seed.

    Parameters
    ----------
    kind : str
        What is built. `CUT_CONV` takes the weights of a whole MiniVGGNet up to its second block.
    of_A : list of ndarray
        Of the dense network or of MiniVGGNet.
    seed : int
    """
    start = new_weights(kind, seed)
    return [*of_A[: len(start) - 2], *start[-2:]]


def recalibrated(kind: str, weights: Weights, X: Images) -> Weights:
    """Return the weights with the statistics of these images in every normalisation."""
    model = _with(kind, weights)
    values = keras.ops.convert_to_tensor(X)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            axes = tuple(range(values.ndim - 1))
            mean, variance = keras.ops.moments(values, axes)
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(variance)
        values = layer(values, training=False)
    changed: Weights = model.get_weights()
    return changed


def with_fitted_head(kind: str, weights: Weights, part: Part, C: float) -> Weights:
    """Return the weights with a logistic regression on standardised features as output layer.

    Parameters
    ----------
    kind : str
    weights : list of ndarray
    part : Part
        The labelled images of task B.
    C : float
        The inverse of the penalty.
    """
    X = features(kind, weights, part.X, [-2])[-2]
    mean, scale = mean_and_scale(X)
    regression = LogisticRegression(C=C, max_iter=1_000).fit((X - mean) / scale, part.y)
    coefficients = regression.coef_[0] / scale
    intercept = regression.intercept_[0] - coefficients @ mean
    # A softmax of two units sees the difference of its inputs.
    kernel = np.stack([-coefficients, coefficients], axis=1) / 2
    return [*weights[:-2], kernel, np.array([-intercept, intercept]) / 2]


def train(
    kind: str,
    weights: Weights,
    part: Part,
    peak_rate: float,
    n_updates: int,
    seed: int,
    *,
    normalisation_stands: bool = False,
) -> Weights:
    """Return the weights after training all layers.

    Parameters
    ----------
    kind : str
    weights : list of ndarray
        What the network starts with.
    part : Part
        The labelled images of task B.
    peak_rate : float
        The learning rate at its highest. It rises there over a fifth of the updates, then falls to
        nothing.
    n_updates : int
        Each on 32 images, or on all if they are fewer.
    seed : int
        For the order of the images and dropout.
    normalisation_stands : bool
        Whether normalisation goes by the statistics in the weights and is not trained.
    """
    images = (part.X[..., 0] * 255).round().astype(np.uint8)
    labels = part.y.astype(np.int64)
    update = _update(kind, normalisation_stands)
    update.model.set_weights(weights)
    update.start(seed)
    batches = batches_of(len(labels), seed, n_updates)
    for rate, batch in zip(rise_and_fall(peak_rate, n_updates), batches, strict=True):
        update(images[batch], labels[batch], rate)
    trained: Weights = update.model.get_weights()
    return trained


def batches_of(n: int, seed: int, n_batches: int) -> list[np.ndarray]:
    """Return the rows of the batches: the images in random order, again and again."""
    rng = np.random.default_rng(seed)
    size = min(_BATCH_SIZE, n)
    order = np.concatenate([rng.permutation(n) for _ in range(-(-n_batches * size // n))])
    return np.split(order[: n_batches * size], n_batches)


def predict(kind: str, weights: Weights, X: Images) -> np.ndarray:
    """Return which label the network gives each image, 0.0 or 1.0."""
    outputs = _with(kind, weights).predict(X, batch_size=500, verbose=0)
    return np.asarray(outputs.argmax(axis=1), dtype=float)


def features(
    kind: str, weights: Weights, X: Images, layer_numbers: list[int]
) -> dict[int, np.ndarray]:
    """Return what layers give for images, each flattened, float32, shape (n, values)."""
    _with(kind, weights)
    part = _up_to(kind, len(weights[-1]), tuple(layer_numbers))
    values = part.predict(X, batch_size=500, verbose=0)
    return {number: values[str(number)].reshape(len(X), -1) for number in layer_numbers}


@cache
def _update(kind: str, normalisation_stands: bool) -> Update:
    return Update(
        build(kind),
        faster_dtype(),
        _LABEL_SMOOTHING,
        normalisation_stands=normalisation_stands,
        largest_gradient=_LARGEST_GRADIENT,
    )


@cache
def _network(kind: str, n_outputs: int) -> Any:
    return build(kind, n_outputs)


@cache
def _up_to(kind: str, n_outputs: int, layer_numbers: tuple[int, ...]) -> Any:
    model = _network(kind, n_outputs)
    outputs = {str(number): model.layers[number].output for number in layer_numbers}
    return keras.Model(model.inputs[0], outputs)


def _with(kind: str, weights: Weights) -> Any:
    """Return the network of a kind with these weights, until the next call."""
    model = _network(kind, len(weights[-1]))
    model.set_weights(weights)
    return model
