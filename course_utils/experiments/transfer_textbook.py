"""The textbook's transfer experiment, with many seeds in place of one.

A third arm trains from scratch for ten times as long. Each seed has a model A of its own.
"""

from __future__ import annotations

from typing import Any

from course_utils import solutions
from course_utils.data import load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row
from course_utils.tasks import Part, task_b

SEEDS = range(20)


def runs() -> list[Row]:
    """Return one run a seed."""
    return [{"seed": seed} for seed in SEEDS]


def measure(run: Row) -> list[Row]:
    """Train model A, then task B in each way; return the test accuracies."""
    import keras

    from course_utils.training import textbook
    from course_utils.training.task_a import model_a

    def accuracy(model: Any, part: Part) -> float:
        return round(textbook.accuracy(model, part), 4)

    seed = int(run["seed"])
    fashion = load_fashion_mnist()
    B = task_b(fashion, textbook.PAIR)
    few = Part(B.train.X[: textbook.N_LABELS], B.train.y[: textbook.N_LABELS])
    model_A = model_a("dense", textbook.PAIR, seed)
    row: Row = {}
    scratch = textbook.from_scratch(few, seed)
    row["scratch"] = accuracy(scratch, B.test)
    textbook.train(scratch, few, 9 * textbook.EPOCHS)
    row["scratch_ten_times"] = accuracy(scratch, B.test)

    keras.utils.set_random_seed(seed)  # the new output layer is drawn from the seed too
    copied = solutions.reference("reuse_layers")(model_A)
    row["transfer"] = accuracy(textbook.in_two_stages(copied, few, seed), B.test)
    return [row]


EXPERIMENT = Experiment(
    name="transfer_textbook",
    keys=("seed",),
    values=("scratch", "scratch_ten_times", "transfer"),
    runs=runs,
    measure=measure,
)
