"""`build_minivggnet`: judged by its weights' shapes, what it drops, and what it computes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_02_minivggnet_baseline import network_parts as parts
from course_utils.exercises.lesson_02_minivggnet_baseline.minivggnet_in_numpy import (
    Variant,
    predict,
    weight_shapes,
)
from course_utils.exercises.lesson_02_minivggnet_baseline.network_in_training import (
    additions_finding,
    dropout_finding,
    momentum_finding,
)
from course_utils.exercises.lesson_02_minivggnet_baseline.network_shapes import shapes_finding
from course_utils.exercises.plain import describe, to_plain
from course_utils.networks.layers import weight_shapes as layer_shapes
from course_utils.networks.layers import weighted

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TOLERANCE = 1e-4  # float32 against float64 differs by 2e-7, a network built wrongly by 1e-2


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw input shapes and numbers of classes; odd sizes, one channel and three."""
    return [
        _case(rng, (17 + 2 * int(rng.integers(0, 2)), 33, 1), int(rng.integers(3, 7))),
        _case(rng, (21, int(rng.integers(17, 20)), 3), int(rng.integers(11, 15))),
    ]


def _case(rng: np.random.Generator, shape: tuple[int, int, int], n_classes: int) -> Case:
    return Case(
        f"images of {shape[0]} × {shape[1]} × {shape[2]}, {n_classes} classes",
        {
            "input_shape": shape,
            "n_classes": n_classes,
            # Up to 8, so that a ReLU with a ceiling, such as relu6, shows.
            "images": 8 * rng.random((4, *shape), dtype=np.float32),
            "seed": int(rng.integers(2**31)),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Build the network, give it known weights, and see what it computes."""
    import keras

    images = case.inputs["images"]
    model = function(case.inputs["input_shape"], case.inputs["n_classes"])
    if not isinstance(model, keras.Model):
        return {"not_a_model": to_plain(model)}
    try:
        to_plain(model(images, training=False))  # builds a model that does not know its input
    except (Exception, SystemExit) as error:
        return {"refused": _in_short(error), "shapes": _shapes(model)}
    layers, shapes = weighted(model), _shapes(model)
    has_constant_start = any(np.ptp(layer.get_weights()[0]) == 0 for layer in _kernels(layers))
    for layer, weights in zip(layers, parts.draw_weights(shapes, case.inputs["seed"]), strict=True):
        layer.set_weights(weights)
    seen = {
        "shapes": shapes,
        "output": to_plain(model(images, training=False)),
        "has_constant_start": has_constant_start,
        "has_losses": bool(model.losses),
    }
    try:
        return {**seen, **_in_training(model, images)}
    except (Exception, SystemExit) as error:
        return {**seen, "refused_in_training": _in_short(error)}


def _in_training(model: Any, images: np.ndarray) -> dict[str, Plain]:
    return {
        "is_repeatable": parts.is_repeatable(model, images),
        "is_random_without_dropout": parts.is_random_without_dropout(model, images),
        "dropouts": parts.dropouts(model, images),
        "order": parts.order_of_kinds(model),
        "momenta": parts.momenta(model),
    }


def _kernels(layers: list[Any]) -> list[Any]:
    """Return the layers with a kernel: convolutions and dense layers."""
    return [layer for layer in layers if len(layer_shapes(layer)[0]) > 1]


def _in_short(error: BaseException) -> str:
    """Return the first line of what Keras says, without the codes that colour it."""
    lines = _COLOUR.sub("", str(error)).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}"[:300] if lines else type(error).__name__


def _shapes(model: Any) -> list[list[tuple[int, ...]]]:
    return [layer_shapes(layer) for layer in weighted(model)]


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the shapes of the weights, then dropout, then the output, then the momentum."""
    if "not_a_model" in observation:
        return [not_a_model(observation["not_a_model"])]
    input_shape, n_classes = case.inputs["input_shape"], case.inputs["n_classes"]
    finding = shapes_finding(observation["shapes"], input_shape, n_classes)
    if finding and finding.misconception == "global-pooling" and _has_places(observation):
        finding = Finding(
            "flatten-missing",
            "The dense layers stand on every place of the image on its own: Flatten is missing.",
            "one row of probabilities an image",
            describe(observation["output"]),
        )
    is_for_others = finding is not None and finding.misconception == "input-shape-hard-coded"
    if "refused" in observation and not is_for_others:
        finding = Finding(
            "images-refused",
            "The network was built, but it refuses a batch of images. Is an image size written "
            "into it? Take it from input_shape.",
            f"a network for images of shape {input_shape}",
            observation["refused"],
        )
    finding = (
        finding
        or _output(case, observation)
        or additions_finding(observation)
        or dropout_finding(case, observation)
        or momentum_finding(observation["momenta"])
    )
    return [finding] if finding else []


def _has_places(observation: dict[str, Plain]) -> bool:
    output = observation.get("output")
    return isinstance(output, np.ndarray) and output.ndim == 4


def _output(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Compare the output with that of the true network, and of the known wrong ones."""
    images, got = case.inputs["images"], observation["output"]
    shape = (len(images), case.inputs["n_classes"])
    if not isinstance(got, np.ndarray) or got.shape != shape:
        return Finding(
            "wrong-output-shape",
            "The output should be one row an image, with one probability a class.",
            f"shape {shape}",
            describe(got),
        )
    weights = parts.draw_weights(
        weight_shapes(case.inputs["input_shape"], case.inputs["n_classes"]), case.inputs["seed"]
    )

    def computed_by(variant: Variant) -> bool:
        return np.allclose(got, predict(weights, images, variant), rtol=0, atol=_TOLERANCE)

    if computed_by(Variant()):
        return None
    expected = f"{predict(weights, images)[0, 0]:.4f} for given weights"
    seen = f"{got[0, 0]:.4f}"
    for misconception, (message, variant) in _WRONG_NETWORKS.items():
        if computed_by(variant):
            return Finding(misconception, message, expected, seen)
    return Finding(
        "computes-something-else",
        "The weights have the right shapes, but the network computes something else: layers are in "
        "another order or of another kind.",
        expected,
        seen,
    )


_WRONG_NETWORKS = {
    "softmax-missing": (
        "The outputs are no probabilities: softmax is missing after the last layer.",
        Variant(softmaxes=0),
    ),
    "softmax-twice": (
        "Softmax is applied twice. That makes all probabilities nearly equal, and learning slow.",
        Variant(softmaxes=2),
    ),
    "relu-after-normalisation": (
        "Batch normalisation comes before ReLU. In this network ReLU comes first.",
        Variant(relu_last_in_blocks=True, relu_last_in_dense=True),
    ),
    "relu-after-normalisation-in-the-blocks": (
        "In the blocks, batch normalisation comes before ReLU. In this network ReLU comes first.",
        Variant(relu_last_in_blocks=True),
    ),
    "relu-after-normalisation-in-the-dense-part": (
        "After the dense layer of 512, batch normalisation comes before ReLU. In this network ReLU "
        "comes first.",
        Variant(relu_last_in_dense=True),
    ),
    "sigmoid-for-softmax": (
        "The outputs of an image do not add up to 1: sigmoid asks about each class on its own. "
        "Exactly one class is right, so the last layer needs softmax.",
        Variant(sigmoid=True),
    ),
    "relu-missing": (
        "There is no ReLU. Layers without it, however many, compute little more than one layer.",
        Variant(relu_in_blocks=False, relu_in_dense=False),
    ),
    "relu-missing-in-the-blocks": (
        "The convolutions have no ReLU. Each of them is followed by one.",
        Variant(relu_in_blocks=False),
    ),
    "relu-missing-after-the-dense-layer": (
        "The dense layer of 512 has no ReLU.",
        Variant(relu_in_dense=False),
    ),
    "normalisation-after-pooling": (
        "The last normalisation of a block comes after the pooling. It belongs before it, right "
        "after ReLU.",
        Variant(normalisation_after_pooling=True),
    ),
    "average-pooling": (
        "The pooling takes the mean of 2 × 2 values. Here it takes the largest.",
        Variant(average_pooling=True),
    ),
    "pooling-misplaced": (
        "The pooling comes between the two convolutions of a block. VGG pools after both.",
        Variant(pooling_after_first=True),
    ),
    "both-poolings-misplaced-and-average": (
        "The pooling comes between the two convolutions of a block, and takes the mean.",
        Variant(pooling_after_first=True, average_pooling=True),
    ),
    "relu-after-normalisation-and-softmax-missing": (
        "Batch normalisation comes before ReLU, and softmax is missing at the end.",
        Variant(relu_last_in_blocks=True, relu_last_in_dense=True, softmaxes=0),
    ),
}


EXERCISE = Exercise(
    name="build_minivggnet",
    lesson=2,
    points=4,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
    hints=(
        "Write one block first: convolution, ReLU, normalisation, the same again, pooling, "
        "dropout. The second block differs in the number of filters only.",
        'With layers = keras.layers, layers.Conv2D(32, 3, padding="same", activation="relu") is '
        "convolution and ReLU in one, and layers.BatchNormalization(momentum=0.9) follows it.",
        'After the blocks: layers.Flatten(), layers.Dense(512, activation="relu"), a '
        'normalisation, layers.Dropout(0.5), layers.Dense(n_classes, activation="softmax"). All '
        "of it in a list for keras.Sequential, with keras.Input(input_shape) first.",
    ),
    takeaway="With given weights your network computes what MiniVGGNet computes, for any image "
    "size and any number of classes, and its normalisation is ready after few steps.",
    needs=("tensorflow", "keras"),
    time_limit=30.0,
)
