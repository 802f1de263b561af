"""What a MiniVGGNet does in training: what it drops, where, how it normalises, what is added."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain

_RATES = (0.25, 0.25, 0.5)
_RATE_TOLERANCE = 0.02  # of 65,536 values, 0.0017 is one standard deviation
_MOMENTUM = 0.9
_BLOCK = ["convolution", "normalisation"] * 2 + ["dropout"]
_ORDER = [*_BLOCK, *_BLOCK, "dense", "normalisation", "dropout", "dense"]


def additions_finding(observation: dict[str, Plain]) -> Finding | None:
    """Judge what is there besides MiniVGGNet, or stops it in training."""
    if "refused_in_training" in observation:
        return Finding(
            "training-refused",
            "The network predicts, but with training=True it stops with an error.",
            "a network that can be trained",
            observation["refused_in_training"],
        )
    if observation["is_random_without_dropout"]:
        return Finding(
            "noise-added",
            "With dropout switched off, training is still random: there is a layer of noise or of "
            "augmentation that MiniVGGNet does not have.",
            "the same output twice, without dropout",
            "two different outputs",
        )
    if observation["has_losses"]:
        return Finding(
            "regularizer-added",
            "A layer adds a loss of its own, as a regularizer does. Leave it as Keras has it.",
            "no additional loss",
            "one or more",
        )
    if observation["has_constant_start"]:
        return Finding(
            "constant-start",
            "The weights of a layer all start with the same number, so its units learn the same. "
            "Leave the initializer as Keras has it.",
            "random weights at the start",
            "one number everywhere",
        )
    return None


def dropout_finding(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the kind, the rates and the places of dropout."""
    found = observation["dropouts"]
    expected = "dropout of 0.25, 0.25 and 0.5"
    rates = [dropout["rate"] for dropout in found]
    seen = "dropout of " + ", ".join(f"{rate:.2f}" for rate in rates) if rates else "no dropout"
    if not rates or observation["is_repeatable"]:
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
    if any(dropout["shape"] is None for dropout in found):
        rates.sort()  # a class may create that of its head first
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
    if got[:1] == [(width // 2, height // 2, 32)] and height != width:
        return Finding(
            "height-and-width-exchanged",
            "Height and width of input_shape are exchanged.",
            f"images of {height} × {width}",
            f"images of {width} × {height}",
        )
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


def momentum_finding(momenta: list[float]) -> Finding | None:
    """Judge how fast the moving means of the normalisations move."""
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
    if wrong[0] > 0.999:
        return Finding(
            "frozen",
            "A batch normalisation does not learn: its mean and variance stay as they are.",
            "a network of which all layers can be trained",
            "a layer with trainable=False, or with momentum 1",
        )
    return Finding(
        "wrong-momentum",
        "A batch normalisation has another momentum.",
        f"momentum {_MOMENTUM} in all five",
        f"momentum {wrong[0]:.3f}",
    )
