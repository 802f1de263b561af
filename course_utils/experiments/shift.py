"""Shifted images: which features still serve, for pullover against shirt with 200 labels.

A head is trained on frozen features of images as they are (mode ``test``) or of images shifted as
the test images are (mode ``both``). Shifts go to the right. Conv features are taken flat, as
MiniVGGNet does, and pooled over all places. The C of a head is the one that is best on validation
images, shifted as those it was trained on.
"""

from __future__ import annotations

from typing import Any

from course_utils import solutions
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import N_LABELS, PAIR, network, outputs
from course_utils.experiments.transfer_arms import PENALTIES, task
from course_utils.tasks import Part, few_labels

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


def runs() -> list[Row]:
    """Return one run an arm and seed; its rows are modes and shifts."""
    return [{"arm": arm, "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(run: Row) -> list[Row]:
    """Train heads and measure them on shifted test images."""
    from course_utils.training.task_b import chosen_head

    kind, form = ARMS[str(run["arm"])]
    seed = int(run["seed"])
    few, valid, test = (
        few_labels(task(PAIR).train, N_LABELS, seed),
        task(PAIR).valid,
        task(PAIR).test,
    )
    model = network(kind, seed) if kind else None
    shift_images = solutions.reference("shift_images")

    def shifted(part: Part, shift: int) -> Part:
        """Return the features of a part's images after a shift."""
        X = shift_images(part.X, shift, 0)
        if kind.startswith("dense"):
            X = outputs(model, _PENULTIMATE, X)
        elif model is not None:
            X = outputs(model, _LAST_POOLING, X)
        pooled = X.mean(axis=(1, 2)) if form == POOLED else X
        return Part(pooled.reshape(len(pooled), -1), part.y)

    def trained_at(shift: int) -> Any:
        return chosen_head(shifted(few, shift), shifted(valid, shift), PENALTIES)

    unshifted = trained_at(0)
    rows: list[Row] = []
    for shift in SHIFTS:
        seen = shifted(test, shift)
        both = trained_at(shift) if shift else unshifted
        for mode, classifier in (("test", unshifted), ("both", both)):
            accuracy = float(classifier.score(seen.X, seen.y))
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
