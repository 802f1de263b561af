"""`feature_extractor`: the features of a layer, alone, in training and in a larger network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises import keras_settings
from course_utils.exercises.exercise import Case, Exercise, Plain
from course_utils.exercises.lesson_08_your_own_pictures.extractor_symptoms import JUDGE
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    ADD,
    DENSE,
    DEPTHWISE,
    POOLING,
    RELU,
    build,
    draw_images,
    draw_network,
    draw_shape,
    names_of,
)
from course_utils.exercises.networks.observed import given_network, n_other_kernels, stage_by_stage
from course_utils.exercises.plain import to_plain, type_name
from course_utils.exercises.symptoms import Facts

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
            "seed_of_head": int(rng.integers(1_000_000)),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Ask for the extractor, then use it alone, in training and in a larger network."""
    given, images = case.inputs, case.inputs["images"]
    network, _ = build(images.shape[1:], given["network"])
    look_at_it = given_network(network)
    settings = keras_settings.noted()
    try:
        extractor = function(network, given["layer_name"])
        setting = keras_settings.first_changed(settings)
        if case.expects_error:
            return {"returned": type_name(extractor)}
        seen = stage_by_stage(
            extractor,
            given=look_at_it,
            in_use=lambda: {
                "features": [to_plain(extractor(images)) for _ in range(2)],
                "n_trainable": len(extractor.trainable_weights),
                "n_other_kernels": n_other_kernels(extractor, given["network"]),
            },
            in_training=lambda: {
                "features": [to_plain(extractor(images, training=True)) for _ in range(2)],
                **look_at_it(),
            },
            in_larger=lambda: {**_in_larger(extractor, case), **look_at_it()},
        )
    finally:
        keras_settings.put_back(settings)
    return {**seen, "setting": setting}


def _in_larger(extractor: Any, case: Case) -> Facts:
    """Put the extractor under a new last layer, and fit that for one step."""
    import keras

    images, labels = case.inputs["images"], case.inputs["labels"]
    inputs = keras.Input(images.shape[1:])
    features = extractor(inputs)
    start = keras.initializers.GlorotUniform(case.inputs["seed_of_head"])
    head = keras.layers.Dense(_N_OF_HEAD, activation="softmax", kernel_initializer=start)
    larger = keras.Model(inputs, head(features))
    before = to_plain(head.get_weights())
    larger.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.SGD(0.5),
        run_eagerly=True,  # a graph for one step takes longer to trace than to run
    )
    history = larger.fit(images, labels, batch_size=len(images), verbose=0)
    return {
        "head": before,
        "loss": float(history.history["loss"][0]),
        "features": to_plain(extractor(images)),
    }


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
