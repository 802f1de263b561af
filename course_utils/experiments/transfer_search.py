"""Torturing the data: the textbook's comparison for all 45 pairs of classes and several seeds.

Lesson 04 searches the first seeds for the most flattering gain, then asks the fresh ones. Model A
is trained for 3 epochs here, not 20, because 45 of them are needed.
"""

from __future__ import annotations

from itertools import combinations

from course_utils import solutions
from course_utils.data import load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row
from course_utils.tasks import few_labels, task_a, task_b

SEARCHED, FRESH = range(3), range(3, 6)
A_EPOCHS = 3


def runs() -> list[Row]:
    """Return one run a pair of classes; its rows are the seeds."""
    return [{"first": first, "second": second} for first, second in combinations(range(10), 2)]


def measure(run: Row) -> list[Row]:
    """Train model A for one pair, then task B from scratch and by transfer for each seed."""
    import keras

    from course_utils.training import textbook
    from course_utils.training.task_a import train_dense

    pair = int(run["first"]), int(run["second"])
    fashion = load_fashion_mnist()
    task = task_b(fashion, pair)
    model_A = train_dense(task_a(fashion, pair), seed=0, epochs=A_EPOCHS)
    rows: list[Row] = []
    for seed in (*SEARCHED, *FRESH):
        few = few_labels(task.train, textbook.N_LABELS, seed)
        scratch = textbook.from_scratch(few, seed)
        keras.utils.set_random_seed(seed)
        reused = solutions.reference("reuse_layers")(model_A)
        transfer = textbook.in_two_stages(reused, few, seed)
        rows.append(
            {
                "seed": seed,
                "scratch": round(textbook.accuracy(scratch, task.test), 4),
                "transfer": round(textbook.accuracy(transfer, task.test), 4),
            }
        )
    return rows


EXPERIMENT = Experiment(
    name="transfer_search",
    keys=("first", "second"),
    steps=("seed",),
    values=("scratch", "transfer"),
    runs=runs,
    measure=measure,
    rows_per_run=len(SEARCHED) + len(FRESH),
)
