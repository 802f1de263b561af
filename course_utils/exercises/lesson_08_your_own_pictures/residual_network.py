"""A small network built like EfficientNet-Lite, drawn at random.

Names tell neither what a layer is nor where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from course_utils.exercises.networks.described import layer as described
from course_utils.exercises.networks.described import n_units
from course_utils.observers.networks.built import IMAGES, Layer
from course_utils.observers.plain import Plain

CONVOLUTION, DEPTHWISE, NORMALISATION = "Conv2D", "DepthwiseConv2D", "BatchNormalization"
RELU, ADD, DROPOUT, POOLING, DENSE = "ReLU", "Add", "Dropout", "GlobalAveragePooling2D", "Dense"

_OPTIONS: dict[str, dict[str, Plain]] = {
    CONVOLUTION: {"padding": "same"},
    DEPTHWISE: {"padding": "same"},
    RELU: {"max_value": 6.0},  # as in EfficientNet-Lite
    DROPOUT: {"rate": 0.4},
    DENSE: {"activation": "softmax"},
}


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
        added = described(kind, f"layer_{next(self._numbers)}", **_OPTIONS.get(kind, {}))
        added["inputs"] = list(inputs)
        if shape:
            added["arrays"] = self._arrays(added, tuple(shape))
        self.layers.append(added)
        return str(added["name"])

    def normalised(self, name: str, has_relu: bool = True) -> str:
        """Add normalisation after a convolution, and a ReLU; return the name of the last layer."""
        before = next(layer for layer in self.layers if layer["name"] == name)
        name = self.add(NORMALISATION, name, shape=(n_units(before),))
        return self.add(RELU, name) if has_relu else name

    def _arrays(self, added: Layer, shape: tuple[int, ...]) -> list[np.ndarray]:
        """Draw the arrays of a layer, and note in its options what follows from their shapes."""
        rng, kind, options = self._rng, added["kind"], added["options"]
        if kind == NORMALISATION:
            drawn = [
                rng.uniform(0.7, 1.3, shape),
                rng.normal(0, 0.3, shape),
                rng.uniform(-0.5, 0.5, shape),
                rng.uniform(0.3, 1.2, shape),
            ]
            return [array.astype(np.float32) for array in drawn]
        n_inputs = np.prod(shape[:2] if kind == DEPTHWISE else shape[:-1])
        kernel = rng.normal(0, 0.8 / np.sqrt(n_inputs), shape)
        added["arrays"] = [kernel]
        units = n_units(added)
        has_bias = kind == DENSE or rng.random() < 0.5
        options |= {"use_bias": has_bias}
        if kind != DENSE:
            options |= {"kernel_size": shape[:2]}
        if kind != DEPTHWISE:
            options |= {"units" if kind == DENSE else "filters": units}
        drawn = [kernel, rng.normal(0, 0.2, units)] if has_bias else [kernel]
        return [array.astype(np.float32) for array in drawn]


def names_of(network: list[Layer], *kinds: str) -> list[str]:
    """Return the names of all layers of some kinds, in the order in which they were built."""
    return [layer["name"] for layer in network if layer["kind"] in kinds]
