"""Learning rates of the arms of `joint_training`, tried on validation images.

All rates with one seed, the best two with five that no other experiment uses. What counts is the
mean of the accuracies on the datasets that the arm learns. The test images are not read. Arms that
differ in the images or in the weight of a loss only share the rate of one of them.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.experiments.arms import TUNING_SEEDS
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.joint_arms import TRAINED, is_right, trained
from course_utils.experiments.results import read_results

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03)
_N_KEPT = 2

RATE_OF_FAMILY = {
    "concatenation": ("labels collide", "concatenation"),
    "multi-head, sum": (
        "multi-head, digits",
        "multi-head, fashion mirrored",
        "multi-head, both mirrored",
        "multi-head, zeros",
    ),
    "replay of 100": ("replay of",),
}
"""The arm that is tuned, and how the names of those begin that take its rate."""


def tuned_for(arm: str) -> str:
    """Return the arm whose rate an arm takes: its own, or that of its family."""
    for tuned, beginnings in RATE_OF_FAMILY.items():
        if arm.startswith(beginnings):
            return tuned
    return arm


def runs() -> list[Row]:
    """Return one run an arm; its rows are what was tried."""
    return [{"arm": arm} for arm in dict.fromkeys(map(tuned_for, TRAINED))]


def measure(run: Row) -> list[Row]:
    """Try rates in two rounds."""
    arm = str(run["arm"])
    first, *others = TUNING_SEEDS
    rows = [_row(arm, rate, first) for rate in RATES]
    rows.sort(key=lambda row: -float(row["valid_accuracy"]))
    kept = [float(row["rate"]) for row in rows[:_N_KEPT]]
    return [*rows, *(_row(arm, rate, seed) for rate in kept for seed in others)]


def _row(arm: str, rate: float, seed: int) -> Row:
    right = is_right(trained(arm, seed, rate), "valid")
    means = [float(images.mean()) for name, images in right.items() if "of 20" not in name]
    return {"rate": rate, "seed": seed, "valid_accuracy": round(float(np.mean(means)), 4)}


@cache
def _chosen_rates() -> dict[str, float]:
    rows = read_results("joint_tuning").groupby(["arm", "rate"])["valid_accuracy"]
    means = rows.mean()[rows.size() == len(TUNING_SEEDS)]
    return {arm: float(rate) for arm, rate in means.groupby("arm").idxmax()}


def rate_of(arm: str) -> float:
    """Return the rate with the best mean, of those that were tried with all seeds."""
    return _chosen_rates()[tuned_for(arm)]


EXPERIMENT = Experiment(
    name="joint_tuning",
    keys=("arm",),
    steps=("rate", "seed"),
    values=("valid_accuracy",),
    runs=runs,
    measure=measure,
    rows_per_run=len(RATES) + _N_KEPT * (len(TUNING_SEEDS) - 1),
)
