"""`gradient_reversal`: what goes forward stays, what comes back is turned round."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.symptoms import BySymptoms, Shown, symptom
from course_utils.observers.gradient_reversal import observe
from course_utils.observers.plain import Facts, Plain, describe

_TOLERANCE = 1e-3


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw values of one, two and four dimensions, and scales: one of them 0, one negative."""
    n, width, channels = (int(size) for size in rng.choice(np.arange(2, 9), 3, replace=False))
    smaller, larger = (round(float(rng.uniform(*ends)), 2) for ends in ((0.2, 0.8), (1.5, 3)))
    return [
        _case(rng, (n, width), smaller),
        _case(rng, (n, width, width + 1, channels), larger),
        _case(rng, (n,), 0.0),
        _case(rng, (n, channels), -larger),
    ]


def _case(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> Case:
    values, upstream = rng.normal(size=(2, *shape)).astype(np.float32)
    given = {"scale": scale, "values": values, "upstream": upstream}
    return Case(f"values of shape {shape}, scale {scale:g}", given)


_layer = partial(symptom, "gradient_reversal", expected="a keras.layers.Layer", got="{what}")


@_layer()
def function_not_layer(given: Facts, seen: Facts) -> Shown:
    """A function or a class comes back. Make a layer of it: keras.layers.Lambda(function), or the
    name of the class with brackets.
    """
    return bool(seen.get("is_callable")) and {"what": describe(seen["not_a_layer"])}


@_layer()
def not_a_layer(given: Facts, seen: Facts) -> Shown:
    """The function should return a Keras layer.{asked}"""
    what = seen.get("not_a_layer", ...)
    return what is not ... and {"what": describe(what), "asked": forgotten_return(describe(what))}


@_layer(expected="the values", got="the values and a function")
def custom_gradient_missing(given: Facts, seen: Facts) -> Shown:
    """The layer gives its values and a function. For TensorFlow to take that for the gradient,
    @tf.custom_gradient has to stand above the function that returns both.
    """
    gives = seen.get("gives")
    return isinstance(gives, tuple | list) and any(isinstance(it, dict) for it in gives)


@_layer(expected="the values", got="nothing")
def gives_nothing(given: Facts, seen: Facts) -> Shown:
    """The layer gives nothing back: its method call, or the function in it, has no return."""
    return seen.get("gives", ...) is None


@_layer(expected="a layer that runs, and a gradient through it", got="{raised}")
def does_not_run(given: Facts, seen: Facts) -> Shown:
    """The layer raises an error where values go in, or where a gradient comes back."""
    return "raised" in seen and seen


@_layer(expected="a layer that runs in a graph", got="{raised_in_graph}")
def fails_in_graph(given: Facts, seen: Facts) -> Shown:
    """The layer works by itself, and not in the graph that model.fit makes, where batches have any
    length and tensors no numbers yet, thus no .numpy(). Use functions of TensorFlow.
    """
    return "raised_in_graph" in seen and seen


@_layer(expected="the same however it is called", got="something else {wrong}")
def depends_on_training(given: Facts, seen: Facts) -> Shown:
    """The layer does what it should {right}, and not {wrong}. It should not matter."""
    wrong = [
        how
        for how in seen["runs"]
        if _values(given, seen, how=how) or _gradient(given, seen, how=how)
    ]
    right = [how for how in seen["runs"] if how not in wrong]
    return bool(right and wrong) and {"right": right[0], "wrong": " and ".join(wrong)}


@_layer(expected="no weights", got="{n_weights} arrays of weights")
def has_weights(given: Facts, seen: Facts) -> Shown:
    """The layer has weights. It should do nothing but turn the gradient."""
    return seen["n_weights"] and seen


_forward = partial(_layer, expected="the values as they went in", got="{times} the values")


@_forward()
def turned_forward(given: Facts, seen: Facts) -> Shown:
    """The values themselves are multiplied by minus scale. Only the gradient should be."""
    return _values(given, seen, -given["scale"])


@_forward()
def sign_turned_forward(given: Facts, seen: Facts) -> Shown:
    """The values come out with the other sign. Only the gradient should be turned."""
    return _values(given, seen, -1)


@_forward()
def scaled_forward(given: Facts, seen: Facts) -> Shown:
    """The values are multiplied by scale. They should come out as they went in."""
    return _values(given, seen, given["scale"])


@_forward(expected="{expected}", got="{got}")
def shape_changed(given: Facts, seen: Facts) -> Shown:
    """The values come out in another shape, or as another type of number."""
    expected, got = describe(given["values"]), describe(seen["runs"]["in training"][0])
    return expected != got and {"expected": expected, "got": got}


@_forward(is_vague=True)
def values_changed(given: Facts, seen: Facts) -> Shown:
    """The values come out changed. They should come out as they went in."""
    return _values(given, seen)


_back = partial(
    _layer,
    expected="{wanted:g} times what comes from behind",
    got="{times} what comes from behind",
)


@_back()
def gradient_stopped(given: Facts, seen: Facts) -> Shown:
    """No gradient comes back: what stands before the layer learns nothing, not the opposite."""
    return _gradient(given, seen, 0)


@_back()
def zero_is_no_scale(given: Facts, seen: Facts) -> Shown:
    """With the scale 0 a gradient comes back. `if scale` and `scale or 1` take 0 for none."""
    return given["scale"] == 0 and _gradient(given, seen)


@_back()
def gradient_not_turned(given: Facts, seen: Facts) -> Shown:
    """The gradient comes back as it is: nothing is turned round."""
    return _gradient(given, seen, 1)


@_back()
def sign_of_scale_lost(given: Facts, seen: Facts) -> Shown:
    """A negative scale counts as a positive one. Multiply by -scale, whatever its sign: no abs."""
    return given["scale"] < 0 and _gradient(given, seen, given["scale"])


@_back()
def sign_missing(given: Facts, seen: Facts) -> Shown:
    """The gradient is scaled but keeps its sign."""
    return _gradient(given, seen, given["scale"])


@_back()
def scale_ignored(given: Facts, seen: Facts) -> Shown:
    """The gradient is turned round, but not scaled."""
    return _gradient(given, seen, -1)


@_back()
def scale_squared(given: Facts, seen: Facts) -> Shown:
    """The gradient is scaled twice."""
    return _gradient(given, seen, -(given["scale"] ** 2))


@_back()
def divided_by_scale(given: Facts, seen: Facts) -> Shown:
    """The gradient is divided by scale. Multiply it."""
    return _gradient(given, seen, -1 / (given["scale"] or 1))


@_back()
def scale_of_last_layer(given: Facts, seen: Facts) -> Shown:
    """The layer has the scale of the one made after it. Keep it in the layer, not globally."""
    return _gradient(given, seen, -given["scale"] - 5)


@_back()
def upstream_ignored(given: Facts, seen: Facts) -> Shown:
    """The gradient does not depend on what comes from behind. Multiply that by minus scale."""
    wrong = _gradient(given, seen)
    return wrong and np.ptp(seen["runs"]["in training"][1]) < _TOLERANCE and wrong


@_back(is_vague=True)
def wrong_gradient(given: Facts, seen: Facts) -> Shown:
    """The gradient that comes back is not minus scale times what comes from behind."""
    return _gradient(given, seen)


def _values(
    given: Facts, seen: Facts, suspect: float | None = None, how: str = "in training"
) -> Shown:
    """Return by how much the values are multiplied, if they should not be."""
    return _off(seen["runs"][how][0], given["values"], 1.0, suspect)


def _gradient(
    given: Facts, seen: Facts, suspect: float | None = None, how: str = "in training"
) -> Shown:
    """Return by how much the gradient is multiplied, if that should be another number."""
    return _off(seen["runs"][how][1], given["upstream"], 0.0 - given["scale"], suspect)


def _off(got: Plain, array: np.ndarray, wanted: float, suspect: float | None) -> Shown:
    """Return the factor in words, if it is not as wanted; where one is suspected, if it is that."""
    factor = np.nan
    if got is None:
        factor = 0.0
    elif describe(got) == describe(array):
        factor = float((got * array).sum() / (array * array).sum())
        factor = factor if _near(got, factor * array) else np.nan
    if _near(factor, wanted) or not (suspect is None or _near(factor, suspect)):
        return False
    times = "no multiple of" if np.isnan(factor) else f"{factor:.3g} times"
    return {"wanted": wanted, "times": times}


def _near(one: Any, two: Any) -> bool:
    return np.allclose(one, two, rtol=_TOLERANCE, atol=_TOLERANCE)


EXERCISE = Exercise(
    name="gradient_reversal",
    lesson=7,
    points=2,
    cases=cases,
    observe=observe,
    judge=BySymptoms("gradient_reversal"),
    hints=(
        "Above a function, @tf.custom_gradient lets you say what its gradient is: the function "
        "returns its result, and a second function for the way back.",
        "The inner function gets the gradient from behind and returns -scale * gradient. The outer "
        "one returns tf.identity(values) and the inner one.",
        "return keras.layers.Lambda(turn), where turn is that outer function, makes a layer of it.",
    ),
    takeaway="What stands before the layer learns the opposite of what stands behind it.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
