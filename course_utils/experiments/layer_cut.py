"""The cut: features after each part of the network, for pullover against shirt with 200 labels.

The head is trained on frozen features, of model A and of the same network with random weights.
"""

from __future__ import annotations

import numpy as np

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import N_LABELS, PAIR, network, outputs
from course_utils.experiments.transfer_arms import task
from course_utils.tasks import few_labels

SEEDS = range(10)
CUTS = {
    "conv": {"block 1": 4, "block 2": 10, "hidden": 14, "output": 16},
    "dense": {"hidden 1": 1, "hidden 2": 2, "hidden 3": 3, "output": 4},
}
"""The layer number at which each part of MiniVGGNet and of the dense network ends."""
_C = 0.01


def runs() -> list[Row]:
    """Return one run a network and seed; its rows are the cuts."""
    return [
        {"network": kind, "seed": seed}
        for seed in SEEDS
        for kind in ("conv from A", "random conv", "dense from A")
    ]


def measure(run: Row) -> list[Row]:
    """Train a head on the features of each cut."""
    from course_utils.training.task_b import head

    kind, seed = str(run["network"]), int(run["seed"])
    part, test = few_labels(task(PAIR).train, N_LABELS, seed), task(PAIR).test
    model = network(kind, seed)
    rows: list[Row] = []
    for cut, number in CUTS["dense" if kind.startswith("dense") else "conv"].items():
        learnt = outputs(model, number, part.X).reshape(len(part.X), -1)
        seen = outputs(model, number, test.X).reshape(len(test.X), -1)
        accuracy = float(np.mean(head(_C).fit(learnt, part.y).predict(seen) == test.y))
        rows.append({"cut": cut, "test_accuracy": round(accuracy, 4)})
    return rows


EXPERIMENT = Experiment(
    name="layer_cut",
    keys=("network", "seed"),
    steps=("cut",),
    values=("test_accuracy",),
    runs=runs,
    measure=measure,
    rows_per_run=4,
)
