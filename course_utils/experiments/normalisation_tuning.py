"""Learning rates of the arms of `normalisation`, for each number of updates, on held-out images."""

from __future__ import annotations

from functools import cache

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
from course_utils.experiments.rate_search import best_rates, search
from course_utils.experiments.results import read_results
from course_utils.experiments.transfer_learning import held_out

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


def runs() -> list[Row]:
    """Return one run an arm and number of updates; its rows are what was tried."""
    return [{**arm._asdict(), "updates": updates} for updates in UPDATES for arm in ARMS]


def measure(run: Row) -> list[Row]:
    """Try rates; return the accuracy of each with each seed."""
    arm, updates = Arm(str(run["head"]), str(run["normalisation"])), int(run["updates"])

    def accuracy(rate: float, seed: int) -> float:
        return held_out_accuracy(arm, updates, rate, seed)

    return [
        {"rate": rate, "seed": seed, "accuracy": right}
        for rate, of_rate in search(RATES, accuracy).items()
        for seed, right in of_rate.items()
    ]


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
    best = best_rates(read_results("normalisation_tuning"), groups, "accuracy")
    rates = {}
    for (head, normalisation, updates), rate in best.items():
        rates[str(head), str(normalisation), int(updates)] = rate
    return rates


EXPERIMENT = Experiment(
    name="normalisation_tuning",
    keys=("head", "normalisation", "updates"),
    steps=("rate", "seed"),
    values=("accuracy",),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
