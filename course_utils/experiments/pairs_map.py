"""Where transfer helps and where it hurts: all 45 pairs of classes, with 50 and 200 labels.

Each pair and seed has a model A of its own: MiniVGGNet, trained for one epoch on 20,000 images of
the other eight classes. The head stands on its frozen second block; the opponents know nothing of
task A, the second block of a random network among them. MiniVGGNet from scratch is left out: it
takes forty seconds a run, and with 50 and 200 labels it was at most a point better than that block
on the three pairs of `transfer_ladder`. Settings are those that tuning chose on these pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Images, Pair, Part, few_labels, task_a, task_b
from course_utils.experiments.arms import CHEAP, SCRATCH_DENSE
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.right import on_test
from course_utils.experiments.tuning_heads import penalty_of
from course_utils.experiments.tuning_networks import setting_of

SEEDS = range(5)
N_LABELS = (50, 200)
CUT = "block 2"
FROZEN = f"conv from A, frozen, {CUT}"
RANDOM = f"random conv, frozen, {CUT}"
OPPONENTS = ("logistic regression", "SVM", RANDOM, SCRATCH_DENSE.name)
N_IMAGES_A = 20_000


def runs() -> list[Row]:
    """Return one run a pair of classes and seed."""
    return [
        {"first": first, "second": second, "seed": seed}
        for seed in SEEDS
        for first, second in combinations(range(10), 2)
    ]


def measure(first: int, second: int, seed: int) -> list[Row]:
    """Train model A, learn task B in every way, and label the test images."""
    pair = first, second
    task = task_b(load_fashion_mnist(), pair)
    weights_A = _model_a(pair, seed)
    asked = _block(weights_A, task.test.X)
    return [
        {"n": n, "arm": arm, **on_test(predicted == task.test.y)}
        for n in N_LABELS
        for arm, predicted in _predictions(
            few_labels(task.train, n, seed), task.test.X, weights_A, asked, seed
        )
    ]


def _model_a(pair: Pair, seed: int) -> list[np.ndarray]:
    from course_utils.training.task_a import train_conv

    whole = task_a(load_fashion_mnist(), pair)
    part = Part(whole.train.X[:N_IMAGES_A], whole.train.y[:N_IMAGES_A])
    weights: list[np.ndarray] = train_conv(whole._replace(train=part), seed, 1).get_weights()
    return weights


def _block(weights: list[np.ndarray], X: Images) -> np.ndarray:
    """Return what the second block gives for images, shape (n, values)."""
    from course_utils.training.task_b import CONV, CUTS, features

    number = CUTS[CONV][CUT]
    return features(CONV, weights, X, [number])[number]


def _predictions(
    part: Part, X: Images, weights_A: list[np.ndarray], of_A: np.ndarray, seed: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Learn from a part in every way; yield the arm and the labels that it gives to X.

    `of_A` are A's features of X.
    """
    from course_utils.training import task_b
    from course_utils.training.heads import LOGISTIC_REGRESSION, predictions

    n = len(part.y)
    random = task_b.recalibrated(task_b.CONV, task_b.new_weights(task_b.CONV, seed), part.X)
    for name, weights, asked in ((FROZEN, weights_A, of_A), (RANDOM, random, _block(random, X))):
        learnt = Part(_block(weights, part.X), part.y)
        yield name, next(predictions(LOGISTIC_REGRESSION, learnt, asked, [penalty_of(name, n)]))
    for arm in CHEAP:
        if arm.name in OPPONENTS:
            flat = Part(part.X.reshape(n, -1), part.y)
            setting = [penalty_of(arm.name, n)]
            yield arm.name, next(predictions(arm.classifier, flat, X.reshape(len(X), -1), setting))
    start = task_b.new_weights(SCRATCH_DENSE.kind, seed)
    weights = task_b.train(SCRATCH_DENSE.kind, start, part, *setting_of(SCRATCH_DENSE, n), seed)
    yield SCRATCH_DENSE.name, task_b.predict(SCRATCH_DENSE.kind, weights, X)


EXPERIMENT = Experiment(
    "pairs_map",
    runs(),
    measure,
    steps=("n", "arm"),
    values=("test_accuracy", "right"),
    rows_per_run=len(N_LABELS) * (1 + len(OPPONENTS)),
)
