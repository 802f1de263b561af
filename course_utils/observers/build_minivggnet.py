"""`build_minivggnet`: the network is given known weights, and called in use and in training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.observers.networks.observed import give_weights, stage_by_stage
from course_utils.observers.networks.traced import traced
from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Build the network, give it known weights, and see what it computes and what it runs."""
    images = given["images"]
    model = function(given["input_shape"], given["n_classes"])
    return stage_by_stage(
        model,
        in_use=lambda: _in_use(model, images, given["seed"]),
        in_training=lambda: _in_training(model, images),
    )


def _in_use(model: Any, images: np.ndarray, seed: int) -> Facts:
    # The call builds a network that does not know its input.
    give_weights(traced(model, images).weighted(), seed)
    n_losses = len(model.losses)
    output, as_called = (to_plain(model(images, **how)) for how in ({"training": False}, {}))
    return {"n_losses": n_losses, "output": output, "as_called": as_called}


def _in_training(model: Any, images: np.ndarray) -> Facts:
    trace = traced(model, images, training=True)
    return {"steps": trace.chain(trace.output)}
