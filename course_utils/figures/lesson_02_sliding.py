"""Figures of lesson 02: a window that slides over an image, and a weight that slides downhill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course_utils.figures.plots import BLACK, BLUE, GREEN, VERMILION, Drawn, write_in_squares

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DIVERGING = "PuOr_r"  # purple below zero, white at zero, orange above
_SIDE = 3
_HEADINGS = ("the window", "its nine pixels", "× the filter", "= nine products", "all the sums")
_STYLES = ((GREEN, "-.", "s"), (BLUE, "-", "o"), (VERMILION, "--", "x"))
_STEPS_ON_THE_CURVE = 5  # later ones would leave it, or lie on each other


class Sliding(NamedTuple):
    """An image, a filter that slides over it, and the sums that it gives.

    Parameters
    ----------
    image : array of float, shape (height, width)
    kernel : array of float, shape (3, 3)
        The filter.
    sums : array of float, shape (height - 2, width - 2)
        For each place of the window the sum of the products.
    """

    image: np.ndarray
    kernel: np.ndarray
    sums: np.ndarray


def at_place(sliding: Sliding, row: int, column: int) -> Drawn:
    """Show the window at one place: its pixels, the filter, the products and their sum.

    Parameters
    ----------
    sliding : Sliding
    row, column : int
        The upper left pixel of the window.
    """
    title = f"Row {row}, column {column}: the nine products add up to"
    return _drawn(sliding, [(row, column)], f"{title} {_signed(sliding.sums[row, column])}")


def at_places(sliding: Sliding, places: Mapping[str, tuple[int, int]]) -> Drawn:
    """Show the window of a filter for upright edges at several places, one below the other.

    Parameters
    ----------
    sliding : Sliding
    places : dict of str to tuple of 2 int
        For each place, in words, the row and the column of the window's upper left pixel.
    """
    said = [f"{words} {_signed(sliding.sums[place])}" for words, place in places.items()]
    title = f"At upright edges the sum is far from 0: {', '.join(said)}"
    return _drawn(sliding, list(places.values()), title)


def _drawn(sliding: Sliding, places: Sequence[tuple[int, int]], title: str) -> Drawn:
    figure, axes = plt.subplots(
        len(places),
        len(_HEADINGS),
        figsize=(10, 2.1 * len(places) + 0.6),
        squeeze=False,
        layout="constrained",
    )
    for line, place in zip(axes, places, strict=True):
        _draw_window(line, sliding, *place)
    for axis, heading in zip(axes[0], _HEADINGS, strict=True):
        axis.set_title(heading, fontsize=10)
    figure.suptitle(title, fontsize=12)
    return figure, (
        f"{title}. In each row from the left: the garment with the window, the nine pixels in it, "
        "the filter, the products, and the sums at all places as a picture."
    )


def _draw_window(axes: Sequence[Axes], sliding: Sliding, row: int, column: int) -> None:
    patch = sliding.image[row : row + _SIDE, column : column + _SIDE]
    axes[0].imshow(sliding.image, cmap="gray_r", vmin=0, vmax=1)
    axes[0].add_patch(_frame(column, row, _SIDE))
    axes[1].imshow(patch, cmap="gray_r", vmin=0, vmax=1)
    write_in_squares(axes[1], [[f"{v:.2f}" for v in line] for line in patch], is_dark=patch > 0.5)
    for axis, numbers, form in (
        (axes[2], sliding.kernel, "{:+.0f}"),
        (axes[3], patch * sliding.kernel, "{:+.2f}"),
    ):
        axis.imshow(numbers, cmap=_DIVERGING, vmin=-2, vmax=2)  # pale, for the numbers upon it
        texts = [[_signed(v, form) for v in line] for line in numbers]
        write_in_squares(axis, texts, is_dark=np.zeros((_SIDE, _SIDE), dtype=bool))
    most = np.abs(sliding.sums).max()
    axes[4].imshow(sliding.sums, cmap=_DIVERGING, vmin=-most, vmax=most)
    axes[4].add_patch(_frame(column, row, 1))
    axes[4].set_xlabel(f"here {_signed(sliding.sums[row, column])}")
    for axis in axes:
        axis.set(xticks=[], yticks=[])


def _frame(column: int, row: int, side: int) -> Rectangle:
    corner = (column - 0.5, row - 0.5)
    return Rectangle(corner, side, side, fill=False, edgecolor=GREEN, linewidth=2.5)


def _signed(value: float, form: str = "{:+.2f}") -> str:
    return form.format(value).replace("-", "−") if round(value, 2) else "0"


def descents(paths: Mapping[float, np.ndarray], loss_of: np.ndarray) -> Drawn:
    """Draw how the loss changes in gradient descent with several rates.

    Parameters
    ----------
    paths : dict of float to array, shape (n_steps, 2)
        For each rate, from the lowest to the highest, the weight and the loss at each step.
    loss_of : array, shape (n, 2)
        Weights, and the loss of each: the curve that the steps go down.
    """
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    axes[0].plot(*loss_of.T, color=BLACK, lw=1)
    for (rate, path), (colour, line, marker) in zip(paths.items(), _STYLES, strict=True):
        looks = {"color": colour, "ls": line, "marker": marker, "label": f"rate {rate}"}
        axes[0].plot(*path[:_STEPS_ON_THE_CURVE].T, **looks)
        axes[1].semilogy(path[:, 1], **looks)
    axes[0].set(
        xlabel="weight", ylabel="loss", xlim=loss_of[[0, -1], 0], ylim=(-1, loss_of[:, 1].max())
    )
    axes[0].set_title(f"the first {_STEPS_ON_THE_CURVE - 1} steps, on the curve of the loss")
    axes[1].set(xlabel="step", ylabel="loss (logarithmic scale)")
    axes[1].set_title("the loss at each step")
    axes[1].legend(loc="upper left")
    title = f"The loss {', and '.join(_courses(paths))}"
    figure.suptitle(title, fontsize=12)
    ends = (
        f"With rate {rate} it goes from {path[0, 1]:.1f} to {path[-1, 1]:,.2f}."
        for rate, path in paths.items()
    )
    steps = len(next(iter(paths.values()))) - 1
    return figure, f"{title}, in {steps} steps of gradient descent. {' '.join(ends)}"


def _courses(paths: Mapping[float, np.ndarray]) -> list[str]:
    """Return in words with which rates the loss falls or grows at every step."""
    rates: dict[str, list[str]] = {}
    for rate, path in paths.items():
        changes = np.diff(path[:, 1])
        course = "falls" if (changes <= 0).all() else "goes up and down"
        rates.setdefault("grows" if (changes > 0).all() else course, []).append(str(rate))
    return [f"{course} with rate {' and '.join(found)}" for course, found in rates.items()]
