"""A small network built like EfficientNet-Lite, and what its layers give, worked out in NumPy.

A network is a list of layers, in the order in which they are built: plain data, from which Keras
and NumPy both make the same. Names tell neither what a layer is nor where it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_utils.exercises.exercise import Plain
from course_utils.exercises.numpy_layers import convolved, softmax

Layer = dict[str, Plain]
"""Its "name", its "kind", the names of its "inputs" and its "arrays" in the order of Keras."""

CONVOLUTION, DEPTHWISE, NORMALISATION = "convolution", "depthwise", "normalisation"
RELU, ADD, DROPOUT, POOLING, DENSE = "relu", "add", "dropout", "pooling", "dense"
IMAGES = "images"

_MOST = 6.0  # of a ReLU, as in EfficientNet-Lite
_DROPPED = 0.4
_EPSILON = 1e-3  # Keras's default in batch normalisation


class Shape(NamedTuple):
    """Height, width and channels of the images, and the number of classes."""

    height: int
    width: int
    channels: int
    n_classes: int


def draw_shape(rng: np.random.Generator) -> Shape:
    """Draw sizes: height and width differ, two to five classes."""
    height, width = (int(side) for side in rng.choice(np.arange(5, 10), 2, replace=False))
    return Shape(height, width, int(rng.integers(1, 4)), int(rng.integers(2, 6)))


def draw_images(rng: np.random.Generator, n: int, shape: Shape) -> np.ndarray:
    """Draw images, float32; each has a colour of its own, so that they do not all look alike."""
    colours = rng.uniform(-1, 1, (n, 1, 1, shape.channels))
    noise = rng.normal(0, 0.5, (n, shape.height, shape.width, shape.channels))
    images: np.ndarray = (colours + noise).astype(np.float32)
    return images


def draw_network(
    rng: np.random.Generator, channels: int, n_classes: int, has_dropout: bool
) -> list[Layer]:
    """Draw a network: two blocks with a residual addition, one of them with a convolution beside.

    Parameters
    ----------
    rng : numpy.random.Generator
    channels, n_classes : int
        Of the images; units of the last layer.
    has_dropout : bool
        Whether dropout stands at the end of the first branch and before the last layer.

    Returns
    -------
    list of Layer
    """
    drawing = _Drawing(rng)
    add = drawing.add
    n_first, n_second, n_last = (int(n) for n in rng.choice(np.arange(4, 9), 3, replace=False))

    start = drawing.normalised(add(CONVOLUTION, IMAGES, shape=(3, 3, channels, n_first)))
    branch = drawing.normalised(add(DEPTHWISE, start, shape=(3, 3, n_first, 1)))
    branch = add(CONVOLUTION, branch, shape=(1, 1, n_first, n_first))
    branch = drawing.normalised(branch, has_relu=False)
    if has_dropout:
        branch = add(DROPOUT, branch)
    middle = add(ADD, start, branch)

    branch = drawing.normalised(add(DEPTHWISE, middle, shape=(3, 3, n_first, 1)))
    branch = add(CONVOLUTION, branch, shape=(1, 1, n_first, n_second))
    branch = drawing.normalised(branch, has_relu=False)
    beside = add(CONVOLUTION, middle, shape=(1, 1, n_first, n_second))
    end = add(ADD, branch, drawing.normalised(beside, has_relu=False))

    features = drawing.normalised(add(CONVOLUTION, end, shape=(1, 1, n_second, n_last)))
    features = add(POOLING, features)
    if has_dropout:
        features = add(DROPOUT, features)
    add(DENSE, features, shape=(n_last, n_classes))
    return drawing.layers


class _Drawing:
    """A network while it is drawn."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.layers: list[Layer] = []
        self._rng = rng
        self._numbers = iter(rng.permutation(np.arange(10, 100)))

    def add(self, kind: str, *inputs: str, shape: Sequence[int] = ()) -> str:
        """Add a layer and return its name; `shape` is that of its kernel, or of its scale."""
        name = f"layer_{next(self._numbers)}"
        arrays = self._arrays(kind, shape) if shape else []
        self.layers.append(
            {
                "name": name,
                "kind": kind,
                "inputs": list(inputs),
                "arrays": [array.astype(np.float32) for array in arrays],
            }
        )
        return name

    def normalised(self, name: str, has_relu: bool = True) -> str:
        """Add normalisation after a convolution, and a ReLU; return the name of the last layer."""
        layer = next(layer for layer in self.layers if layer["name"] == name)
        n_units = _n_units(layer["arrays"][0].shape, layer["kind"])
        name = self.add(NORMALISATION, name, shape=(n_units,))
        return self.add(RELU, name) if has_relu else name

    def _arrays(self, kind: str, shape: Sequence[int]) -> list[np.ndarray]:
        rng = self._rng
        if kind == NORMALISATION:
            return [
                rng.uniform(0.7, 1.3, shape),
                rng.normal(0, 0.3, shape),
                rng.uniform(-0.5, 0.5, shape),
                rng.uniform(0.3, 1.2, shape),
            ]
        n_inputs = np.prod(shape[:2] if kind == DEPTHWISE else shape[:-1])
        kernel = rng.normal(0, 0.8 / np.sqrt(n_inputs), shape)
        has_bias = kind == DENSE or rng.random() < 0.5
        return [kernel, rng.normal(0, 0.2, _n_units(shape, kind))] if has_bias else [kernel]


