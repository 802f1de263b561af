"""The published recipe for MiniVGGNet on Fashion-MNIST, exactly.

Source: A. Rosebrock, "Fashion MNIST with Keras and Deep Learning", PyImageSearch, 11 February 2019.
It reports 93.24 % after 25 epochs, with the test set in the place of a validation set.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from course_utils import solutions
from course_utils.training.recipes import PUBLISHED_BATCH_SIZE, PUBLISHED_EPOCHS, Epoch

_RATE = 0.01
_SGD_MOMENTUM = 0.9
_MOMENTUM_OF_2019 = 0.99  # Keras's default in batch normalisation, then and now


def build() -> Any:
    """Return MiniVGGNet compiled as published.

    Keras of 2019 took ``SGD(decay=d)`` and divided the rate by 1 + d × updates. Keras 3 ignores
    ``decay`` with a warning; the schedule below computes the same.
    """
    model = solutions.reference("build_minivggnet")((28, 28, 1), 10)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = _MOMENTUM_OF_2019
    schedule = keras.optimizers.schedules.InverseTimeDecay(_RATE, 1, _RATE / PUBLISHED_EPOCHS)
    model.compile(
        loss="categorical_crossentropy",
        optimizer=keras.optimizers.SGD(schedule, momentum=_SGD_MOMENTUM),
        metrics=["accuracy"],
    )
    return model


def train(images: np.ndarray, labels: np.ndarray, seed: int) -> Iterator[Epoch]:
    """Train for 25 epochs, and hand over the model after each.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, 28, 28)
    labels : ndarray of int, shape (n,)
        Labels 0 to 9.
    seed : int
        For the start weights, the order of the images and dropout.

    Yields
    ------
    Epoch
        What is done with it between two epochs does not count as training time.
    """
    keras.utils.set_random_seed(seed)
    X = images[..., np.newaxis].astype("float32") / 255
    y = keras.utils.to_categorical(labels, 10)
    start = time.perf_counter()
    model = build()
    seconds = time.perf_counter() - start
    for number in range(1, PUBLISHED_EPOCHS + 1):
        start = time.perf_counter()
        model.fit(
            X,
            y,
            batch_size=PUBLISHED_BATCH_SIZE,
            initial_epoch=number - 1,
            epochs=number,
            verbose=0,
        )
        seconds += time.perf_counter() - start
        yield Epoch(number, seconds, model)
