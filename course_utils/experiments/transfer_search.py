"""Torturing the data: the textbook's comparison for all 45 pairs of classes and several seeds.

Lesson 04 searches the first seeds for the most flattering gain, then asks the fresh ones. Model A is
trained for 5 epochs here, not 20, because 45 of them are needed.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from course_utils import solutions
from course_utils.data import load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row
from course_utils.tasks import few_labels, task_A, task_B

SEARCHED, FRESH = range(3), range(3, 6)
_A_EPOCHS = 5
_N_LABELS = 200


def runs() -> list[Row]:
    """Return one run a pair of classes; its rows are the seeds."""
    return [{"first": first, "second": second} for first, second in combinations(range(10), 2)]


def measure(run: Row) -> list[Row]:
    """Train model A for one pair, then task B from scratch and by transfer for each seed."""
    import keras

    from course_utils.training.task_a import build_dense

    pair = int(run["first"]), int(run["second"])
    fashion = load_fashion_mnist()
    A, B = task_A(fashion, pair), task_B(fashion, pair)
    keras.utils.set_random_seed(0)
    model_A = build_dense()
    optimizer = keras.optimizers.SGD(0.001)
    model_A.compile(loss="sparse_categorical_crossentropy", optimizer=optimizer)
    model_A.fit(A.train.X, A.train.y, batch_size=32, epochs=_A_EPOCHS, verbose=0)

    def accuracy(model: Any) -> float:
        predicted = model.predict(B.test.X, batch_size=500, verbose=0)[:, 0] > 0.5
        return round(float(np.mean(predicted == B.test.y)), 4)

    rows: list[Row] = []
    for seed in (*SEARCHED, *FRESH):
        part = few_labels(B.train, _N_LABELS, seed)
        keras.utils.set_random_seed(seed)
        scratch = build_dense(1, "sigmoid")
        _fit(scratch, part.X, part.y, 20)
        transfer = solutions.reference("reuse_layers")(model_A)
        for layer in transfer.layers[:-1]:
            layer.trainable = False
        _fit(transfer, part.X, part.y, 4)
        for layer in transfer.layers:
            layer.trainable = True
        _fit(transfer, part.X, part.y, 16)
        rows.append({"seed": seed, "scratch": accuracy(scratch), "transfer": accuracy(transfer)})
    return rows


def _fit(model: Any, X: np.ndarray, y: np.ndarray, epochs: int) -> None:
    import keras

    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.001))
    model.fit(X, y, batch_size=32, epochs=epochs, verbose=0)


EXPERIMENT = Experiment(
    name="transfer_search",
    keys=("first", "second"),
    steps=("seed",),
    values=("scratch", "transfer"),
    runs=runs,
    measure=measure,
    rows_per_run=len(SEARCHED) + len(FRESH),
)
