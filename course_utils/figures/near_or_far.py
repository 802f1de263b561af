"""The figure of lesson 08 on what a near and a far source are worth."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np

from course_utils.evaluation.label_equivalence import Equivalent
from course_utils.figures.lesson_04 import in_words, labels_in_words
from course_utils.figures.plots import BLACK, BLUE, GREEN, ORANGE, Drawn, line_of_intervals

_STYLES = ((BLUE, "-", "o"), (GREEN, "-", "s"), (ORANGE, "--", "x"))


def near_or_far(worth: Mapping[str, Mapping[str, Mapping[int, Equivalent]]], title: str) -> Drawn:
    """Draw how many labels on raw pixels are worth n labels on features, one panel a pair.

    Parameters
    ----------
    worth : dict
        For each pair and source what `equivalent_labels` returns.
    title : str
        The finding.
    """
    figure, axes = plt.subplots(1, len(worth), figsize=(11, 4.4), layout="constrained", sharey=True)
    least, most = 10, 2_000
    said = []
    for axis, (pair, of_pair) in zip(axes, worth.items(), strict=True):
        for (source, of_source), style in zip(of_pair.items(), _STYLES, strict=True):
            found = np.array(list(of_source.values())).clip(least / 2, 2 * most)
            line_of_intervals(axis, list(of_source), found, style, source, capsize=2)
            said.append(f"{in_words(pair)}, {source}: {labels_in_words(of_source[50].n_labels)}")
        axis.plot([least, most], [least, most], color=BLACK, lw=0.8)
        for limit, what in ((least / 2, "fewer than 10"), (2 * most, f"more than {most:,}")):
            axis.axhline(limit, color=BLACK, lw=0.5, ls=":")
            axis.annotate(what, (least, limit), fontsize=9, va="bottom")
        axis.set(title=in_words(pair), xlabel="labels, with features", xscale="log", yscale="log")
    axes[0].set_ylabel("labels on raw pixels for the same accuracy")
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=2)
    figure.suptitle(title)
    return figure, (
        "How many labels on raw pixels reach the accuracy of n labels on features, with 95 % "
        f"intervals. 50 labels are worth: {'; '.join(said)}."
    )
