"""`reuse_layers`: a network for task B that starts from model A and leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    build,
    changed,
    draw_weights,
    hidden_values,
    sigmoid,
)
from course_utils.exercises.plain import describe, to_plain

_TOLERANCE = 1e-4


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw models A: one and two hidden layers, one normalised, one with a frozen layer."""
    return [
        _case(rng, "one hidden layer", 1),
        _case(rng, "two hidden layers and a normalisation", 2, normalise=True),
        _case(rng, "two hidden layers, the first one frozen", 2, frozen=True),
    ]


def _case(
    rng: np.random.Generator,
    what: str,
    n_hidden: int,
    normalise: bool = False,
    frozen: bool = False,
) -> Case:
    shape = tuple(int(side) for side in rng.integers(4, 8, 2))
    hidden = [int(size) for size in rng.choice(np.arange(9, 20), n_hidden, replace=False)]
    n_classes = int(rng.integers(5, 9))
    return Case(
        f"a model A with {what}, {n_classes} classes, images of {shape[0]} × {shape[1]}",
        {
            "shape": shape,
            "hidden": hidden,
            "normalise": normalise,
            "frozen": frozen,
            "weights": draw_weights(rng, int(np.prod(shape)), hidden, n_classes, normalise),
            "images": rng.random((8, *shape), dtype=np.float32),
            "labels": np.arange(8, dtype=np.float32) % 2,
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Build model A, let the function reuse it, train the result, and look at both again."""
    import keras

    given = case.inputs
    images = given["images"]
    model_A = build(
        given["shape"], given["hidden"], given["weights"], given["normalise"], "softmax"
    )
    model_A.layers[1].trainable = not given["frozen"]
    n_layers = len(model_A.layers)
    model_B = function(model_A)
    if not isinstance(model_B, keras.Model):
        return {"not_a_model": to_plain(model_B)}
    seen: dict[str, Plain] = {
        "is_A": model_B is model_A,
        "layers_lost": n_layers - len(model_A.layers),
        "A_after_call": model_A.get_weights(),
        "output": to_plain(model_B(images, training=False)),
        "start": model_B.get_weights(),
    }
    if seen["output"].shape != (len(images), 1):
        return seen
    model_B.compile(loss="mse", optimizer=keras.optimizers.SGD(0.5))
    model_B.fit(images, given["labels"], batch_size=len(images), epochs=1, verbose=0)
    seen["trained"] = model_B.get_weights()
    seen["A_after_training"] = model_A.get_weights()
    return seen


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge model A as it was left, then the new network's size, start, output and training."""
    if "not_a_model" in observation:
        return [not_a_model(observation["not_a_model"])]
    finding = (
        _model_a_after_the_call(case, observation)
        or _layers(case, observation)
        or _start(case, observation)
        or _output(case, observation)
        or _training(case, observation)
    )
    return [finding] if finding else []


def _model_a_after_the_call(case: Case, observation: dict[str, Plain]) -> Finding | None:
    if observation["is_A"]:
        return Finding(
            "returns-model-a",
            "You changed model A itself and returned it. Model A is still needed: build a new "
            "network.",
            "a new network",
            "model A",
        )
    if observation["layers_lost"]:
        return Finding(
            "layers-taken-from-a",
            "Model A has lost its last layer: pop() takes it away from model A for good.",
            "model A with all its layers",
            f"{observation['layers_lost']} layer fewer",
        )
    after = observation["A_after_call"]
    if any(changed(case.inputs["weights"], after)):
        return Finding(
            "weights-of-a-changed",
            "Model A has other weights after the call.",
            "model A as it was",
            "other weights",
        )
    return None


def _layers(case: Case, observation: dict[str, Plain]) -> Finding | None:
    weights, start = case.inputs["weights"], observation["start"]
    n_units, n_classes = case.inputs["hidden"][-1], len(weights[-1])
    expected_shapes = [*(w.shape for w in weights[:-2]), (n_units, 1), (1,)]
    got_shapes = [w.shape for w in start]
    if got_shapes == expected_shapes:
        return None
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


def _start(case: Case, observation: dict[str, Plain]) -> Finding | None:
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


def _output(case: Case, observation: dict[str, Plain]) -> Finding | None:
    given = case.inputs
    values = hidden_values(
        given["images"], given["weights"], len(given["hidden"]), given["normalise"]
    )
    kernel, bias = observation["start"][-2:]
    logits = values @ kernel + bias
    got = observation["output"]
    if isinstance(got, np.ndarray) and np.allclose(got, sigmoid(logits), atol=_TOLERANCE):
        return None
    expected = f"sigmoid of the last layer: {sigmoid(logits)[0, 0]:.4f} for the first image"
    if isinstance(got, np.ndarray) and np.allclose(got, logits, atol=_TOLERANCE):
        return Finding(
            "sigmoid-missing",
            "The output is not between 0 and 1: the last layer has no sigmoid.",
            expected,
            f"{got[0, 0]:.4f}",
        )
    if isinstance(got, np.ndarray) and np.all(got == 1):
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


def _training(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge which weights one step of training has moved, in the new network and in model A."""
    damaged = changed(case.inputs["weights"], observation["A_after_training"])
    if any(damaged):
        return Finding(
            "shares-layers-with-a",
            "Training the new network has changed model A: both hold the same layers. "
            "Sequential(model_A.layers[:-1]) does not copy them.",
            "model A as it was",
            f"{sum(damaged)} of {len(damaged)} of its arrays of weights changed",
        )
    moved = changed(observation["start"], observation["trained"])
    if all(moved):
        return None
    expected = "all weights move when it is trained"
    got = f"{len(moved) - sum(moved)} of {len(moved)} arrays of weights do not"
    if case.inputs["frozen"] and not any(moved[:2]) and all(moved[2:]):
        return Finding(
            "frozen-like-model-a",
            "A layer that is frozen in model A is frozen in its clone too. Set trainable to True "
            "for each layer: setting it for a model that is not frozen itself changes nothing.",
            expected,
            got,
        )
    return Finding(
        "frozen",
        "Part of the new network does not train. Freezing comes in the next exercise.",
        expected,
        got,
    )


EXERCISE = Exercise(
    name="reuse_layers",
    lesson=4,
    points=3,
    cases=cases,
    observe=observe,
    judge=judge,
    hints=(
        "The new network needs copies of the layers, so that training it does not touch model A. "
        "And the copies need the weights.",
        "keras.models.clone_model(model_A) builds the same layers with new random weights. "
        "copy.set_weights(model_A.get_weights()) fills them in.",
        'keras.Sequential([*copy.layers[:-1], keras.layers.Dense(1, activation="sigmoid")]) '
        "puts them together. A clone copies trainable too: set it to True for each layer of the "
        "copy. (Setting it for the whole model does nothing if the model itself was not frozen.)",
    ),
    takeaway="The new network starts where model A stopped, and what is done to it leaves model A "
    "as it was.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
