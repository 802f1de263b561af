"""Mistakes in cutting a network at one of its layers: what is given is that of another place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

import numpy as np

from course_utils.exercises import families
from course_utils.exercises.diagnosis import differing
from course_utils.exercises.looks import Look
from course_utils.exercises.networks.described import is_near, outputs_by_name
from course_utils.exercises.parts import Part
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.observers.plain import Facts, Plain, describe

CUT, ABSENT = "a network that is cut", "a layer that is not there"
"""The group of these mistakes, and that of the one with a name that no layer has."""


def cut(given: Facts, got: Plain, wanted: Callable[[np.ndarray], np.ndarray]) -> Facts:
    """Return the facts on a network that should end with a layer of a given one.

    Parameters
    ----------
    given : dict
        With the "network", a "layer_name" and "images".
    got : plain data
        What it gives for the images.
    wanted : callable
        Takes what a layer gives, and returns the features that are asked for.
    """
    values = outputs_by_name(given["network"], given["images"])
    truth = wanted(values[given["layer_name"]])
    is_array = isinstance(got, np.ndarray) and got.dtype.kind in "biuf"
    expected, seen = differing("features", got, truth) if is_array else ("an array", describe(got))
    return {
        "features": got,
        "is_array": is_array,
        "is_right": is_near(got, truth),
        "values": values,
        "truth": truth,
        "wanted": wanted,
        "expected": expected,
        "got": seen,
    }


def is_one_of(seen: Facts, arrays: Iterable[np.ndarray]) -> bool:
    """Return whether wrong features are some arrays, or what is asked for of them."""
    others = [other for array in arrays for other in (array, seen["wanted"](array))]
    return not seen["is_right"] and any(is_near(seen["features"], other) for other in others)


def gives(group: str) -> Callable[[Callable[[Facts, Facts], list[np.ndarray]]], None]:
    """Register wrong features as a mistake: the function below returns what they can be."""

    def register(wrong: Callable[[Facts, Facts], list[np.ndarray]]) -> None:
        @wraps(wrong)
        def shows(given: Facts, seen: Facts) -> Shown:
            return is_one_of(seen, wrong(given, seen)) and seen

        symptom(group, expected="{expected}", got="{got}")(shows)

    return register


@symptom(ABSENT, expected="ValueError", got="{returned}", on_bad_input=True)
def absent_layer_accepted(given: Facts, seen: Facts) -> Shown:
    """The network has no layer called {layer_name}, and your function did not say so."""
    return {**given, **seen}


@symptom(CUT, expected="{expected}", got="{got}")
def not_one_array(given: Facts, seen: Facts) -> Shown:
    """What the network gives should be one array."""
    return not seen["is_array"] and seen


@gives(CUT)
def one_layer_too_few(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The network ends one layer before the one that was asked for: that layer belongs to it."""
    network, name = given["network"], given["layer_name"]
    before = next(layer["inputs"] for layer in network if layer["name"] == name)
    return [seen["values"][it] for it in before]


@gives(CUT)
def whole_network(given: Facts, seen: Facts) -> list[np.ndarray]:
    """This is what the whole network gives, to its end."""
    return [*seen["values"].values()][-1:]


@gives(CUT)
def one_layer_too_many(given: Facts, seen: Facts) -> list[np.ndarray]:
    """The network ends one layer too late."""
    after = [it["name"] for it in given["network"] if given["layer_name"] in it["inputs"]]
    return [seen["values"][it] for it in after]


@symptom(CUT, expected="the values of the layer {layer_name}", got="those of {other}")
def another_layer(given: Facts, seen: Facts) -> Shown:
    """These are the values of another layer."""
    others = (name for name, values in seen["values"].items() if is_one_of(seen, [values]))
    return next(({**given, "other": other} for other in others), False)


@symptom(CUT, expected="{expected}", got="{got}")
def weights_not_taken(given: Facts, seen: Facts) -> Shown:
    """The network has other weights than the one that was given, so it does not compute what that
    has learnt.
    """
    return not seen["is_right"] and seen["n_other_kernels"] and seen


@symptom(CUT, expected="{expected}", got="{got}", is_vague=True)
def other_features(given: Facts, seen: Facts) -> Shown:
    """This is not what that layer gives. {more}"""
    if seen["is_right"]:
        return False
    values = seen["values"][given["layer_name"]]
    inputs = {"values": values.reshape(len(values), -1, values.shape[-1])}
    look = Look(Part("features"), seen["features"], seen["truth"], inputs, None, True, tuple)
    return {**seen, "more": families.finding([look]).message}
