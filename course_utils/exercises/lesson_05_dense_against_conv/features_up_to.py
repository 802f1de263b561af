"""`features_up_to`: what a layer in the middle gives, compared with NumPy."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.networks import symptoms
from course_utils.exercises.networks.cut_symptoms import ABSENT, CUT, cut, gives
from course_utils.exercises.networks.described import chain, convolution, layer, outputs_by_name
from course_utils.exercises.symptoms import BySymptoms, include
from course_utils.observers.features_up_to import observe
from course_utils.observers.networks.built import Layer
from course_utils.observers.plain import Facts

_NORM = "normalise_2"


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks and ask for layers in the middle, for the first and the last, and for none."""
    names = ("pool_2", "hidden_1", "conv_1", "output", "flatten")  # first one far from the ends
    absent = _case(rng, "conv")  # the start of a name is no name
    return [
        *(_case(rng, name) for name in names),
        Case(absent.description, absent.inputs, expects_error=True),
    ]


def _case(rng: np.random.Generator, name: str) -> Case:
    side, channels = int(rng.integers(8, 12)), int(rng.integers(1, 4))
    return Case(
        f"a network for images of {side} × {side}, up to its layer {name}",
        {
            "layer_name": name,
            "network": chain(rng, (side, side, channels), _layers()),
            "images": rng.random((4, side, side, channels), dtype=np.float32),
        },
    )


def _layers() -> list[Layer]:
    return [
        convolution(5, "conv_1"),
        layer("MaxPooling2D", "pool_1"),
        convolution(6, "conv_2"),
        layer("MaxPooling2D", "pool_2"),
        layer("BatchNormalization", _NORM),
        layer("Flatten", "flatten"),
        layer("Dense", "hidden_1", units=7, activation="relu"),
        layer("Dense", "hidden_2", units=8, activation="tanh"),
        layer("Dense", "output", units=4, activation="softmax"),
    ]


def read(given: Facts, seen: Facts) -> Facts:
    """Compare what the network gives with what each layer of the given one gives."""
    if "in_use" not in seen:
        return seen
    return {**seen, **seen["in_use"], **cut(given, seen["in_use"]["features"], lambda it: it)}


include(ABSENT, "features_up_to")
for group in (symptoms.RETURNED, symptoms.GIVEN, symptoms.SEQUENTIAL, symptoms.RUNS):
    include(group, "features_up_to")


@gives("features_up_to")
def always_in_training(given: Facts, seen: Facts) -> list[np.ndarray]:
    """In use too, normalisation takes mean and variance of the batch, not the moving ones. Leave
    training=True out: the code that calls the network decides that.
    """
    values = outputs_by_name(given["network"], given["images"], [_NORM])
    return [values[given["layer_name"]]]


include(CUT, "features_up_to")

EXERCISE = Exercise(
    name="features_up_to",
    lesson=5,
    points=2,
    cases=cases,
    observe=observe,
    judge=BySymptoms("features_up_to", read=read),
    hints=(
        "keras.Model(inputs, outputs) makes a network from two ends that are connected already. It "
        "shares the layers between them.",
        "model.inputs[0] is one end. model.get_layer(layer_name) finds the layer, and its "
        "attribute output is the other end.",
        "return keras.Model(model.inputs[0], model.get_layer(layer_name).output)",
    ),
    takeaway="Any layer can be an output: the features after it, without a copy and without "
    "training.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
