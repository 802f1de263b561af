"""What each kind of features is worth on photos, by the number of labels of each class.

Penalties are those of `photo_heads`. For each test photo it is kept whether it was right.
"""

from __future__ import annotations

from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.photo_arms import (
    ALL,
    N_LABELS,
    SEEDS,
    labelled,
    photos,
    share_of_classes,
    sides,
)
from course_utils.experiments.photo_features import ARMS, RANDOM_SOURCES
from course_utils.experiments.photo_heads import penalty_of, predictions_of
from course_utils.experiments.right import packed


def measure(seed: int) -> list[Row]:
    """Learn from every number of labels; label the test photos."""
    test = sides().test
    rows: list[Row] = []
    for n in N_LABELS:
        for arm in ARMS:
            if n == ALL and seed > 0 and arm.features not in RANDOM_SOURCES:
                continue  # with all labels nothing is drawn
            setting = penalty_of(arm, n)
            ((_, predicted),) = predictions_of(arm, labelled(n, seed), seed, test, (setting,))
            right = predicted == photos().y[test]
            rows.append(
                {
                    "n": n,
                    "arm": arm.name,
                    "setting": setting,
                    "balanced_accuracy": round(share_of_classes(right, test), 4),
                    "right": packed(right),
                }
            )
    return rows


EXPERIMENT = Experiment(
    "photo_transfer",
    every(seed=SEEDS),
    measure,
    steps=("n", "arm"),
    values=("setting", "balanced_accuracy", "right"),
)
