"""Fine-tuning MiniVGGNet with 200 labels, by what its normalisation does meanwhile.

Pullover against shirt. The head starts new, or as a logistic regression on the features below.
Normalisation moves with the batches, as Keras trains it, or stands; the statistics are A's, or
first set to those of the 200 images. With the rate 0 nothing but the statistics can change; this
control is run where it can say something, with a head that is fitted and a normalisation that
moves. Otherwise the rate is that of `normalisation_tuning`. The test images are labelled as they
are, and at the start and the end shifted to the right too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_utils import solutions
from course_utils.experiments.arms import task
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.right import packed
from course_utils.experiments.transfer_learning import labelled, model_a_weights
from course_utils.experiments.tuning_heads import penalty_of

PAIR, N_LABELS = "2-6", 200
SEEDS = range(10)
UPDATES = (30, 100, 300)
_UPDATES_AT_RATE_0 = (30, 100)  # by then the moving averages have forgotten task A: 0.9 ** 100
SHIFTS = (0, 2, 4)
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


class Arm(NamedTuple):
    """How a network is fine-tuned."""

    head: str
    normalisation: str


ARMS = [Arm(head, normalisation) for head in HEADS for normalisation in NORMALISATIONS]


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    return [{**arm._asdict(), "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(run: Row) -> list[Row]:
    """Fine-tune with every number of updates; label the test images."""
    from course_utils.training.task_b import CONV, predict

    arm, seed = Arm(str(run["head"]), str(run["normalisation"])), int(run["seed"])
    test = task(PAIR).test
    start = start_of(*arm, seed)
    shift_images = solutions.reference("shift_images")
    rows: list[Row] = []
    for updates, rate in _tried(arm):
        weights = fine_tuned(arm.normalisation, start, seed, updates, rate)
        is_at_an_end = updates in (0, max(UPDATES)) and (rate > 0 or updates == 0)
        for shift in SHIFTS if is_at_an_end else (0,):
            right = predict(CONV, weights, shift_images(test.X, shift, 0)) == test.y
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


def _tried(arm: Arm) -> list[tuple[int, float]]:
    from course_utils.experiments.normalisation_tuning import chosen_rates

    tried = [(0, 0.0), *((updates, chosen_rates()[*arm, updates]) for updates in UPDATES)]
    if arm.head == "head first" and arm.normalisation in (MOVES, RECALIBRATED_MOVES):
        tried += [(updates, 0.0) for updates in _UPDATES_AT_RATE_0]
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


EXPERIMENT = Experiment(
    name="normalisation",
    keys=("head", "normalisation", "seed"),
    steps=("updates", "rate", "shift"),
    values=("accuracy", "right"),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
