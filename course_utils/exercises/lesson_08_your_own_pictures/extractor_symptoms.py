"""What can be wrong with an extractor: its features, and what it does while a network is fitted."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    NORMALISATION,
    names_of,
)
from course_utils.exercises.networks import symptoms
from course_utils.exercises.networks.cut_symptoms import ABSENT, CUT, cut, gives
from course_utils.exercises.networks.described import is_near, outputs_by_name
from course_utils.exercises.networks.differences import first_value
from course_utils.exercises.numpy_layers import softmax
from course_utils.exercises.symptoms import BySymptoms, Shown, include, symptom
from course_utils.observers.plain import Facts

_LOSS_TOLERANCE = 1e-4
_IN_CALL = (
    "Call the part with training=False inside the call of a class of your own, or in a Lambda "
    "layer, which takes no training."
)


def read(given: Facts, seen: Facts) -> Facts:
    """Compare the features with what each layer of the given network gives."""
    if "in_use" not in seen:
        return seen
    facts = cut(given, seen["in_use"]["features"][0], _mean)
    values = facts["values"][given["layer_name"]]
    places = values if values.ndim == 4 else values[:, np.newaxis, np.newaxis]
    return {**seen, **seen["in_use"], **facts, "places": places, "advice": _IN_CALL}


def _mean(values: np.ndarray) -> np.ndarray:
    """Return the mean over all places, where there are places."""
    return np.asarray(values.mean((1, 2))) if values.ndim == 4 else values


JUDGE = BySymptoms("feature_extractor", read=read)

_extractor = partial(symptom, "feature_extractor")
_twice = partial(_extractor, got="{first}; then {second}")
_in_training = partial(_twice, expected="the same features with training=True")
_gives = gives("feature_extractor")


@_extractor(expected="{name} is {before}", got="{name} is {after}")
def settings_changed(given: Facts, seen: Facts) -> Shown:
    """After the call {name} is something else. It holds for all networks of the notebook: leave it
    as it is.
    """
    return dict(seen["setting"])


for group in (ABSENT, symptoms.RETURNED, symptoms.GIVEN, symptoms.RUNS):
    include(group, "feature_extractor")


@_twice(expected="the same features twice")
def always_in_training(given: Facts, seen: Facts) -> Shown:
    """Two calls give other features for the same images: dropout acts, even in use. Do not call the
    part with training=True.
    """
    one, two = seen["in_use"]["features"]
    return seen["is_array"] and not is_near(two, one) and _words(seen, "in_use")


@_gives
def not_averaged(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The features still have a value for each place. Take their mean over height and width, as
    GlobalAveragePooling2D does.
    """
    return [seen["places"]]


@_gives
def largest_for_mean(given: Facts, seen: Facts) -> list[np.ndarray]:
    """This is the largest value of each channel. Asked for is the mean: GlobalAveragePooling2D."""
    return [seen["places"].max((1, 2))]


@_gives
def sum_for_mean(given: Facts, seen: Facts) -> list[np.ndarray]:
    """This is the sum over all places. The mean does not depend on the size of the image."""
    return [seen["places"].sum((1, 2))]


