"""What is observed of a network that a learner's function returned, or was given."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from course_utils.networks.layers import leaves, weight_shapes
from course_utils.observers.networks.built import Layer, draw_arrays
from course_utils.observers.observing import what_was_raised
from course_utils.observers.plain import Facts, Plain, to_plain, type_name


def stage_by_stage(result: Any, **stages: Callable[[], Plain]) -> Facts:
    """Look at a network in several ways, one after the other.

    Parameters
    ----------
    result : object
        What a learner's function returned.
    **stages
        What to look at: each returns facts, and may raise whatever a learner's class raises.

    Returns
    -------
    dict
        ``as_returned`` and the facts of each stage by its name, up to the first that ``failed``; of
        what is no network, the ``result``.
    """
    import keras

    if not issubclass(type(result), keras.Model):
        is_class = issubclass(type(result), type) and issubclass(result, keras.Model)
        return {"result": to_plain(result), "is_class": is_class}
    seen: Facts = {"as_returned": _as_returned(result)}
    for stage, look in stages.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of inputs in a list, which is right too
                seen[stage] = look()
        except BaseException as error:  # the methods of a learner's own class run here
            kind = type_name(error)
            seen["failed"] = {"stage": stage, "kind": kind, "error": what_was_raised(error)}
            break
    return seen


def _as_returned(model: Any) -> Facts:
    """Return what a network says of itself before it is called."""
    says: Facts = {"is_compiled": False, "input_shape": None, "layers": []}
    try:
        says["is_compiled"] = bool(model.compiled)
        says["layers"] = [name for name in map(type_name, leaves(model)) if name != "InputLayer"]
        says["input_shape"] = to_plain(model.input_shape)
    except Exception:  # a class does not know its input, or was not made as it should be
        return says
    return says


def given_network(model: Any) -> Callable[[], Facts]:
    """Return what looks at whether a network is as it is now: its layers, and what they hold."""
    layers = {layer.name: layer for layer in model.layers}
    weights, trainable, settings = _state_of(layers)

    def look() -> Facts:
        arrays, flags, others = _state_of(layers)
        is_as_long = len(weights) == len(arrays)
        return {
            "has_its_layers": [*map(id, model.layers)] == [*map(id, layers.values())],
            "has_its_weights": is_as_long and all(map(np.array_equal, weights, arrays)),
            "is_as_trainable": trainable == flags,
            "set": [(key, it, others[key]) for key, it in settings.items() if others[key] != it],
        }

    return look


def _state_of(layers: dict[str, Any]) -> tuple[list[np.ndarray], list[bool], dict[str, str]]:
    """Return the weights of layers, which can be trained, and the rest of their configuration."""
    configs = {name: layer.get_config() for name, layer in layers.items()}
    options = [(name, *item) for name, config in configs.items() for item in config.items()]
    return (
        [array for layer in layers.values() for array in layer.get_weights()],
        [bool(layer.trainable) for layer in layers.values()],
        {f"{key} of {name}": str(it) for name, key, it in options if key != "trainable"},
    )


def give_weights(layers: Sequence[Any], seed: int) -> None:
    """Give layers the weights that are drawn for layers of the same shapes."""
    rng = np.random.default_rng(seed)
    for layer in layers:
        layer.set_weights(draw_arrays(rng, weight_shapes(layer)))


def n_other_kernels(model: Any, network: Sequence[Layer]) -> int:
    """Return how many kernels of a network are none of those of a described one."""
    known = [array for layer in network for array in layer["arrays"]]
    kernels = [array for array in model.get_weights() if array.ndim > 1]
    return sum(not any(map(partial(np.array_equal, it), known)) for it in kernels)
