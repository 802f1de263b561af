"""Shifted images: which features and networks still serve, pullover or shirt with 200 labels.

Mode ``test``: learnt from images as they are. Mode ``both``: the 200 labelled images are shifted
as the test images are, which only heads are measured with. Shifts go to the right. Settings are
those that tuning chose for images as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from course_utils import solutions
from course_utils.datasets.tasks import Images
from course_utils.experiments.arms import CUTS, PIXELS, SCRATCH_CONV, TUNED_CONV, heads_of, task
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.right import on_test
from course_utils.experiments.transfer_learning import head_predictions
from course_utils.experiments.tuning_heads import penalty_of
from course_utils.experiments.tuning_networks import trained_weights

PAIR, N_LABELS = "2-6", 200
SEEDS = range(6)
SHIFTS = range(7)
MODES = ("test", "both")
NETWORKS = {arm.name: arm for arm in (SCRATCH_CONV, TUNED_CONV)}


def measure(learner: str, seed: int) -> list[Row]:
    """Learn from 200 labels, and label shifted test images."""
    if learner in (PIXELS, *CUTS):
        return [row for shift in SHIFTS for row in _of_heads(learner, seed, shift)]
    return _of_network(learner, seed)


def _of_heads(source: str, seed: int, shift: int) -> list[Row]:
    moved = _shifted(shift)
    settings = {arm: [penalty_of(arm.name, N_LABELS)] for arm in heads_of(source)}
    X = moved(task(PAIR).test.X)
    return [
        _row(arm.name, mode, shift, predicted)
        for mode in MODES
        for arm, _, predicted in head_predictions(
            source, PAIR, N_LABELS, seed, X, settings, moved if mode == "both" else _shifted(0)
        )
    ]


def _of_network(name: str, seed: int) -> list[Row]:
    from course_utils.training.task_b import predict

    arm = NETWORKS[name]
    weights = trained_weights(arm, PAIR, N_LABELS, seed)
    return [
        _row(name, "test", shift, predict(arm.kind, weights, _shifted(shift)(task(PAIR).test.X)))
        for shift in SHIFTS
    ]


def _shifted(shift: int) -> Callable[[Images], Images]:
    return partial(solutions.reference("shift_images"), dx=shift, dy=0)


def _row(arm: str, mode: str, shift: int, predicted: np.ndarray) -> Row:
    right = predicted == task(PAIR).test.y
    return {"arm": arm, "mode": mode, "shift": shift, **on_test(right)}


EXPERIMENT = Experiment(
    "shift",
    every(learner=(PIXELS, *CUTS, *NETWORKS), seed=SEEDS),
    measure,
    steps=("arm", "mode", "shift"),
    values=("test_accuracy", "right"),
)
