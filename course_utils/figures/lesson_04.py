"""Figures of lesson 04: what transfer is worth, for which pair, with how many labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from course_utils.datasets.fashion_mnist import CLASS_NAMES
from course_utils.evaluation.label_equivalence import Equivalent
from course_utils.evaluation.statistics import over_seeds_and_images
from course_utils.figures.plots import (
    BLACK,
    BLUE,
    ORANGE,
    PURPLE,
    VERMILION,
    Drawn,
    line_of_intervals,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLES = ((ORANGE, "--", "x"), (PURPLE, ":", "^"), (BLUE, "-", "o"))
_TICKS = (10, 50, 200, 1_000)
_ASIDE = 1.06  # a factor, as the axis is logarithmic


def in_words(pair: str) -> str:
    """Return the two classes of a pair such as ``"2-6"`` by their names."""
    first, second = map(int, pair.split("-"))
    return f"{CLASS_NAMES[first]} or {CLASS_NAMES[second]}"


def labels_in_words(n_labels: float) -> str:
    """Return a number of labels of `equivalent_labels`: infinite and 0 are beyond the measured."""
    if np.isinf(n_labels):
        return "more than were measured"
    return f"{n_labels:,.0f}" if n_labels else "fewer than 10"


def meter(copied: Sequence[float], shared: Sequence[float]) -> Drawn:
    """Draw the accuracy of model A on task A while another network learns task B.

    Parameters
    ----------
    copied, shared : sequence of float
        Shares, before and after each epoch, where the other network has copies of model A's
        layers, and where it has the very same layers.
    """
    figure, axis = plt.subplots(figsize=(6.4, 3.6))
    axis.plot(100 * np.array(copied), "-o", color=BLUE, markersize=4, label="copied layers")
    axis.plot(100 * np.array(shared), "--x", color=VERMILION, label="shared layers")
    axis.set(
        title="While task B learns: shared layers damage model A, copies do not",
        xlabel="epochs of training on task B",
        xticks=range(0, 21, 5),
        ylabel="model A on task A (%)",
    )
    axis.legend()
    return figure, (
        "Validation accuracy of model A on task A while another network learns task B: level at "
        f"{copied[0]:.0%} with copied layers, down to {min(shared):.0%} with shared ones."
    )


def textbook_seeds(scratch: pd.Series[float], transfer: pd.Series[float]) -> Drawn:
    """Draw a line for each seed, from its accuracy from scratch to that by transfer."""
    figure, axis = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    # Side by side, because many seeds have the same accuracy.
    aside = np.linspace(-0.14, 0.14, len(scratch))
    for before, after, x in zip(scratch, transfer, aside, strict=True):
        colour, line, marker = (BLUE, "-", "o") if after >= before else (VERMILION, "--", "x")
        axis.plot([x, 1 + x], [100 * before, 100 * after], line, color=colour, marker=marker, lw=1)
    n_lost = int((transfer < scratch).sum())
    axis.plot([], [], "-o", color=BLUE, label="transfer wins or ties")
    axis.plot([], [], "--x", color=VERMILION, label="transfer loses")
    axis.set(
        title=f"The same recipe, {len(scratch)} seeds: transfer loses {n_lost} of them",
        ylabel="test accuracy on task B (%)",
        xticks=[0, 1],
        xticklabels=["from scratch", "by transfer"],
        xlim=(-0.3, 1.3),
    )
    figure.legend(loc="outside lower center", ncols=2)
    return figure, (
        f"One line for each of {len(scratch)} seeds, from its accuracy from scratch to that by "
        f"transfer. {n_lost} of them fall."
    )


def flattery(
    searched: pd.Series[float], fresh: pd.Series[float], best_seed: pd.Series[float]
) -> Drawn:
    """Draw what is left, on fresh seeds, of the pairs that looked best.

    Parameters
    ----------
    searched, fresh : Series of float
        For each pair its mean gain in points, over the seeds that were searched and over others.
    best_seed : Series of float
        The largest of the searched gains.
    """
    top = best_seed.nlargest(10).index
    figure, axis = plt.subplots(figsize=(7.2, 4.4), layout="constrained")
    places = np.arange(len(top))
    axis.hlines(places, fresh[top], best_seed[top], color=BLACK, linewidth=0.8)
    for values, marker, colour, name in (
        (best_seed, "o", ORANGE, "best of two searched seeds"),
        (searched, "x", BLACK, "mean of two searched seeds"),
        (fresh, "s", BLUE, "mean of three fresh seeds"),
    ):
        axis.plot(values[top], places, marker, color=colour, label=name)
    axis.axvline(0, color=BLACK, linewidth=0.8)
    means = [values[top].mean() for values in (best_seed, searched, fresh)]
    axis.set(
        title=f"The best seed flatters: {means[0]:.1f} points become {means[2]:.1f}",
        xlabel="gain of transfer (points of accuracy)",
        yticks=places,
        yticklabels=[in_words(f"{first}-{second}") for first, second in top],
    )
    axis.invert_yaxis()
    axis.legend()
    return figure, (
        f"The ten pairs with the largest gain of a single searched seed: {means[0]:.1f} points on "
        f"average; the mean of the searched seeds {means[1]:.1f}; the mean of fresh seeds "
        f"{means[2]:.1f}."
    )


def dial(leads: Mapping[tuple[str, int], npt.NDArray[np.float64]], title: str) -> Drawn:
    """Draw a lead against the number of labels, one panel a pair, on one scale.

    Parameters
    ----------
    leads : dict of tuple to array, shape (n_seeds, n_images)
        For each pair and number of labels the differences of two arms: 1, 0 or -1 for an image.
    title : str
        The finding.
    """
    pairs = list(dict.fromkeys(pair for pair, _ in leads))
    figure, axes = plt.subplots(
        1, len(pairs), figsize=(10, 4.2), sharey=True, layout="constrained", squeeze=False
    )
    said = []
    for axis, pair in zip(axes[0], pairs, strict=True):
        of_pair = {n: lead for (name, n), lead in leads.items() if name == pair}
        for n, lead in of_pair.items():
            of_seed = 100 * lead.mean(axis=1)
            beside = n * np.geomspace(1.1, 1.5, len(of_seed))  # so that no dot hides another
            axis.plot(beside, of_seed, ".", color=ORANGE, markersize=5, label="each seed")
        found = [over_seeds_and_images(lead) for lead in of_pair.values()]
        in_points = 100 * np.array(found)
        style = (BLUE, "-", "o")
        line_of_intervals(axis, list(of_pair), in_points, style, "mean, with its 95 % interval", 2)
        axis.axhline(0, color=BLACK, lw=0.8)
        _label(axis, in_words(pair))
        means = dict(zip(of_pair, in_points[:, 0], strict=True))
        of_some = ", ".join(f"{_signed(means[n])} with {n:,}" for n in _TICKS)
        said.append(f"{in_words(pair)} {of_some}")
    axes[0, 0].set_ylabel("lead over the best without task A\n(points of accuracy)")
    handles, names = axes[0, 0].get_legend_handles_labels()
    entries = dict(zip(names, handles, strict=True))
    figure.legend(entries.values(), entries.keys(), loc="outside lower center", ncols=2)
    figure.suptitle(title)
    return figure, (
        "By how many points a head on frozen conv features from A is ahead of the best without "
        f"task A, for {len(pairs)} pairs of classes, with 95 % intervals over seeds and images, "
        f"and a dot for each seed. By labels: {'; '.join(said)}."
    )


def equivalence(worth: Mapping[str, Mapping[int, Equivalent]], title: str) -> Drawn:
    """Draw how many labels without task A are worth n labels with it.

    Parameters
    ----------
    worth : dict of str to dict
        For each pair what `equivalent_labels` returns.
    title : str
        The finding.
    """
    figure, axis = plt.subplots(figsize=(6.4, 4.8), layout="constrained")
    least, most = 10, max(max(of_pair) for of_pair in worth.values())
    said = []
    for place, ((pair, of_pair), style) in enumerate(zip(worth.items(), _STYLES, strict=True)):
        found = np.array(list(of_pair.values())).clip(least / 2, 2 * most)
        beside = np.array(list(of_pair)) * _ASIDE ** (place - 1)
        line_of_intervals(axis, beside, found, style, in_words(pair), capsize=2)
        said.append(f"{in_words(pair)} {labels_in_words(of_pair[200].n_labels)}")
    axis.plot([least, most], [least, most], color=BLACK, lw=0.8)
    axis.text(
        70,
        58,
        "worth themselves",
        rotation=45,
        rotation_mode="anchor",
        transform_rotates_text=True,
        va="top",
    )
    for limit, what in ((least / 2, "fewer than 10"), (2 * most, f"more than {most:,}")):
        axis.axhline(limit, color=BLACK, lw=0.5, ls=":")
        axis.annotate(what, (least * 1.25, limit), va="bottom")
    axis.set(
        title=title,
        xlabel="labels, with features from task A",
        ylabel="labels without task A for the same accuracy",
        xscale="log",
        yscale="log",
        xticks=_TICKS,
        xticklabels=[f"{n:,}" for n in _TICKS],
        yticks=_TICKS,
        yticklabels=[f"{n:,}" for n in _TICKS],
    )
    axis.minorticks_off()
    figure.legend(loc="outside lower center", ncols=3)
    return figure, (
        "How many labels without task A reach the accuracy of n labels with features from task A, "
        f"with 95 % intervals. 200 labels are worth: {', '.join(said)}."
    )


def pairs_map(gains: pd.DataFrame, title: str) -> Drawn:
    """Draw the gain of transfer for every pair of classes, in a square.

    Parameters
    ----------
    gains : DataFrame
        One row a pair and number of labels: ``first``, ``second``, ``n``, ``gain`` in points, and
        ``is_clear``, whether it is different from 0 after Holm's correction.
    title : str
        The finding.
    """
    fewer, more = sorted(gains["n"].unique())
    square = np.full((10, 10), np.nan)
    most = gains["gain"].abs().max()
    figure, axis = plt.subplots(figsize=(8.4, 7.2), layout="constrained")
    for row in gains.itertuples():
        # Fewer labels above the diagonal, more below it.
        place = (row.first, row.second) if row.n == fewer else (row.second, row.first)
        square[place] = row.gain
        is_dark = abs(row.gain) > 0.5 * most
        axis.annotate(
            _signed(row.gain),
            place[::-1],
            ha="center",
            va="center",
            fontsize=9,
            weight="bold" if row.is_clear else "normal",
            color="white" if is_dark else BLACK,
        )
    image = axis.imshow(square, cmap="PuOr", vmin=-1.4 * most, vmax=1.4 * most)
    figure.colorbar(image, label="gain of transfer (points of accuracy)", shrink=0.7)
    axis.set(
        title=title,
        xticks=range(10),
        yticks=range(10),
        xticklabels=CLASS_NAMES,
        yticklabels=CLASS_NAMES,
        xlabel=f"below the diagonal: {more} labels",
        ylabel=f"above the diagonal: {fewer} labels",
    )
    axis.tick_params("x", rotation=60)
    said = [
        f"with {n} labels {int((of_n['gain'] > 0).sum())} of {len(of_n)} pairs gain, "
        f"{int((of_n['is_clear'] & (of_n['gain'] > 0)).sum())} of them clearly, and "
        f"{int((of_n['is_clear'] & (of_n['gain'] < 0)).sum())} clearly lose"
        for n, of_n in gains.groupby("n")
    ]
    return figure, f"The gain of transfer for each of the 45 pairs of classes: {'; '.join(said)}."


def _signed(points: float) -> str:
    """Return points with their sign, and 0.0 without one."""
    return f"{points:+.1f}" if abs(points) >= 0.05 else "0.0"


def _label(axis: Axes, title: str) -> None:
    axis.set(
        title=title,
        xlabel="labelled images",
        xscale="log",
        xticks=_TICKS,
        xticklabels=[f"{n:,}" for n in _TICKS],
    )
    axis.minorticks_off()
