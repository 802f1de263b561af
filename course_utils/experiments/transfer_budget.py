"""Equal updates and equal seconds: pullover against shirt with 200 labels, by how long we train.

Each number of updates is a run of its own, with its own schedule. Frozen features need no updates
of the network; their head's seconds count, those of making the features included.
"""

from __future__ import annotations

import time
from typing import Any

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import N_LABELS, PAIR
from course_utils.experiments.transfer_arms import (
    PAIRS,
    accuracy,
    learn,
    predictor,
    task,
    train_model_a,
)
from course_utils.experiments.transfer_ladder import chosen_settings
from course_utils.tasks import Part, few_labels

SEEDS = range(10)
N_UPDATES = (30, 100, 300)
FROZEN = "conv from A, frozen"
SCRATCH_DENSE, SCRATCH_CONV = "scratch dense", "scratch conv"
HEAD_FIRST, ALL_AT_ONCE = "conv from A, fine-tuned", "conv from A, all layers at once"
TRAINED = (SCRATCH_DENSE, SCRATCH_CONV, HEAD_FIRST, ALL_AT_ONCE)


def runs() -> list[Row]:
    """Return one run an arm, number of updates and seed."""
    return [
        {"arm": arm, "updates": updates, "seed": seed}
        for seed in SEEDS
        for arm, budgets in ((FROZEN, (0,)), *((arm, N_UPDATES) for arm in TRAINED))
        for updates in budgets
    ]


def measure(run: Row) -> list[Row]:
    """Train with one budget; return the seconds and the accuracy on the test images."""
    arm, seed = str(run["arm"]), int(run["seed"])
    few = few_labels(task(PAIR).train, N_LABELS, seed)
    tuned_like = HEAD_FIRST if arm == ALL_AT_ONCE else arm
    setting = chosen_settings()[PAIR, N_LABELS, tuned_like]
    train_model_a(arm, PAIR, seed)
    start = time.perf_counter()
    if arm == FROZEN:
        predict = learn(arm, setting, PAIR, N_LABELS, seed)
    else:
        predict = predictor(_trained(arm, few, setting, seed, int(run["updates"])))
    seconds = time.perf_counter() - start
    test_accuracy = accuracy(predict, task(PAIR).test)
    return [{"seconds": round(seconds, 2), "test_accuracy": round(test_accuracy, 4)}]


def _trained(arm: str, few: Part, rate: float, seed: int, n_updates: int) -> Any:
    import keras

    from course_utils.training import task_a, task_b

    keras.utils.set_random_seed(seed)
    if arm == SCRATCH_DENSE:
        return task_b.train_dense(few, rate, seed, n_updates)
    if arm == HEAD_FIRST:
        model_A = task_a.model_a("conv", PAIRS[PAIR], seed)
        return task_b.fine_tuned(model_A, few, 0.01, rate, seed, n_updates)
    if arm == SCRATCH_CONV:
        model = task_a.build_conv(2)
    else:
        model = task_b.with_new_output(task_a.model_a("conv", PAIRS[PAIR], seed))
    task_b.train_conv(model, few, rate, seed, n_updates)
    return model


EXPERIMENT = Experiment(
    name="transfer_budget",
    keys=("arm", "updates", "seed"),
    values=("seconds", "test_accuracy"),
    runs=runs,
    measure=measure,
)
