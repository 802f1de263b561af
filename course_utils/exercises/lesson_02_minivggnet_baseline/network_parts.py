"""What a network's layers do: how they drop, normalise and follow each other. Public API only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Plain
from course_utils.networks.layers import kind_of, leaves, weight_shapes


def draw_weights(shapes: list[list[tuple[int, ...]]], seed: int) -> list[list[np.ndarray]]:
    """Draw weights of moderate size; one-dimensional ones positive, as variances must be.

    Half of the scales of a normalisation are negative: it turns the largest value into the
    smallest there, so that a pooling before it differs from one after it.

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

    def draw_layer(layer: list[tuple[int, ...]]) -> list[np.ndarray]:
        weights = [draw(shape) for shape in layer]
        if kind_of(layer) == "normalisation" and len(layer) == 4:
            weights[0] *= rng.choice([-1, 1], weights[0].shape).astype(np.float32)
        return weights

    return [draw_layer(layer) for layer in shapes]


def dropouts(model: Any, images: np.ndarray) -> list[dict[str, Plain]]:
    """Return what each dropout layer drops, and the shape of what reaches it.

    Parameters
    ----------
    model : keras.Model
    images : ndarray of float32, shape (n, height, width, channels)
        Tell whether a layer is used: with all others off, two passes in training differ.

    Returns
    -------
    list of dict
        ``rate``: the part of ones that became 0. ``scaled``: whether the others are 1 / (1 - rate).
        ``whole_channels``: whether an image's channel goes all or not at all. ``shape``: of one
        image's values there, None where the model does not know it: in a class, or where a layer
        is used twice. Layers that drop nothing, or that the network does not use, are left out.
    """
    layers = _dropout_layers(model)
    used_again = _used_again(model)
    found = []
    for layer in layers:
        dropped = _dropped(layer)
        if not _is_used(model, layer, layers, images):
            continue
        again = used_again.get(layer.name, 0)
        found += [{**dropped, "shape": None}] * (again + 1) if again else [dropped]
    return [dropout for dropout in found if dropout["rate"] > 0 or not dropout["scaled"]]


def _dropout_layers(model: Any) -> list[Any]:
    """Return the layers of dropout, those of other kinds too."""
    import keras

    kinds = (keras.layers.Dropout, keras.layers.GaussianDropout, keras.layers.AlphaDropout)
    return [layer for layer in leaves(model) if isinstance(layer, kinds)]


def _is_used(model: Any, layer: Any, layers: list[Any], images: np.ndarray) -> bool:
    """Return whether a dropout layer changes what the network gives in training."""
    with only(layer, layers):
        return not is_repeatable(model, images)


@contextmanager
def only(layer: Any, layers: list[Any]) -> Iterator[None]:
    """Switch all dropout layers off but one, or all if it is None, and on again afterwards."""
    rates = [other.rate for other in layers]
    for other in layers:
        if other is not layer:
            other.rate = 0.0
    try:
        yield
    finally:
        for other, rate in zip(layers, rates, strict=True):
            other.rate = rate


def is_repeatable(model: Any, images: np.ndarray) -> bool:
    """Return whether two passes in training give the same."""
    first, second = (np.asarray(model(images, training=True)) for _ in range(2))
    return np.allclose(first, second, rtol=0, atol=1e-6)


def is_random_without_dropout(model: Any, images: np.ndarray) -> bool:
    """Return whether passes in training differ with all layers of dropout switched off."""
    with only(None, _dropout_layers(model)):
        return not is_repeatable(model, images)


def _used_again(model: Any) -> dict[str, int]:
    """Return how often more than once each layer of a model built by calls is used, by its name."""
    try:
        layers = model.get_config().get("layers", [])
    except Exception:  # written as a class, whose get_config may do anything
        return {}
    uses = {layer["config"].get("name"): layer.get("inbound_nodes", []) for layer in layers}
    return {name: len(nodes) - 1 for name, nodes in uses.items() if len(nodes) > 1}


def _dropped(layer: Any) -> dict[str, Plain]:
    ones = np.ones((32, 8, 8, 32), np.float32)
    try:
        out = np.asarray(layer(ones, training=True))
    except Exception:  # a noise_shape that fits its own place only
        return {"rate": 1.0, "scaled": False, "whole_channels": True, "shape": None}
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

    used_again = _used_again(model)
    kinds = []
    for layer in leaves(model):
        is_dropout = isinstance(layer, keras.layers.Dropout)
        if not is_dropout and not layer.get_weights():
            continue
        if layer.name in used_again or _input_shape(layer) is None:
            return []
        kinds.append("dropout" if is_dropout else kind_of(weight_shapes(layer)))
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
        try:
            layer(np.ones((2, *shapes[0]), np.float32), training=True)
        except ValueError:  # it normalises another axis, which the shapes of its weights show
            return float("nan")
    return float(1 - max(np.mean(weight) for weight in layer.get_weights()))
