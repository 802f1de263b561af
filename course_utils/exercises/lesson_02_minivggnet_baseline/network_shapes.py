"""What is missing or misplaced in a MiniVGGNet, told from the shapes of its weights."""

from __future__ import annotations

from course_utils.exercises.exercise import Finding
from course_utils.exercises.lesson_02_minivggnet_baseline.minivggnet_in_numpy import weight_shapes
from course_utils.networks.layers import kind_of

Shapes = list[list[tuple[int, ...]]]

_FILTERS = [32, 32, 64, 64]


def shapes_finding(
    got: Shapes, input_shape: tuple[int, int, int], n_classes: int
) -> Finding | None:
    """Compare the shapes of all weights with those of MiniVGGNet.

    Parameters
    ----------
    got : list of list of tuple
        The shapes of each layer's weights: convolutions, normalisations, dense layers.
    input_shape : tuple of 3 int
        Height, width and channels that the network was built for.
    n_classes : int
        How many outputs it was built for.

    Returns
    -------
    Finding or None
        None where all shapes are right.
    """
    if got == weight_shapes(input_shape, n_classes):
        return None
    of_kind = {
        kind: [layer for layer in got if kind_of(layer) == kind]
        for kind in ("convolution", "normalisation", "dense", "other")
    }
    return (
        _convolutions(of_kind["convolution"], input_shape)
        or _dense(of_kind["dense"], n_classes)
        or _normalisations(of_kind["normalisation"])
        or _flat_size(of_kind["dense"][0][0][0], input_shape)
        or Finding(
            "other-layers",
            "There are weights that MiniVGGNet does not have.",
            "4 convolutions, 5 normalisations and 2 dense layers",
            f"{len(got)} layers with weights",
        )
    )


def _convolutions(layers: Shapes, input_shape: tuple[int, int, int]) -> Finding | None:
    kernels = [layer[0] for layer in layers]
    if len(kernels) != 4:
        misconception, message = (
            (
                "convolution-missing",
                "VGG's second idea is several convolutions before each pooling. Here there are "
                "two of them in each of the two blocks.",
            )
            if len(kernels) < 4
            else (
                "too-many-convolutions",
                "There are more convolutions than the two in each of the two blocks.",
            )
        )
        return Finding(
            misconception,
            message,
            "4 convolutions",
            f"{len(kernels)} convolution{'' if len(kernels) == 1 else 's'}",
        )
    if any(kernel[:2] != (3, 3) for kernel in kernels):
        return Finding(
            "kernel-not-3-by-3",
            "VGG's first idea is that every convolution is 3 × 3.",
            "kernels of 3 × 3",
            "kernels of " + ", ".join(f"{kernel[0]} × {kernel[1]}" for kernel in kernels),
        )
    if kernels[0][2] != input_shape[2]:
        return Finding(
            "input-shape-hard-coded",
            "The first convolution is made for another number of channels: use input_shape.",
            f"{input_shape[2]} channels",
            f"{kernels[0][2]} channels",
        )
    filters = [kernel[3] for kernel in kernels]
    if filters != _FILTERS:
        return Finding(
            "wrong-filters",
            "The blocks have other numbers of filters.",
            "32, 32, 64 and 64 filters",
            f"{', '.join(map(str, filters))} filters",
        )
    if any(len(layer) == 1 for layer in layers):
        return Finding(
            "bias-missing",
            "A convolution has no bias. ReLU follows it at once, so the bias counts.",
            "a kernel and a bias in each convolution",
            "a kernel only",
        )
    return None


def _normalisations(layers: Shapes) -> Finding | None:
    if len(layers) != 5:
        return Finding(
            "normalisation-missing" if len(layers) < 5 else "too-many-normalisations",
            "Batch normalisation comes once after each ReLU: after four convolutions and the dense "
            "layer of 512.",
            "5 batch normalisations",
            f"{len(layers)} of them",
        )
    sizes = [layer[0] for layer in layers]
    if sizes != [(size,) for size in (*_FILTERS, 512)] or any(len(layer) != 4 for layer in layers):
        return Finding(
            "normalisation-misplaced",
            "A normalisation stands at another place, or is of another kind.",
            "normalisations of 32, 32, 64, 64 and 512 values",
            "normalisations of " + ", ".join(str(size[0]) for size in sizes) + " values",
        )
    return None


def _dense(layers: Shapes, n_classes: int) -> Finding | None:
    sizes = [layer[0][1] for layer in layers]
    if len(layers) != 2 or sizes[0] != 512:
        return Finding(
            "wrong-dense-layers",
            "Two dense layers end the network: one of 512, then one with an output a class.",
            f"dense layers of 512 and {n_classes}",
            ("dense layers of " + " and ".join(map(str, sizes))) if sizes else "no dense layer",
        )
    if sizes[1] != n_classes:
        return Finding(
            "classes-hard-coded",
            "The number of outputs is fixed: use n_classes.",
            f"{n_classes} outputs",
            f"{sizes[1]} outputs",
        )
    if any(len(layer) == 1 for layer in layers):
        return Finding(
            "bias-missing",
            "A dense layer has no bias.",
            "a kernel and a bias in each dense layer",
            "a kernel only",
        )
    return None


def _flat_size(got: int, input_shape: tuple[int, int, int]) -> Finding | None:
    """Recognise wrong padding and pooling from how many values reach the first dense layer."""
    height, width, _ = input_shape
    right = (height // 4) * (width // 4) * 64
    if got == right:
        return None
    known = {
        _unpadded(height) * _unpadded(width) * 64: (
            "padding-valid",
            'Each convolution cuts off a rim of one pixel. padding="same" keeps the size.',
        ),
        7 * 7 * 64: (
            "input-shape-hard-coded",
            "The network is made for images of 28 × 28, whatever input_shape says.",
        ),
        64: (
            "global-pooling",
            "Each channel was pooled to one value before the dense layer. MiniVGGNet flattens.",
        ),
        height * width * 64: (
            "pooling-missing",
            "There is no pooling: the images keep their size up to the dense layer.",
        ),
        (height // 2) * (width // 2) * 64: (
            "one-pooling-missing",
            "One of the two poolings is missing.",
        ),
        (height // 16) * (width // 16) * 64: (
            "pooling-after-every-convolution",
            "There is a pooling after every convolution. It comes after two of them.",
        ),
        -(-height // 4) * -(-width // 4) * 64: (
            "pooling-padded",
            "The pooling is padded, or a convolution with strides=2 stands in its place, so odd "
            "sizes are rounded up. Keras's pooling rounds down if you leave padding alone.",
        ),
        (height - 2) * (width - 2) * 64: (
            "pooling-stride-one",
            "The pooling moves by one pixel, so the image hardly shrinks. Leave its strides alone: "
            "then it moves by two.",
        ),
    }
    misconception, message = known.get(
        got, ("wrong-flat-size", "Another number of values reaches the first dense layer.")
    )
    return Finding(
        misconception,
        message,
        f"{right:,} values after flatten",
        f"{got:,} values after flatten",
    )


def _unpadded(size: int) -> int:
    return ((size - 4) // 2 - 4) // 2
