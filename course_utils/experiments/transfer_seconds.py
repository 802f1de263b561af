"""What each budget of `transfer_budget` takes, on a machine that does nothing else.

The making of features and heads counts, that of model A does not.
"""

from __future__ import annotations

import time

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import PAIR
from course_utils.experiments.transfer_arms import train_model_a
from course_utils.experiments.transfer_budget import runs_of, train

SEEDS = range(3)


def runs() -> list[Row]:
    """Return one run a seed, arm and number of updates."""
    return runs_of(SEEDS)


def measure(run: Row) -> list[Row]:
    """Train with one budget; return the seconds by the clock."""
    arm, updates, seed = str(run["arm"]), int(run["updates"]), int(run["seed"])
    train_model_a(arm, PAIR, seed)
    start = time.perf_counter()
    train(arm, updates, seed)
    return [{"seconds": round(time.perf_counter() - start, 2)}]


EXPERIMENT = Experiment(
    name="transfer_seconds",
    keys=("arm", "updates", "seed"),
    values=("seconds",),
    runs=runs,
    measure=measure,
)
