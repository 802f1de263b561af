"""Ways of fine-tuning MiniVGGNet with 200 labels, by what its normalisation does meanwhile.

Pullover against shirt. The head starts new, or as a logistic regression on the features below.
Normalisation moves with the batches, as Keras trains it, or stands; the statistics are A's, or
first set to those of the 200 images.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_utils.experiments.transfer_learning import labelled, model_a_weights
from course_utils.experiments.tuning_heads import penalty_of

PAIR, N_LABELS = "2-6", 200
UPDATES = (30, 100, 300)
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
