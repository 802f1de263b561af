"""Fine-tuning an ImageNet network on ten photos of each class, against its frozen features.

The arms are those of `photo_fine_tuning_arms`, at the rates of `photo_tuning`; those that train the
top three blocks in the plain way have a usual rate too. At the rate 0 nothing but the statistics
can change; this control is run where normalisation moves.
"""

from __future__ import annotations

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.photo_arms import SEEDS, photos, share_of_classes, sides
from course_utils.experiments.photo_fine_tuning_arms import (
    ALL_BLOCKS,
    ARMS,
    AT_ONCE,
    EPOCHS,
    MOVES,
    SCRATCH,
    Arm,
    start_labels,
    trained,
)
from course_utils.experiments.photo_tuning import chosen_rates
from course_utils.experiments.right import packed

USUAL_RATE = 1e-4
SCRATCH_RATE = 1e-3
"""Adam's own; it is not tuned, because a run takes a minute."""


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    return [{**arm._asdict(), "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(seed: int, **of_arm: str) -> list[Row]:
    """Fine-tune with the rate of each number of epochs; label the test photos."""
    arm, test = Arm(**of_arm), sides().test
    y = photos().y[test]
    found = []
    if arm.trained != SCRATCH:
        found.append((0, 0.0, start_labels(seed, test)))
    for rate, at in _rates(arm).items():
        found += [(done, rate, labels) for done, labels in trained(arm, seed, rate, test, at)]
    return [
        {
            "epochs": epochs,
            "rate": rate,
            "balanced_accuracy": round(share_of_classes(labels == y, test), 4),
            "right": packed(labels == y),
        }
        for epochs, rate, labels in found
    ]


def measured_after(arm: Arm) -> tuple[int, ...]:
    """Return after how many epochs an arm is measured.

    Where all blocks are trained 20 epochs take a minute, and tuning found them no better than 5.
    From scratch so few are too few.
    """
    fewer, more = EPOCHS
    return {ALL_BLOCKS: (fewer,), SCRATCH: (more,)}.get(arm.trained, EPOCHS)


def _rates(arm: Arm) -> dict[float, tuple[int, ...]]:
    """Return the rates of an arm, and after how many epochs each is measured."""
    if arm.trained == SCRATCH:
        return {SCRATCH_RATE: measured_after(arm)}
    rates: dict[float, tuple[int, ...]] = {}
    for epochs in measured_after(arm):
        rate = chosen_rates()[arm, epochs]
        rates[rate] = (*rates.get(rate, ()), epochs)
    if arm.trained == "top 3 blocks" and arm.how == AT_ONCE:
        rates[USUAL_RATE] = measured_after(arm)
    if arm.normalisation == MOVES:
        rates[0.0] = measured_after(arm)
    return rates


EXPERIMENT = Experiment(
    "photo_fine_tuning",
    runs(),
    measure,
    steps=("epochs", "rate"),
    values=("balanced_accuracy", "right"),
)
