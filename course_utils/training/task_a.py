"""Models A: trained on eight classes once, then taken from a folder that is not committed.

The weights are our own and read without unpickling. Deleting the folder costs time, nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Pair, Task, task_a
from course_utils.training import fast
from course_utils.training.recipes import Recipe

CACHE = Path(__file__).resolve().parents[2] / ".models_A"
N_CLASSES = 8

_DENSE_EPOCHS = 20  # the textbook's
CONV_EPOCHS = 2
_RECIPE = 2  # in the names of stored weights; a change of how models A are trained needs another


def build_dense(n_outputs: int = N_CLASSES, activation: str = "softmax") -> Any:
    """Return the textbook's dense network: five hidden layers with SELU, not compiled.

    Source: A. Géron, "Hands-On Machine Learning", second edition, chapter 11.
    """
    from keras import Input, Sequential, layers

    hidden = [layers.Dense(units, activation="selu") for units in (300, 100, 50, 50, 50)]
    output = layers.Dense(n_outputs, activation=activation)
    return Sequential([Input((28, 28, 1)), layers.Flatten(), *hidden, output])


def build_conv(n_outputs: int = N_CLASSES) -> Any:
    """Return MiniVGGNet, not compiled."""
    return solutions.reference("build_minivggnet")((28, 28, 1), n_outputs)


def model_a(kind: str, pair: Pair, seed: int) -> Any:
    """Return a network trained on all classes but those of a pair.

    Parameters
    ----------
    kind : str
        ``"dense"`` or ``"conv"``.
    pair : tuple of 2 int
        The classes it has not seen.
    seed : int
        For its start and the order of the images.
    """
    path = CACHE / f"{kind}_{pair[0]}{pair[1]}_{seed}_recipe_{_RECIPE}.npz"
    model = build_dense() if kind == "dense" else build_conv()
    if path.is_file():
        with np.load(path, allow_pickle=False) as file:
            model.set_weights([file[name] for name in sorted(file.files)])
        return model
    task = task_a(load_fashion_mnist(), pair)
    model = train_dense(task, seed) if kind == "dense" else train_conv(task, seed)
    CACHE.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **{f"{i:02}": weight for i, weight in enumerate(model.get_weights())})
    partial.replace(path)
    return model


def train_dense(task: Task, seed: int, epochs: int = _DENSE_EPOCHS) -> Any:
    """Return the dense network trained on task A as the textbook does: SGD at 0.001.

    Parameters
    ----------
    task : Task
        Task A.
    seed : int
        For the start weights and the order of the images.
    epochs : int
        The textbook's 20, or fewer.
    """
    keras.utils.set_random_seed(seed)
    model = build_dense()
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.SGD(0.001),
        steps_per_execution=25,  # the same updates in half the time
    )
    model.fit(task.train.X, task.train.y, batch_size=32, epochs=epochs, verbose=0)
    return model


def train_conv(task: Task, seed: int, epochs: int = CONV_EPOCHS) -> Any:
    """Return MiniVGGNet trained on task A by the fast recipe.

    Parameters
    ----------
    task : Task
        Task A.
    seed : int
        For the start weights, the order of the images, what is mirrored, and dropout.
    epochs : int
        How often each image is seen.
    """
    images = (task.train.X[..., 0] * 255).round().astype(np.uint8)
    recipe = Recipe(n_epochs=epochs, peak_rate=0.1, shift=0)
    *_, last = fast.train(images, np.asarray(task.train.y), recipe, seed, N_CLASSES)
    return last.model
