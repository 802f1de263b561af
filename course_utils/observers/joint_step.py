"""`joint_step` is called twice on one network, whose weights are read after each call."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

from course_utils.observers.networks.two_headed import TRUNK, build, layers_of
from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Call the function twice on one network, and look at its weights after each call."""
    import keras

    flags: list[Any] = []
    model = build(given["shape"], given["weights"], given["is_frozen"], flags)
    optimizer = keras.optimizers.SGD(given["rate"], momentum=given["momentum"])
    optimizer.build(model.variables)  # so that it would move frozen layers too
    layers = layers_of(model, given["weights"])
    seen: list[Facts] = []
    for batches, loss_weights in given["calls"]:
        arguments = copy.deepcopy({"batches": batches, "loss_weights": loss_weights})
        flags.clear()
        n_updates = int(optimizer.iterations)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras warns of heads without a gradient
            returned = function(model, optimizer, *arguments.values())
        seen.append(
            {
                "weights": {name: layer.get_weights() for name, layer in layers.items()},
                "returned": to_plain(returned),
                "n_updates": int(optimizer.iterations) - n_updates,
                "n_calls": len(flags),
                "n_in_training": sum(map(_is_true, flags)),
                "is_frozen": not layers[TRUNK].trainable,
                "arguments": to_plain(arguments),
            }
        )
    return {"calls": seen}


def _is_true(flag: Any) -> bool:
    """Return whether a model was called in training; a tensor may stand for True."""
    try:
        return bool(flag)
    except Exception:  # a tensor of a graph, whose value nobody knows yet
        return True
