"""Task A, near and small, against ImageNet, far and huge: what their features are worth on task B.

Heads learn on frozen features: of a network that has learnt the other eight garments, of the same
with random weights, and of one that has learnt ImageNet. Beside them stand the cheap ones on
pixels. Settings are those that tuning chose, and so is the cut of each source. For each test image
it is kept whether it was right.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_utils.datasets.tasks import Part
from course_utils.experiments import opponents
from course_utils.experiments.arms import (
    CONV_FROM_A,
    N_LABELS,
    PAIRS,
    PIXELS,
    RANDOM_CONV,
    heads_of,
    task,
)
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.imagenet_garments import CUTS_TRIED, IMAGENET, arm_of
from course_utils.experiments.near_or_far_heads import best_cut, features_of
from course_utils.experiments.near_or_far_heads import penalty_of as penalty_on_imagenet
from course_utils.experiments.right import on_test
from course_utils.experiments.transfer_learning import head_predictions, labelled
from course_utils.experiments.tuning_heads import penalty_of

SEEDS = range(10)
CUT_OF = {arm_of(IMAGENET, cut): cut for cut in CUTS_TRIED}


def runs() -> list[Row]:
    """Return one run a source, pair and seed; its rows are numbers of labels and arms."""
    return [
        {"source": source, "pair": pair, "seed": seed}
        for source in (IMAGENET, PIXELS, RANDOM_CONV, CONV_FROM_A)
        for seed in SEEDS
        for pair in PAIRS
    ]


def measure(source: str, pair: str, seed: int) -> list[Row]:
    """Learn from every number of labels; label the test images."""
    y = task(pair).test.y
    found = _on_imagenet(pair, seed) if source == IMAGENET else _on_ours(source, pair, seed)
    return [
        {"n": n, "arm": arm, "setting": setting, **on_test(labels == y)}
        for n, arm, setting, labels in found
    ]


def _on_imagenet(pair: str, seed: int) -> Iterator[tuple[int, str, float, np.ndarray]]:
    from course_utils.training.heads import LOGISTIC_REGRESSION, predictions

    parts = [labelled(pair, n, seed) for n in N_LABELS]
    *of_parts, of_test = features_of(IMAGENET, pair, seed, [*parts, task(pair).test])
    for n, part, values in zip(N_LABELS, parts, of_parts, strict=True):
        arm = best_cut(IMAGENET, n)
        cut, setting = CUT_OF[arm], penalty_on_imagenet(arm, n)
        learnt = Part(values[cut], part.y)
        labels = next(predictions(LOGISTIC_REGRESSION, learnt, of_test[cut], [setting]))
        yield n, arm, setting, labels


def _on_ours(source: str, pair: str, seed: int) -> Iterator[tuple[int, str, float, np.ndarray]]:
    X = task(pair).test.X
    for n in N_LABELS:
        chosen = [
            arm
            for arm in heads_of(source)
            if source == PIXELS or arm.name == opponents.best_cut(source, n)
        ]
        settings = {arm: [penalty_of(arm.name, n)] for arm in chosen}
        for arm, setting, labels in head_predictions(source, pair, n, seed, X, settings):
            yield n, arm.name, setting, labels


EXPERIMENT = Experiment(
    "near_or_far", runs(), measure, steps=("n", "arm"), values=("setting", "test_accuracy", "right")
)
