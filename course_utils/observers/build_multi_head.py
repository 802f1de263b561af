"""`build_multi_head`: the network is given known weights, and each head is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.observers.networks.observed import give_weights, stage_by_stage
from course_utils.observers.networks.traced import traced
from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Build the network, give it known weights, and see what each head gives and runs."""
    heads = dict(given["heads"])
    model = function(given["input_shape"], heads)
    seen = stage_by_stage(
        model,
        in_use=lambda: _in_use(model, given),
        in_training=lambda: _in_training(model, given["images"]),
    )
    return {**seen, "heads_after": heads}


def _in_use(model: Any, given: Facts) -> Facts:
    images, heads = given["images"], given["heads"]
    weighted = traced(model, images).weighted()  # the call builds one that does not know its input
    named = {layer.name: layer for layer in model.layers if layer.name in heads}
    ends = [layer for name in heads for layer in weighted if layer is named.get(name)]
    give_weights([*(layer for layer in weighted if layer not in ends), *ends], given["seed"])
    outputs = model(images, training=False)
    return {
        "is_dict": isinstance(outputs, dict),
        "outputs": to_plain(outputs),
        "n_arrays": {name: len(named[name].weights) if name in named else None for name in heads},
        "n_losses": len(model.losses),
    }


def _in_training(model: Any, images: np.ndarray) -> Facts:
    trace = traced(model, images, training=True)
    ends = trace.output if isinstance(trace.output, dict) else {}
    return {"steps": {str(name): trace.chain(end) for name, end in ends.items()}}
