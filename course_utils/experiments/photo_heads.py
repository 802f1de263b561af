"""Penalties of the heads of `photo_transfer`, tried on held-out photos.

Five seeds that no other experiment uses; as many held-out photos of a class as have labels, or all
there are. In place of all photos two in three are learnt from here, and the third is held out. The
test photos are not read.
"""

from __future__ import annotations

import numpy as np

from course_utils.datasets.tasks import Part
from course_utils.experiments.arms import SVM_PENALTIES, TUNING_SEEDS
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.photo_arms import N_LABELS, held_out, in_tuning, photos
from course_utils.experiments.photo_features import ARMS, Arm, features_of
from course_utils.experiments.right import on_held_out
from course_utils.experiments.tuning_heads import best_settings

TRIED = {
    "logistic regression": tuple(10.0**power for power in range(-8, 5)),
    "SVM": SVM_PENALTIES,
}


def measure(seed: int) -> list[Row]:
    """Fit every head with every setting; count the held-out photos that are right."""
    rows: list[Row] = []
    for n in N_LABELS:
        learnt, asked = in_tuning(n, seed), held_out(n, seed)
        y = photos().y[asked]
        for arm in (arm for arm in ARMS if arm.classifier in TRIED):
            found = predictions_of(arm, learnt, seed, asked, TRIED[arm.classifier])
            rows += [
                {"n": n, "arm": arm.name, "setting": setting, **on_held_out(predicted == y)}
                for setting, predicted in found
            ]
    return rows


def predictions_of(
    arm: Arm, places: np.ndarray, seed: int, asked: np.ndarray, settings: tuple[float, ...]
) -> list[tuple[float, np.ndarray]]:
    """Fit a head with each setting; return the settings with the labels for the asked photos.

    `places` are those of the labelled photos.
    """
    from course_utils.training.heads import predictions

    values = features_of(arm, places, seed)
    learnt = Part(values[places], photos().y[places])
    found = predictions(arm.classifier, learnt, values[asked], settings)
    return list(zip(settings, found, strict=True))


def penalty_of(arm: Arm, n: int) -> float:
    """Return the setting with most held-out photos right, all seeds together."""
    return best_settings("photo_heads")[arm.name, n] if arm.classifier in TRIED else 0.0


EXPERIMENT = Experiment(
    "photo_heads",
    every(seed=TUNING_SEEDS),
    measure,
    steps=("n", "arm", "setting"),
    values=("right", "held_out"),
)