@_gives
def flattened(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The values of all places stand in a row. Take their mean over all places, so that one number
    is left for each channel.
    """
    return [seen["places"].reshape(len(seen["places"]), -1)]


@_gives
def mean_over_channels(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The mean was taken over the channels. Take it over height and width, axes 1 and 2."""
    return [seen["places"].mean(3)]


@_gives
def mean_over_one_axis(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The mean was taken over height or width alone. Take it over both, axes 1 and 2."""
    return [seen["places"].mean(1), seen["places"].mean(2)]


@_gives
def axes_kept(given: Facts, seen: Facts) -> list[np.ndarray]:
    """Height and width are still there, with length 1. Drop these axes."""
    return [seen["places"].mean((1, 2), keepdims=True)]


@_gives
def one_place_only(given: Facts, seen: Facts) -> list[np.ndarray]:
    """These are the values of one place. Take the mean over all places."""
    places = seen["places"]
    return list(places.reshape(len(places), -1, places.shape[-1]).swapaxes(0, 1))


@_gives
def always_the_last_features(given: Facts, seen: Facts) -> list[np.ndarray]:
    """These are the features at the end of the network, whatever layer was asked for."""
    return [*seen["values"].values()][-2:-1]


@_gives
def length_1(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The features of each image were divided by their length. Leave them as they are."""
    return [seen["truth"] / np.linalg.norm(seen["truth"], axis=1, keepdims=True)]


include(CUT, "feature_extractor")


@_extractor(expected="trainable_weights is empty", got="{n_trainable} arrays in it")
def weights_trainable(given: Facts, seen: Facts) -> Shown:
    """The extractor has weights that can be trained, so they would move in a larger network. Set
    trainable = False on it.
    """
    return seen["n_trainable"] and seen


@_extractor(expected="the same features", got="{error}")
def training_not_taken(given: Facts, seen: Facts) -> Shown:
    """The extractor cannot be called with training=True, as Keras calls the parts of a network that
    is fitted.
    """
    return "in_training" not in seen and seen["failed"]


@_in_training()
def normalisation_in_training(given: Facts, seen: Facts) -> Shown:
    """Called with training=True, as in a network that is fitted, normalisation takes mean and
    variance of the batch. trainable = False on the extractor stops that; dropout needs more.
    {advice}
    """
    network, first = given["network"], seen["in_training"]["features"][0]
    outputs = outputs_by_name(network, given["images"], names_of(network, NORMALISATION))
    in_batch = _mean(outputs[given["layer_name"]])
    is_in_batch = is_near(first, in_batch) and not is_near(first, seen["truth"])
    has_moved = not seen["in_training"]["has_its_weights"]
    return (is_in_batch or has_moved) and _words(seen, "in_training")


@_in_training()
def dropout_in_training(given: Facts, seen: Facts) -> Shown:
    """Called with training=True, as in a network that is fitted, dropout acts. trainable = False
    does not stop it, nor does training=False in a functional model, which fit overrides. {advice}
    """
    one, two = seen["in_training"]["features"]
    is_repeated = isinstance(one, np.ndarray) and is_near(two, one)
    return not is_repeated and _words(seen, "in_training")


@_in_training()
def other_in_training(given: Facts, seen: Facts) -> Shown:
    """Called with training=True, the extractor gives other features. {advice}"""
    is_right = is_near(seen["in_training"]["features"][0], seen["truth"])
    return not is_right and _words(seen, "in_training")


@_extractor(expected="a network with the extractor in it that can be fitted", got="{error}")
def not_for_a_larger_network(given: Facts, seen: Facts) -> Shown:
    """The extractor runs alone, but cannot be part of a larger network that is fitted. In its call
    stay with Keras: layers and keras.ops, no NumPy, no predict.
    """
    return "in_larger" not in seen and seen["failed"]


@_extractor(expected="the same weights and features after fit", got="other ones")
def moves_in_fit(given: Facts, seen: Facts) -> Shown:
    """While a larger network was fitted, the extractor moved too, although its trainable_weights is
    empty. Set trainable = False on the part itself: super().__init__(trainable=False) does not
    reach the layers that you set after it.
    """
    is_same = is_near(seen["in_larger"]["features"], seen["truth"])
    return not is_same or not seen["in_larger"]["has_its_weights"]


@_extractor(expected="a loss of {truth:.4f} in the first step", got="{loss:.4f}")
def other_in_fit(given: Facts, seen: Facts) -> Shown:
    """While a larger network is fitted, the extractor gives other features. {advice}"""
    kernel, bias = seen["in_larger"]["head"]
    probabilities = softmax(seen["truth"] @ kernel + bias)
    chosen = np.take_along_axis(probabilities, given["labels"][:, np.newaxis], axis=1)
    loss, truth = seen["in_larger"]["loss"], -float(np.log(chosen).mean())
    is_right = abs(loss - truth) <= _LOSS_TOLERANCE * max(1, truth)
    return not is_right and {**seen, "truth": truth, "loss": loss}


def _words(seen: Facts, stage: str) -> Facts:
    """Return the facts, and what each of two calls gave in words."""
    first, second = map(first_value, seen[stage]["features"])
    return {**seen, "first": first, "second": second}
