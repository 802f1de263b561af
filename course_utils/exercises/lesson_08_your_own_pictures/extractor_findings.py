"""What can be wrong with an extractor: its features, and what it does while a network is fitted."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import differing, not_a_model
from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures.extractor_features import (
    in_batch,
    suspects_of,
    truth_of,
)
from course_utils.exercises.numpy_layers import softmax
from course_utils.exercises.plain import describe

N_OF_HEAD = 3
"""Units of the last layer that is put on the extractor."""

_TOLERANCE = 1e-4
_IN_CALL = (
    "Call the part with training=False inside the call of a class of your own, or in a Lambda "
    "layer, which takes no training."
)


def not_refused(case: Case, got: str) -> Finding:
    """Return the finding for a name that is no layer's and was accepted."""
    return Finding(
        "absent-layer-accepted",
        f"The network has no layer called {case.inputs['layer_name']}, and your function did not "
        "say so.",
        "ValueError",
        got,
    )


def no_network(result: Plain, is_class: bool) -> Finding:
    """Return the finding for a result that is no network."""
    if not is_class:
        return not_a_model(result)
    return Finding(
        "class-not-network",
        "You return the class. Return a network made from it: InUse(), with brackets.",
        "a keras.Model",
        "a class",
    )


def of_extractor(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge one stage after the other, up to the one that raised."""
    failed = observation.get("failed", {"stage": ""})
    for stage, judge in (
        ("after_call", _given),
        ("alone", _alone),
        ("in_training", _in_training),
        ("in_larger", _in_larger),
    ):
        if failed["stage"] == stage:
            return _failed(stage, failed["error"])
        finding = judge(case, observation)
        if finding:
            return finding
    return None


def _failed(stage: str, error: str) -> Finding:
    if stage == "in_training":
        return Finding(
            "training-not-taken",
            "The extractor cannot be called with training=True, as Keras calls the parts of a "
            "network that is fitted.",
            "the same features",
            error,
        )
    if stage == "in_larger":
        return Finding(
            "not-for-a-larger-network",
            "The extractor runs alone, but cannot be part of a larger network that is fitted. In "
            "its call stay with Keras: layers and keras.ops, no NumPy, no predict.",
            "keras.Model(inputs, head(extractor(inputs))) that can be fitted",
            error,
        )
    return Finding(
        "does-not-run",
        "The extractor cannot be called with the images that network takes. If it is a class of "
        "yours: it needs a method call(self, images) that returns the features.",
        "extractor(images) that gives features",
        error,
    )


def _given(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the network that was given is as it was, but for trainable."""
    before, after = observation["before"], observation["after_call"]
    if not _same_weights(before["weights"], after["weights"]):
        return Finding(
            "weights-changed",
            "The network that was given has other weights after the call.",
            "the same weights",
            "other weights",
        )
    for name, settings in before["settings"].items():
        for key, value in settings.items():
            if after["settings"][name].get(key) != value:
                return Finding(
                    "layer-set-otherwise",
                    "A layer of the given network was set otherwise. The network still needs it as "
                    "it was, to be trained later: leave its layers alone, or work on a clone.",
                    f"{key} of {name} is {value}",
                    f"it is {after['settings'][name].get(key)}",
                )
    return None


def _alone(case: Case, observation: dict[str, Plain]) -> Finding | None:
    alone = observation["alone"]
    first, second = alone["features"]
    finding = _features(case, first)
    if finding and isinstance(first, np.ndarray) and not _near(second, first):
        return Finding(
            "always-in-training",
            "Two calls give other features for the same images: dropout acts, even in use. Do not "
            "call the part with training=True.",
            "the same features twice",
            f"{_first(first)} first, then {_first(second)}",
        )
    if finding is None and alone["n_trainable"]:
        return Finding(
            "weights-trainable",
            "The extractor has weights that can be trained, so they would move in a larger "
            "network. Set trainable = False on it.",
            "trainable_weights is empty",
            f"{alone['n_trainable']} arrays in it",
        )
    return finding


def _features(case: Case, got: Plain) -> Finding | None:
    truth = truth_of(case)
    if _near(got, truth):
        return None
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "biuf":
        return Finding(
            "not-one-array",
            "The extractor should give one array of features.",
            f"an array of shape {truth.shape}",
            describe(got),
        )
    expected, seen = differing("features", got, truth)
    for suspect in suspects_of(case):
        if _near(got, suspect.gives) and not _near(truth, suspect.gives):
            return Finding(suspect.misconception, suspect.message, expected, seen)
    if got.shape == truth.shape:
        return Finding(
            "weights-not-taken",
            "The features have the right shape and other values. Take the weights of network, and "
            "do nothing more to the features.",
            expected,
            seen,
        )
    return Finding("another-layer", "These are not the features of that layer.", expected, seen)


def _in_training(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge two calls with training=True, and whether they moved anything."""
    truth, seen = truth_of(case), observation["in_training"]
    first, second = seen["features"]
    has_moved = not _same_weights(observation["before"]["weights"], seen["weights"])
    if _near(first, truth) and _near(second, truth) and not has_moved:
        return None
    expected = f"the same features with training=True: {truth.flat[0]:.4f} first"
    if has_moved or _near(first, in_batch(case)):
        return Finding(
            "normalisation-in-training",
            "Called with training=True, as in a network that is fitted, normalisation takes mean "
            "and variance of the batch. trainable = False on the extractor stops that; dropout "
            f"needs more. {_IN_CALL}",
            expected,
            f"{_first(first)}; the moving mean and variance {'moved' if has_moved else 'stayed'}",
        )
    if not _near(first, second):
        return Finding(
            "dropout-in-training",
            "Called with training=True, as in a network that is fitted, dropout acts. "
            "trainable = False does not stop it, nor does training=False in a functional model, "
            f"which fit overrides. {_IN_CALL}",
            expected,
            f"{_first(first)}, then {_first(second)}",
        )
    return Finding(
        "other-in-training",
        f"Called with training=True, the extractor gives other features. {_IN_CALL}",
        expected,
        _first(first),
    )


def _in_larger(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge one step of fit of a larger network."""
    seen, truth = observation["in_larger"], truth_of(case)
    stays = _same_weights(observation["before"]["weights"], seen["weights"])
    if not (stays and _near(seen["features"], truth)):
        return Finding(
            "moves-in-fit",
            "While a larger network was fitted, the extractor moved too, although its "
            "trainable_weights is empty. Set trainable = False on the part itself: "
            "super().__init__(trainable=False) does not reach the layers that you set after it.",
            "the same weights and features after fit",
            "other ones",
        )
    kernel, bias = seen["head"]
    chosen = softmax(truth @ kernel + bias)[np.arange(len(truth)), case.inputs["labels"]]
    loss = -float(np.mean(np.log(chosen)))
    if abs(seen["loss"] - loss) <= _TOLERANCE * max(1, loss):
        return None
    return Finding(
        "other-in-fit",
        f"While a larger network is fitted, the extractor gives other features. {_IN_CALL}",
        f"a loss of {loss:.4f} in the first step",
        f"{seen['loss']:.4f}",
    )


def _same_weights(one: dict[str, Plain], two: dict[str, Plain]) -> bool:
    """Return whether all arrays of all layers are the same."""
    return all(
        len(arrays) == len(two[name]) and all(map(np.array_equal, arrays, two[name]))
        for name, arrays in one.items()
    )


def _first(features: Plain) -> str:
    """Return the first of the features, as a finding shows it."""
    if isinstance(features, np.ndarray) and features.size and features.dtype.kind in "biuf":
        return f"{features.flat[0]:.4f}"
    return describe(features)


def _near(got: Plain, truth: np.ndarray) -> bool:
    return (
        isinstance(got, np.ndarray)
        and got.dtype.kind in "biuf"
        and got.shape == truth.shape
        and np.allclose(got, truth, rtol=_TOLERANCE, atol=_TOLERANCE)
    )
