"""The network that `reuse_layers` builds: its layers, its start and its output."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    changed,
    hidden_values,
    sigmoid,
)
from course_utils.exercises.plain import describe

_TOLERANCE = 1e-4


def layers(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the shapes of the new network's weights."""
    weights, start = case.inputs["weights"], observation["start"]
    n_units, n_classes = case.inputs["hidden"][-1], len(weights[-1])
    expected_shapes = [*(w.shape for w in weights[:-2]), (n_units, 1), (1,)]
    got_shapes = [w.shape for w in start]
    if got_shapes == expected_shapes:
        return _last_layer(observation["last_layer"])
    expected = f"the hidden layers of A, then {n_units} × 1 weights"
    got = "weights of the shapes " + ", ".join(map(str, got_shapes))
    if (n_classes, 1) in got_shapes:
        return Finding(
            "output-layer-kept",
            "The new output stands behind the old one: model A's last layer is still there. It "
            "has squeezed everything into class probabilities already.",
            expected,
            got,
        )
    if got_shapes and got_shapes[-1] == (2,):
        return Finding(
            "two-outputs",
            "The new output layer has two units. Task B asks one question: one unit with sigmoid.",
            expected,
            got,
        )
    if len(got_shapes) == len(weights) and got_shapes[-1] == (n_classes,):
        return Finding(
            "no-new-output",
            "The output layer is still that of task A.",
            expected,
            got,
        )
    if len(got_shapes) < len(expected_shapes):
        return Finding(
            "hidden-layer-lost",
            "A hidden layer of model A is missing: only its last layer goes.",
            expected,
            got,
        )
    return Finding("other-layers", "The network has other layers than asked for.", expected, got)


def _last_layer(weights: list[np.ndarray]) -> Finding | None:
    if len(weights) == 2:
        return None
    return Finding(
        "head-not-last",
        'The new layer is not the last of model.layers. Dense(1, activation="sigmoid") is one '
        "layer: the exercises that follow freeze all layers but the last.",
        "the new Dense layer at the end of model.layers",
        f"a last layer with {len(weights)} arrays of weights",
    )


def start(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the reused layers start with the weights of model A."""
    reused = changed(case.inputs["weights"][:-2], observation["start"][:-2])
    if not any(reused):
        return None
    return Finding(
        "weights-not-copied",
        "The reused layers do not start with the weights of model A. clone_model copies the "
        "layers and draws new weights: copy these too, with set_weights.",
        "the weights of model A",
        f"{sum(reused)} of {len(reused)} arrays of weights differ",
    )


def output(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge what the new network computes."""
    given = case.inputs
    values = hidden_values(
        given["images"],
        given["weights"],
        len(given["hidden"]),
        given["normalise"],
        given["activation"],
    )
    kernel, bias = observation["start"][-2:]
    logits = values @ kernel + bias
    got = observation["output"]
    if isinstance(got, np.ndarray) and np.allclose(got, sigmoid(logits), atol=_TOLERANCE):
        return None if given["normalise"] else _output_in_training(observation)
    expected = f"sigmoid of the last layer: {sigmoid(logits)[0, 0]:.4f} for the first image"
    if isinstance(got, np.ndarray) and np.allclose(got, logits, atol=_TOLERANCE):
        return Finding(
            "sigmoid-missing",
            "The output is not between 0 and 1: the last layer has no sigmoid.",
            expected,
            f"{got[0, 0]:.4f}",
        )
    if isinstance(got, np.ndarray) and np.allclose(got, 1, atol=_TOLERANCE):
        return Finding(
            "softmax-of-one",
            "The output is always 1: softmax over a single unit. One unit needs sigmoid.",
            expected,
            "1.0 for every image",
        )
    return Finding(
        "computes-something-else",
        "The network has the right weights but computes something else.",
        expected,
        describe(got),
    )


def _output_in_training(observation: dict[str, Plain]) -> Finding | None:
    """Judge whether a network without normalisation computes the same while it is trained."""
    used, trained = observation["output"], observation["output_in_training"]
    if isinstance(trained, np.ndarray) and np.allclose(used, trained, atol=_TOLERANCE):
        return None
    return Finding(
        "something-added",
        "The network gives other values while it is trained. Model A has no layer that does so, "
        "such as dropout.",
        "the layers of model A and one new layer",
        "another layer among them",
    )
