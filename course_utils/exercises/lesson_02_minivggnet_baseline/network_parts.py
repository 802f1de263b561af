"""What a network's layers do: how they drop, normalise and follow each other. Public API only."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.exercises.exercise import Plain
from course_utils.layers import kind_of, leaves, weight_shapes


def draw_weights(shapes: list[list[tuple[int, ...]]], seed: int) -> list[list[np.ndarray]]:
    """Draw weights of moderate size; all one-dimensional ones positive, as variances must be.

    Parameters
    ----------
    shapes : list of list of tuple
        The shapes of each layer's weights.
    seed : int
        Where the numbers come from.

    Returns
    -------
    list of list of ndarray of float32
    """
    rng = np.random.default_rng(seed)

    def draw(shape: tuple[int, ...]) -> np.ndarray:
        if len(shape) > 1:
            return rng.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape).astype(np.float32)
        return rng.uniform(0.05, 0.6, shape).astype(np.float32)

    return [[draw(shape) for shape in layer] for layer in shapes]


def dropouts(model: Any) -> list[dict[str, Plain]]:
    """Return what each dropout layer drops, and the shape of what reaches it.

    Returns
    -------
    list of dict
        ``rate``: the part of ones that became 0. ``scaled``: whether the others are 1 / (1 - rate).
        ``whole_channels``: whether an image's channel goes all or not at all. ``shape``: of one
        image's values there, None where the model does not know it: in a class, or where a layer
        is used twice. Layers that drop nothing are left out.
    """
    import keras

    kinds = (keras.layers.Dropout, keras.layers.GaussianDropout, keras.layers.AlphaDropout)
    used_again = _used_again(model)
    found = []
    for layer in leaves(model):
        if isinstance(layer, kinds):
            dropped = _dropped(layer)
            again = used_again.get(layer.name, 0)
            found += [{**dropped, "shape": None}] * (again + 1) if again else [dropped]
    return [dropout for dropout in found if dropout["rate"] > 0 or not dropout["scaled"]]


def _used_again(model: Any) -> dict[str, int]:
    """Return how often more than once each layer of a model built by calls is used, by its name."""
    try:
        layers = model.get_config().get("layers", [])
    except NotImplementedError:  # written as a class
        return {}
    uses = {layer["config"].get("name"): layer.get("inbound_nodes", []) for layer in layers}
    return {name: len(nodes) - 1 for name, nodes in uses.items() if len(nodes) > 1}


def _dropped(layer: Any) -> dict[str, Plain]:
    ones = np.ones((32, 8, 8, 32), np.float32)
    out = np.asarray(layer(ones, training=True))
    rate = float(np.mean(out == 0))
    kept = out[out != 0]
    per_channel = (out == 0).mean(axis=(1, 2))
    return {
        "rate": rate,
        "scaled": bool(np.allclose(kept, 1 / (1 - rate), rtol=0.02)),
        "whole_channels": bool(np.isin(per_channel, (0, 1)).all() and 0 < rate < 1),
        "shape": _input_shape(layer),
    }


def _input_shape(layer: Any) -> tuple[int, ...] | None:
    """Return the shape of one image's values that reach a layer, or None where it is not known."""
    try:
        return tuple(layer.input.shape[1:])
    except (AttributeError, ValueError, RuntimeError):  # in a class, or used twice
        return None


def order_of_kinds(model: Any) -> list[str]:
    """Return the kinds of layers in their order; an empty list where the order is not known."""
    import keras

    if _used_again(model):
        return []
    kinds = []
    for layer in leaves(model):
        if _input_shape(layer) is None:
            return []
        if isinstance(layer, keras.layers.Dropout):
            kinds.append("dropout")
        elif layer.get_weights():
            kinds.append(kind_of(weight_shapes(layer)))
    return kinds


def momenta(model: Any) -> list[float]:
    """Return by how much of its old value each moving mean keeps in one step of training."""
    import keras

    return [
        _momentum(layer)
        for layer in leaves(model)
        if isinstance(layer, keras.layers.BatchNormalization)
    ]


def _momentum(layer: Any) -> float:
    """Feed ones to a normalisation whose weights are all 0: only its moving mean moves."""
    shapes = weight_shapes(layer)
    layer.set_weights([np.zeros(shape, np.float32) for shape in shapes])
    try:
        layer(np.ones((2, 2, 2, *shapes[0]), np.float32), training=True)
    except ValueError:  # after a dense layer it wants two axes
        layer(np.ones((2, *shapes[0]), np.float32), training=True)
    return float(1 - max(np.mean(weight) for weight in layer.get_weights()))
