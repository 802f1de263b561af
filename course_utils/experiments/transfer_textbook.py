"""The textbook's transfer experiment, with many seeds in place of one.

Source: A. Géron, "Hands-On Machine Learning", third edition, chapter 11: sandals (5) against shirts
(6), the first 200 images, a dense network, SGD at 0.001, batches of 32. Scratch: 20 epochs.
Transfer: 4 epochs with the reused layers frozen, then 16 with all. A third arm trains from scratch
for ten times as long. The accuracy of model A is measured before and after each way of reusing it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils import solutions
from course_utils.data import load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row
from course_utils.tasks import task_A, task_B

PAIR = (5, 6)
N_LABELS = 200
SEEDS = range(20)
_RATE = 0.001
_EPOCHS, _HEAD_EPOCHS = 20, 4


def runs() -> list[Row]:
    """Return one run a seed."""
    return [{"seed": seed} for seed in SEEDS]


def measure(run: Row) -> list[Row]:
    """Train model A, then task B in three ways; return the test accuracies."""
    import keras

    from course_utils.training.task_a import build_dense, model_A

    seed = int(run["seed"])
    fashion = load_fashion_mnist()
    A, B = task_A(fashion, PAIR), task_B(fashion, PAIR)
    X, y = B.train.X[:N_LABELS], B.train.y[:N_LABELS]
    trained_A = model_A("dense", PAIR, seed)

    def accuracy_of_A() -> float:
        predicted = trained_A.predict(A.test.X, batch_size=500, verbose=0).argmax(axis=1)
        return round(float(np.mean(predicted == A.test.y)), 4)

    def accuracy_of_B(model: Any) -> float:
        predicted = model.predict(B.test.X, batch_size=500, verbose=0)[:, 0] > 0.5
        return round(float(np.mean(predicted == B.test.y)), 4)

    def fit(model: Any, epochs: int) -> None:
        optimizer = keras.optimizers.SGD(_RATE)
        model.compile(loss="binary_crossentropy", optimizer=optimizer)
        model.fit(X, y, batch_size=32, epochs=epochs, verbose=0)

    def reuse_in_two_stages(model: Any) -> float:
        for layer in model.layers[:-1]:
            layer.trainable = False
        fit(model, _HEAD_EPOCHS)
        for layer in model.layers:
            layer.trainable = True
        fit(model, _EPOCHS - _HEAD_EPOCHS)
        return accuracy_of_B(model)

    A_before = accuracy_of_A()
    keras.utils.set_random_seed(seed)
    scratch = build_dense(1, "sigmoid")
    fit(scratch, _EPOCHS)
    scratch_accuracy = accuracy_of_B(scratch)
    fit(scratch, 9 * _EPOCHS)
    transfer = reuse_in_two_stages(solutions.reference("reuse_layers")(trained_A))
    A_after_copy = accuracy_of_A()
    head = keras.layers.Dense(1, activation="sigmoid")
    shared = reuse_in_two_stages(keras.Sequential([*trained_A.layers[:-1], head]))
    return [
        {
            "scratch": scratch_accuracy,
            "transfer": transfer,
            "scratch_ten_times": accuracy_of_B(scratch),
            "transfer_shared": shared,
            "A_before": A_before,
            "A_after_copy": A_after_copy,
            "A_after_shared": accuracy_of_A(),
        }
    ]


EXPERIMENT = Experiment(
    name="transfer_textbook",
    keys=("seed",),
    values=(
        "scratch",
        "transfer",
        "scratch_ten_times",
        "transfer_shared",
        "A_before",
        "A_after_copy",
        "A_after_shared",
    ),
    runs=runs,
    measure=measure,
)
