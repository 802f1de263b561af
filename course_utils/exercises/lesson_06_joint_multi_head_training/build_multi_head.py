"""`build_multi_head`: what a network with several heads computes, and what a step of one moves."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_06_joint_multi_head_training import heads_findings
from course_utils.exercises.observing import what_was_raised
from course_utils.exercises.plain import to_plain

_NAMES = ("fashion", "digits", "letters", "faces", "birds", "signs")
_N_IMAGES = 6


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw image shapes and heads: two, three, and one, of different sizes."""
    sizes = [int(size) for size in rng.choice(np.arange(3, 15), 3, replace=False)]
    names = [str(name) for name in rng.permutation(_NAMES)[:3]]
    names.sort(reverse=True)  # not the order of the alphabet, which Keras keeps in some places
    heads = dict(zip(names, sizes, strict=True))
    two = {name: heads[name] for name in names[:2]}
    return [
        _case(rng, two, 1),
        _case(rng, heads, int(rng.integers(2, 4))),
        _case(rng, {names[2]: sizes[0]}, 1),
    ]


def _case(rng: np.random.Generator, heads: dict[str, int], channels: int) -> Case:
    height, width = (int(side) for side in rng.choice(np.arange(9, 16), 2, replace=False))
    shape = (height, width, channels)
    described = ", ".join(f"{name} with {n} classes" for name, n in heads.items())
    return Case(
        f"images of {height} × {width} × {channels}; {described}",
        {
            "input_shape": shape,
            "heads": heads,
            "images": rng.random((_N_IMAGES, *shape), dtype=np.float32),
            "seed": int(rng.integers(1_000_000)),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Build the network, give it known weights, predict, and make a step on each head's loss."""
    import keras

    given, heads = case.inputs, dict(case.inputs["heads"])
    model = function(given["input_shape"], heads)
    if not isinstance(model, keras.Model):
        return {"not_a_model": to_plain(model)}
    seen: dict[str, Plain] = {"heads_after": heads, "is_compiled": bool(model.compiled)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of inputs in a list, which is right too
            _look_at(model, given, seen)
    except (Exception, SystemExit) as error:
        seen["does_not_run"] = what_was_raised(error)
    return seen


def _look_at(model: Any, given: dict[str, Plain], seen: dict[str, Plain]) -> None:
    """Note what the model gives with known weights, and what a step of each head moves."""
    images, heads = given["images"], given["heads"]
    model(images, training=False)  # one without an Input has no weights before
    weights = _known_weights(model, given["seed"])
    model.set_weights(weights)
    outputs = model(images, training=False)
    seen["is_dict"] = isinstance(outputs, dict)
    seen["outputs"] = to_plain(outputs)
    seen["outputs_in_training"] = to_plain(model(images, training=True))
    seen["n_added_losses"] = len(model.losses)
    seen["weights"] = model.get_weights()
    plain = seen["outputs"]
    if seen["is_dict"] and set(plain) == set(heads) and all(map(_is_of_floats, plain.values())):
        seen["owners"] = _owners(model, heads)
        seen["moved"] = {name: _moved_by(model, name, images, weights) for name in heads}


def _is_of_floats(output: Plain) -> bool:
    return isinstance(output, np.ndarray) and output.dtype.kind == "f"


def _known_weights(model: Any, seed: int) -> list[np.ndarray]:
    """Return weights for a model, in the order in which Keras keeps them."""
    rng = np.random.default_rng(seed)
    weights = []
    for weight in model.get_weights():
        drawn = rng.normal(0, 1.5 / np.sqrt(max(np.prod(weight.shape[:-1]), 4)), weight.shape)
        if drawn.ndim == 1:  # a moving variance below 0 would make every output NaN
            drawn = np.abs(drawn)
        weights.append(drawn.astype(np.float32))
    return weights


def _owners(model: Any, heads: dict[str, int]) -> list[str]:
    """Return for each array of weights the name of the head it belongs to, or ``""``."""
    owner_of: dict[int, str] = {}
    for layer in model.layers:
        if layer.name in heads:
            owner_of |= {id(variable): layer.name for variable in layer.weights}
    return [owner_of.get(id(variable), "") for variable in model.weights]


def _moved_by(model: Any, name: str, images: np.ndarray, weights: list[np.ndarray]) -> list[bool]:
    """Return which arrays of weights a step on the loss of one head moves."""
    import tensorflow as tf

    model.set_weights(weights)
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        output = model(images, training=False)[name]
        aim = tf.reshape(tf.range(tf.size(output), dtype=output.dtype), tf.shape(output))
        loss = tf.reduce_mean(output * tf.cos(aim))
    for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
        if gradient is not None:
            variable.assign(variable - 10.0 * gradient)
    moved = [
        not np.array_equal(before, after)
        for before, after in zip(weights, model.get_weights(), strict=True)
    ]
    model.set_weights(weights)
    return moved


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge names, order and sizes of the outputs, then what is shared, then the values."""
    if "not_a_model" in observation:
        return [not_a_model(observation["not_a_model"])]
    if observation["heads_after"] != case.inputs["heads"]:
        return [
            Finding(
                "input-mutated",
                "Your function changed its argument heads. Work on a copy.",
                f"the heads {case.inputs['heads']}",
                f"the heads {observation['heads_after']}",
            )
        ]
    if "does_not_run" in observation:
        return [
            Finding(
                "does-not-run",
                "The network cannot take the images it was built for.",
                "a network that runs",
                str(observation["does_not_run"]),
            )
        ]
    if observation["is_compiled"]:
        return [
            Finding(
                "compiled",
                "The network is compiled already. Loss and optimizer are chosen where it is "
                "trained.",
                "a network that is not compiled",
                "a compiled one",
            )
        ]
    finding = (
        heads_findings.names(case, observation)
        or heads_findings.sizes(case, observation)
        or heads_findings.layers(case, observation)
        or heads_findings.sharing(case, observation)
        or heads_findings.trunk(case, observation)
        or heads_findings.kernels(case, observation)
        or heads_findings.values(case, observation)
    )
    return [finding] if finding else []


EXERCISE = Exercise(
    name="build_multi_head",
    lesson=6,
    points=3,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
    hints=(
        "Two heads on one trunk do not stand in a row, so Sequential cannot hold them. Call layers "
        "on values: images = keras.Input(input_shape), then "
        'values = keras.layers.Conv2D(16, 3, padding="same", activation="relu")(images), and on.',
        "Build the trunk once, outside of any loop. Then one layer a head, all of them on the same "
        'values: keras.layers.Dense(n_classes, activation="softmax", name=name)(values).',
        "Collect the heads in a dict by name, and return keras.Model(images, that_dict).",
    ),
    takeaway="One trunk serves all datasets, and a step on one head's loss leaves the other heads "
    "alone.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
