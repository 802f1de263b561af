"""The fast recipe: the same MiniVGGNet, trained to more in a fraction of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from course_utils import solutions
from course_utils.training.fast_network import faster_dtype, logits_in_training
from course_utils.training.recipes import Epoch, Recipe

_BATCH_SIZE = 128
_WARM_UP = 0.2  # part of the updates
_START = 0.05  # of the peak rate
_SGD_MOMENTUM = 0.9
_WEIGHT_DECAY = 5e-4
_KEPT = 0.9  # of a moving mean or variance, as in `build_minivggnet`


def train(
    images: np.ndarray, labels: np.ndarray, recipe: Recipe, seed: int, n_classes: int = 10
) -> Iterator[Epoch]:
    """Train MiniVGGNet, and hand over the model after each epoch.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, 28, 28)
    labels : ndarray of int, shape (n,)
        Labels from 0.
    recipe : Recipe
        How long, how fast, how far shifted.
    seed : int
        For the start weights, the order of the images, what is mirrored, shifts and dropout.
    n_classes : int
        How many labels there are.

    Yields
    ------
    Epoch
        What is done with it between two epochs does not count as training time.
    """
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    start = time.perf_counter()
    model = solutions.reference("build_minivggnet")((28, 28, 1), n_classes)
    update = make_update(model, faster_dtype(), recipe.label_smoothing)
    rates = iter(rise_and_fall(recipe.peak_rate, recipe.n_epochs * (len(images) // _BATCH_SIZE)))
    mirrored_first = rng.random(len(images)) < 0.5
    seconds = time.perf_counter() - start
    for number in range(1, recipe.n_epochs + 1):
        start = time.perf_counter()
        seen = _shifted(images, recipe.shift, rng)
        if recipe.mirror:
            is_mirrored = mirrored_first ^ (number % 2 == 0)
            seen[is_mirrored] = seen[is_mirrored, :, ::-1]
        order = rng.permutation(len(images))
        for first in range(0, len(images) - _BATCH_SIZE + 1, _BATCH_SIZE):
            batch = order[first : first + _BATCH_SIZE]
            update(seen[batch], labels[batch], next(rates))
        seconds += time.perf_counter() - start
        yield Epoch(number, seconds, model)


def probabilities_with_mirrored(model: Any, images: np.ndarray) -> np.ndarray:
    """Return the geometric mean of what the model says of an image and of its mirror image.

    Parameters
    ----------
    model : keras.Model
    images : ndarray of float32, shape (n, 28, 28, 1)

    Returns
    -------
    ndarray of float32, shape (n, 10)
        Not normalised: rows do not add up to 1.
    """
    as_they_are = model.predict(images, batch_size=500, verbose=0)
    mirrored = model.predict(images[:, :, ::-1], batch_size=500, verbose=0)
    product: np.ndarray = np.sqrt(as_they_are * mirrored)
    return product


def rise_and_fall(peak_rate: float, n_updates: int) -> np.ndarray:
    """Return the learning rate of each update, float32, shape (n_updates,)."""
    done = np.arange(n_updates) / n_updates
    factor = np.interp(done, [0, _WARM_UP, 1], [_START, 1, 0])
    return (peak_rate * factor).astype(np.float32)


def _shifted(images: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Return a copy of the images, each moved by up to `most` pixels; zeros come in."""
    if most == 0:
        return images.copy()
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, images.shape[1:], axis=(1, 2))
    down, right = rng.integers(0, 2 * most + 1, (2, len(images)))
    moved: np.ndarray = windows[np.arange(len(images)), down, right]
    return moved


def make_update(model: Any, dtype: Any, label_smoothing: float) -> Any:
    """Return the compiled update of a model: one batch of uint8 images, its labels, and a rate.

    Parameters
    ----------
    model : keras.Model
        MiniVGGNet for 28 × 28 grey images. The update changes its variables.
    dtype : tf.DType
        What convolutions compute in, float32 or bfloat16.
    label_smoothing : float
        The part of a label that is spread over all classes.
    """
    variables = model.trainable_variables
    moving = [v for v in model.non_trainable_variables if "moving" in v.path]
    velocities = [tf.Variable(tf.zeros(v.shape)) for v in variables]
    n_classes = variables[-1].shape[0]
    decays = [_WEIGHT_DECAY if len(v.shape) > 1 else 0.0 for v in variables]

    def update(images: Any, labels: Any, rate: Any) -> None:
        values = [variable.value for variable in variables]
        scaled = tf.cast(images, tf.float32)[..., tf.newaxis] / 255
        sharp = tf.one_hot(labels, n_classes)
        smooth = sharp * (1 - label_smoothing) + label_smoothing / n_classes
        with tf.GradientTape() as tape:
            tape.watch(values)
            logits, statistics = logits_in_training(values, scaled, dtype)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(smooth, logits))
        gradients = tape.gradient(loss, values)
        for variable, value, gradient, velocity, decay in zip(
            variables, values, gradients, velocities, decays, strict=True
        ):
            slope = gradient + decay * value
            velocity.assign(_SGD_MOMENTUM * velocity + slope)
            variable.assign(value - rate * (slope + _SGD_MOMENTUM * velocity))  # Nesterov
        for variable, statistic in zip(moving, statistics, strict=True):
            variable.assign(_KEPT * variable.value + (1 - _KEPT) * statistic)

    return tf.function(update)
