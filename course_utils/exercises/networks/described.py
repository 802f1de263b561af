"""Networks as plain data, drawn, and what they give worked out in NumPy.

`observers.networks.built` makes the same network in Keras.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from course_utils.exercises.numpy_layers import convolved, pooled, softmax
from course_utils.observers.networks.built import IMAGES, Layer, Shapes, draw_arrays
from course_utils.observers.plain import Plain

_EPSILON = 1e-3  # Keras's default in batch normalisation
_TOLERANCE = 1e-4  # float32 against float64 differs by 1e-6, another network by 1e-2

_ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda values: values,
    "relu": lambda values: np.maximum(values, 0),
    "tanh": np.tanh,
    "sigmoid": lambda values: 1 / (1 + np.exp(-values)),
    "softmax": softmax,
}


def layer(kind: str, name: str = "", **options: Plain) -> Layer:
    """Return a layer without inputs and arrays, to be put into a `chain`."""
    return {"kind": kind, "name": name, "options": options, "inputs": [], "arrays": []}


def convolution(n_filters: int, name: str = "") -> Layer:
    """Return a 3 × 3 convolution with ReLU that keeps the size."""
    options = {"kernel_size": (3, 3), "padding": "same", "activation": "relu"}
    return layer("Conv2D", name, filters=n_filters, **options)


def chain(rng: np.random.Generator, shape: Sequence[int], layers: Sequence[Layer]) -> list[Layer]:
    """Return layers one after the other, with names, and weights drawn for images of a shape."""
    network: list[Layer] = []
    before, shape = IMAGES, tuple(shape)
    for number, it in enumerate(layers):
        shapes, shape = _shapes_of(it, shape)
        name = it["name"] or f"layer_{number}"
        arrays = draw_arrays(rng, shapes)
        network.append({**it, "name": name, "inputs": [before], "arrays": arrays})
        before = name
    return network


def _shapes_of(it: Layer, shape: tuple[int, ...]) -> tuple[Shapes, tuple[int, ...]]:
    """Return the shapes of a layer's arrays, and the shape of what it makes of one image."""
    kind, options = it["kind"], it["options"]
    if kind == "Conv2D":
        n_filters = options["filters"]
        return [(3, 3, shape[-1], n_filters), (n_filters,)], (*shape[:2], n_filters)
    if kind == "Dense":
        return [(shape[-1], options["units"]), (options["units"],)], (options["units"],)
    if kind == "BatchNormalization":
        return [(shape[-1],)] * 4, shape
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        return [], (shape[0] // 2, shape[1] // 2, shape[2])
    return [], (int(np.prod(shape)),) if kind == "Flatten" else shape


def outputs_by_name(
    network: Sequence[Layer], images: np.ndarray, with_batch: Collection[str] = ()
) -> dict[str, np.ndarray]:
    """Return what each layer gives for the images in use, float64.

    Parameters
    ----------
    network : sequence of Layer
    images : ndarray, shape (n, height, width, channels)
    with_batch : collection of str
        Names of normalisations that take mean and variance of the batch, as in training.
    """
    values = {IMAGES: images.astype(np.float64)}
    for it in network:
        inputs = [values[before] for before in it["inputs"]]
        computed = _computed(it, inputs, it["name"] in with_batch)
        values[it["name"]] = _ACTIVATIONS[it["options"].get("activation", "linear")](computed)
    return values


def output(network: Sequence[Layer], images: np.ndarray) -> np.ndarray:
    """Return what the last layer gives for the images in use, float64."""
    return outputs_by_name(network, images)[network[-1]["name"]]


def _computed(it: Layer, inputs: list[np.ndarray], with_batch: bool) -> np.ndarray:
    """Return what a layer gives before its activation."""
    kind, arrays, first = it["kind"], it["arrays"], inputs[0]
    if kind in ("Conv2D", "DepthwiseConv2D", "Dense"):
        kernel, bias = arrays if len(arrays) == 2 else (arrays[0], np.zeros(n_units(it)))
        if kind == "DepthwiseConv2D":
            kernel = kernel * np.eye(len(bias))  # one filter each, nothing across channels
        elif kind == "Dense" or len(kernel) == 1:
            return np.asarray(first @ kernel.reshape(kernel.shape[-2:]) + bias)
        return convolved(first, kernel, bias)
    if kind == "BatchNormalization":
        scale, offset, mean, variance = arrays
        if with_batch:
            mean, variance = first.mean((0, 1, 2)), first.var((0, 1, 2))
        return np.asarray(scale * (first - mean) / np.sqrt(variance + _EPSILON) + offset)
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        return pooled(first, kind == "AveragePooling2D")
    if kind == "GlobalAveragePooling2D":
        return np.asarray(first.mean((1, 2)))
    if kind == "ReLU":
        return first.clip(0, it["options"]["max_value"])
    if kind == "Flatten":
        return first.reshape(len(first), -1)
    return np.asarray(sum(inputs))  # of one input that is the input: dropout


def n_units(it: Layer) -> int:
    """Return how many channels a layer with a kernel gives."""
    return int(it["arrays"][0].shape[-2 if it["kind"] == "DepthwiseConv2D" else -1])


def is_near(got: Plain, truth: np.ndarray) -> bool:
    """Return whether an array is the truth but for the digits that float32 does not have."""
    is_alike = isinstance(got, np.ndarray) and got.dtype.kind in "biuf" and got.shape == truth.shape
    return is_alike and np.allclose(got, truth, rtol=_TOLERANCE, atol=_TOLERANCE)
