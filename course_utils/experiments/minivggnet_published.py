"""The published recipe for MiniVGGNet, run again with several seeds.

All 60,000 training images are trained on, as published, so nothing is left to validate on but the
test images. Every second of these 10,000 (the first, the third ...) plays the validation set, the
others stay a test set: the epoch can be chosen on one half and judged on the other. The published
figure, chosen and judged on all of them, is the mean of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_utils.datasets.fashion_mnist import FashionMNIST, load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.training.recipes import PUBLISHED_EPOCHS, Epoch

SEEDS = range(3)


def measure(seed: int) -> Iterator[Row]:
    """Train with one seed and yield the accuracies after each epoch."""
    from course_utils.training import published

    fashion = load_fashion_mnist()
    for epoch in published.train(fashion.X_train, fashion.y_train, seed):
        yield row_of(epoch, fashion)


def row_of(epoch: Epoch, fashion: FashionMNIST) -> Row:
    """Return what is measured after an epoch."""
    X_test = fashion.X_test[..., None].astype("float32") / 255
    probabilities = epoch.model.predict(X_test, batch_size=500, verbose=0)
    is_right = probabilities.argmax(axis=1) == fashion.y_test
    return {
        "epoch": epoch.number,
        "seconds": round(epoch.seconds, 1),
        "valid_accuracy": round(float(is_right[::2].mean()), 4),
        "test_accuracy": round(float(is_right[1::2].mean()), 4),
        "published_accuracy": round(float(is_right.mean()), 4),
    }


EXPERIMENT = Experiment(
    "minivggnet_published",
    every(seed=SEEDS),
    measure,
    steps=("epoch",),
    values=("seconds", "valid_accuracy", "test_accuracy", "published_accuracy"),
    rows_per_run=PUBLISHED_EPOCHS,
)
