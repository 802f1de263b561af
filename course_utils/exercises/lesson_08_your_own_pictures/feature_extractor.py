"""`feature_extractor`: the features of a layer, alone, in training and in a larger network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises import keras_settings
from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures import extractor_findings
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
from course_utils.exercises.observing import what_was_raised
from course_utils.exercises.plain import to_plain, type_name

_N_IMAGES = 12


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
            "labels": rng.integers(0, extractor_findings.N_OF_HEAD, _N_IMAGES),
            "seed_of_head": int(rng.integers(1_000_000)),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Ask for the extractor, then use it alone, in training and in a larger network."""
    import keras

    given = case.inputs
    network, layers = build(given["images"].shape[1:], given["network"])
    before = _state(layers)
    settings = keras_settings.noted()
    try:
        extractor = function(network, given["layer_name"])
        seen: dict[str, Plain] = {
            "before": before,
            "settings": keras_settings.as_text(settings),
            "settings_after": keras_settings.as_text(keras_settings.noted()),
        }
        if case.expects_error:
            return {**seen, "not_refused": type_name(extractor)}
        if not issubclass(type(extractor), keras.Model):
            is_class = issubclass(type(extractor), type)
            return {**seen, "not_a_model": to_plain(extractor), "is_class": is_class}
        stages: dict[str, Callable[[], Plain]] = {
            "after_call": lambda: _state(layers),
            "alone": lambda: _alone(extractor, given["images"]),
            "in_training": lambda: _in_training(extractor, given["images"], layers),
            "in_larger": lambda: _in_larger(extractor, case, layers),
        }
        for stage, look in stages.items():
            try:
                seen[stage] = look()
            except BaseException as error:  # the methods of a learner's own class run here
                return {**seen, "failed": {"stage": stage, "error": what_was_raised(error)}}
        return seen
    finally:
        keras_settings.put_back(settings)


def _weights(layers: dict[str, Any]) -> dict[str, Plain]:
    return {name: to_plain(layer.get_weights()) for name, layer in layers.items()}


def _state(layers: dict[str, Any]) -> dict[str, Plain]:
    """Return weights and settings of the layers, but for what they say of trainable."""
    return {
        "weights": _weights(layers),
        "settings": {name: _settings(layer) for name, layer in layers.items()},
    }


def _settings(layer: Any) -> dict[str, Plain]:
    config = layer.get_config()
    return {str(key): str(value) for key, value in config.items() if key != "trainable"}


def _alone(extractor: Any, images: np.ndarray) -> dict[str, Plain]:
    return {
        "features": [to_plain(extractor(images)) for _ in range(2)],
        "n_trainable": len(extractor.trainable_weights),
    }


def _in_training(extractor: Any, images: np.ndarray, layers: dict[str, Any]) -> dict[str, Plain]:
    return {
        "features": [to_plain(extractor(images, training=True)) for _ in range(2)],
        "weights": _weights(layers),
    }


def _in_larger(extractor: Any, case: Case, layers: dict[str, Any]) -> dict[str, Plain]:
    """Put the extractor under a new last layer, and fit that for one step."""
    import keras

    images, labels = case.inputs["images"], case.inputs["labels"]
    inputs = keras.Input(images.shape[1:])
    features = extractor(inputs)
    head = keras.layers.Dense(
        extractor_findings.N_OF_HEAD,
        activation="softmax",
        kernel_initializer=keras.initializers.GlorotUniform(case.inputs["seed_of_head"]),
    )
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
        "weights": _weights(layers),
    }


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the given network, the features, then the same in training and in a larger network."""
    finding = keras_settings.changed(observation["settings"], observation["settings_after"])
    if finding is None and "not_refused" in observation:
        finding = extractor_findings.not_refused(case, observation["not_refused"])
    elif finding is None and "not_a_model" in observation:
        finding = extractor_findings.no_network(observation["not_a_model"], observation["is_class"])
    elif finding is None:
        finding = extractor_findings.of_extractor(case, observation)
    return [finding] if finding else []


EXERCISE = Exercise(
    name="feature_extractor",
    lesson=8,
    points=3,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
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
