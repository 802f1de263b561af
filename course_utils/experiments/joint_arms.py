"""The arms of lessons 06 and 07: ways of learning garments and digits with one network.

Every arm makes 1,000 updates of 128 images with Adam on the trunk of `build_multi_head`, at a rate
that was chosen for it. Arms that learn one dataset after the other spend half of the updates on
each; a logistic regression in place of a head needs none. Three controls make as many updates of
64 images.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course_utils import solutions
from course_utils.datasets.digits import load_digits
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Part, Task, all_classes

N_UPDATES = 1_000
FASHION, DIGITS, BOTH = "fashion", "digits", "both"
N_CLASSES = 10  # of each dataset
WEIGHTS = (0.1, 0.3, 3.0, 10.0)  # of the digits' loss; 1 is the plain sum
STORED = (20, 100, 500)  # images of Fashion-MNIST that are kept for replay
ALONE = {
    "fashion alone": FASHION,
    "digits alone": DIGITS,
    "digits alone, shifted": DIGITS,
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
    "multi-head, digits shifted",
    "multi-head, fashion mirrored",
    "multi-head, both mirrored",
    "multi-head, zeros for missing labels",
)
TRUNK_CUTS = {"pooling 1": 2, "pooling 2": 4, "dense": 6}
"""The layer number at which each part of the trunk ends."""
FEATURES = tuple(
    f"{trunk} trunk, logistic regression after {cut}"
    for trunk in ("frozen", "random")
    for cut in TRUNK_CUTS
)
IN_SEQUENCE = (
    "frozen trunk",
    "sequential",
    "sequential, 64 an update",
    *(f"replay of {n}" for n in STORED),
    "replay of all",
)
"""64 digits at the rate of replay are what replay has of an update, without the garments."""
CLASSIFIERS = ("majority", "1-NN", "logistic regression", "SVM")
SHIFTED = "shifted copies"
CHEAP = (
    *CLASSIFIERS,
    *(f"{classifier}, {SHIFTED}" for classifier in CLASSIFIERS if classifier != "majority"),
)
"""On raw pixels. They draw nothing, so there is one run of each; copies are of digits only."""
TRAINED = (*ALONE, *CONCATENATED, *MULTI_HEAD, *IN_SEQUENCE)


@cache
def tasks() -> dict[str, Task]:
    """Return both datasets by name."""
    return {FASHION: all_classes(load_fashion_mnist()), DIGITS: load_digits()}


def new_model(heads: dict[str, int], seed: int) -> Any:
    """Return a network with a head for each name, its weights drawn from a seed."""
    import keras

    from course_utils.training.joint import SHAPE

    keras.utils.set_random_seed(seed)
    return solutions.reference("build_multi_head")(SHAPE, heads)


def trained(arm: str, seed: int, rate: float, first_rate: float = 0.0) -> Any:
    """Return the network of an arm after its updates.

    Parameters
    ----------
    arm : str
        One of `TRAINED`.
    seed : int
        For weights, the order of the images and what is changed at random.
    rate : float
        Of Adam. Those in sequence learn digits at it.
    first_rate : float
        At which those in sequence learn garments before: that of *fashion alone*.
    """
    if arm in CONCATENATED:
        return _concatenated(arm, seed, rate)
    if arm in IN_SEQUENCE:
        return _second_stage(arm, after_first_stage(seed, first_rate), seed, rate)
    return _together(arm, seed, rate)


def _together(arm: str, seed: int, rate: float) -> Any:
    """Train one head, or both heads from the start."""
    from course_utils.training.joint import BATCH_SIZE, train_heads

    parts = {name: task.train for name, task in tasks().items()}
    if arm in ALONE:
        parts = {ALONE[arm]: parts[ALONE[arm]]}
    model = new_model(dict.fromkeys(parts, N_CLASSES), seed)
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
        shifted=(DIGITS,) if arm.endswith("shifted") else (),
        zeros_for_missing=arm == "multi-head, zeros for missing labels",
        rate=rate,
        batch_size=BATCH_SIZE // 2 if arm.endswith("64 an update") else BATCH_SIZE,
    )
    return model


def _concatenated(arm: str, seed: int, rate: float) -> Any:
    """Train a single head on the images of both datasets."""
    from course_utils.training.joint import BATCH_SIZE, rows_of_updates, train_one_head

    fashion, digits = (task.train for task in tasks().values())
    if arm == "labels collide":
        part = Part(np.concatenate([fashion.X, digits.X]), np.concatenate([fashion.y, digits.y]))
    else:
        part = Part(*solutions.reference("combine_datasets")(fashion, digits))
    n_classes = N_CLASSES if arm == "labels collide" else 2 * N_CLASSES
    model = new_model({BOTH: n_classes}, seed)
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
    train_one_head(model, part, rows, seed, class_weights if is_weighted else None, rate)
    return model


@cache
def first_stage(seed: int, rate: float) -> list[np.ndarray]:
    """Return the weights after half of the updates, on Fashion-MNIST."""
    from course_utils.training.joint import train_heads

    model = new_model({FASHION: N_CLASSES, DIGITS: N_CLASSES}, seed)
    train_heads(model, {FASHION: tasks()[FASHION].train}, N_UPDATES // 2, seed, rate=rate)
    weights: list[np.ndarray] = model.get_weights()
    return weights


def after_first_stage(seed: int, rate: float) -> Any:
    """Return the network with two heads after half of the updates, on Fashion-MNIST."""
    model = new_model({FASHION: N_CLASSES, DIGITS: N_CLASSES}, seed)
    model.set_weights(first_stage(seed, rate))
    return model


def _second_stage(arm: str, model: Any, seed: int, rate: float) -> Any:
    """Go on with the digits."""
    from course_utils.training.joint import BATCH_SIZE, few_of_each_class, train_heads

    parts = {DIGITS: tasks()[DIGITS].train}
    if arm == "frozen trunk":
        for layer in model.layers:
            layer.trainable = layer.name == DIGITS
    if arm == "replay of all":
        parts[FASHION] = tasks()[FASHION].train
    elif arm.startswith("replay of "):
        parts[FASHION] = few_of_each_class(tasks()[FASHION].train, int(arm.split()[-1]), seed)
    batch_size = BATCH_SIZE // 2 if arm.endswith("64 an update") else BATCH_SIZE
    train_heads(model, parts, N_UPDATES // 2, seed, rate=rate, batch_size=batch_size)
    return model


def is_right(model: Any, part: str) -> dict[str, np.ndarray]:
    """Return for each dataset that a network has outputs for, which images it names right.

    A single head of 20 is judged twice: among the ten classes of the image's own dataset, as a
    head of its own would be, and (``of 20``) among all.

    Parameters
    ----------
    model : keras.Model
    part : str
        ``"valid"`` or ``"test"``.
    """
    found: dict[str, np.ndarray] = {}
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
            found[f"{name} of 20"] = outputs[BOTH].argmax(axis=1) == y + first
        found[name] = scores.argmax(axis=1) == y
    return found
