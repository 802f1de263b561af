"""`build_minivggnet`: judged by its weights' shapes, what it drops, and what it computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import not_a_model
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_02_minivggnet_baseline import network_parts as parts
from course_utils.exercises.lesson_02_minivggnet_baseline.minivggnet_in_numpy import (
    Variant,
    predict,
    weight_shapes,
)
from course_utils.exercises.lesson_02_minivggnet_baseline.network_shapes import shapes_finding
from course_utils.exercises.plain import describe, to_plain
from course_utils.layers import weight_shapes as layer_shapes
from course_utils.layers import weighted

_RATES = (0.25, 0.25, 0.5)
_RATE_TOLERANCE = 0.02  # of 65,536 values, 0.0017 is one standard deviation
_MOMENTUM = 0.9
_TOLERANCE = 1e-4  # float32 against float64 differs by 2e-7, a network built wrongly by 1e-2
_BLOCK = ["convolution", "normalisation"] * 2 + ["dropout"]
_ORDER = [*_BLOCK, *_BLOCK, "dense", "normalisation", "dropout", "dense"]


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
            "images": rng.random((4, *shape), dtype=np.float32),
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
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"[:300], "shapes": _shapes(model)}
    layers, shapes = weighted(model), _shapes(model)
    for layer, weights in zip(layers, parts.draw_weights(shapes, case.inputs["seed"]), strict=True):
        layer.set_weights(weights)
    return {
        "shapes": shapes,
        "output": to_plain(model(images, training=False)),
        "in_training": [to_plain(model(images, training=True)) for _ in range(2)],
        "dropouts": parts.dropouts(model),
        "order": parts.order_of_kinds(model),
        "momenta": parts.momenta(model),
    }


def _shapes(model: Any) -> list[list[tuple[int, ...]]]:
    return [layer_shapes(layer) for layer in weighted(model)]


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the shapes of the weights, then dropout, then the output, then the momentum."""
    if "not_a_model" in observation:
        return [not_a_model(observation["not_a_model"])]
    input_shape, n_classes = case.inputs["input_shape"], case.inputs["n_classes"]
    finding = shapes_finding(observation["shapes"], input_shape, n_classes)
    is_for_others = finding is not None and finding.misconception == "input-shape-hard-coded"
    if "refused" in observation and not is_for_others:
        finding = Finding(
            "images-refused",
            "The network was built, but it cannot take a batch of images.",
            f"a network for images of shape {input_shape}",
            observation["refused"],
        )
    finding = (
        finding
        or _output(case, observation)
        or _dropout(case, observation)
        or _momentum(observation["momenta"])
    )
    return [finding] if finding else []


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
        Variant(relu_after_normalisation=True),
    ),
    "relu-missing": (
        "There is no ReLU. Layers without it, however many, compute little more than one layer.",
        Variant(relu=False),
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
        Variant(relu_after_normalisation=True, softmaxes=0),
    ),
}


def _dropout(case: Case, observation: dict[str, Plain]) -> Finding | None:
    found = observation["dropouts"]
    first, second = observation["in_training"]
    expected = "dropout of 0.25, 0.25 and 0.5"
    rates = [dropout["rate"] for dropout in found]
    seen = "dropout of " + ", ".join(f"{rate:.2f}" for rate in rates) if rates else "no dropout"
    if not rates or np.array_equal(first, second):
        return Finding(
            "dropout-forgotten",
            "In training, two passes over the same images give the same output: nothing is "
            "dropped.",
            expected,
            seen,
        )
    if any(dropout["whole_channels"] or not dropout["scaled"] for dropout in found):
        return Finding(
            "another-kind-of-dropout",
            "The dropout is of another kind: it drops whole channels, or adds noise.",
            "layers.Dropout, which drops single values",
            "another dropout layer",
        )
    if len(rates) == 2 and found[0]["shape"] is None:
        rates = [rates[0], *rates]  # one layer, used in both blocks
    if len(rates) != 3 or not np.allclose(rates, _RATES, rtol=0, atol=_RATE_TOLERANCE):
        return Finding(
            "wrong-dropout",
            "Dropout belongs after each pooling (0.25) and before the last layer (0.5).",
            expected,
            seen,
        )
    return _dropout_place(case, found, observation["order"])


def _dropout_place(case: Case, found: list[dict[str, Plain]], order: list[str]) -> Finding | None:
    height, width, _ = case.inputs["input_shape"]
    shapes = [(height // 2, width // 2, 32), (height // 4, width // 4, 64), (512,)]
    flat = [shapes[0], (int(np.prod(shapes[1])),), (512,)]  # after flatten it drops the same
    got = [dropout["shape"] for dropout in found]
    are_known = all(shape is not None for shape in got)
    if (are_known and got not in (shapes, flat)) or (order and order != _ORDER):
        return Finding(
            "dropout-misplaced",
            "A dropout stands at the wrong place. It is the last layer of each block, after the "
            "pooling, and comes after the last normalisation.",
            f"dropout of values of shape {', '.join(map(str, shapes))}",
            f"dropout of values of shape {', '.join(map(str, got))}; the layers are "
            f"{', '.join(order)}",
        )
    return None


def _momentum(momenta: list[float]) -> Finding | None:
    wrong = [momentum for momentum in momenta if abs(momentum - _MOMENTUM) > 0.001]
    if not wrong:
        return None
    if abs(wrong[0] - 0.99) < 0.001:
        return Finding(
            "default-momentum",
            "A batch normalisation has Keras's momentum 0.99. After few steps of training its "
            "moving mean and variance are still near their start, and predictions are useless.",
            f"momentum {_MOMENTUM} in all five",
            "momentum 0.99",
        )
    return Finding(
        "wrong-momentum",
        "A batch normalisation has another momentum.",
        f"momentum {_MOMENTUM} in all five",
        f"momentum {wrong[0]:.3f}",
    )


EXERCISE = Exercise(
    name="build_minivggnet",
    lesson=2,
    points=4,
    cases=cases,
    observe=observe,
    judge=judge,
    hints=(
        "Write one block first: convolution, ReLU, normalisation, the same again, pooling, "
        "dropout. The second block differs in the number of filters only.",
        'layers.Conv2D(32, 3, padding="same", activation="relu") is convolution and ReLU in '
        "one, and layers.BatchNormalization(momentum=0.9) follows it.",
        'After the blocks: layers.Flatten(), layers.Dense(512, activation="relu"), a '
        'normalisation, layers.Dropout(0.5), layers.Dense(n_classes, activation="softmax"). All '
        "of it in a list for keras.Sequential, with keras.Input(input_shape) first.",
    ),
    takeaway="With given weights your network computes what MiniVGGNet computes, for any image "
    "size and any number of classes, and its normalisation is ready after few steps.",
    needs=("tensorflow", "keras"),
    time_limit=30.0,
)
