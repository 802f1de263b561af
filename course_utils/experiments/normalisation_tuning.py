"""Learning rates of the arms of `normalisation`, for each number of updates, on held-out images."""

from __future__ import annotations

from functools import cache, partial

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.normalisation_arms import (
    ARMS,
    N_LABELS,
    PAIR,
    UPDATES,
    Arm,
    fine_tuned,
    start_of,
)
from course_utils.experiments.rate_search import best_rates, rows_of, search
from course_utils.experiments.results import read_results
from course_utils.experiments.transfer_learning import held_out

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


def runs() -> list[Row]:
    """Return one run an arm and number of updates; its rows are what was tried."""
    return [{**arm._asdict(), "updates": updates} for updates in UPDATES for arm in ARMS]


def measure(head: str, normalisation: str, updates: int) -> list[Row]:
    """Try rates; return the accuracy of each with each seed."""
    return rows_of(search(RATES, partial(held_out_accuracy, Arm(head, normalisation), updates)))


def held_out_accuracy(arm: Arm, updates: int, rate: float, seed: int) -> float:
    """Return the accuracy of an arm on as many held-out images as it has labels."""
    from course_utils.training.task_b import CONV, predict

    seen = held_out(PAIR, N_LABELS, seed)
    weights = fine_tuned(arm.normalisation, start_of(*arm, seed), seed, updates, rate)
    return float((predict(CONV, weights, seen.X) == seen.y).mean())


@cache
def chosen_rates() -> dict[tuple[str, str, int], float]:
    """Return the best rate for each head, normalisation and number of updates."""
    groups = ["head", "normalisation", "updates"]
    return best_rates(read_results("normalisation_tuning"), groups, "accuracy")


EXPERIMENT = Experiment(
    "normalisation_tuning", runs(), measure, steps=("rate", "seed"), values=("accuracy",)
)
