"""What learning task B takes by the clock, on a machine that does nothing else.

Pullover against shirt with 200 labels. The making of features and heads counts, that of model A and
compiling do not.
"""

from __future__ import annotations

import time

from course_utils.datasets.tasks import Part
from course_utils.experiments.arms import CONV_FROM_A
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.normalisation_arms import (
    BY_NAME,
    N_LABELS,
    PAIR,
    UPDATES,
    fine_tuned,
    start_of,
)
from course_utils.experiments.transfer_learning import labelled, model_a_weights
from course_utils.experiments.tuning_heads import penalty_of

SEEDS = range(3)
CUT = "block 2"
FROZEN = f"{CONV_FROM_A}, frozen, {CUT}"
_RATE = 0.01  # the seconds do not depend on it


def runs() -> list[Row]:
    """Return one run a seed, arm and number of updates."""
    budgets = [(FROZEN, 0), *((name, n) for name in BY_NAME for n in UPDATES)]
    return [
        {"arm": arm, "updates": updates, "seed": seed} for seed in SEEDS for arm, updates in budgets
    ]


def measure(arm: str, updates: int, seed: int) -> list[Row]:
    """Learn once so that all is compiled, and once by the clock."""
    model_a_weights("conv", PAIR, seed)
    seconds = 0.0
    for n_updates in (1, updates):
        start = time.perf_counter()
        _learn(arm, n_updates, seed)
        seconds = time.perf_counter() - start
    return [{"seconds": round(seconds, 2)}]


def _learn(name: str, n_updates: int, seed: int) -> None:
    from course_utils.training.heads import LOGISTIC_REGRESSION, predictions
    from course_utils.training.task_b import CONV, CUTS, features

    part = labelled(PAIR, N_LABELS, seed)
    if name == FROZEN:
        number = CUTS[CONV][CUT]
        values = features(CONV, model_a_weights("conv", PAIR, seed), part.X, [number])[number]
        learnt = Part(values, part.y)
        list(predictions(LOGISTIC_REGRESSION, learnt, values, [penalty_of(FROZEN, N_LABELS)]))
        return
    head, normalisation = BY_NAME[name]
    fine_tuned(normalisation, start_of(head, normalisation, seed), seed, n_updates, _RATE)


EXPERIMENT = Experiment("transfer_seconds", runs(), measure, values=("seconds",))
