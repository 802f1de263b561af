"""Figures of lesson 05: what fine-tuning changes, and what normalisation does meanwhile."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.evaluation.statistics import mean_interval
from course_utils.experiments.normalisation_arms import (
    BY_NAME,
    HEADS,
    MOVES,
    NORMALISATIONS,
    STANDS,
    UPDATES,
)
from course_utils.experiments.similarity import NETWORKS
from course_utils.figures.lesson_05 import STYLES, accuracy, beside
from course_utils.figures.plots import BLUE, Drawn, legend_as_the_lines_end, line_of_intervals

_LOWEST = 72  # per cent; below it only new heads start


def normalisation(rows: pd.DataFrame, title: str) -> Drawn:
    """Draw accuracy against updates, by head and normalisation, at the best rate and at rate 0.

    Parameters
    ----------
    rows : DataFrame
        Of `normalisation`, those on test images.
    title : str
        The finding.
    """
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained")
    said = []
    rows = rows[rows["shift"] == 0]
    for axis, head in zip(axes, HEADS, strict=True):
        of_head = rows[rows["head"] == head]
        for number, (mode, style) in enumerate(zip(NORMALISATIONS, STYLES, strict=False)):
            colour, _, marker = style
            of_mode = of_head[of_head["normalisation"] == mode]
            for is_rate_0, line in ((False, "-"), (True, ":")):
                of_line = of_mode[(of_mode["rate"] == 0) == is_rate_0]
                if not (of_line["updates"] > 0).any():
                    continue  # where normalisation stands, a rate of 0 changes nothing
                start = of_mode[of_mode["updates"] == 0]
                found = {0: accuracy(start)} | {
                    int(updates): accuracy(of_updates)
                    for updates, of_updates in of_line[of_line["updates"] > 0].groupby("updates")
                }
                mean = line_of_intervals(
                    axis,
                    beside(np.arange(len(found)), number, len(NORMALISATIONS), 0.05),
                    list(found.values()),
                    (colour, line, marker),
                    None if is_rate_0 else mode,
                    capsize=2,
                )
                if head == "head first" and not is_rate_0:
                    said.append(f"{mode} {mean[0]:.1f} % at first, {found[30].mean:.1f} % after 30")
        axis.set(
            title=head,
            xlabel="updates",
            xticks=range(1 + len(UPDATES)),
            xticklabels=[str(updates) for updates in (0, *UPDATES)],
        )
    axes[0].set_ylabel("test accuracy on task B (%)")
    axes[0].set_ylim(bottom=_LOWEST)
    axes[0].annotate(
        "at 0 updates all are near 50 %,\nbelow this axis", (0.42, 0.05), xycoords="axes fraction"
    )
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    figure.suptitle(title)
    return figure, (
        "Test accuracy against updates of fine-tuning, by what normalisation does, with 95 % "
        "intervals over seeds and images; dotted: with a rate of 0, where only statistics can "
        f"move. Head first: {'; '.join(said)}."
    )


def budgets(tuned: pd.DataFrame, ladder: pd.DataFrame, seconds: pd.DataFrame, title: str) -> Drawn:
    """Draw accuracy against updates and against seconds: frozen features and fine-tuned networks.

    Parameters
    ----------
    tuned : DataFrame
        Rows of `normalisation` on test images.
    ladder : DataFrame
        Rows of `transfer_ladder` for the same pair and number of labels.
    seconds : DataFrame
        Of `transfer_seconds`.
    title : str
        The finding.
    """
    frozen = "conv from A, frozen, block 2"
    medians = seconds.groupby(["arm", "updates"])["seconds"].median()
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained")
    of_frozen = accuracy(ladder[ladder["arm"] == frozen])
    axes[0].axhline(of_frozen.mean, color=BLUE)
    style = (BLUE, "-", "o")
    line_of_intervals(axes[1], [medians[frozen, 0]], [of_frozen], style, frozen, capsize=0)
    said = [f"{frozen} {of_frozen.mean:.1f} %"]
    for number, (arm, (head, mode)) in enumerate(BY_NAME.items()):
        of_arm = tuned[
            (tuned["head"] == head)
            & (tuned["normalisation"] == mode)
            & (tuned["rate"] > 0)
            & (tuned["shift"] == 0)
        ]
        found = {int(n): accuracy(of_n) for n, of_n in of_arm.groupby("updates")}
        aside = np.array(list(found)) * 1.03 ** (number - (len(BY_NAME) - 1) / 2)
        for axis, x in zip(axes, (aside, [medians[arm, n] for n in found]), strict=True):
            means = line_of_intervals(
                axis, x, list(found.values()), STYLES[1 + number], arm, capsize=0
            )
        said.append(f"{arm} {means[-1]:.1f} % after {max(found)} updates")
    axes[0].set(
        xlabel="updates of the network",
        ylabel="test accuracy on task B (%)",
        xscale="log",
        xticks=UPDATES,
        xticklabels=[str(n) for n in UPDATES],
    )
    axes[0].minorticks_off()
    axes[1].set(xlabel="seconds of training (median of 3)")
    figure.legend(*axes[1].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    figure.suptitle(title)
    return figure, (
        "Test accuracy against the number of updates, left, and the seconds of training, right, "
        f"with 95 % intervals over seeds and images: {'; '.join(said)}."
    )


def distortion(rows: pd.DataFrame, title: str) -> Drawn:
    """Draw accuracy against the shift of the test images, before and after fine-tuning.

    Parameters
    ----------
    rows : DataFrame
        Of `normalisation`, those on test images.
    title : str
        The finding.
    """
    n_updates = rows["updates"].max()
    after = rows[(rows["updates"] == n_updates) & (rows["rate"] > 0)]
    before = rows[(rows["updates"] == 0) & (rows["head"] == "head first")]
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained")
    said = []
    for axis, mode in zip(axes, (MOVES, STANDS), strict=True):
        of_mode = after[after["normalisation"] == mode]
        lines = {
            "before: a head on frozen features": before[before["normalisation"] == mode],
            **{f"after: {head}": of_mode[of_mode["head"] == head] for head in HEADS},
        }
        for number, (name, of_line) in enumerate(lines.items()):
            found = {shift: accuracy(of_shift) for shift, of_shift in of_line.groupby("shift")}
            places = beside(np.array(list(found)), number, len(lines), 0.08)
            mean = line_of_intervals(axis, places, list(found.values()), STYLES[number], name)
            said.append(f"{name}, normalisation {mode}: {mean[0]:.1f}, {mean[1]:.1f} %")
        axis.set(
            title=f"normalisation {mode}",
            xlabel="shift to the right (pixels)",
            xticks=list(found),
        )
    axes[0].set_ylabel("test accuracy on task B (%)")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    figure.suptitle(title)
    return figure, (
        f"Test accuracy before and after {n_updates} updates of fine-tuning, with 95 % intervals "
        f"over seeds and images, on test images that are shifted. Shifts of 0 and 2 pixels: "
        f"{'; '.join(said)}."
    )


def similarity(rows: pd.DataFrame, title: str) -> Drawn:
    """Draw how similar networks are to model A, layer by layer.

    Parameters
    ----------
    rows : DataFrame
        Of `similarity`.
    title : str
        The finding.
    """
    figure, axis = plt.subplots(figsize=(7.6, 4.8), layout="constrained")
    names = list(rows["cut"].unique())
    said = []
    for number, (network, style) in enumerate(zip(NETWORKS, STYLES, strict=True)):
        values = rows[rows["network"] == network].pivot_table("cka", "seed", "cut")[names]
        found = [(m, m - half, m + half) for m, half in (mean_interval(values[it]) for it in names)]
        places = beside(np.arange(len(names)), number, len(NETWORKS), 0.03)
        line_of_intervals(axis, places, found, style, network, capsize=2)
        said.append(f"{network} {values[names[-1]].mean():.2f}")
    axis.set(
        title=title,
        ylabel="similarity to model A (linear CKA)",
        xticks=range(len(names)),
        xticklabels=names,
        ylim=(0, 1.03),
    )
    legend_as_the_lines_end(axis, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2)
    return figure, (
        "Linear CKA with the model A of the same seed, by layer, with 95 % intervals over seeds. "
        f"After {names[-1]}: {'; '.join(said)}."
    )
