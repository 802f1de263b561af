"""Penalties of the heads of `photo_transfer`, tried on held-out photos.

Five seeds that no other experiment uses; as many held-out photos of a class as have labels, or all
there are. In place of all photos two in three are learnt from here, and the third is held out. The
test photos are not read.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.datasets.tasks import Part
from course_utils.experiments.arms import SVM_PENALTIES, TUNING_SEEDS
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.photo_arms import N_LABELS, held_out, in_tuning, photos
from course_utils.experiments.photo_features import ARMS, Arm, features_of
from course_utils.experiments.results import read_results
from course_utils.experiments.tuning_heads import middle_of_best

TRIED = {
    "logistic regression": tuple(10.0**power for power in range(-8, 5)),
    "SVM": SVM_PENALTIES,
}


def runs() -> list[Row]:
    """Return one run a seed; its rows are numbers of labels, arms and settings."""
    return [{"seed": seed} for seed in TUNING_SEEDS]


def measure(run: Row) -> list[Row]:
    """Fit every head with every setting; count the held-out photos that are right."""
    seed = int(run["seed"])
    rows: list[Row] = []
    for n in N_LABELS:
        asked = held_out(n, seed)
        for arm in (arm for arm in ARMS if arm.classifier in TRIED):
            learnt = in_tuning(n, seed)
            tried = TRIED[arm.classifier]
            for setting, predicted in predictions_of(arm, learnt, seed, asked, tried):
                right = predicted == photos().y[asked]
                rows.append(
                    {
                        "n": n,
                        "arm": arm.name,
                        "setting": setting,
                        "right": int(right.sum()),
                        "held_out": len(right),
                    }
                )
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


@cache
def _chosen() -> dict[tuple[str, int], float]:
    right = read_results("photo_heads").groupby(["arm", "n", "setting"])["right"].sum()
    return {
        (str(arm), int(n)): middle_of_best(counts.droplevel(["arm", "n"]))
        for (arm, n), counts in right.groupby(["arm", "n"])
    }


def penalty_of(arm: Arm, n: int) -> float:
    """Return the setting with most held-out photos right, all seeds together."""
    return _chosen()[arm.name, n] if arm.classifier in TRIED else 0.0


EXPERIMENT = Experiment(
    name="photo_heads",
    keys=("seed",),
    steps=("n", "arm", "setting"),
    values=("right", "held_out"),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
