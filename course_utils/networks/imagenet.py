"""EfficientNet-Lite0, a network that has learnt ImageNet, with its weights from data/models.

It was trained on 1.3 million photos of 1,000 classes. `data/models/make_efficientnet_lite0.py`
wrote its weights.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.datasets.stored_arrays import MODELS, read_arrays
from course_utils.errors import CourseError

WEIGHTS = MODELS / "efficientnet_lite0.npz"
RECORD = MODELS / "efficientnet_lite0.json"
CLASSES = MODELS / "imagenet_classes.txt"
N_CLASSES = 1_000
N_FEATURES = 1_280


class _Block(NamedTuple):
    """An inverted residual block: expand to more channels, filter each, project to few."""

    name: str
    expansion: int
    kernel: int
    stride: int
    channels_in: int
    channels: int

    @property
    def is_residual(self) -> bool:
        """Whether the block's input is added to its output."""
        return self.stride == 1 and self.channels_in == self.channels

    @property
    def last_layer(self) -> str:
        """The name of the layer whose output is the block's."""
        return f"{self.name}_add" if self.is_residual else f"{self.name}_project_bn"


def _blocks() -> list[_Block]:
    """Return the blocks in their order: `block_1a`, `block_2a`, `block_2b` and so on."""
    # expansion, kernel, stride of the first, channels, how many
    stages = [
        (1, 3, 1, 16, 1),
        (6, 3, 2, 24, 2),
        (6, 5, 2, 40, 2),
        (6, 3, 2, 80, 3),
        (6, 5, 1, 112, 3),
        (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ]
    blocks = []
    channels_in = 32
    for number, (expansion, kernel, stride, channels, repeats) in enumerate(stages, start=1):
        for letter in "abcd"[:repeats]:
            name = f"block_{number}{letter}"
            blocks.append(_Block(name, expansion, kernel, stride, channels_in, channels))
            stride, channels_in = 1, channels
    return blocks


_BLOCKS = _blocks()

# Where the network can be cut, in order: the name of a part, and that of its last layer.
CUTS: dict[str, str] = {
    "stem": "stem_relu",
    **{block.name: block.last_layer for block in _BLOCKS},
    "top": "top_relu",
}


def build_efficientnet_lite0(side: int = 128, has_top: bool = False) -> Any:
    """Build an EfficientNet-Lite0 with random weights.

    Parameters
    ----------
    side : int
        Height and width of the images. The network learnt on 224.
    has_top : bool
        Whether its last layer names ImageNet's classes.

    Returns
    -------
    keras.Model
        From images as `preprocess` returns them, float32 of shape (n, side, side, 3), to features,
        float32 of shape (n, 1280), or with the top to probabilities of shape (n, 1000). Its layers
        are named for their place and kind, such as `block_2b_depthwise_bn`; `CUTS` has the last
        layer of each block.
    """
    import keras

    inputs = keras.Input((side, side, 3), name="image")
    x = keras.layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem")(inputs)
    x = _normalise(x, "stem", has_relu=True)
    for block in _BLOCKS:
        x = _add_block(x, block)
    x = keras.layers.Conv2D(N_FEATURES, 1, use_bias=False, name="top")(x)
    x = _normalise(x, "top", has_relu=True)
    x = keras.layers.GlobalAveragePooling2D(name="average_pool")(x)
    if has_top:
        x = keras.layers.Dense(N_CLASSES, activation="softmax", name="predictions")(x)
    return keras.Model(inputs, x, name="efficientnet_lite0")


def load_imagenet_network(side: int = 128, has_top: bool = False) -> Any:
    """Build an EfficientNet-Lite0 that has learnt ImageNet.

    Parameters
    ----------
    side : int
        Height and width of the images. The network learnt on 224.
    has_top : bool
        Whether its last layer names ImageNet's classes, as `load_imagenet_classes` does.

    Returns
    -------
    keras.Model
        As `build_efficientnet_lite0` returns it. All its layers can be trained.

    Raises
    ------
    CourseError
        If the file of weights is not there, or is not the one that was recorded.
    """
    weights = read_arrays(WEIGHTS, RECORD)
    model = build_efficientnet_lite0(side, has_top)
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([weights[f"{layer.name}.{part.name}"] for part in layer.weights])
    return model


def load_imagenet_classes() -> list[str]:
    """Return the names of ImageNet's 1,000 classes, in the order of the network's probabilities.

    Two names stand for two classes each: missile and sunglasses.

    Raises
    ------
    CourseError
        If the file of names is not there, or not whole.
    """
    try:
        names = CLASSES.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        names = []
    if len(names) != N_CLASSES:
        raise CourseError(
            f"data/models/{CLASSES.name} is not there, or not whole. "
            "`git checkout -- data/models` brings it back."
        )
    return names


def preprocess(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Turn photos into what the network learnt on: about -1 for black to 1 for white.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, side, side, 3)
        Red, green and blue, 0 to 255.

    Returns
    -------
    ndarray of float32, shape (n, side, side, 3)
    """
    return (images.astype(np.float32) - np.float32(127)) / np.float32(128)


def _add_block(inputs: Any, block: _Block) -> Any:
    """Return the output of a block whose input is given."""
    import keras

    x = inputs
    if block.expansion > 1:
        name = f"{block.name}_expand"
        filters = block.channels_in * block.expansion
        x = keras.layers.Conv2D(filters, 1, use_bias=False, name=name)(x)
        x = _normalise(x, name, has_relu=True)
    name = f"{block.name}_depthwise"
    x = keras.layers.DepthwiseConv2D(
        block.kernel, strides=block.stride, padding="same", use_bias=False, name=name
    )(x)
    x = _normalise(x, name, has_relu=True)
    name = f"{block.name}_project"
    x = keras.layers.Conv2D(block.channels, 1, use_bias=False, name=name)(x)
    x = _normalise(x, name, has_relu=False)
    if block.is_residual:
        x = keras.layers.Add(name=f"{block.name}_add")([x, inputs])
    return x


def _normalise(x: Any, name: str, *, has_relu: bool) -> Any:
    """Normalise what the convolution of this name puts out, and cut it off at 0 and 6 if asked."""
    import keras

    x = keras.layers.BatchNormalization(epsilon=1e-3, name=f"{name}_bn")(x)
    if has_relu:
        x = keras.layers.ReLU(max_value=6, name=f"{name}_relu")(x)
    return x
