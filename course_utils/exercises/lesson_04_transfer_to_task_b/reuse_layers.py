"""`reuse_layers`: a network for task B that starts from model A and leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import does_not_run, not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b import reused_network
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    build,
    changed,
    draw_weights,
)
from course_utils.exercises.plain import to_plain


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw models A: one and two hidden layers, one normalised, one with a frozen layer."""
    return [
        _case(rng, "one hidden layer with tanh", 1, activation="tanh"),
        _case(rng, "two hidden layers and a normalisation", 2, normalise=True),
        _case(rng, "two hidden layers, the first one frozen", 2, frozen=True),
    ]


def _case(
    rng: np.random.Generator,
    what: str,
    n_hidden: int,
    normalise: bool = False,
    frozen: bool = False,
    activation: str = "relu",
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
            "activation": activation,
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
        given["shape"],
        given["hidden"],
        given["weights"],
        given["normalise"],
        "softmax",
        given["activation"],
    )
    model_A.layers[1].trainable = not given["frozen"]
    layers, trainable = model_A.layers, [layer.trainable for layer in model_A.layers]
    model_B = function(model_A)
    if not isinstance(model_B, keras.Model):
        return {"not_a_model": to_plain(model_B)}
    seen: dict[str, Plain] = {
        "is_A": model_B is model_A,
        "A_has_its_layers": [id(x) for x in model_A.layers] == [id(x) for x in layers],
        "A_is_as_trainable": [layer.trainable for layer in layers] == trainable,
        "A_after_call": model_A.get_weights(),
    }
    try:
        seen["output"] = to_plain(model_B(images, training=False))
        seen["start"] = model_B.get_weights()
        if not given["normalise"]:  # which would move its averages
            seen["output_in_training"] = to_plain(model_B(images, training=True))
    except Exception as error:
        return {**seen, "does_not_run": f"{type(error).__name__}: {error}"[:300]}
    seen["last_layer"] = model_B.layers[-1].get_weights()
    if not isinstance(seen["output"], np.ndarray) or seen["output"].shape != (len(images), 1):
        return seen
    # Two updates, because behind a head that starts at zero nothing moves in the first one.
    # Eager, because tracing a graph takes ten times as long as running it twice.
    model_B.compile(loss="mse", optimizer=keras.optimizers.SGD(0.5), run_eagerly=True)
    for _ in range(2):
        model_B.train_on_batch(images, given["labels"])
    seen["trained"] = model_B.get_weights()
    seen["A_after_training"] = model_A.get_weights()
    return seen


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge model A as it was left, then the new network's size, start, output and training."""
    if "not_a_model" in observation:
        return [not_a_model(observation["not_a_model"])]
    finding = (
        _model_a_after_the_call(case, observation)
        or _running(observation)
        or reused_network.layers(case, observation)
        or reused_network.start(case, observation)
        or reused_network.output(case, observation)
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
    if not observation["A_has_its_layers"]:
        return Finding(
            "layers-of-a-changed",
            "Model A has other layers after the call: pop() takes one away from it and add() puts "
            "one on, for good.",
            "model A with its own layers",
            "other layers",
        )
    if not observation["A_is_as_trainable"]:
        return Finding(
            "a-frozen-or-thawed",
            "Layers of model A were frozen or thawed. Do that to the copies only.",
            "trainable as it was in model A",
            "another trainable",
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


def _running(observation: dict[str, Plain]) -> Finding | None:
    if "does_not_run" in observation:
        return does_not_run("model A", observation["does_not_run"])
    return None


def _training(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge which weights training has moved, in the new network and in model A."""
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
    judge=ByFunction(judge),
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
