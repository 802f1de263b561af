"""LeNet-5 and overfitting: plain, with dropout, with augmentation, with both.

Trained on 55,000 images. After each epoch the accuracy is measured without dropout and without
augmentation, on the first 5,000 training images and on the 5,000 validation images, so that the gap
between the two compares like with like. The test set is not read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row, every

N_EPOCHS = 15
SEEDS = range(3)
ARMS: dict[str, dict[str, Any]] = {
    "plain": {},
    "dropout": {"dropout": 0.3},
    "augmentation": {"augment": True},
    "both": {"dropout": 0.3, "augment": True},
}
_N_VALID = 5_000


def measure(arm: str, seed: int) -> Iterator[Row]:
    """Train one arm with one seed and yield both accuracies after each epoch."""
    import keras

    from course_utils.networks.lenet import build_lenet

    fashion = load_fashion_mnist()
    X, y = fashion.X_train[..., None].astype("float32") / 255, fashion.y_train
    X_train, y_train, X_valid, y_valid = X[_N_VALID:], y[_N_VALID:], X[:_N_VALID], y[:_N_VALID]
    keras.utils.set_random_seed(seed)
    model = build_lenet(**ARMS[arm])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    seconds = 0.0
    for epoch in range(1, N_EPOCHS + 1):
        start = time.perf_counter()
        model.fit(X_train, y_train, batch_size=128, verbose=0)
        seconds += time.perf_counter() - start
        _, train_accuracy = model.evaluate(X_train[:_N_VALID], y_train[:_N_VALID], 500, verbose=0)
        _, valid_accuracy = model.evaluate(X_valid, y_valid, 500, verbose=0)
        yield {
            "epoch": epoch,
            "seconds": round(seconds, 1),
            "train_accuracy": round(train_accuracy, 4),
            "valid_accuracy": round(valid_accuracy, 4),
        }


EXPERIMENT = Experiment(
    "lenet_overfitting",
    every(arm=ARMS, seed=SEEDS),
    measure,
    steps=("epoch",),
    values=("seconds", "train_accuracy", "valid_accuracy"),
    rows_per_run=N_EPOCHS,
)
