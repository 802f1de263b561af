"""`accuracy_under_shift` measures a network that is one dense layer with known weights."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Let the function measure a network that is one dense layer with known weights."""
    from keras import Input, Sequential, layers

    images = Input(given["X"].shape[1:])
    model = Sequential([images, layers.Flatten(), layers.Dense(1, activation="sigmoid")])
    model.set_weights([given["kernel"], given["bias"]])
    return measured(function, model, given)


def measured(function: Callable[..., Any], model: Any, given: Facts) -> Facts:
    """Return what a function finds of a model, and the inputs as it left them."""
    inputs = deepcopy(given)
    result = function(model, inputs["X"], inputs["y"], inputs["shifts"])
    return {"result": to_plain(result), "inputs_after": to_plain(inputs)}
