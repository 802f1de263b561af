"""The layers of a Keras model, told by the weights they hold.

A model can be built in many correct ways: as a list, by calls, from blocks within blocks, as a
class. So each kind of layer is taken in its own order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

KERNEL_DIMENSIONS = {4: "convolution", 2: "dense"}


def leaves(layer: Any) -> Iterator[Any]:
    """Yield the layers of a model in their order, those inside nested models and layers too.

    In a model or layer written as a class this is the order in which its attributes were set.
    """
    for inner in _children(layer):
        nested = _children(inner)
        is_container = len(inner.weights) == sum(len(child.weights) for child in nested)
        if nested and is_container:
            yield from leaves(inner)
        else:
            yield inner


def _children(layer: Any) -> list[Any]:
    """Return the layers that a model or layer holds, as its list or in its attributes."""
    if hasattr(layer, "layers"):
        return list(layer.layers)
    return list({id(child): child for child in _layers_in(list(vars(layer).values()))}.values())


def _layers_in(value: Any) -> Iterator[Any]:
    """Yield the layers in an attribute: a layer, or lists, tuples and dicts of layers."""
    from keras import Layer

    if isinstance(value, Layer):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _layers_in(part)
    elif isinstance(value, dict):
        yield from _layers_in(list(value.values()))


def kind_of(shapes: list[tuple[int, ...]]) -> str:
    """Return what a layer with weights of these shapes is."""
    if len(shapes[0]) in KERNEL_DIMENSIONS:
        return KERNEL_DIMENSIONS[len(shapes[0])]
    return "normalisation" if all(len(shape) == 1 for shape in shapes) else "other"


def weighted(model: Any) -> list[Any]:
    """Return the layers that hold weights: convolutions, then normalisations, then dense ones.

    Normalisations come by their size, because a class may create that of its head first.
    """
    layers = [layer for layer in leaves(model) if layer.get_weights()]
    order = ["convolution", "normalisation", "dense", "other"]

    def place(layer: Any) -> tuple[int, tuple[int, ...]]:
        shapes = weight_shapes(layer)
        kind = kind_of(shapes)
        return order.index(kind), shapes[0] if kind == "normalisation" else ()

    layers.sort(key=place)
    dense = [i for i, layer in enumerate(layers) if kind_of(weight_shapes(layer)) == "dense"]
    if len(dense) == 2 and _feeds(layers[dense[1]], layers[dense[0]]):
        layers[dense[0]], layers[dense[1]] = layers[dense[1]], layers[dense[0]]
    return layers


def _feeds(one: Any, other: Any) -> bool:
    """Return whether the sizes of two dense layers allow one to come before the other only."""
    (rows, columns), (other_rows, other_columns) = weight_shapes(one)[0], weight_shapes(other)[0]
    return columns == other_rows and other_columns != rows


def weight_shapes(layer: Any) -> list[tuple[int, ...]]:
    """Return the shapes of a layer's weights."""
    return [tuple(weight.shape) for weight in layer.get_weights()]
