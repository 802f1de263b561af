"""How similar networks see the images of task B, layer by layer: A's, fine-tuned, and random ones.

Linear centred kernel alignment (CKA): 1 if the features of two networks are the same but for
rotation and size. Source: S. Kornblith, M. Norouzi, H. Lee and G. Hinton, "Similarity of Neural
Network Representations Revisited", ICML 2019.
"""

from __future__ import annotations

import numpy as np

from course_utils.experiments.arms import SCRATCH_CONV, task
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.normalisation_arms import (
    BY_NAME,
    N_LABELS,
    PAIR,
    fine_tuned,
    start_of,
)
from course_utils.experiments.normalisation_tuning import chosen_rates
from course_utils.experiments.transfer_learning import labelled, model_a_weights
from course_utils.experiments.tuning_networks import trained_weights

N_IMAGES = 1_000
SEEDS = range(5)
N_UPDATES = 300
RANDOM, OTHER_A = "random conv", "conv from A, another seed"
NETWORKS = (*BY_NAME, SCRATCH_CONV.name, RANDOM, OTHER_A)


def measure(network: str, seed: int) -> list[Row]:
    """Compare a network with the model A of the same seed, at every cut."""
    from course_utils.training.task_b import CONV, CUTS, features

    X = task(PAIR).test.X[:N_IMAGES]
    numbers = {cut: number for cut, number in CUTS[CONV].items() if cut != "output"}
    ours, of_A = (
        features(CONV, weights, X, list(numbers.values()))
        for weights in (_weights(network, seed), model_a_weights("conv", PAIR, seed))
    )
    return [
        {"cut": cut, "cka": round(linear_cka(ours[number], of_A[number]), 4)}
        for cut, number in numbers.items()
    ]


def linear_cka(first: np.ndarray, second: np.ndarray) -> float:
    """Return the linear CKA of two arrays of features of the same images, 0 to 1.

    Parameters
    ----------
    first, second : ndarray, shape (n_images, n_values)
        Each with its own number of values.
    """
    first_kernel, second_kernel = (
        centred @ centred.T
        for centred in (values - values.mean(axis=0) for values in (first, second))
    )
    norms = np.linalg.norm(first_kernel) * np.linalg.norm(second_kernel)
    return float((first_kernel * second_kernel).sum() / norms)


def _weights(network: str, seed: int) -> list[np.ndarray]:
    from course_utils.training.task_b import CONV, new_weights, recalibrated

    if network == RANDOM:
        return recalibrated(CONV, new_weights(CONV, seed), labelled(PAIR, N_LABELS, seed).X)
    if network == OTHER_A:
        return model_a_weights("conv", PAIR, (seed + 1) % len(SEEDS))
    if network in BY_NAME:
        head, normalisation = BY_NAME[network]
        rate = chosen_rates()[head, normalisation, N_UPDATES]
        start = start_of(head, normalisation, seed)
        return fine_tuned(normalisation, start, seed, N_UPDATES, rate)
    return trained_weights(SCRATCH_CONV, PAIR, N_LABELS, seed)


EXPERIMENT = Experiment(
    "similarity",
    every(network=NETWORKS, seed=SEEDS),
    measure,
    steps=("cut",),
    values=("cka",),
    rows_per_run=3,
)
