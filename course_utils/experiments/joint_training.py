"""One network for Fashion-MNIST and the digits: ways of training it, at an equal budget.

The arms are those of `joint_arms`, at the rates of `joint_tuning`. Beside them stand classifiers
that train no network, and a logistic regression on the values of a trunk. For each test
image it is kept whether it was right.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from course_utils.datasets.tasks import Part
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.joint_arms import (
    CHEAP,
    DIGITS,
    FASHION,
    FEATURES,
    IN_SEQUENCE,
    N_CLASSES,
    N_UPDATES,
    SHIFTED,
    TRAINED,
    TRUNK_CUTS,
    after_first_stage,
    is_right,
    new_model,
    tasks,
    trained,
)
from course_utils.experiments.joint_tuning import rate_of
from course_utils.experiments.right import on_test
from course_utils.experiments.tuning_heads import middle_of_best

SEEDS = range(6)
PENALTIES_OF = {
    "logistic regression": tuple(10.0**power for power in range(-5, 5)),
    "SVM": tuple(10.0**power for power in range(-3, 3)),
}
_N_TO_CHOOSE = 5_000  # images from which penalties are tried; an SVM takes minutes with all
_PIXELS = 2  # by which copies are shifted


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    cheap: list[Row] = [{"arm": arm, "seed": 0} for arm in CHEAP]
    others: list[Row] = [
        {"arm": arm, "seed": seed} for seed in SEEDS for arm in (*TRAINED, *FEATURES)
    ]
    return [*cheap, *others]


def measure(arm: str, seed: int) -> list[Row]:
    """Train in one way; return which test images of each dataset are right."""
    if arm in CHEAP:
        names = (DIGITS,) if arm.endswith(SHIFTED) else (FASHION, DIGITS)
        return [_row(name, 0, _cheap(arm, name)) for name in names]
    if arm in FEATURES:
        return [_row(DIGITS, N_UPDATES // 2, _on_features(arm, seed))]
    rate, first_rate = rate_of(arm), rate_of("fashion alone")
    model = trained(arm, seed, rate, first_rate)
    valid = is_right(model, "valid")
    rows = [
        _row(name, N_UPDATES, Outcome(right, float(valid[name].mean()), rate))
        for name, right in is_right(model, "test").items()
    ]
    if arm in IN_SEQUENCE:
        before = after_first_stage(seed, first_rate)
        right, valid = is_right(before, "test"), is_right(before, "valid")
        outcome = Outcome(right[FASHION], float(valid[FASHION].mean()), first_rate)
        rows.append(_row("fashion before", N_UPDATES // 2, outcome))
    return rows


class Outcome(NamedTuple):
    """What one way of learning a dataset came to."""

    right: np.ndarray
    """Whether each test image is right."""
    valid_accuracy: float
    setting: float
    """The rate of Adam, or the inverse penalty of a classifier."""


def _row(what: str, n_updates: int, outcome: Outcome) -> Row:
    return {
        "what": what,
        "updates": n_updates,
        "setting": outcome.setting,
        "valid_accuracy": round(outcome.valid_accuracy, 4),
        **on_test(outcome.right),
    }


def _cheap(arm: str, name: str) -> Outcome:
    from course_utils.training.heads import with_shifted_copies

    train = tasks()[name].train
    learnt = with_shifted_copies(train, _PIXELS) if arm.endswith(SHIFTED) else train
    return _best_on_validation(arm.split(",")[0], learnt, name, lambda X: X.reshape(len(X), -1))


def _on_features(arm: str, seed: int) -> Outcome:
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

    return _best_on_validation("logistic regression", tasks()[DIGITS].train, DIGITS, values)


def _best_on_validation(classifier: str, learnt: Part, name: str, values: Any) -> Outcome:
    """Return what a classifier comes to, with the C that is best on validation images."""
    from course_utils.training.heads import predictions

    _, valid, test = tasks()[name]
    part = Part(values(learnt.X), learnt.y)
    few = Part(part.X[:_N_TO_CHOOSE], part.y[:_N_TO_CHOOSE])
    seen, penalties = values(valid.X), (0.0,)
    if classifier in PENALTIES_OF:
        tried = PENALTIES_OF[classifier]
        right = [
            int((labels == valid.y).sum()) for labels in predictions(classifier, few, seen, tried)
        ]
        penalties = (middle_of_best(pd.Series(right, index=tried)),)
    on_both = np.concatenate([seen, values(test.X)])
    labels = next(predictions(classifier, part, on_both, penalties))
    are_right = labels == np.concatenate([valid.y, test.y])
    n_valid = len(valid.y)
    return Outcome(are_right[n_valid:], float(are_right[:n_valid].mean()), penalties[0])


EXPERIMENT = Experiment(
    "joint_training",
    runs(),
    measure,
    steps=("what",),
    values=("updates", "setting", "valid_accuracy", "test_accuracy", "right"),
)
