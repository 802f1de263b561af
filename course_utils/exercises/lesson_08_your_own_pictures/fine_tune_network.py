"""`fine_tune_network`: which layers one step of training moves, how far, and on which loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises import keras_settings
from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures import step_moves, step_size
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    CONVOLUTION,
    DEPTHWISE,
    build,
    draw_images,
    draw_network,
    draw_shape,
    names_of,
    outputs_by_name,
)
from course_utils.exercises.observing import what_was_raised
from course_utils.exercises.plain import to_plain

_N_IMAGES = 16


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks in several states, for all, none and some of their convolutions."""
    networks = [_draw(rng) for _ in range(4)]
    n_convolutions = len(names_of(networks[0]["network"], CONVOLUTION, DEPTHWISE))
    # The last five hold all that is to be told apart: a depthwise one among them, the lowest none.
    # The second and the third lie beside each other: the order of network.layers decides.
    many = n_convolutions + int(rng.integers(1, 4))
    return [
        _case(rng, "trainable, never compiled", networks[0], 5),
        _case(rng, "frozen as a whole, compiled for another task", networks[1], 2),
        _case(rng, "partly frozen, compiled for another task", networks[2], 0),
        _case(rng, "frozen but for its last layer, never compiled", networks[3], many),
    ]


def _draw(rng: np.random.Generator) -> dict[str, Plain]:
    """Draw a network and images of which it is sure enough, with labels for a part of them."""
    while True:
        shape = draw_shape(rng)
        network = draw_network(rng, shape.channels, shape.n_classes, has_dropout=False)
        images = draw_images(rng, _N_IMAGES, shape)
        probabilities = np.sort(outputs_by_name(network, images)[network[-1]["name"]], axis=1)
        if (probabilities[:, -1] - probabilities[:, -2]).min() > 0.003:
            break
    predicted = outputs_by_name(network, images)[network[-1]["name"]].argmax(axis=1)
    is_right = rng.permutation(_N_IMAGES) < int(rng.integers(5, 12))
    others = (predicted + rng.integers(1, shape.n_classes, _N_IMAGES)) % shape.n_classes
    labels = np.where(is_right, predicted, others)
    return {"network": network, "images": images, "labels": labels}


def _case(rng: np.random.Generator, what: str, drawn: dict[str, Plain], n_top: int) -> Case:
    low, high = ((0.0002, 0.0008), (0.002, 0.006))[int(rng.integers(2))]
    rate = round(float(rng.uniform(low, high)), 6)
    return Case(
        f"a network that is {what}, n_top = {n_top}, rate = {rate}",
        {"what": what, "n_top": n_top, "rate": rate, **drawn},
    )


def _prepare(model: Any, layers: dict[str, Any], case: Case) -> None:
    """Freeze and compile a network as its case says."""
    import keras

    what, network = case.inputs["what"], case.inputs["network"]
    if what.startswith("frozen as a whole"):
        model.trainable = False
    if what.startswith("partly frozen"):
        for layer in network[::2]:
            layers[layer["name"]].trainable = False
    if what.startswith("frozen but for"):
        for layer in network[:-1]:
            layers[layer["name"]].trainable = False
    if what.endswith("another task"):
        model.compile(loss="mean_absolute_error", optimizer=keras.optimizers.SGD(0.05))


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Let the function prepare a network, then train that for one step."""
    import keras

    given = case.inputs
    model, layers = build(given["images"].shape[1:], given["network"])
    _prepare(model, layers, case)
    order = [layer.name for layer in model.layers if layer.name in layers]
    came_with = model.optimizer if model.compiled else None
    settings = keras_settings.noted()
    try:
        prepared = function(model, given["n_top"], given["rate"])
        seen: dict[str, Plain] = {
            "order": order,
            "settings": keras_settings.as_text(settings),
            "settings_after": keras_settings.as_text(keras_settings.noted()),
        }
        if not issubclass(type(prepared), keras.Model):
            return {**seen, "not_a_model": to_plain(prepared)}
        seen["is_given"] = prepared is model
        if prepared is not model:
            return seen
        try:
            seen |= _compiled(model, layers, came_with)
            seen |= _one_step(model, layers, case)
        except BaseException as error:  # a learner's own optimizer or loss runs here
            seen["refused"] = what_was_raised(error)
        return seen
    finally:
        keras_settings.put_back(settings)


def _weights(layers: dict[str, Any]) -> dict[str, Plain]:
    return {name: to_plain(layer.get_weights()) for name, layer in layers.items()}


def _compiled(model: Any, layers: dict[str, Any], came_with: Any) -> dict[str, Plain]:
    """Return what is to be seen before the step."""
    seen: dict[str, Plain] = {
        "after_call": _weights(layers),
        "is_compiled": bool(model.compiled),
        "network_is_trainable": bool(model.trainable),
    }
    if model.compiled:
        seen["is_compiled_anew"] = model.optimizer is not came_with
        seen["n_steps"] = int(model.optimizer.iterations)
    return seen


def _one_step(model: Any, layers: dict[str, Any], case: Case) -> dict[str, Plain]:
    if not model.compiled:
        return {}
    images, labels = case.inputs["images"], case.inputs["labels"]
    optimizer = step_size.probed(model.optimizer)
    model.run_eagerly = True  # a graph for one step takes longer to trace than to run
    history = model.fit(images, labels, batch_size=len(images), verbose=0).history
    return {
        **optimizer,
        "loss": float(history["loss"][0]),
        "metrics": {
            str(name): float(values[0]) for name, values in history.items() if name != "loss"
        },
        "after_fit": _weights(layers),
    }


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the call, what moved in one step, on which loss, how far, and what was measured."""
    finding = keras_settings.changed(observation["settings"], observation["settings_after"])
    if finding is None and "not_a_model" in observation:
        finding = not_a_model(observation["not_a_model"])
    finding = (
        finding
        or step_moves.call(case, observation)
        or step_moves.moved(case, observation)
        or step_size.loss(case, observation)
        or step_size.rate(case, observation)
        or step_size.accuracy(case, observation)
    )
    return [finding] if finding else []


EXERCISE = Exercise(
    name="fine_tune_network",
    lesson=8,
    points=3,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
    hints=(
        "Three steps: find the convolutions, say of every layer whether it is trainable, compile. "
        "The network may come frozen as a whole: start with network.trainable = True.",
        "isinstance(layer, (Conv2D, DepthwiseConv2D)) tells a convolution, and a list of them "
        "keeps the order of network.layers. Of n of them, n_top train: those from the place "
        "max(n - n_top, 0) on. The slice [-n_top:] gives all of them where n_top is 0.",
        "top = [*convolutions[max(len(convolutions) - n_top, 0):], network.layers[-1]]. Then for "
        "each layer layer.trainable = layer in top, which freezes every BatchNormalization too. "
        'network.compile(optimizer=Adam(rate), loss="sparse_categorical_crossentropy", '
        'metrics=["accuracy"]), and return network.',
    ),
    takeaway="The last convolutions and the new layer learn gently; all else, the normalisation "
    "above all, stays as ImageNet left it.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
