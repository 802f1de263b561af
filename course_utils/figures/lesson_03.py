"""Figures of lesson 03: both tasks, the one pixel that solves task B, and a shirt that moves."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np

from course_utils.datasets.fashion_mnist import CLASS_NAMES
from course_utils.evaluation.baselines import PixelRule
from course_utils.figures.plots import (
    BLUE,
    ORANGE,
    Drawn,
    image_grid,
    legend_as_the_lines_end,
    line_of_intervals,
)

_TASK_B = (5, 6)


def task_a(X: np.ndarray, y: np.ndarray) -> Drawn:
    """Show the first image of each class of task A, with its new label.

    Parameters
    ----------
    X : array of uint8, shape (n, 28, 28)
    y : array of int, shape (n,)
        From 0 to 7.
    """
    names = [name for label, name in enumerate(CLASS_NAMES) if label not in _TASK_B]
    first_of_each = [np.flatnonzero(y == label)[0] for label in range(len(names))]
    figure = image_grid(
        X[first_of_each],
        [f"{label}: {name}" for label, name in enumerate(names)],
        columns=len(names),
        title="Task A: eight classes, numbered 0 to 7 without a gap",
        size=1.2,
    )
    return figure, (
        "One image of each class of task A with its new label: 0 T-shirt, 1 trouser, 2 pullover, "
        "3 dress, 4 coat, 5 sneaker, 6 bag, 7 ankle boot. No sandal and no shirt."
    )


def task_b(X: np.ndarray, y: np.ndarray) -> Drawn:
    """Show the first 16 images of task B, with what they are.

    Parameters
    ----------
    X : array of uint8, shape (n, 28, 28)
    y : array of float, shape (n,)
        1 for a shirt, 0 for a sandal.
    """
    first = y[:16]
    figure = image_grid(
        X[:16],
        ["shirt" if label == 1 else "sandal" for label in first],
        columns=8,
        title="Task B: is it a shirt? The first 16 training images",
        size=1.0,
    )
    n_shirts = int(first.sum())
    return figure, (
        f"The first 16 images of task B: {n_shirts} shirts, tall and wide, and {16 - n_shirts} "
        "sandals, open and low. The two look very different."
    )


def pixel_of_rule(mean_images: Mapping[str, np.ndarray], rule: PixelRule) -> Drawn:
    """Draw where the pixel of a rule lies on the mean image of each class.

    Parameters
    ----------
    mean_images : dict of str to array, shape (28, 28)
        Grey levels from 0 to 255: those of the sandals, then those of the shirts.
    rule : PixelRule
    """
    figure, axes = plt.subplots(1, len(mean_images), figsize=(6.4, 3.4), sharey=True)
    square = {"marker": "s", "markersize": 11, "markeredgewidth": 3, "fillstyle": "none"}
    for axis, (name, mean_image) in zip(axes, mean_images.items(), strict=True):
        axis.imshow(mean_image, cmap="gray_r", vmin=0, vmax=255)
        axis.plot(rule.column, rule.row, ls="", color=ORANGE, **square)
        axis.set(title=f"mean {name}", xlabel="column (pixels)")
    axes[0].set_ylabel("row (pixels)")
    figure.suptitle("One pixel decides: filled in most shirts, empty in most sandals")
    return figure, (
        "The mean sandal and the mean shirt of the validation set. The pixel of the rule, marked "
        f"by a square in row {rule.row}, column {rule.column}, lies inside the shirt and above the "
        "sandal."
    )


def moved_shirts(dense: np.ndarray, conv: np.ndarray) -> Drawn:
    """Draw how the answers of a dense unit and of an edge filter change when shirts move.

    Parameters
    ----------
    dense, conv : array of float, shape (n_shifts, n_shirts)
        The answer to each shirt, moved by 0, 1, 2 … pixels.
    """
    shifts = range(len(dense))
    figure, axis = plt.subplots(figsize=(6, 3.4))
    for answers, name, style in (
        (dense, "dense: template of the whole image", (BLUE, "-", "o")),
        (conv, "convolution: largest answer of a 3 × 3 edge", (ORANGE, "-", "s")),
    ):
        relative = answers / answers[0]
        mean, deviation = relative.mean(axis=1), relative.std(axis=1)
        found = np.array([mean, mean - deviation, mean + deviation]).T
        line_of_intervals(axis, shifts, found, style, name)
    axis.set(
        title="Moving a shirt changes a dense unit's answer, not an edge filter's",
        xlabel="shift to the right (pixels)",
        ylabel="answer (1 = not moved)",
        xticks=shifts,
    )
    legend_as_the_lines_end(axis)
    loss = 1 - (dense / dense[0]).mean(axis=1)[-1]
    return figure, (
        f"Mean and standard deviation over {dense.shape[1]} shirts. Moved by {shifts[-1]} pixels, "
        f"the dense unit's answer falls by {loss:.0%}; the largest answer of the edge filter stays "
        "exactly the same."
    )
