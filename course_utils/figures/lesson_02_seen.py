"""Figures of lesson 02: what a trained network has learnt, and which pixels its answers need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np

from course_utils.figures.plots import BLACK, Drawn

_DIVERGING = "PuOr_r"  # purple below zero, white at zero, orange above
_FRAME = "#BBBBBB"
_SMALL = 0.2  # of the largest weight of all


def filters(kernels: np.ndarray) -> Drawn:
    """Show the filters of a first layer as little pictures, positive and negative weights.

    Parameters
    ----------
    kernels : array, shape (3, 3, 1, n)
    """
    n_filters, columns = kernels.shape[-1], 8
    rows = -(-n_filters // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(7.2, rows + 0.6), layout="constrained")
    most = np.abs(kernels).max()
    for number, axis in enumerate(axes.flat):
        image = axis.imshow(kernels[..., 0, number], cmap=_DIVERGING, vmin=-most, vmax=most)
        axis.set(xticks=[], yticks=[])
    figure.colorbar(image, ax=axes, label="weight", shrink=0.8)
    small = np.sum(np.abs(kernels).max(axis=(0, 1, 2)) < _SMALL * most)
    title = f"Some filters have large weights, {small} of {n_filters} only small ones"
    figure.suptitle(title, fontsize=12)
    return figure, (
        f"{title}: less than {_SMALL:.0%} of the largest weight of all. Each filter is a square of "
        "3 by 3 weights."
    )


def maps(image: np.ndarray, rows_of_maps: Mapping[str, np.ndarray], title: str) -> Drawn:
    """Show what filters give for one image, one row a layer.

    Parameters
    ----------
    image : array of float, shape (28, 28)
    rows_of_maps : dict of str to array, shape (height, width, n)
        For each layer, in words, one map for each of its filters, not negative.
    title : str
        The finding.
    """
    columns = min(found.shape[-1] for found in rows_of_maps.values())
    figure, axes = plt.subplots(
        len(rows_of_maps),
        columns + 1,
        figsize=(9.5, 1.25 * len(rows_of_maps) + 0.5),
        layout="constrained",
    )
    said = []
    for line, (words, found) in zip(axes, rows_of_maps.items(), strict=True):
        line[0].imshow(image, cmap="gray_r")
        line[0].set_ylabel(words, fontsize=9)
        for number, axis in enumerate(line[1:]):
            axis.imshow(found[..., number], cmap="gray_r", vmin=0)
        height, width, _ = found.shape
        said.append(f"{words.replace(chr(10), ' ')}, {height} by {width}")
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(color=_FRAME)
    figure.suptitle(title, fontsize=12)
    return figure, (
        f"{title}. One garment on the left, and what {columns} filters give for it, in "
        f"{len(rows_of_maps)} rows: {'; '.join(said)}."
    )


class Covered(NamedTuple):
    """What a network answers if a square hides one part of an image after the other.

    Parameters
    ----------
    image : array of float, shape (28, 28)
    says : str
        The image, and the answer for all of it, in words.
    falls : dict of str to array, shape (n, n)
        For each kind of square, in words, by how many points the probability of that answer falls
        if the square hides this place.
    """

    image: np.ndarray
    says: str
    falls: Mapping[str, np.ndarray]


def occlusion(examples: Sequence[Covered], square: tuple[int, int], title: str) -> Drawn:
    """Show by how much the probability of an answer falls, by the place that a square hides.

    Parameters
    ----------
    examples : sequence of Covered
    square : tuple of 2 int
        Pixels that it is wide, and pixels from one place to the next.
    title : str
        The finding.
    """
    side, step = square
    columns = 1 + len(examples[0].falls)
    figure, axes = plt.subplots(
        len(examples), columns, figsize=(8.5, 2.7 * len(examples) + 0.4), layout="constrained"
    )
    said = []
    for line, example in zip(axes, examples, strict=True):
        line[0].imshow(example.image, cmap="gray_r", vmin=0, vmax=1)
        line[0].set_xlabel(example.says)
        for axis, (words, fall) in zip(line[1:], example.falls.items(), strict=True):
            first = (side - 1 - step) / 2  # where the middle of the first square's cell begins
            ends = (first, first + step * len(fall))
            drawn = axis.imshow(
                fall, cmap=_DIVERGING, vmin=-100, vmax=100, extent=(*ends, *ends[::-1])
            )
            axis.contour(example.image, [0.15], colors=BLACK, linewidths=0.8)
            axis.set(xlim=(-0.5, 27.5), ylim=(27.5, -0.5))
            axis.set_xlabel(f"{words}: up to {fall.max():.0f} points")
            said.append(f"{example.says}, {words}: up to {fall.max():.0f} points")
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
    figure.colorbar(drawn, ax=axes, label="the probability falls by (points)", shrink=0.7)
    figure.suptitle(title, fontsize=12)
    return figure, (
        f"{title}. The probability of the answer falls, by the place that the square hides: "
        f"{'; '.join(said)}."
    )
