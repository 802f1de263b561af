"""Equal updates: pullover against shirt with 200 labels, by how long we train.

Each number of updates is a run of its own, with its own schedule. Frozen features need no updates
of the network. What each takes is measured apart, by `transfer_seconds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import N_LABELS, PAIR
from course_utils.experiments.transfer_arms import (
    PAIRS,
    Predictor,
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


BUDGETS = [(FROZEN, 0), *((arm, updates) for arm in TRAINED for updates in N_UPDATES)]


def runs() -> list[Row]:
    """Return one run an arm, number of updates and seed."""
    return runs_of(SEEDS)


def runs_of(seeds: Iterable[int]) -> list[Row]:
    """Return one run a budget for each of these seeds."""
    return [
        {"arm": arm, "updates": updates, "seed": seed} for seed in seeds for arm, updates in BUDGETS
    ]


def measure(run: Row) -> list[Row]:
    """Train with one budget; return the accuracy on the test images."""
    arm, updates, seed = str(run["arm"]), int(run["updates"]), int(run["seed"])
    train_model_a(arm, PAIR, seed)
    predict = train(arm, updates, seed)
    return [{"test_accuracy": round(accuracy(predict, task(PAIR).test), 4)}]


def train(arm: str, n_updates: int, seed: int) -> Predictor:
    """Learn task B with one budget and return the function that predicts; model A is there."""
    like = HEAD_FIRST if arm == ALL_AT_ONCE else arm
    setting = chosen_settings()[PAIR, N_LABELS, like]
    if arm == FROZEN:
        return learn(arm, setting, PAIR, N_LABELS, seed)
    few = few_labels(task(PAIR).train, N_LABELS, seed)
    return predictor(_trained(arm, few, setting, seed, n_updates))


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
    values=("test_accuracy",),
    runs=runs,
    measure=measure,
)
