"""Mistakes in the layers of a network: differences from the steps that were asked for, by name."""

from __future__ import annotations

from course_utils.exercises.networks.differences import is_one_of
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.observers.plain import Facts

CONVOLUTIONS, NO_DROPOUT, LEARN, LAYERS = (
    "convolutions",
    "no dropout",
    "layers that learn",
    "layers of any kind",
)
"""Groups of mistakes, the more particular ones first."""


def difference(seen: Facts, what: str) -> Facts:
    """Return the first difference that is one of these, or nothing."""
    return next((it for it in seen["differences"] if is_one_of(it, what)), {})


def differ(exercise: str, mistakes: dict[str, str]) -> None:
    """Register differences as mistakes.

    Parameters
    ----------
    exercise : str
        Or a group of mistakes.
    mistakes : dict of str to str
        What the difference is, and the mistake's name and message, which may have the values of a
        `Difference` in braces.
    """
    for what, text in mistakes.items():
        name, _, message = text.partition(": ")

        def shows(given: Facts, seen: Facts, what: str = what) -> Shown:
            return difference(seen, what)

        shows.__name__, shows.__doc__ = name.replace("-", "_"), message
        symptom(exercise, expected="{wanted} {place}", got="{got}")(shows)


@symptom(CONVOLUTIONS, expected="relu between the layers", got="none")
def relu_missing(given: Facts, seen: Facts) -> Shown:
    """There is no ReLU. Layers without it, however many, compute little more than one layer."""
    missing = (difference(seen, f"missing relu after *{kind}*") for kind in ("Conv2D", "Dense"))
    return all(missing) and "relu" not in seen["kinds"]


differ(
    CONVOLUTIONS,
    {
        "*Global*": "global-pooling: Each channel was pooled to one value. Flatten keeps the "
        "values of all places.",
        "missing Flatten*": "flatten-missing: The dense layers stand on every place of the image "
        "on its own: Flatten is missing.",
        "missing relu after *Conv2D*": "relu-missing-in-convolutions: A convolution has no ReLU: "
        "it is missing {place}. Each of them is followed by one.",
        "missing relu after *Dense*": "relu-missing-in-dense: The dense layer has no ReLU.",
        "missing softmax*": "softmax-missing: The outputs are no probabilities: softmax is "
        "missing after the last layer.",
        "added softmax*": "softmax-twice: Softmax is applied twice. That makes all probabilities "
        "nearly equal, and learning slow.",
        "activation: sigmoid for softmax*": "sigmoid-for-softmax: The outputs of an image do not "
        "add up to 1: sigmoid asks about each class on its own. Exactly one class is right, so "
        "the last layer needs softmax.",
        "AveragePooling2D for*": "average-pooling: The pooling takes the mean of the values. Here "
        "it takes the largest.",
        "Conv2D.kernel_size*": "kernel-not-3-by-3: The kernel {place} is {got}. Every convolution "
        "is 3 × 3.",
        "Conv2D.padding*": "padding-valid: Each convolution cuts off a rim of one pixel. "
        'padding="same" keeps the size.',
        "*.use_bias*": "bias-missing: There is no bias {place}. Keras gives it one, which counts, "
        "as no normalisation follows at once.",
        "MaxPooling2D.pool_size*": "pooling-not-2-by-2: The pooling {place} takes the largest of "
        "{got} values. It should be 2 × 2.",
        "MaxPooling2D.padding*": "pooling-padded: The pooling is padded, so odd sizes are rounded "
        "up. Leave its padding alone: then Keras rounds down.",
        "MaxPooling2D.strides*": "pooling-stride-one: The pooling moves by {got}. Leave its "
        "strides alone: then it moves by two.",
    },
)

differ(
    NO_DROPOUT,
    {
        "added *Dropout* | added *Noise* | added Random*": "something-added: There is {got} "
        "{place}, so the network gives other values while it is trained. It was not asked for.",
    },
)


@symptom(LEARN, expected="all layers can be trained", got="trainable of {layer} is False")
def frozen(given: Facts, seen: Facts) -> Shown:
    """A part of the network is frozen, so it does not learn."""
    return bool(seen["frozen"]) and not seen["differences"] and {"layer": seen["frozen"][0]}


@symptom(LAYERS, expected="no loss but that of training", got="{n_losses} more")
def loss_added(given: Facts, seen: Facts) -> Shown:
    """The network adds a loss of its own, as a regularizer does. It was not asked for."""
    return bool(seen["n_losses"]) and seen


differ(
    LAYERS,
    {
        "added *": "layer-added: There is {got} {place}, which was not asked for.",
        "order: *": "another-order: The steps are in another order: {got} comes {place}, where "
        "{wanted} should be.",
        "activation: *": "another-activation: The activation {place} is {got}. It should be "
        "{wanted}.",
        "* for *": "another-layer-there: {got} comes {place}. It should be {wanted}.",
        "*.* is *": "another-setting: {name} {place} is {got}. It should be {wanted}.",
    },
)


@symptom(LAYERS, expected="{expected}", got="{got}", is_vague=True)
def computes_something_else(given: Facts, seen: Facts) -> Shown:
    """The layers are right, as far as they can be told, and the network gives other values: look at
    what is done between them.
    """
    return not seen["is_right"] and seen