def _n_units(shape: Sequence[int], kind: str) -> int:
    """Return how many channels a layer gives, by the shape of its kernel."""
    return int(shape[-2] if kind == DEPTHWISE else shape[-1])


def build(shape: Sequence[int], network: list[Layer]) -> tuple[Any, dict[str, Any]]:
    """Return the keras.Model for images of a shape, and its layers by name."""
    import keras

    values = {IMAGES: keras.Input(tuple(shape), name=IMAGES)}
    made = {}
    for layer in network:
        name = layer["name"]
        made[name] = _made(layer)
        inputs = [values[before] for before in layer["inputs"]]
        values[name] = made[name](inputs if len(inputs) > 1 else inputs[0])
        made[name].set_weights(layer["arrays"])
    return keras.Model(values[IMAGES], values[network[-1]["name"]]), made


def _made(layer: Layer) -> Any:
    from keras import layers

    name, kind, arrays = layer["name"], layer["kind"], layer["arrays"]
    if kind in (CONVOLUTION, DEPTHWISE):
        options = {"padding": "same", "use_bias": len(arrays) == 2, "name": name}
        side = arrays[0].shape[0]
        if kind == DEPTHWISE:
            return layers.DepthwiseConv2D(side, **options)
        return layers.Conv2D(arrays[0].shape[-1], side, **options)
    if kind == DENSE:
        return layers.Dense(len(arrays[1]), activation="softmax", name=name)
    return {
        NORMALISATION: lambda: layers.BatchNormalization(name=name),
        RELU: lambda: layers.ReLU(_MOST, name=name),
        ADD: lambda: layers.Add(name=name),
        DROPOUT: lambda: layers.Dropout(_DROPPED, name=name),
        POOLING: lambda: layers.GlobalAveragePooling2D(name=name),
    }[kind]()


def outputs_by_name(
    network: list[Layer], images: np.ndarray, with_batch: Collection[str] = ()
) -> dict[str, np.ndarray]:
    """Return what each layer gives for the images in use, float64.

    Parameters
    ----------
    network : list of Layer
    images : ndarray, shape (n, height, width, channels)
    with_batch : collection of str
        Names of normalisations that take mean and variance of the batch, as in training.
    """
    values = {IMAGES: images.astype(np.float64)}
    for layer in network:
        inputs = [values[before] for before in layer["inputs"]]
        values[layer["name"]] = _output(layer, inputs, layer["name"] in with_batch)
    return values


def _output(layer: Layer, inputs: list[np.ndarray], with_batch: bool) -> np.ndarray:
    kind, arrays, (first, *others) = layer["kind"], layer["arrays"], inputs
    if kind in (CONVOLUTION, DEPTHWISE, DENSE):
        kernel, *biases = arrays
        bias = biases[0] if biases else np.zeros(_n_units(kernel.shape, kind))
        if kind == DENSE:
            return softmax(first @ kernel + bias)
        if kind == DEPTHWISE:
            # One filter for each channel: a kernel with nothing across channels.
            kernel = kernel * np.eye(len(bias))
        elif len(kernel) == 1:
            return np.asarray(first @ kernel[0, 0] + bias)
        return convolved(first, kernel, bias)
    if kind == NORMALISATION:
        scale, offset, mean, variance = arrays
        if with_batch:
            mean, variance = first.mean((0, 1, 2)), first.var((0, 1, 2))
        return np.asarray(scale * (first - mean) / np.sqrt(variance + _EPSILON) + offset)
    if kind == RELU:
        return first.clip(0, _MOST)
    if kind == ADD:
        return np.asarray(first + others[0])
    return np.asarray(first.mean((1, 2))) if kind == POOLING else first


def names_of(network: list[Layer], *kinds: str) -> list[str]:
    """Return the names of all layers of some kinds, in the order in which they were built."""
    return [layer["name"] for layer in network if layer["kind"] in kinds]
