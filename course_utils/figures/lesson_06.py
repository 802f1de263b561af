"""Figures of lesson 06 on what a learner runs: two datasets in one form, and a joint run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.datasets.fashion_mnist import CLASS_NAMES
from course_utils.datasets.tasks import Part
from course_utils.figures.plots import BLUE, ORANGE, Drawn, image_grid, legend_as_the_lines_end


def two_datasets(fashion: Part, digits: Part) -> Drawn:
    """Show an image of each garment and of each digit, with their labels.

    Parameters
    ----------
    fashion, digits : Part
        Images of shape (n, 28, 28, 1) from 0 to 1, and labels from 0 to 9.
    """
    first = [part.X[np.unique(part.y, return_index=True)[1]] for part in (fashion, digits)]
    garments = [f"{label}: {name}" for label, name in enumerate(CLASS_NAMES)]
    figure = image_grid(
        _with_margin(np.concatenate(first)),
        garments + [f"{digit}: digit" for digit in range(10)],
        title="Two datasets in one form, and the same labels for different things",
        size=1.15,
    )
    return figure, (
        "One image of each class. Above the ten garments, below the ten digits: each label from 0 "
        "to 9 stands for a garment and for a digit."
    )


def joint_run(accuracies: pd.DataFrame) -> Drawn:
    """Draw both validation accuracies against updates, of one run.

    Parameters
    ----------
    accuracies : DataFrame
        Columns ``fashion`` and ``digits``, shares; indexed by updates.
    """
    figure, axis = plt.subplots(figsize=(6.4, 3.6))
    axis.plot(100 * accuracies["fashion"], color=BLUE, marker="o", label="fashion")
    axis.plot(100 * accuracies["digits"], color=ORANGE, ls="--", marker="s", label="digits")
    axis.set(
        title="One network learns both datasets at once (one seed)",
        xlabel="updates, each on 64 garments and 64 digits",
        ylabel="validation accuracy (%)",
    )
    legend_as_the_lines_end(axis)
    at_end = accuracies.iloc[-1]
    return figure, (
        "Validation accuracy against updates, one seed. At the end: fashion "
        f"{at_end['fashion']:.0%}, digits {at_end['digits']:.0%}."
    )


def mirrored(images: np.ndarray, names: Sequence[str]) -> Drawn:
    """Show bags and digits as they are, and below each one its mirror image.

    Parameters
    ----------
    images : array of float, shape (n, 28, 28, 1)
    names : sequence of str
        What each image shows.
    """
    figure = image_grid(
        _with_margin(np.concatenate([images, images[:, :, ::-1]])),
        [*names, *(f"{name}, mirrored" for name in names)],
        columns=len(names),
        title="A mirrored bag is a bag, a mirrored 2 or 3 is no digit",
        size=1.3,
    )
    return figure, (
        f"Above: {', '.join(names)}; below, the same mirrored. The bags are still bags, the digits "
        "become no digits."
    )


def augmented(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray]) -> Drawn:
    """Show images as they are, and below each one what its dataset's layers make of it.

    Parameters
    ----------
    before, after : dict of str to array of float, shape (n, 28, 28, 1)
        For each dataset its images, as many for each.
    """
    rows = [images for name in before for images in (before[name], after[name])]
    n = len(rows[0])
    figure = image_grid(
        _with_margin(np.concatenate(rows)),
        [text for _ in before for text in ["before"] * n + ["after"] * n],
        columns=n,
        title="Garments are mirrored or not, digits shifted a little",
        size=1.1,
    )
    return figure, (
        f"{n} garments before, and after, some of them mirrored; {n} digits before, and after, "
        "each shifted a little."
    )


def _with_margin(images: np.ndarray, width: int = 2) -> np.ndarray:
    """Return images with some empty pixels around, so that what is drawn touches no frame.

    Parameters
    ----------
    images : array of float, shape (n, height, width, 1)
        Their background is 0.
    width : int
        Pixels on each side.
    """
    return np.pad(images, ((0, 0), (width, width), (width, width), (0, 0)))
