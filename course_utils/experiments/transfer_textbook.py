"""The textbook's transfer experiment, with many seeds in place of one.

A third arm trains from scratch for ten times as long. Each seed has a model A of its own, and 200
labelled images of its own: those of `transfer_ladder` with the same seed.
"""

from __future__ import annotations

from typing import Any

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import few_labels, task_b
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.right import on_test

SEEDS = range(20)


def measure(seed: int) -> list[Row]:
    """Train model A, then task B in each way; label the test images."""
    import keras

    from course_utils.training import textbook
    from course_utils.training.task_a import model_a

    B = task_b(load_fashion_mnist(), textbook.PAIR)
    few = few_labels(B.train, textbook.N_LABELS, seed)

    def row(arm: str, model: Any) -> Row:
        return {"arm": arm, **on_test(textbook.is_right(model, B.test))}

    scratch = textbook.from_scratch(few, seed)
    rows = [row("scratch, 20 epochs", scratch)]
    textbook.train(scratch, few, 9 * textbook.EPOCHS)
    rows.append(row("scratch, 200 epochs", scratch))
    keras.utils.set_random_seed(seed)  # the new output layer is drawn from the seed too
    copied = solutions.reference("reuse_layers")(model_a("dense", textbook.PAIR, seed))
    rows.append(row("transfer, 4 and 16 epochs", textbook.in_two_stages(copied, few, seed)))
    return rows


EXPERIMENT = Experiment(
    "transfer_textbook",
    every(seed=SEEDS),
    measure,
    steps=("arm",),
    values=("test_accuracy", "right"),
    rows_per_run=3,
)
