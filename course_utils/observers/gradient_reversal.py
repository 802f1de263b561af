"""`gradient_reversal`: values go through its layer, and a gradient comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from course_utils.observers.observing import what_was_raised
from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Send values through the layer and a gradient back: called in use and training, in a graph."""
    import keras
    import tensorflow as tf

    layer = function(given["scale"])
    if not isinstance(layer, keras.layers.Layer):
        return {"not_a_layer": to_plain(layer), "is_callable": callable(layer)}
    function(given["scale"] + 5)  # a second layer must not change the first one
    values, upstream = (tf.constant(given[name]) for name in ("values", "upstream"))

    def run(values: Any, upstream: Any, call: Any = layer, training: bool = True) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(values)
            seen["gives"] = outputs = call(values, training=training)
            fits = (outputs.shape, outputs.dtype) == (upstream.shape, upstream.dtype)
            scalar = tf.reduce_sum(outputs * upstream if fits else outputs)
        return outputs, tape.gradient(scalar, values)

    seen: dict[str, Any] = {}
    runs: Facts = {}
    try:
        runs["in training"] = to_plain(run(values, upstream))
        runs["in use"] = to_plain(run(values, upstream, training=False))
    except Exception as error:
        gives = {name: to_plain(it) for name, it in seen.items()}
        return {**gives, "raised": what_was_raised(error)}
    try:
        inputs = keras.Input(values.shape[1:])
        model = keras.Model(inputs, layer(inputs))
        of_any_length = [tf.TensorSpec((None, *values.shape[1:]))] * 2
        traced = tf.function(partial(run, call=model), input_signature=of_any_length)
        runs["in a graph"] = to_plain(traced(values, upstream))
    except Exception as error:
        return {"raised_in_graph": what_was_raised(error)}
    return {"runs": runs, "n_weights": len(model.weights)}
