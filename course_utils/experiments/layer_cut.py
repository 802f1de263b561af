"""The cut: features after each part of the network, for pullover against shirt with 200 labels.

The head is trained on frozen features, of model A and of the same network with random weights. Its
C is the one that is best on the validation images, for each cut.
"""

from __future__ import annotations

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.shift_arms import N_LABELS, PAIR, network, outputs
from course_utils.experiments.transfer_arms import PENALTIES, task
from course_utils.tasks import Part, few_labels

SEEDS = range(10)
CUTS = {
    "conv": {"block 1": 4, "block 2": 10, "hidden": 14, "output": 16},
    "dense": {"hidden 1": 1, "hidden 3": 3, "hidden 5": 5, "output": 6},
}
"""The layer number at which each part of MiniVGGNet and of the dense network ends."""


def runs() -> list[Row]:
    """Return one run a network and seed; its rows are the cuts."""
    return [
        {"network": kind, "seed": seed}
        for seed in SEEDS
        for kind in ("conv from A", "random conv", "dense from A")
    ]


def measure(run: Row) -> list[Row]:
    """Train a head on the features of each cut."""
    from course_utils.training.task_b import chosen_head

    kind, seed = str(run["network"]), int(run["seed"])
    few = few_labels(task(PAIR).train, N_LABELS, seed)
    model = network(kind, seed)

    def features(part: Part, number: int) -> Part:
        return Part(outputs(model, number, part.X).reshape(len(part.X), -1), part.y)

    rows: list[Row] = []
    for cut, number in CUTS["dense" if kind.startswith("dense") else "conv"].items():
        learnt, valid, test = (
            features(part, number) for part in (few, task(PAIR).valid, task(PAIR).test)
        )
        accuracy = chosen_head(learnt, valid, PENALTIES).score(test.X, test.y)
        rows.append({"cut": cut, "test_accuracy": round(float(accuracy), 4)})
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
