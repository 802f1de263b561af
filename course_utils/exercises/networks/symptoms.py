"""The mistakes that every network can show, in groups which exercises include."""

from __future__ import annotations

from itertools import zip_longest

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.observers.plain import Facts, describe

RETURNED, GIVEN, SEQUENTIAL, NEW, BUILT, RUNS = (
    "a network is returned",
    "a network was given",
    "a Sequential was given",
    "a network is new",
    "a network is built for images",
    "a network runs",
)
"""The groups, in the order in which an exercise includes those that concern it."""


@symptom(RETURNED, expected="a keras.Model", got="a class")
def class_not_network(given: Facts, seen: Facts) -> Shown:
    """You return the class. Return a network made from it, with brackets: Net(), not Net."""
    return bool(seen.get("is_class"))


@symptom(RETURNED, expected="a keras.Model", got="{result}")
def not_a_model(given: Facts, seen: Facts) -> Shown:
    """The function should return a Keras model.{asked}"""
    if "result" not in seen:
        return False
    return {"result": describe(seen["result"]), "asked": forgotten_return(describe(seen["result"]))}


@symptom(NEW, expected="a network that is not compiled", got="a compiled one")
def compiled(given: Facts, seen: Facts) -> Shown:
    """The network is compiled already. Loss and optimizer are chosen where it is trained."""
    return bool(seen["as_returned"]["is_compiled"])


@symptom(BUILT, expected="images of {height} × {width}", got="images of {width} × {height}")
def height_and_width_exchanged(given: Facts, seen: Facts) -> Shown:
    """Height and width of input_shape are exchanged."""
    height, width, channels = given["input_shape"]
    got = seen["as_returned"]["input_shape"]
    is_exchanged = got is not None and tuple(got[1:]) == (width, height, channels)
    return is_exchanged and {"height": height, "width": width}


@symptom(BUILT, expected="images of shape {wanted}", got="images of shape {got}")
def input_shape_hard_coded(given: Facts, seen: Facts) -> Shown:
    """The network is made for images of another shape. Take it from input_shape."""
    got = seen["as_returned"]["input_shape"]
    wanted = tuple(given["input_shape"])
    if got is None or all(a in (None, b) for a, b in zip_longest(got[1:], wanted)):
        return False
    return {"wanted": wanted, "got": tuple(got[1:])}


@symptom(RUNS, expected="a network that runs", got="{error}")
def does_not_run(given: Facts, seen: Facts) -> Shown:
    """The network cannot take the images that it is for.{advice}"""
    failed = seen.get("failed", {})
    if failed.get("stage") not in ("given", "in_use"):
        return False
    layers, first = seen["as_returned"]["layers"], given.get("network", [{}])[0].get("kind")
    advice = ""
    if failed["kind"] == "NotImplementedError":
        advice = " A class of your own needs a method call(self, images)."
    elif "super().__init__()" in failed["error"]:
        advice = " The __init__ of a class of your own starts with super().__init__()."
    elif "A merge layer" in failed["error"]:
        advice = " The given network branches, and a Sequential is one row of layers."
    elif not layers:
        advice = " It has no layers."
    elif first and first not in layers:
        advice = (
            f" It starts with {layers[0]}; {first}, with which the given network starts, is gone."
        )
    return {"error": failed["error"], "advice": advice}


@symptom(SEQUENTIAL, expected="the network with all its layers", got="other layers")
def layers_taken_away(given: Facts, seen: Facts) -> Shown:
    """The network that was given has other layers after the call: pop() takes one away from it and
    add() puts one on, for good.
    """
    return "given" in seen and not seen["given"]["has_its_layers"]


@symptom(GIVEN, expected="the same weights", got="other weights")
def weights_changed(given: Facts, seen: Facts) -> Shown:
    """The network that was given has other weights after the call."""
    return "given" in seen and not seen["given"]["has_its_weights"]


@symptom(GIVEN, expected="{key} is {before}", got="it is {after}")
def layer_set_otherwise(given: Facts, seen: Facts) -> Shown:
    """A layer of the given network was set otherwise. The network still needs it as it was: leave
    its layers alone, or work on a clone.
    """
    changed = seen.get("given", {}).get("set", [])
    return bool(changed) and dict(zip(("key", "before", "after"), changed[0], strict=True))


@symptom(SEQUENTIAL, expected="trainable as it was", got="another trainable")
def network_frozen(given: Facts, seen: Facts) -> Shown:
    """Layers of the network that was given were frozen or thawed. It still has to be trained as
    before: set trainable on copies only.
    """
    return "given" in seen and not seen["given"]["is_as_trainable"]
