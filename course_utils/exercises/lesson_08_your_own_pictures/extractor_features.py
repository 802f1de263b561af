"""The features that `feature_extractor` should give, and what wrong ideas give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_utils.exercises.diagnosis import Suspect
from course_utils.exercises.exercise import Case
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    NORMALISATION,
    names_of,
    outputs_by_name,
)


def truth_of(case: Case) -> np.ndarray:
    """Return the features of the layer that was asked for, in use, float64."""
    outputs = outputs_by_name(case.inputs["network"], case.inputs["images"])
    return _pooled(outputs[case.inputs["layer_name"]])


def in_batch(case: Case) -> np.ndarray:
    """Return the features where all normalisations take mean and variance of the batch."""
    network, images = case.inputs["network"], case.inputs["images"]
    outputs = outputs_by_name(network, images, names_of(network, NORMALISATION))
    return _pooled(outputs[case.inputs["layer_name"]])


def _pooled(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.mean((1, 2))) if values.ndim == 4 else values


def suspects_of(case: Case) -> Iterator[Suspect]:
    """Yield the wrong ideas, and what each gives."""
    name, network, images = (case.inputs[key] for key in ("layer_name", "network", "images"))
    outputs = outputs_by_name(network, images)
    values = outputs[name]
    if values.ndim == 4:
        yield from _of_places(values)
    before = next(layer["inputs"] for layer in network if layer["name"] == name)
    after = next((layer["name"] for layer in network if name in layer["inputs"]), name)
    end = network[-1]["name"]
    for misconception, message, gives in (
        ("whole-network", "This is what the whole network gives, to its end.", outputs[end]),
        *(
            (
                "one-layer-too-few",
                "The extractor ends one layer before the one that was asked for.",
                _pooled(outputs[one]),
            )
            for one in before
        ),
        ("one-layer-too-many", "The extractor ends one layer too late.", _pooled(outputs[after])),
        (
            "always-the-last-features",
            "These are the features at the end of the network, whatever layer was asked for.",
            outputs[network[-1]["inputs"][0]],
        ),
        (
            "length-1",
            "The features of each image were divided by their length. Leave them as they are.",
            truth_of(case) / np.linalg.norm(truth_of(case), axis=1, keepdims=True),
        ),
    ):
        yield Suspect(misconception, message, gives)


def _of_places(values: np.ndarray) -> Iterator[Suspect]:
    mean = values.mean((1, 2))
    for misconception, message, gives in (
        (
            "not-averaged",
            "The features still have a value for each place. Take their mean over height and "
            "width, as GlobalAveragePooling2D does.",
            values,
        ),
        (
            "largest-for-mean",
            "This is the largest value of each channel. Asked for is the mean: "
            "GlobalAveragePooling2D.",
            values.max((1, 2)),
        ),
        (
            "sum-for-mean",
            "This is the sum over all places. The mean does not depend on the size of the image.",
            values.sum((1, 2)),
        ),
        (
            "flattened",
            "The values of all places stand in a row. Take their mean over all places, so that "
            "one number is left for each channel.",
            values.reshape(len(values), -1),
        ),
        (
            "mean-over-channels",
            "The mean was taken over the channels. Take it over height and width, axes 1 and 2.",
            values.mean(3),
        ),
        (
            "mean-over-one-axis",
            "The mean was taken over height alone. Take it over height and width, axes 1 and 2.",
            values.mean(1),
        ),
        (
            "mean-over-one-axis",
            "The mean was taken over width alone. Take it over height and width, axes 1 and 2.",
            values.mean(2),
        ),
        (
            "axes-kept",
            "Height and width are still there, with length 1. Drop these axes.",
            mean[:, np.newaxis, np.newaxis],
        ),
        (
            "one-place-only",
            "These are the values of one place. Take the mean over all places.",
            values[:, 0, 0],
        ),
    ):
        yield Suspect(misconception, message, gives)
