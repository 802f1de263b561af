"""Fine-tuning MiniVGGNet with 200 labels, by what its normalisation does meanwhile.

Pullover against shirt. The head starts new, or as a logistic regression on the features below.
Normalisation moves with the batches, as Keras trains it, or stands; the statistics are A's, or
first set to those of the 200 images. With the rate 0 nothing but the statistics can change.
Otherwise the rate is the best on held-out images of other seeds, for each arm and number of
updates: two seeds try all rates, three more the best two. The test images are labelled as they
are, and at the start and the end shifted to the right too.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils import solutions
from course_utils.experiments.arms import TUNING_SEEDS, task
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.results import read_results
from course_utils.experiments.right import packed
from course_utils.experiments.transfer_learning import held_out, labelled, model_a_weights
from course_utils.experiments.tuning_heads import penalty_of

PAIR, N_LABELS = "2-6", 200
SEEDS = range(10)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
UPDATES = (30, 100, 300)
SHIFTS = (0, 2, 4)
_SEEDS_WITH_ALL_RATES = TUNING_SEEDS[:2]
_N_KEPT = 2  # rates that the other seeds try
HEADS = ("all at once", "head first")
MOVES, STANDS = "moves", "stands"
RECALIBRATED_MOVES, RECALIBRATED_STANDS = (
    "set to the 200 images, moves",
    "set to the 200 images, stands",
)
NORMALISATIONS = (MOVES, STANDS, RECALIBRATED_MOVES, RECALIBRATED_STANDS)
BY_NAME = {
    f"fine-tuned, {head}, normalisation {normalisation}": (head, normalisation)
    for head in HEADS
    for normalisation in (MOVES, STANDS)
}
"""What other experiments call those with A's statistics."""


class _Arm(NamedTuple):
    head: str
    normalisation: str


def runs() -> list[Row]:
    """Return the runs that choose rates, then those that are measured."""
    arms = [_Arm(head, normalisation) for head in HEADS for normalisation in NORMALISATIONS]
    tuning = [
        {**arm._asdict(), "purpose": "tuning", "seed": seed}
        for seed in TUNING_SEEDS
        for arm in arms
    ]
    measured = [
        {**arm._asdict(), "purpose": "test", "seed": seed} for seed in SEEDS for arm in arms
    ]
    return [*tuning, *measured]


def measure(run: Row) -> list[Row]:
    """Fine-tune with every number of updates; label held-out images, or the test images."""
    from course_utils.training.task_b import CONV, predict

    arm = _Arm(str(run["head"]), str(run["normalisation"]))
    seed, is_tuning = int(run["seed"]), run["purpose"] == "tuning"
    seen = held_out(PAIR, N_LABELS, seed) if is_tuning else task(PAIR).test
    tried = _to_tune(arm, seed) if is_tuning else _to_measure(arm)
    start = start_of(*arm, seed)
    shift_images = solutions.reference("shift_images")
    rows: list[Row] = []
    for updates, rate in tried:
        weights = fine_tuned(arm.normalisation, start, seed, updates, rate)
        is_at_an_end = updates in (0, max(UPDATES)) and (rate > 0 or updates == 0)
        for shift in SHIFTS if is_at_an_end and not is_tuning else (0,):
            right = predict(CONV, weights, shift_images(seen.X, shift, 0)) == seen.y
            rows.append(
                {
                    "updates": updates,
                    "rate": rate,
                    "shift": shift,
                    "accuracy": round(float(right.mean()), 4),
                    "right": packed(right),
                }
            )
    return rows


def _to_tune(arm: _Arm, seed: int) -> list[tuple[int, float]]:
    """Return the updates and rates that a tuning seed tries."""
    if seed in _SEEDS_WITH_ALL_RATES:
        return [(updates, rate) for updates in UPDATES for rate in RATES]
    rows = read_results("normalisation")
    first = rows[(rows["purpose"] == "tuning") & rows["seed"].isin(_SEEDS_WITH_ALL_RATES)]
    of_arm = first[(first["head"] == arm.head) & (first["normalisation"] == arm.normalisation)]
    tried = []
    for updates in UPDATES:
        means = of_arm[of_arm["updates"] == updates].groupby("rate")["accuracy"].mean()
        best = means.sort_values(ascending=False, kind="stable").index[:_N_KEPT]
        tried += [(updates, float(rate)) for rate in best]
    return tried


def _to_measure(arm: _Arm) -> list[tuple[int, float]]:
    """Return the updates and rates of a seed that is measured."""
    tried = [(0, 0.0), *((updates, chosen_rates()[*arm, updates]) for updates in UPDATES)]
    if arm.normalisation in (MOVES, RECALIBRATED_MOVES):  # else a rate of 0 changes nothing at all
        tried += [(updates, 0.0) for updates in UPDATES]
    return tried


def start_of(head: str, normalisation: str, seed: int) -> list[np.ndarray]:
    """Return the weights before the first update.

    Parameters
    ----------
    head : str
        One of `HEADS`.
    normalisation : str
        One of `NORMALISATIONS`.
    seed : int
        Of model A, the labelled images and a new output layer.
    """
    from course_utils.training.task_b import CONV, from_model_a, recalibrated, with_fitted_head

    part = labelled(PAIR, N_LABELS, seed)
    weights = from_model_a(CONV, model_a_weights("conv", PAIR, seed), seed)
    if normalisation in (RECALIBRATED_MOVES, RECALIBRATED_STANDS):
        weights = recalibrated(CONV, weights, part.X)
    if head == "head first":
        C = penalty_of("conv from A, frozen, hidden", N_LABELS)
        weights = with_fitted_head(CONV, weights, part, C)
    return weights


def fine_tuned(
    normalisation: str, start: list[np.ndarray], seed: int, updates: int, rate: float
) -> list[np.ndarray]:
    """Return the weights after some updates on the labelled images of a seed."""
    from course_utils.training.task_b import CONV, train

    if updates == 0:
        return start
    stands = normalisation in (STANDS, RECALIBRATED_STANDS)
    part = labelled(PAIR, N_LABELS, seed)
    return train(CONV, start, part, rate, updates, seed, normalisation_stands=stands)


@cache
def chosen_rates() -> dict[tuple[str, str, int], float]:
    """Return the rate with the best mean on held-out images, of those that all tuning seeds tried.

    Of equals the smallest.
    """
    rows = read_results("normalisation")
    tried = rows[rows["purpose"] == "tuning"]
    of_rate = tried.groupby(["head", "normalisation", "updates", "rate"])["accuracy"]
    means = of_rate.mean()[of_rate.size() == len(TUNING_SEEDS)]
    best = means.groupby(["head", "normalisation", "updates"]).idxmax()
    return {(key[0], key[1], int(key[2])): float(key[3]) for key in best}


EXPERIMENT = Experiment(
    name="normalisation",
    keys=("purpose", "head", "normalisation", "seed"),
    steps=("updates", "rate", "shift"),
    values=("accuracy", "right"),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
