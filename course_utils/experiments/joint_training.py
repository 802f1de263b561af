"""One network for Fashion-MNIST and the digits: ways of training it, at an equal budget.

Every arm makes 1,000 updates of 128 images with Adam at 0.001, on the trunk of `build_multi_head`.
Arms that learn one dataset after the other spend half of the updates on each; a logistic regression
in place of a head needs none. Two controls make as many updates of 64 images. Columns that an arm
does not have are empty: a network for one dataset has no accuracy on the other.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import numpy as np

from course_utils import solutions
from course_utils.data import load_fashion_mnist
from course_utils.digits import load_digits
from course_utils.experiments.experiment import Experiment, Row
from course_utils.tasks import Part, Task, all_classes

SEEDS = range(10)
N_UPDATES = 1_000
FASHION, DIGITS, BOTH = "fashion", "digits", "both"
N_CLASSES = 10  # of each dataset
WEIGHTS = (0.1, 0.3, 3.0, 10.0)  # of the digits' loss; 1 is the plain sum
STORED = (20, 100, 500)  # images of Fashion-MNIST that are kept for replay
ALONE = {
    "fashion alone": FASHION,
    "digits alone": DIGITS,
    "fashion alone, 64 an update": FASHION,
    "digits alone, 64 an update": DIGITS,
}
"""64 images are what each dataset has of an update in a network for both."""
CONCATENATED = (
    "labels collide",
    "concatenation",
    "concatenation, class weights",
    "concatenation, oversampled",
    "concatenation, undersampled",
)
MULTI_HEAD = (
    "multi-head, sum",
    *(f"multi-head, digits × {weight:g}" for weight in WEIGHTS),
    "multi-head, uncertainty",
    "multi-head, fashion mirrored",
    "multi-head, both mirrored",
    "multi-head, zeros for missing labels",
)
REGRESSION = "frozen trunk, logistic regression"  # in place of the second half of the updates
IN_SEQUENCE = (
    "frozen trunk",
    "frozen trunk, ten times the rate",
    REGRESSION,
    "sequential",
    "sequential, a tenth of the rate",
    *(f"replay of {n}" for n in STORED),
    "replay of all",
)
ARMS = (*ALONE, *CONCATENATED, *MULTI_HEAD, *IN_SEQUENCE)


def runs() -> list[Row]:
    """Return one run an arm and seed."""
    return [{"arm": arm, "seed": seed} for seed in SEEDS for arm in ARMS]


def measure(run: Row) -> list[Row]:
    """Train one network; return its accuracies on both datasets."""
    arm, seed = str(run["arm"]), int(run["seed"])
    tasks()  # reading the data does not count
    if arm in IN_SEQUENCE:
        first_stage(seed)
    start = time.perf_counter()
    before: Row = {"seconds_before": 0.0, "fashion_before": ""}
    if arm in CONCATENATED:
        model = _concatenated(arm, seed)
    elif arm in IN_SEQUENCE:
        model, before = _second_stage(arm, seed)
    else:
        model = _together(arm, seed)
    seconds = time.perf_counter() - start + float(before["seconds_before"])
    valid, test = _accuracies(model, "valid"), _accuracies(model, "test")
    return [
        {
            "updates": N_UPDATES // 2 if arm == REGRESSION else N_UPDATES,
            "seconds": round(seconds, 1),
            **{f"{name}_valid": valid.get(name, "") for name in (FASHION, DIGITS)},
            **{f"{name}_test": test.get(name, "") for name in (FASHION, DIGITS)},
            **{f"{name}_test_of_20": test.get(f"{name} of 20", "") for name in (FASHION, DIGITS)},
            "fashion_before": before["fashion_before"],
        }
    ]


@cache
def tasks() -> dict[str, Task]:
    """Return both datasets by name."""
    return {FASHION: all_classes(load_fashion_mnist()), DIGITS: load_digits()}


def _new_model(heads: dict[str, int], seed: int) -> Any:
    import keras

    from course_utils.training.joint import SHAPE

    keras.utils.set_random_seed(seed)
    return solutions.reference("build_multi_head")(SHAPE, heads)


def _together(arm: str, seed: int) -> Any:
    """Train one head, or both heads from the start."""
    from course_utils.training.joint import BATCH_SIZE, train_heads

    parts = {name: task.train for name, task in tasks().items()}
    if arm in ALONE:
        parts = {ALONE[arm]: parts[ALONE[arm]]}
    model = _new_model(dict.fromkeys(parts, N_CLASSES), seed)
    weights = {f"multi-head, digits × {weight:g}": weight for weight in WEIGHTS}
    mirrored = {
        "multi-head, fashion mirrored": (FASHION,),
        "multi-head, both mirrored": (FASHION, DIGITS),
    }
    train_heads(
        model,
        parts,
        N_UPDATES,
        seed,
        weights={DIGITS: weights.get(arm, 1.0)},
        uncertainty=arm == "multi-head, uncertainty",
        mirrored=mirrored.get(arm, ()),
        zeros_for_missing=arm == "multi-head, zeros for missing labels",
        batch_size=BATCH_SIZE // 2 if arm.endswith("64 an update") else BATCH_SIZE,
    )
    return model


def _concatenated(arm: str, seed: int) -> Any:
    """Train a single head on the images of both datasets."""
    from course_utils.training.joint import BATCH_SIZE, rows_of_updates, train_one_head

    fashion, digits = (task.train for task in tasks().values())
    if arm == "labels collide":
        part = Part(np.concatenate([fashion.X, digits.X]), np.concatenate([fashion.y, digits.y]))
    else:
        part = Part(*solutions.reference("combine_datasets")(fashion, digits))
    n_classes = N_CLASSES if arm == "labels collide" else 2 * N_CLASSES
    model = _new_model({BOTH: n_classes}, seed)
    rng = np.random.default_rng(seed)
    n_fashion, n_digits = len(fashion.y), len(digits.y)
    if arm == "concatenation, undersampled":
        kept = rng.choice(n_fashion, n_digits, replace=False)
        sources = [kept, np.arange(n_fashion, n_fashion + n_digits)]
    elif arm == "concatenation, oversampled":
        sources = [np.arange(n_fashion), np.arange(n_fashion, n_fashion + n_digits)]
    else:
        sources = [np.arange(n_fashion + n_digits)]
    size = BATCH_SIZE // len(sources)
    rows = np.concatenate(
        [
            source[np.stack(list(rows_of_updates(len(source), size, N_UPDATES, rng)))]
            for source in sources
        ],
        axis=1,
    )
    is_weighted = arm == "concatenation, class weights"
    class_weights = solutions.reference("inverse_frequency_weights")(part.y)
    train_one_head(model, part, rows, seed, class_weights if is_weighted else None)
    return model


@cache
def first_stage(seed: int) -> tuple[list[np.ndarray], float, float]:
    """Return the weights after half of the updates on Fashion-MNIST, its accuracy, and seconds."""
    from course_utils.training.joint import train_heads

    start = time.perf_counter()
    model = _new_model({FASHION: N_CLASSES, DIGITS: N_CLASSES}, seed)
    train_heads(model, {FASHION: tasks()[FASHION].train}, N_UPDATES // 2, seed)
    seconds = time.perf_counter() - start
    return model.get_weights(), _accuracies(model, "test")[FASHION], seconds


def _second_stage(arm: str, seed: int) -> tuple[Any, Row]:
    """Go on with the digits; return the network, and what the first stage reached and took."""
    from course_utils.training.joint import RATE, few_of_each_class, train_heads

    weights, fashion_before, seconds_before = first_stage(seed)
    model = _new_model({FASHION: N_CLASSES, DIGITS: N_CLASSES}, seed)
    model.set_weights(weights)
    parts = {DIGITS: tasks()[DIGITS].train}
    before: Row = {"fashion_before": fashion_before, "seconds_before": seconds_before}
    if arm == REGRESSION:
        _fit_digits_head(model)
        return model, before
    if arm.startswith("frozen trunk"):
        for layer in model.layers:
            layer.trainable = layer.name == DIGITS
    if arm == "replay of all":
        parts[FASHION] = tasks()[FASHION].train
    elif arm.startswith("replay of "):
        parts[FASHION] = few_of_each_class(tasks()[FASHION].train, int(arm.split()[-1]), seed)
    factors = {"frozen trunk, ten times the rate": 10, "sequential, a tenth of the rate": 0.1}
    train_heads(model, parts, N_UPDATES // 2, seed, rate=factors.get(arm, 1) * RATE)
    return model, before


def _fit_digits_head(model: Any) -> None:
    """Put a logistic regression on the trunk's values into the head for digits."""
    import keras
    from sklearn.linear_model import LogisticRegression

    head = model.get_layer(DIGITS)
    X, y = tasks()[DIGITS].train
    features = keras.Model(model.inputs[0], head.input).predict(X, batch_size=500, verbose=0)
    scale = features.std()  # one for all, so that the penalty means the same for every trunk
    regression = LogisticRegression(C=1.0, max_iter=2_000).fit(features / scale, y)
    head.set_weights([regression.coef_.T / scale, regression.intercept_])


