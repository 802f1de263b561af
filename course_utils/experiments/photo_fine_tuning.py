"""Fine-tuning an ImageNet network on ten photos of each class, against its frozen features.

The arms are those of `photo_fine_tuning_arms`, at the rates of `photo_tuning`. At the rate 0
nothing but the statistics can change; this control is run where normalisation moves.
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
    for epochs in epochs_of(arm):
        rate = chosen_rates()[arm, epochs]
        found += [
            (done, rate, labels)
            for done, labels in trained(arm, seed, rate, test)
            if done == epochs
        ]
    if arm.normalisation == MOVES and arm.trained != SCRATCH:
        found += [(done, 0.0, labels) for done, labels in trained(arm, seed, 0.0, test)]
    return [
        {
            "epochs": epochs,
            "rate": rate,
            "balanced_accuracy": round(share_of_classes(labels == y, test), 4),
            "right": packed(labels == y),
        }
        for epochs, rate, labels in found
    ]


EXPERIMENT = Experiment(
    name="photo_fine_tuning",
    keys=("trained", "normalisation", "how", "seed"),
    steps=("epochs", "rate"),
    values=("balanced_accuracy", "right"),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
