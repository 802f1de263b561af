"""The arms of the transfer experiments: ways of learning task B from few labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from course_utils.data import load_fashion_mnist
from course_utils.tasks import Pair, Part, Task, few_labels, task_b

PAIRS: dict[str, Pair] = {"5-6": (5, 6), "0-2": (0, 2), "2-6": (2, 6)}
N_LABELS = (10, 50, 200, 1_000)
RATES = (0.003, 0.01, 0.03, 0.1)
PENALTIES = (0.001, 0.01, 0.1, 1.0)
SETTINGS: dict[str, tuple[float, ...]] = {
    "majority": (0.0,),
    "best pixel": (0.0,),
    "1-NN": (0.0,),
    "logistic regression": PENALTIES,
    "scratch dense": RATES,
    "scratch conv": RATES,
    "random frozen conv": PENALTIES,
    "dense from A": PENALTIES,
    "conv from A, frozen": PENALTIES,
    "conv from A, fine-tuned": RATES,
}
"""What is tried for each arm, as often for scratch as for transfer; one value is no choice."""

Predictor = Callable[[np.ndarray], np.ndarray]


@cache
def task(pair: str) -> Task:
    """Return task B of a pair."""
    return task_b(load_fashion_mnist(), PAIRS[pair])


def learn(arm: str, setting: float, pair: str, n: int, seed: int) -> Predictor:
    """Learn from n labelled images and return the function that predicts 1.0 or 0.0.

    Parameters
    ----------
    arm : str
        One of `SETTINGS`.
    setting : float
        The learning rate or the C of the logistic regression.
    pair : str
        One of `PAIRS`.
    n : int
        How many labels.
    seed : int
        For the labelled images, model A and the training.
    """
    part = few_labels(task(pair).train, n, seed)
    return _ARMS[arm](part, setting, pair, seed)


def train_model_a(arm: str, pair: str, seed: int) -> None:
    """Train the model A that an arm reuses, unless it is kept already, outside of any timing."""
    from course_utils.training.task_a import model_a

    if "from A" in arm:
        model_a(arm.split()[0], PAIRS[pair], seed)


def predictor(model: Any) -> Predictor:
    """Return the function that predicts with a network of one output or of two."""

    def predict(X: np.ndarray) -> np.ndarray:
        outputs = model.predict(X, batch_size=500, verbose=0)
        is_one = outputs[:, 0] > 0.5 if outputs.shape[1] == 1 else outputs.argmax(axis=1)
        return np.asarray(is_one, dtype=float)

    return predict


def accuracy(predict: Predictor, part: Part) -> float:
    """Return the part of the images that is predicted right."""
    return float(np.mean(predict(part.X) == part.y))


def _majority(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    return lambda X: np.zeros(len(X))


def _best_pixel(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    from course_utils.baselines import best_pixel_rule

    images = (part.X[..., 0] * 255).round().astype(np.uint8)
    rule = best_pixel_rule(images, part.y == 1)
    return lambda X: rule.predict((X[..., 0] * 255).round().astype(np.uint8)).astype(float)


def _nearest(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    from sklearn.neighbors import KNeighborsClassifier

    nearest = KNeighborsClassifier(1, algorithm="brute").fit(_flat(part.X), part.y)
    return lambda X: np.asarray(nearest.predict(_flat(X)))


def _logistic_regression(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    from course_utils.training.task_b import head

    model = head(setting).fit(_flat(part.X), part.y)
    return lambda X: np.asarray(model.predict(_flat(X)))


def _scratch_dense(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    from course_utils.training.task_b import train_dense

    return predictor(train_dense(part, setting, seed))


def _scratch_conv(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    import keras

    from course_utils.training.task_a import build_conv
    from course_utils.training.task_b import train_conv

    keras.utils.set_random_seed(seed)
    model = build_conv(2)
    train_conv(model, part, setting, seed)
    return predictor(model)


def _fine_tuned(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    import keras

    from course_utils.training.task_a import model_a
    from course_utils.training.task_b import fine_tuned

    keras.utils.set_random_seed(seed)
    return predictor(fine_tuned(model_a("conv", PAIRS[pair], seed), part, 0.01, setting, seed))


def _random_frozen(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    import keras

    from course_utils.training.task_a import build_conv

    keras.utils.set_random_seed(seed)
    return _head_on(build_conv(), "flatten", part, setting)


def _frozen(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    from course_utils.training.task_a import model_a

    return _head_on(model_a("conv", PAIRS[pair], seed), "flatten", part, setting)


def _dense_from_a(part: Part, setting: float, pair: str, seed: int) -> Predictor:
    from course_utils.training.task_a import model_a

    return _head_on(model_a("dense", PAIRS[pair], seed), "penultimate", part, setting)


def _head_on(model: Any, layer: str, part: Part, setting: float) -> Predictor:
    from course_utils.training.task_b import features, head

    trained = head(setting).fit(features(model, part.X, layer), part.y)
    return lambda X: np.asarray(trained.predict(features(model, X, layer)))


def _flat(X: np.ndarray) -> np.ndarray:
    return X.reshape(len(X), -1)


_ARMS: dict[str, Callable[[Part, float, str, int], Predictor]] = {
    "majority": _majority,
    "best pixel": _best_pixel,
    "1-NN": _nearest,
    "logistic regression": _logistic_regression,
    "scratch dense": _scratch_dense,
    "scratch conv": _scratch_conv,
    "random frozen conv": _random_frozen,
    "dense from A": _dense_from_a,
    "conv from A, frozen": _frozen,
    "conv from A, fine-tuned": _fine_tuned,
}
