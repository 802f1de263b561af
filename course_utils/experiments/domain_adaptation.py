"""Labels for images as they are, test images shifted or inverted: what gradient reversal is worth.

Half of the training images are the source, as they are and with labels. The other half is the
target: shifted or inverted, and without labels but in the arm that shows what they would be worth.
One more arm changes half of the source images in the same way and keeps their labels. Every arm
makes 600 updates of Adam at 0.001, with 64 labelled images in each.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Images, Part, Task, all_classes
from course_utils.experiments.experiment import Experiment, Row

SEEDS = range(5)
N_UPDATES = 600
N_LABELLED = 64  # images in an update
SHIFT = 3
TARGETS = ("shifted", "inverted")
SCALES = (0.1, 0.3, 1.0)
ARMS = (
    "source only",
    *(f"reversal × {scale:g}" for scale in SCALES),
    "source, half of it changed",
    "target labelled",
)


def runs() -> list[Row]:
    """Return one run an arm, target and seed."""
    return [
        {"target": target, "arm": arm, "seed": seed}
        for seed in SEEDS
        for target in TARGETS
        for arm in ARMS
    ]


def measure(target: str, arm: str, seed: int) -> list[Row]:
    """Train one network; return its accuracies on test images as they are, and as the target."""
    import keras

    from course_utils.training.joint import train_heads

    train, test = _fashion().train, _fashion().test
    half = len(train.y) // 2
    source = Part(train.X[:half], train.y[:half])
    unlabelled = _changed(train.X[half:], target)
    keras.utils.set_random_seed(seed)
    scales = {f"reversal × {scale:g}": scale for scale in SCALES}
    model = _network(scales.get(arm))
    parts = {"fashion": source}
    if arm == "target labelled":
        parts = {"fashion": Part(unlabelled, train.y[half:])}
    elif arm == "source, half of it changed":
        X = np.concatenate([source.X[::2], _changed(source.X[1::2], target)])
        parts = {"fashion": Part(X, np.concatenate([source.y[::2], source.y[1::2]]))}
    elif arm in scales:
        domains = np.repeat(np.array([0, 1]), [half, len(unlabelled)])
        parts["domain"] = Part(np.concatenate([source.X, unlabelled]), domains)
    train_heads(model, parts, N_UPDATES, seed, batch_size=N_LABELLED * len(parts))
    outputs = {
        "source_test": model.predict(test.X, batch_size=500, verbose=0),
        "target_test": model.predict(_changed(test.X, target), batch_size=500, verbose=0),
    }
    row: Row = {
        name: round(float(np.mean(output["fashion"].argmax(axis=1) == test.y)), 4)
        for name, output in outputs.items()
    }
    row["domain_test"] = ""
    if arm in scales:
        told_apart = [output["domain"].argmax(axis=1) for output in outputs.values()]
        is_right = np.concatenate([told_apart[0] == 0, told_apart[1] == 1])
        row["domain_test"] = round(float(is_right.mean()), 4)
    return [row]


@cache
def _fashion() -> Task:
    return all_classes(load_fashion_mnist())


def _changed(X: Images, target: str) -> Images:
    if target == "inverted":
        return 1 - X
    return np.asarray(solutions.reference("shift_images")(X, SHIFT, 0))


def _network(scale: float | None) -> Any:
    """Return the trunk with a head for the classes and, if there is a scale, one for the domain.

    Source: Y. Ganin and V. Lempitsky, "Unsupervised Domain Adaptation by Backpropagation", ICML
    2015.
    """
    import keras

    from course_utils.training.joint import SHAPE

    classifier = solutions.reference("build_multi_head")(SHAPE, {"fashion": 10})
    if scale is None:
        return classifier
    features = classifier.get_layer("fashion").input
    turned = solutions.reference("gradient_reversal")(scale)(features)
    hidden = keras.layers.Dense(64, activation="relu")(turned)
    domain = keras.layers.Dense(2, activation="softmax", name="domain")(hidden)
    outputs = {"fashion": classifier.output["fashion"], "domain": domain}
    return keras.Model(classifier.inputs[0], outputs)


EXPERIMENT = Experiment(
    "domain_adaptation", runs(), measure, values=("source_test", "target_test", "domain_test")
)
