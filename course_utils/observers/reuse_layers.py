"""`reuse_layers` is given a model A, and both networks are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.observers.networks.built import sequential
from course_utils.observers.networks.observed import given_network, stage_by_stage
from course_utils.observers.networks.traced import traced
from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Build model A, let the function reuse it, and look at both."""
    images = given["images"]
    model_A = sequential(images.shape[1:], given["network"])
    if given["frozen"] >= 0:
        model_A.layers[given["frozen"]].trainable = False
    look_at_A = given_network(model_A)
    model_B = function(model_A)
    seen = stage_by_stage(
        model_B,
        given=look_at_A,
        in_use=lambda: _in_use(model_A, model_B, images),
        in_training=lambda: _in_training(model_B, images),
    )
    return {**seen, "is_returned": model_B is model_A}


def _in_use(model_A: Any, model_B: Any, images: np.ndarray) -> Facts:
    trace = traced(model_B, images)
    weighted, of_A = trace.weighted(), {id(weight) for weight in model_A.weights}
    return {
        "output": to_plain(trace.output),
        "arrays": [layer.get_weights() for layer in weighted],
        "n_shared": sum(id(weight) in of_A for weight in model_B.weights),
        "n_losses": len(model_B.losses),
        "ends_with_dense": weighted[-1:] == model_B.layers[-1:],
    }


def _in_training(model: Any, images: np.ndarray) -> Facts:
    trace = traced(model, images, training=True)
    return {"steps": trace.chain(trace.output)}
