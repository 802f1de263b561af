"""What each way of learning task B reaches, by pair of classes and number of labels.

Settings are those that tuning chose for the arm and the number of labels. The test images are read
once a run, and for each it is kept whether it was right. Networks with convolutions, which take
most of the time, are measured where they were tuned; from scratch, as opponents, with 500 and 2,000
labels too.
"""

from __future__ import annotations

from course_utils.experiments.arms import (
    CUTS,
    N_LABELS,
    NETWORKS,
    PAIRS,
    PIXELS,
    TUNED_AT,
    Network,
    heads_of,
    task,
)
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.right import on_test
from course_utils.experiments.transfer_learning import head_predictions
from course_utils.experiments.tuning_heads import penalty_of
from course_utils.experiments.tuning_networks import setting_of, trained_weights

SEEDS = range(6)
LEARNERS = (PIXELS, *CUTS, *(arm.name for arm in NETWORKS))


def measure(learner: str, pair: str, seed: int) -> list[Row]:
    """Learn with the chosen settings from every number of labels; label the test images."""
    networks = {arm.name: arm for arm in NETWORKS}
    if learner in networks:
        arm = networks[learner]
        return [_of_network(arm, pair, seed, n) for n in labels_of(arm)]
    return [row for n in N_LABELS for row in _of_heads(learner, pair, seed, n)]


def labels_of(arm: Network) -> tuple[int, ...]:
    """Return the numbers of labels that an arm which trains a network is measured with."""
    if "conv" not in arm.kind:
        return N_LABELS
    is_opponent = not arm.reuses_a
    return tuple(n for n in N_LABELS if n in TUNED_AT or (is_opponent and n >= 500))


def _of_heads(source: str, pair: str, seed: int, n: int) -> list[Row]:
    test = task(pair).test
    settings = {arm: [penalty_of(arm.name, n)] for arm in heads_of(source)}
    return [
        {"n": n, "arm": arm.name, "setting": setting, "updates": 0, **on_test(predicted == test.y)}
        for arm, setting, predicted in head_predictions(source, pair, n, seed, test.X, settings)
    ]


def _of_network(arm: Network, pair: str, seed: int, n: int) -> Row:
    from course_utils.training.task_b import predict

    test = task(pair).test
    rate, n_updates = setting_of(arm, n)
    right = predict(arm.kind, trained_weights(arm, pair, n, seed), test.X) == test.y
    return {"n": n, "arm": arm.name, "setting": rate, "updates": n_updates, **on_test(right)}


EXPERIMENT = Experiment(
    "transfer_ladder",
    every(learner=LEARNERS, pair=PAIRS, seed=SEEDS),
    measure,
    steps=("n", "arm"),
    values=("setting", "updates", "test_accuracy", "right"),
)
