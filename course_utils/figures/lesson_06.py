"""Figures of lesson 06 on what a learner runs: two datasets in one form, and a joint run."""

from __future__ import annotations

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
        np.concatenate(first),
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


def augmented(garments: np.ndarray, digits: np.ndarray) -> Drawn:
    """Show eight augmented garments above eight augmented digits.

    Parameters
    ----------
    garments, digits : array of float, shape (8, 28, 28, 1)
    """
    figure = image_grid(
        np.concatenate([garments, digits]),
        columns=8,
        title="Garments mirrored or not, digits shifted a little",
        size=1.1,
    )
    return figure, (
        "Eight garments, some of them mirrored, and eight digits, each shifted a little."
    )
