"""Fine-tuning by what normalisation does meanwhile: accuracy after some updates, and on shifts.

The arms are those of `normalisation_arms`, at the rates of `normalisation_tuning`. With the rate 0
nothing but the statistics can change; this control is run where it can say something, with a head
that is fitted and a normalisation that moves. The test images are labelled as they are, and at the
start and the end shifted to the right too.
"""

from __future__ import annotations

from course_utils import solutions
from course_utils.experiments.arms import task
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.normalisation_arms import (
    ARMS,
    MOVES,
    PAIR,
    RECALIBRATED_MOVES,
    UPDATES,
    Arm,
    fine_tuned,
    start_of,
)
from course_utils.experiments.normalisation_tuning import chosen_rates
from course_utils.experiments.right import packed

SEEDS = range(10)
SHIFTS = (0, 2, 4)
_UPDATES_AT_RATE_0 = (30, 100)  # by then the moving averages have forgotten task A: 0.9 ** 100


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    return [{**arm._asdict(), "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(head: str, normalisation: str, seed: int) -> list[Row]:
    """Fine-tune with every number of updates; label the test images."""
    from course_utils.training.task_b import CONV, predict

    arm = Arm(head, normalisation)
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
    tried = [(0, 0.0), *((updates, chosen_rates()[*arm, updates]) for updates in UPDATES)]
    if arm.head == "head first" and arm.normalisation in (MOVES, RECALIBRATED_MOVES):
        tried += [(updates, 0.0) for updates in _UPDATES_AT_RATE_0]
    return tried


EXPERIMENT = Experiment(
    "normalisation",
    runs(),
    measure,
    steps=("updates", "rate", "shift"),
    values=("accuracy", "right"),
)
