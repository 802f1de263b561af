"""What learning task B takes by the clock, on a machine that does nothing else.

Pullover against shirt with 200 labels. The making of features and heads counts, that of model A and
compiling do not.
"""

from __future__ import annotations

import time

from course_utils.experiments.arms import CONV_FROM_A, SCRATCH_CONV, SCRATCH_DENSE, heads_of
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.normalisation import (
    BY_NAME,
    N_LABELS,
    PAIR,
    UPDATES,
    fine_tuned,
    start_of,
)
from course_utils.experiments.transfer_learning import (
    head_predictions,
    labelled,
    model_a_weights,
    trained_network,
)
from course_utils.experiments.tuning_heads import penalty_of

SEEDS = range(3)
FROZEN = f"{CONV_FROM_A}, frozen, block 2"
SCRATCH = {arm.name: arm for arm in (SCRATCH_DENSE, SCRATCH_CONV)}
_RATE = 0.01  # the seconds do not depend on it


def runs() -> list[Row]:
    """Return one run a seed, arm and number of updates."""
    budgets = [(FROZEN, 0), *((name, n) for name in (*SCRATCH, *BY_NAME) for n in UPDATES)]
    return [
        {"arm": arm, "updates": updates, "seed": seed} for seed in SEEDS for arm, updates in budgets
    ]


def measure(run: Row) -> list[Row]:
    """Learn once so that all is compiled, and once by the clock."""
    name, updates, seed = str(run["arm"]), int(run["updates"]), int(run["seed"])
    for kind in ("conv", "dense"):
        model_a_weights(kind, PAIR, seed)
    seconds = 0.0
    for n_updates in (1, updates):
        start = time.perf_counter()
        _learn(name, n_updates, seed)
        seconds = time.perf_counter() - start
    return [{"seconds": round(seconds, 2)}]


def _learn(name: str, n_updates: int, seed: int) -> None:
    part = labelled(PAIR, N_LABELS, seed)
    if name == FROZEN:
        (arm,) = (arm for arm in heads_of(CONV_FROM_A) if arm.name == FROZEN)
        list(
            head_predictions(
                CONV_FROM_A, PAIR, N_LABELS, seed, part.X, {arm: [penalty_of(FROZEN, N_LABELS)]}
            )
        )
        return
    if name in SCRATCH:
        trained_network(SCRATCH[name], part, PAIR, seed, _RATE, n_updates, C=1.0)
        return
    head, normalisation = BY_NAME[name]
    fine_tuned(normalisation, start_of(head, normalisation, seed), seed, n_updates, _RATE)


EXPERIMENT = Experiment(
    name="transfer_seconds",
    keys=("arm", "updates", "seed"),
    values=("seconds",),
    runs=runs,
    measure=measure,
)
