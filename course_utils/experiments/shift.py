"""Shifted images: which features still serve, for pullover against shirt with 200 labels.

A head is trained on frozen features of images as they are (mode ``test``) or of images shifted as
the test images are (mode ``both``). Shifts go to the right. Conv features are taken flat, as
MiniVGGNet does, and pooled over all places.
"""

from __future__ import annotations

import numpy as np

from course_utils import solutions
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import N_LABELS, PAIR, network, outputs
from course_utils.experiments.transfer_arms import task
from course_utils.tasks import few_labels

SEEDS = range(10)
SHIFTS = range(7)
MODES = ("test", "both")
FLAT, POOLED = "flat", "pooled over all places"
ARMS = {
    "raw pixels": ("", FLAT),
    "dense from A": ("dense from A", FLAT),
    "conv from A": ("conv from A", FLAT),
    "conv from A, pooled": ("conv from A", POOLED),
    "random conv": ("random conv", FLAT),
}
_LAST_POOLING = 10  # the layer number of the second block's pooling in MiniVGGNet
_PENULTIMATE = -2
_C = 0.01


def runs() -> list[Row]:
    """Return one run an arm and seed; its rows are modes and shifts."""
    return [{"arm": arm, "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(run: Row) -> list[Row]:
    """Train heads and measure them on shifted test images."""
    from course_utils.training.task_b import head

    kind, form = ARMS[str(run["arm"])]
    seed = int(run["seed"])
    part = few_labels(task(PAIR).train, N_LABELS, seed)
    model = network(kind, seed) if kind else None
    shift_images = solutions.reference("shift_images")

    def features(X: np.ndarray) -> np.ndarray:
        if model is None:
            return X.reshape(len(X), -1)
        if kind.startswith("dense"):
            return outputs(model, _PENULTIMATE, X)
        values = outputs(model, _LAST_POOLING, X)
        return values.mean(axis=(1, 2)) if form == POOLED else values.reshape(len(X), -1)

    test = task(PAIR).test
    unshifted = head(_C).fit(features(part.X), part.y)
    rows: list[Row] = []
    for shift in SHIFTS:
        seen = features(shift_images(test.X, shift, 0))
        both = head(_C).fit(features(shift_images(part.X, shift, 0)), part.y)
        for mode, classifier in (("test", unshifted), ("both", both)):
            accuracy = float(np.mean(classifier.predict(seen) == test.y))
            rows.append({"mode": mode, "shift": shift, "test_accuracy": round(accuracy, 4)})
    return rows


EXPERIMENT = Experiment(
    name="shift",
    keys=("arm", "seed"),
    steps=("mode", "shift"),
    values=("test_accuracy",),
    runs=runs,
    measure=measure,
    rows_per_run=len(SHIFTS) * len(MODES),
)
