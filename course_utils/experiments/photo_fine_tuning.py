"""Fine-tuning an ImageNet network on ten photos of each class, against its frozen features.

The arms are those of `photo_fine_tuning_arms`, at the rates of `photo_tuning`, and where it does
not take long at a usual rate too. At the rate 0 nothing but the statistics can change; this control
is run where normalisation moves.
"""

from __future__ import annotations

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.photo_arms import SEEDS, photos, share_of_classes, sides
from course_utils.experiments.photo_fine_tuning_arms import (
    ARMS,
    MOVES,
    SCRATCH,
    Arm,
    epochs_of,
    start_labels,
    trained,
)
from course_utils.experiments.photo_tuning import chosen_rates
from course_utils.experiments.right import packed

USUAL_RATE = 1e-4


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    return [{**arm._asdict(), "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(run: Row) -> list[Row]:
    """Fine-tune with the rate of each number of epochs; label the test photos."""
    arm = Arm(str(run["trained"]), str(run["normalisation"]), str(run["how"]))
    seed, test = int(run["seed"]), sides().test
    y = photos().y[test]
    found = []
    if arm.trained != SCRATCH:
        found.append((0, 0.0, start_labels(seed, test)))
    for rate, at in _rates(arm).items():
        found += [
            (epochs, rate, labels)
            for epochs, labels in trained(arm, seed, rate, test)
            if epochs in at
        ]
    return [
        {
            "epochs": epochs,
            "rate": rate,
            "balanced_accuracy": round(share_of_classes(labels == y, test), 4),
            "right": packed(labels == y),
        }
        for epochs, rate, labels in found
    ]


def _rates(arm: Arm) -> dict[float, set[int]]:
    """Return the rates of an arm, and after how many epochs each is measured."""
    rates: dict[float, set[int]] = {}
    for epochs in epochs_of(arm):
        rates.setdefault(chosen_rates()[arm, epochs], set()).add(epochs)
    whole = set(epochs_of(arm))
    if arm.trained not in (SCRATCH, "all blocks"):
        rates[USUAL_RATE] = whole
    if arm.normalisation == MOVES and arm.trained != SCRATCH:
        rates[0.0] = whole
    return rates


EXPERIMENT = Experiment(
    name="photo_fine_tuning",
    keys=("trained", "normalisation", "how", "seed"),
    steps=("epochs", "rate"),
    values=("balanced_accuracy", "right"),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
