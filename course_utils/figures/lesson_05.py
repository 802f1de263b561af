"""Figures of lesson 05: shifted images, a look inside, and where to cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from course_utils.evaluation.statistics import Interval, over_seeds_and_images
from course_utils.experiments.right import of_seeds
from course_utils.figures.plots import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILION,
    Drawn,
    image_grid,
    legend_as_the_lines_end,
    line_of_intervals,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STYLES = (
    (BLUE, "-", "o"),
    (PURPLE, ":", "^"),
    (SKY_BLUE, "--", "v"),
    (ORANGE, ":", "x"),
    (GREEN, "-", "s"),
    (BLACK, ":", "."),
    (VERMILION, "-.", "d"),
)
_CHANCE = 0.5
_FRAME = "#888888"


def beside(
    x: npt.NDArray[np.generic], number: int, n_lines: int, step: float
) -> npt.NDArray[np.float64]:
    """Return x for one of several lines, a little aside, so that no interval hides another.

    Parameters
    ----------
    x : array
        The same for all lines.
    number : int
        Which line it is, from 0.
    n_lines : int
    step : float
        How far two lines are apart.
    """
    return np.asarray(x, dtype=float) + step * (number - (n_lines - 1) / 2)


def accuracy(rows: pd.DataFrame) -> Interval:
    """Return the accuracy of one arm in per cent, with its interval over seeds and images."""
    return Interval(*(100 * value for value in over_seeds_and_images(of_seeds(rows))))


def shifted_shirt(moved: np.ndarray) -> Drawn:
    """Show a shirt that is shifted further and further to the right.

    Parameters
    ----------
    moved : array of float, shape (n, 28, 28, 1)
        Shifted by 0 to n - 1 pixels.
    """
    figure = image_grid(
        moved,
        [f"{shift} px" for shift in range(len(moved))],
        columns=len(moved),
        title="A shirt, shifted to the right: it leaves the picture bit by bit",
        size=1.2,
    )
    for axis in figure.axes:
        axis.spines[:].set(color=_FRAME, linewidth=1.5)
    return figure, (
        f"The same shirt shifted to the right by 0 to {len(moved) - 1} pixels: its right side is "
        "lost bit by bit."
    )


class Inside(NamedTuple):
    """What there is to see in a network while a shirt is shifted by 0, 1, 2 … pixels.

    Parameters
    ----------
    images : array of float, shape (n, 28, 28, 1)
        The shirt, shifted by 0 to n - 1 pixels.
    answers : array of float, shape (n, height, width)
        What one filter gives for each of them.
    filter_name : str
    accuracies : dict of str to sequence of float
        For ``"conv"`` and ``"dense"`` the accuracy at each shift, a share.
    """

    images: np.ndarray
    answers: np.ndarray
    filter_name: str
    accuracies: Mapping[str, Sequence[float]]


def at_shift(inside: Inside, shift: int) -> Drawn:
    """Show the shirt at one shift, what the filter gives for it, and both accuracies."""
    figure, axes = plt.subplots(1, 2, figsize=(6, 3))
    _draw_inside(axes, inside, shift)
    return figure, f"A shirt shifted by {shift} pixels, and what one filter gives for it."


def at_shifts(inside: Inside, shifts: Sequence[int]) -> Drawn:
    """Show the same as `at_shift` for several shifts, side by side."""
    figure, axes = plt.subplots(2, len(shifts), figsize=(11, 5.4), layout="constrained")
    for column, shift in enumerate(shifts):
        _draw_inside(axes[:, column], inside, shift)
    figure.suptitle("The filter's answer moves with the shirt; the accuracies fall")
    *others, last = map(str, shifts)
    said = (f"Shift {shift}: {_both_accuracies(inside, shift)}." for shift in shifts)
    return figure, (
        f"A shirt shifted by {', '.join(others)} and {last} pixels above, and the answer of one "
        f"filter below: the answer moves with the shirt. {' '.join(said)}"
    )


def _draw_inside(axes: Sequence[Axes], inside: Inside, shift: int) -> None:
    axes[0].imshow(inside.images[shift, ..., 0], cmap="gray_r", vmin=0, vmax=1)
    axes[0].set_title(f"shift {shift}; all test images:\n{_both_accuracies(inside, shift)}")
    axes[1].imshow(inside.answers[shift], cmap="gray_r", vmin=0, vmax=inside.answers[0].max())
    axes[1].set_title(inside.filter_name)
    for axis in axes:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(color=_FRAME, linewidth=0.6)


def _both_accuracies(inside: Inside, shift: int) -> str:
    return ", ".join(f"{name} {inside.accuracies[name][shift]:.0%}" for name in ("conv", "dense"))


def cuts(ladder: pd.DataFrame, sources: dict[str, Sequence[str]], title: str) -> Drawn:
    """Draw the accuracy of a head by where the network below it is cut.

    Parameters
    ----------
    ladder : DataFrame
        Rows of `transfer_ladder` for one pair and number of labels.
    sources : dict of str to sequence of str
        For each source its cuts, from the first to the last.
    title : str
        The finding.
    """
    figure, axis = plt.subplots(figsize=(7.2, 4), layout="constrained")
    said: list[str] = []
    for (source, names), style in zip(sources.items(), STYLES, strict=False):
        found = [accuracy(ladder[ladder["arm"] == f"{source}, frozen, {cut}"]) for cut in names]
        places = beside(np.arange(len(names)), len(said), len(sources), 0.03)
        mean = line_of_intervals(axis, places, found, style, source)
        best = int(mean.argmax())
        said.append(f"{source} is best after {names[best]}, {mean[best]:.1f} %")
    unlike = dict.fromkeys(map(tuple, sources.values()))
    labels = [
        "\n".join(names) if len(set(names)) > 1 else f"{names[0]}\nof both"
        for names in zip(*unlike, strict=True)
    ]
    axis.set(
        title=title,
        xlabel="cut after (convolutional network above, dense network below)",
        ylabel="test accuracy on task B (%)",
        xticks=range(len(labels)),
        xticklabels=labels,
    )
    legend_as_the_lines_end(axis)
    return figure, (
        "Test accuracy of a head on frozen features by where the network is cut, with 95 % "
        f"intervals over seeds and images: {'; '.join(said)}."
    )


def shifted(rows: pd.DataFrame, arms: dict[str, str], title: str) -> Drawn:
    """Draw accuracy against the shift of the test images, and the share above chance that is kept.

    Parameters
    ----------
    rows : DataFrame
        Of `shift`, one mode.
    arms : dict of str to str
        For each arm its name in the legend.
    title : str
        The finding.
    """
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    said: list[str] = []
    for (arm, name), style in zip(arms.items(), STYLES, strict=False):
        of_arm = rows[rows["arm"] == arm]
        found = [accuracy(of_shift) for _, of_shift in of_arm.groupby("shift")]
        shifts = sorted(of_arm["shift"].unique())
        places = beside(np.array(shifts), len(said), len(arms), 0.06)
        mean = line_of_intervals(axes[0], places, found, style, name, capsize=2)
        colour, line, marker = style
        kept = (mean - 100 * _CHANCE) / (mean[0] - 100 * _CHANCE)
        axes[1].plot(shifts, 100 * kept, color=colour, ls=line, marker=marker, label=name)
        said.append(f"{name} {mean[0]:.0f}, {mean[2]:.0f} and {mean[4]:.0f} %")
    axes[0].axhline(100 * _CHANCE, color=BLACK, lw=0.6)
    axes[0].set(xlabel="shift to the right (pixels)", ylabel="test accuracy on task B (%)")
    axes[1].axhline(0, color=BLACK, lw=0.6)
    axes[1].set(xlabel="shift to the right (pixels)", ylabel="share above chance that is kept (%)")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    figure.suptitle(title)
    return figure, (
        "Left, test accuracy against the shift of the test images, with 95 % intervals over seeds "
        "and images; right, how much of the accuracy above chance is kept. Shifts of 0, 2 and 4 "
        f"pixels: {'; '.join(said)}."
    )
