"""`fine_tune_normalised` is given a network, and each call of `fit` is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils.observers.networks.normalised import build
from course_utils.observers.networks.watching import returned, watched
from course_utils.observers.plain import Facts


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Hand over a network, and note each call of `fit`."""
    model, layers = build(
        given["X"].shape[1:], given["weights"], given["names"], given["is_nested"]
    )
    if given["is_nested"]:
        for layer in model.layers[:-1]:
            layer.trainable = False
        model.compile(loss="mean_absolute_error", optimizer="sgd")
    else:
        model.trainable = False
    X, y = given["X"].copy(), given["y"].copy()
    with watched(model, layers) as seen:
        result = function(model, X, y)
        seen |= {
            "stay": seen["norms"],
            "inputs_after": {"X": X, "y": y},
            "returned": returned(result, seen["fits"]),
            "momenta": [float(layers[place].momentum) for place in seen["norms"]],
        }
    return seen
