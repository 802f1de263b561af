"""`fine_tune` is given a network, and each call of `fit` is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils.observers.networks.small import build
from course_utils.observers.networks.watching import returned, watched
from course_utils.observers.plain import Facts


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Hand over a network, and note each call of `fit`."""
    model = build(given["shape"], given["hidden"], given["weights"], normalise=False)
    if not given["trainable"]:
        for layer in model.layers[:-1]:
            layer.trainable = False
        model.compile(loss="binary_crossentropy", optimizer="sgd")
    layers = [layer for layer in model.layers if layer.weights]
    X, y = given["X"].copy(), given["y"].copy()
    with watched(model, layers) as seen:
        result = function(model, X, y)
        seen["stay"] = list(range(len(layers) - 1))
        seen["inputs_after"] = {"X": X, "y": y}
        results = result if isinstance(result, tuple | list) else [result]
        seen["returned"] = [returned(one, seen["fits"]) for one in results]
    return seen
