"""`gradient_reversal`: what goes forward stays, what comes back is turned round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import differing, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import what_was_raised
from course_utils.exercises.plain import describe, to_plain

_TOLERANCE = 1e-4


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw values of two and of four dimensions, and scales; one of them is 0."""
    n, width, channels = (int(size) for size in rng.choice(np.arange(2, 9), 3, replace=False))
    scale = round(float(rng.uniform(0.2, 0.8)), 2)
    larger = round(float(rng.uniform(1.5, 3)), 2)
    return [
        _case(rng, (n, width), scale),
        _case(rng, (n, width, width + 1, channels), larger),
        _case(rng, (n, width), 0.0),
    ]


def _case(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> Case:
    return Case(
        f"values of shape {shape}, scale {scale:g}",
        {
            "scale": scale,
            "values": rng.normal(size=shape).astype(np.float32),
            "upstream": rng.normal(size=shape).astype(np.float32),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Send values through the layer and a gradient back, inside a Keras model."""
    import keras
    import tensorflow as tf

    layer = function(case.inputs["scale"])
    if not isinstance(layer, keras.layers.Layer):
        is_class = isinstance(layer, type)
        return {
            "not_a_layer": to_plain(layer),
            "is_callable": callable(layer) and not is_class,
            "is_class": is_class,
        }
    function(case.inputs["scale"] + 5)  # a second layer must not change the first one
    values, upstream = (tf.constant(case.inputs[name]) for name in ("values", "upstream"))
    try:
        inputs = keras.Input(values.shape[1:])
        model = keras.Model(inputs, layer(inputs))
        seen: dict[str, Plain] = {}
        for training in (False, True):
            with tf.GradientTape() as tape:
                tape.watch(values)
                outputs = model(values, training=training)
                is_same_shape = outputs.shape == upstream.shape
                scalar = tf.reduce_sum(outputs * upstream if is_same_shape else outputs)
            gradient = tape.gradient(scalar, values)
            seen[f"outputs {training}"] = to_plain(outputs)
            seen[f"gradient {training}"] = None if gradient is None else to_plain(gradient)
    except Exception as error:
        return {"does_not_run": what_was_raised(error)}
    return {**seen, "n_weights": len(model.weights)}


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the outputs, then the gradient, in use and in training."""
    finding = _layer(observation)
    if finding is None:
        in_training, in_use = (
            _outputs(case, observation[f"outputs {mode}"])
            or _gradient(case, observation[f"gradient {mode}"])
            for mode in ("True", "False")
        )
        finding = in_training or in_use
        if finding and not (in_training and in_use):
            finding = Finding(
                "depends-on-training",
                f"With training={bool(in_use)} the layer does what it should, with "
                f"training={bool(in_training)} it does not. It should not matter.",
                finding.expected,
                finding.got,
            )
    if finding is None and observation["n_weights"]:
        finding = Finding(
            "has-weights",
            "The layer has weights. It should do nothing but turn the gradient.",
            "no weights",
            f"{observation['n_weights']} arrays of weights",
        )
    return [finding] if finding else []


def _layer(observation: dict[str, Plain]) -> Finding | None:
    if "not_a_layer" in observation:
        what = observation["not_a_layer"]
        message = (
            "You return the class. Return a layer made from it: Name(), with brackets."
            if observation["is_class"]
            else "You return a function or the like. In a Keras model it has to stand as a layer: "
            "keras.layers.Lambda(function) makes one."
            if observation["is_callable"]
            else f"The function should return a Keras layer.{forgotten_return(what)}"
        )
        name = "function-not-layer" if observation["is_callable"] else "not-a-layer"
        return Finding(name, message, "a keras.layers.Layer", describe(what))
    if "does_not_run" in observation:
        return Finding(
            "does-not-run",
            "The layer cannot be used in a Keras model. If you wrote a function that returns its "
            "result and a second function: @tf.custom_gradient has to stand above it.",
            "keras.Model(inputs, layer(inputs)) that runs, and a gradient through it",
            str(observation["does_not_run"]),
        )
    return None


def _outputs(case: Case, got: Plain) -> Finding | None:
    values, scale = case.inputs["values"], case.inputs["scale"]
    if _near(got, values):
        return None
    expected, seen = f"values of shape {values.shape}", describe(got)
    if isinstance(got, np.ndarray) and got.dtype.kind in "biuf":
        expected, seen = differing("values", got, values)
    if _near(got, -scale * values):
        return Finding(
            "turned-forward",
            "The values themselves are multiplied by minus scale. They should come out as they "
            "went in: only the gradient is turned.",
            expected,
            seen,
        )
    if _near(got, -values):
        return Finding(
            "sign-turned-forward",
            "The values come out with the other sign. They should come out as they went in.",
            expected,
            seen,
        )
    if _near(got, scale * values):
        return Finding(
            "scaled-forward",
            "The values are multiplied by scale. They should come out as they went in.",
            expected,
            seen,
        )
    if isinstance(got, np.ndarray) and got.shape != values.shape:
        return Finding("shape-changed", "The values come out in another shape.", expected, seen)
    return Finding("values-changed", "The values come out changed.", expected, seen)


def _gradient(case: Case, got: Plain) -> Finding | None:
    scale, upstream = case.inputs["scale"], case.inputs["upstream"]
    truth = -scale * upstream
    if _near(got, truth) or (got is None and scale == 0):
        return None
    expected = f"{truth.flat[0]:.4f}, which is −{scale:g} × {upstream.flat[0]:.4f}"
    seen = f"{got.flat[0]:.4f}" if isinstance(got, np.ndarray) and got.size else describe(got)
    if got is None or _near(got, 0 * upstream):
        return Finding(
            "gradient-stopped",
            "No gradient comes back. What stands before the layer would learn nothing from what "
            "stands behind it; it should learn the opposite.",
            expected,
            "no gradient" if got is None else seen,
        )
    for misconception, message, suspect in (
        (
            "gradient-not-turned",
            "The gradient comes back as it is: nothing is turned round.",
            upstream,
        ),
        ("sign-missing", "The gradient is scaled but keeps its sign.", scale * upstream),
        ("scale-ignored", "The gradient is turned round, but not scaled.", -upstream),
        (
            "upstream-ignored",
            "The gradient is minus scale, whatever comes from behind. Multiply what comes from "
            "behind by it.",
            np.full_like(upstream if np.ndim(got) else upstream.sum(), -scale),
        ),
        ("scale-squared", "The gradient is scaled twice.", -(scale**2) * upstream),
        (
            "divided-by-scale",
            "The gradient is divided by scale. Multiply it.",
            -upstream / (scale or 1),
        ),
        (
            "scale-of-last-layer",
            "The layer has the scale of another layer, which was made after it. Keep the scale in "
            "the layer, not in a global variable.",
            -(scale + 5) * upstream,
        ),
    ):
        if _near(got, suspect):
            return Finding(misconception, message, expected, seen)
    return Finding("wrong-gradient", "The gradient that comes back is not right.", expected, seen)


def _near(got: Plain, truth: np.ndarray) -> bool:
    return (
        isinstance(got, np.ndarray)
        and got.shape == truth.shape
        and got.dtype.kind == "f"
        and np.allclose(got, truth, rtol=_TOLERANCE, atol=_TOLERANCE)
    )


EXERCISE = Exercise(
    name="gradient_reversal",
    lesson=7,
    points=2,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
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