def _accuracies(model: Any, part: str) -> dict[str, float]:
    """Return the accuracy on each dataset that the network has outputs for.

    A single head of 20 is judged twice: among the ten classes of the image's own dataset, as a
    head of its own would be, and (``of 20``) among all.
    """
    measured: dict[str, float] = {}
    for number, (name, task) in enumerate(tasks().items()):
        X, y = getattr(task, part)
        outputs = model.predict(X, batch_size=500, verbose=0)
        if name in outputs:
            scores = outputs[name]
        elif BOTH not in outputs:
            continue
        elif outputs[BOTH].shape[1] == N_CLASSES:
            scores = outputs[BOTH]
        else:
            first = number * N_CLASSES
            scores = outputs[BOTH][:, first : first + N_CLASSES]
            of_20 = outputs[BOTH].argmax(axis=1) == y + first
            measured[f"{name} of 20"] = round(float(of_20.mean()), 4)
        measured[name] = round(float(np.mean(scores.argmax(axis=1) == y)), 4)
    return measured


EXPERIMENT = Experiment(
    name="joint_training",
    keys=("arm", "seed"),
    values=(
        "updates",
        "seconds",
        "fashion_valid",
        "digits_valid",
        "fashion_test",
        "digits_test",
        "fashion_test_of_20",
        "digits_test_of_20",
        "fashion_before",
    ),
    runs=runs,
    measure=measure,
)
