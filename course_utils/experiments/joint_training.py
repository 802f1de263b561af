"""One network for Fashion-MNIST and the digits: ways of training it, at an equal budget.

The arms are those of `joint_arms`, at the rates of `joint_tuning`. Beside them stand classifiers
of digits that train no network, and a logistic regression on the values of a trunk. For each test
image it is kept whether it was right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.joint_arms import (
    DIGITS,
    FASHION,
    FEATURES,
    IN_SEQUENCE,
    N_CLASSES,
    N_UPDATES,
    TRAINED,
    TRUNK_CUTS,
    after_first_stage,
    is_right,
    new_model,
    tasks,
    trained,
)
from course_utils.experiments.joint_tuning import rate_of
from course_utils.experiments.right import packed
from course_utils.tasks import Part

SEEDS = range(10)
CLASSIFIERS = ("majority", "1-NN", "logistic regression", "SVM")
PENALTIES = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)
_SHIFTED = "shifted copies"
CHEAP = (
    *CLASSIFIERS,
    *(f"{classifier}, {_SHIFTED}" for classifier in CLASSIFIERS if classifier != "majority"),
)
"""On the raw pixels of the digits. They draw nothing, so there is one run of each."""
_PIXELS = 2  # by which copies are shifted


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    cheap: list[Row] = [{"arm": arm, "seed": 0} for arm in CHEAP]
    others: list[Row] = [
        {"arm": arm, "seed": seed} for seed in SEEDS for arm in (*TRAINED, *FEATURES)
    ]
    return [*cheap, *others]


def measure(run: Row) -> list[Row]:
    """Train in one way; return which test images of each dataset are right."""
    arm, seed = str(run["arm"]), int(run["seed"])
    if arm in CHEAP:
        return [_row("digits", 0, 0.0, _cheap(arm))]
    if arm in FEATURES:
        return [_row("digits", N_UPDATES // 2, 0.0, _on_features(arm, seed))]
    rate = rate_of(arm)
    rows = [
        _row(name, N_UPDATES, rate, right)
        for name, right in is_right(trained(arm, seed, rate), "test").items()
    ]
    if arm in IN_SEQUENCE:
        before = is_right(after_first_stage(seed, rate_of("fashion alone")), "test")[FASHION]
        rows.append(_row("fashion before", N_UPDATES // 2, rate, before))
    return rows


def _row(what: str, n_updates: int, setting: float, right: np.ndarray) -> Row:
    return {
        "what": what,
        "updates": n_updates,
        "rate": setting,
        "test_accuracy": round(float(right.mean()), 4),
        "right": packed(right),
    }


def _cheap(arm: str) -> np.ndarray:
    from course_utils.training.heads import with_shifted_copies

    train = tasks()[DIGITS].train
    learnt = with_shifted_copies(train, _PIXELS) if arm.endswith(_SHIFTED) else train
    return _best_on_validation(arm.split(",")[0], learnt, lambda X: X.reshape(len(X), -1))


def _on_features(arm: str, seed: int) -> np.ndarray:
    """Fit a logistic regression to what a trunk gives for the digits."""
    import keras

    trunk, cut = arm.split()[0], arm.split(" after ")[1]
    if trunk == "frozen":
        model = after_first_stage(seed, rate_of("fashion alone"))
    else:
        model = new_model({FASHION: N_CLASSES, DIGITS: N_CLASSES}, seed)
    up_to = keras.Model(model.inputs[0], model.layers[TRUNK_CUTS[cut]].output)

    def values(X: np.ndarray) -> np.ndarray:
        given: np.ndarray = up_to.predict(X, batch_size=500, verbose=0)
        return given.reshape(len(X), -1)

    return _best_on_validation("logistic regression", tasks()[DIGITS].train, values)


def _best_on_validation(classifier: str, learnt: Part, values: Any) -> np.ndarray:
    """Return which test digits are right, with the C that is best on validation digits."""
    from course_utils.training.heads import predictions

    _, valid, test = tasks()[DIGITS]
    part = Part(values(learnt.X), learnt.y)
    penalties = PENALTIES if classifier in ("logistic regression", "SVM") else (0.0,)

    def labels_of(X: np.ndarray) -> Iterator[np.ndarray]:
        return predictions(classifier, part, values(X), penalties)

    right = [float(np.mean(labels == valid.y)) for labels in labels_of(valid.X)]
    best = int(np.argmax(right))
    return np.asarray(list(labels_of(test.X))[best] == test.y)


EXPERIMENT = Experiment(
    name="joint_training",
    keys=("arm", "seed"),
    steps=("what",),
    values=("updates", "rate", "test_accuracy", "right"),
    runs=runs,
    measure=measure,
    rows_per_run=None,
)
