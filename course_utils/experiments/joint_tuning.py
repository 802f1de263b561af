"""Learning rates of the arms of `joint_training`, tried on validation images.

All rates with two seeds, the best two with five, which no other experiment uses; and where the best
is the lowest or the highest that was tried, the next rate outwards too. What counts is the mean of
the accuracies on the datasets that the arm learns. The test images are not read. Arms that differ
in the images or in the weight of a loss only share the rate of one of them.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.joint_arms import IN_SEQUENCE, TRAINED, is_right, trained
from course_utils.experiments.rate_search import best_rates, rows_of, search
from course_utils.experiments.results import read_results

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03)

RATE_OF_FAMILY = {
    "concatenation": ("labels collide", "concatenation"),
    "multi-head, sum": (
        "multi-head, digits",
        "multi-head, fashion mirrored",
        "multi-head, both mirrored",
        "multi-head, zeros",
    ),
    "replay of 100": ("replay of", "sequential, 64"),
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


def measure(arm: str) -> list[Row]:
    """Try rates; return the accuracy of each with each seed."""
    return rows_of(search(RATES, partial(valid_accuracy, arm)), "valid_accuracy")


def valid_accuracy(arm: str, rate: float, seed: int) -> float:
    """Return the mean of the validation accuracies on the datasets that an arm learns."""
    first_rate = rate_of("fashion alone") if arm in IN_SEQUENCE else 0.0
    right = is_right(trained(arm, seed, rate, first_rate), "valid")
    means = [float(images.mean()) for name, images in right.items() if "of 20" not in name]
    return float(np.mean(means))


@cache
def _chosen_rates() -> dict[str, float]:
    return best_rates(read_results("joint_tuning"), ["arm"], "valid_accuracy")


def rate_of(arm: str) -> float:
    """Return the rate with the best mean, of those that were tried with all seeds."""
    return _chosen_rates()[tuned_for(arm)]


EXPERIMENT = Experiment(
    "joint_tuning", runs(), measure, steps=("rate", "seed"), values=("valid_accuracy",)
)
