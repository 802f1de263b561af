"""`features_up_to`: what a layer in the middle gives, compared with NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import does_not_run, not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_05_dense_against_conv.small_conv_network import (
    NAMES,
    build,
    draw_weights,
    outputs_by_name,
)
from course_utils.exercises.plain import describe, to_plain, type_name

_TOLERANCE = 1e-4


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks and ask for each of their layers once; then for one that is not there."""
    drawn = [_case(rng, name) for name in NAMES]
    absent = _case(rng, "conv")  # the start of a name is no name
    return [*drawn, Case(absent.description, absent.inputs, expects_error=True)]


def _case(rng: np.random.Generator, name: str) -> Case:
    side, channels = int(rng.integers(6, 10)), int(rng.integers(1, 4))
    return Case(
        f"a network for images of {side} × {side}, up to its layer {name}",
        {
            "layer_name": name,
            "weights": draw_weights(rng, side, channels),
            "images": rng.random((4, side, side, channels), dtype=np.float32),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Ask for the features, and see whether the network is as it was."""
    import keras

    images, weights = case.inputs["images"], case.inputs["weights"]
    model = build(images.shape[1:], weights)
    trainable = [layer.trainable for layer in model.layers]
    n_layers = len(model.layers)
    part = function(model, case.inputs["layer_name"])
    if case.expects_error:
        return {"not_refused": type_name(part)}
    if not isinstance(part, keras.Model):
        return {"not_a_model": to_plain(part)}
    try:
        features = part(images, training=False)
    except Exception as error:
        return {"does_not_run": f"{type(error).__name__}: {error}"[:300]}
    return {
        "features": to_plain(features),
        "layers_lost": n_layers - len(model.layers),
        "is_changed": any(
            not np.array_equal(one, two)
            for one, two in zip(model.get_weights(), weights, strict=False)
        ),
        "is_frozen": [layer.trainable for layer in model.layers] != trainable,
    }


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the features, recognising those of the layers before and after."""
    if "not_refused" in observation:
        return [_not_refused(case, observation["not_refused"])]
    if "not_a_model" in observation:
        return [not_a_model(observation["not_a_model"])]
    if "does_not_run" in observation:
        return [does_not_run("the network that was given", observation["does_not_run"])]
    finding = _network(observation) or _features(case, observation["features"])
    return [finding] if finding else []


def _not_refused(case: Case, got: str) -> Finding:
    return Finding(
        "absent-layer-accepted",
        f"The network has no layer called {case.inputs['layer_name']}, and your function did not "
        "say so.",
        "ValueError",
        got,
    )


def _network(observation: dict[str, Plain]) -> Finding | None:
    if observation["layers_lost"]:
        return Finding(
            "layers-taken-away",
            "The network that was given has lost layers: pop() takes them away for good.",
            "the network with all its layers",
            f"{observation['layers_lost']} layers fewer",
        )
    if observation["is_changed"]:
        return Finding(
            "weights-changed",
            "The network that was given has other weights after the call.",
            "the same weights",
            "other weights",
        )
    if observation["is_frozen"]:
        return Finding(
            "network-frozen",
            "The layers of the network that was given were frozen or thawed. They are the same "
            "layers, so it could no longer be trained as before.",
            "trainable as it was",
            "another trainable",
        )
    return None


def _features(case: Case, got: Plain) -> Finding | None:
    name, images = case.inputs["layer_name"], case.inputs["images"]
    outputs = outputs_by_name(images, case.inputs["weights"])
    truth = outputs[name]
    if _near(got, truth):
        return None
    expected = f"shape {truth.shape}, first value {truth.flat[0]:.4f}"
    seen = (
        f"shape {got.shape}, first value {got.flat[0]:.4f}"
        if isinstance(got, np.ndarray)
        else describe(got)
    )
    names = list(outputs)
    before = outputs[names[names.index(name) - 1]] if names.index(name) else images
    after = outputs[names[min(names.index(name) + 1, len(names) - 1)]]
    if _near(got, before):
        return Finding(
            "one-layer-too-few",
            "The part ends one layer before the one that was asked for: that layer belongs to it.",
            expected,
            seen,
        )
    if _near(got, outputs[names[-1]]):
        return Finding(
            "whole-network", "This is what the whole network gives, to its end.", expected, seen
        )
    if _near(got, after):
        return Finding("one-layer-too-many", "The part ends one layer too late.", expected, seen)
    if isinstance(got, np.ndarray) and got.shape == truth.shape:
        return Finding(
            "weights-not-taken",
            "The part has the right layers and other weights: it does not compute what the trained "
            "network computes.",
            expected,
            seen,
        )
    return Finding("another-layer", "These are the values of another layer.", expected, seen)


def _near(got: Plain, truth: np.ndarray) -> bool:
    return (
        isinstance(got, np.ndarray)
        and got.shape == truth.shape
        and np.allclose(got, truth, atol=_TOLERANCE)
    )


EXERCISE = Exercise(
    name="features_up_to",
    lesson=5,
    points=2,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
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
