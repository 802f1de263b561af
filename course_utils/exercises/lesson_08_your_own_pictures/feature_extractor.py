"""`feature_extractor`: the features of a layer, alone, in training and in a larger network."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_08_your_own_pictures.extractor_symptoms import JUDGE
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    ADD,
    DENSE,
    DEPTHWISE,
    POOLING,
    RELU,
    draw_images,
    draw_network,
    draw_shape,
    names_of,
)
from course_utils.observers.feature_extractor import observe

_N_IMAGES = 12
_N_OF_HEAD = 3


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks, and ask for layers of all kinds; then for one that is not there."""
    absent = _case(rng, "the start of a name", RELU, -1)
    absent.inputs["layer_name"] = "layer_"
    return [
        _case(rng, "the first addition", ADD, 0),
        _case(rng, "the last ReLU", RELU, -1),
        _case(rng, "a convolution in a branch", DEPTHWISE, -1),
        _case(rng, "the pooling at the end", POOLING, 0),
        _case(rng, "the last layer", DENSE, 0),
        Case(absent.description, absent.inputs, expects_error=True),
    ]


def _case(rng: np.random.Generator, what: str, kind: str, place: int) -> Case:
    shape = draw_shape(rng)
    network = draw_network(rng, shape.channels, shape.n_classes, has_dropout=True)
    return Case(
        f"a network for images of {shape.height} × {shape.width} × {shape.channels}, {what}",
        {
            "layer_name": names_of(network, kind)[place],
            "network": network,
            "images": draw_images(rng, _N_IMAGES, shape),
            "labels": rng.integers(0, _N_OF_HEAD, _N_IMAGES),
            "n_of_head": _N_OF_HEAD,
            "seed_of_head": int(rng.integers(1_000_000)),
        },
    )


EXERCISE = Exercise(
    name="feature_extractor",
    lesson=8,
    points=3,
    cases=cases,
    observe=observe,
    judge=JUDGE,
    hints=(
        "network.get_layer(layer_name).output is where the new network ends. If it has four axes, "
        "keras.layers.GlobalAveragePooling2D()(output) is their mean over all places.",
        "part = keras.Model(network.inputs[0], output) shares the layers of network. "
        "part.trainable = False takes care of weights and normalisation, but dropout still acts in "
        "training: fit overrides part(images, training=False) in a functional model.",
        "So write a class: class InUse(keras.Model), whose __init__ calls super().__init__() and "
        "keeps self.part = part, and whose call(self, images) returns self.part(images, "
        "training=False). Its call takes no training, so none is passed on. Return InUse().",
    ),
    takeaway="A trained network gives the same features everywhere: alone, and while another "
    "network learns from them.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
