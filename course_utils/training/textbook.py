"""The textbook's way of learning task B: from scratch, and by transfer in two stages.

Source: A. Géron, "Hands-On Machine Learning", second edition, chapter 11: sandals (5) against
shirts (6), 200 images, a dense network, SGD at 0.001, batches of 32. Scratch: 20 epochs. Transfer:
4 epochs with the reused layers frozen, then 16 with all of them.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from course_utils.datasets.tasks import Part
from course_utils.training.task_a import build_dense

PAIR = (5, 6)
N_LABELS = 200
EPOCHS, HEAD_EPOCHS = 20, 4
RATE = 0.001
_BATCH_SIZE = 32


def from_scratch(part: Part, seed: int) -> Any:
    """Return a dense network trained on a few images of task B for 20 epochs.

    Parameters
    ----------
    part : Part
        The labelled images.
    seed : int
        For the start weights and the order of the images.
    """
    keras.utils.set_random_seed(seed)
    model = build_dense(1, "sigmoid")
    train(model, part, EPOCHS)
    return model


def in_two_stages(model: Any, part: Part, seed: int) -> Any:
    """Train a network with reused layers: the head for 4 epochs, then all layers for 16.

    Parameters
    ----------
    model : keras.Sequential
        Changed in place, and returned.
    part : Part
        The labelled images.
    seed : int
        For the order of the images.
    """
    keras.utils.set_random_seed(seed)
    for layer in model.layers[:-1]:
        layer.trainable = False
    train(model, part, HEAD_EPOCHS)
    for layer in model.layers:
        layer.trainable = True
    train(model, part, EPOCHS - HEAD_EPOCHS)
    return model


def train(model: Any, part: Part, epochs: int, rate: float = RATE) -> None:
    """Compile and train a network for task B.

    All its updates are one execution, which takes a third of the time.
    """
    n_updates = epochs * -(-len(part.y) // _BATCH_SIZE)
    images = tf.data.Dataset.from_tensor_slices((part.X, part.y)).shuffle(len(part.y))
    model.compile(
        loss="binary_crossentropy",
        optimizer=keras.optimizers.SGD(rate),
        steps_per_execution=n_updates,
    )
    model.fit(images.batch(_BATCH_SIZE).repeat(epochs), shuffle=False, verbose=0)


def accuracy(model: Any, part: Part) -> float:
    """Return the part of the images that a network names right."""
    return float(is_right(model, part).mean())


def is_right(model: Any, part: Part) -> npt.NDArray[np.bool_]:
    """Return for each image whether a network names it right, with one output or several."""
    outputs = model.predict(part.X, batch_size=500, verbose=0)
    predicted = outputs[:, 0] > 0.5 if outputs.shape[1] == 1 else outputs.argmax(axis=1)
    return np.asarray(predicted == part.y)
