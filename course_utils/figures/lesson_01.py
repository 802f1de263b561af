"""The figures with which lesson 01 begins: fifty photos, and what is learnt from them."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.datasets.photos import Photos
from course_utils.experiments.photo_arms import TUNED_AT
from course_utils.experiments.photo_features import TOP
from course_utils.figures.lesson_08_rows import CHANCE, accuracy
from course_utils.figures.plots import BLACK, BLUE, VERMILION, Drawn, image_grid, line_of_intervals

_NEAREST = "1-NN"
_CURVES = {
    TOP: (
        (BLUE, "-", "o"),
        "features of a network that has seen ImageNet",
        (68, "features learnt on ImageNet"),
    ),
    _NEAREST: (
        (VERMILION, "--", "s"),
        "the pixels themselves, nearest neighbour",
        (53, "pixels, nearest neighbour"),
    ),
}
_OF_EACH_CLASS = 2
_MEDIUM, _LARGE = 13, 15  # points: the figure is the README's picture, on phones too


def taught(photos: Photos, labelled: np.ndarray) -> Drawn:
    """Show the labelled photos, a row for each class."""
    of_class = labelled[np.argsort(photos.y[labelled], kind="stable")]
    n_classes = len(photos.class_names)
    figure = image_grid(
        photos.X[of_class],
        columns=len(labelled) // n_classes,
        title=f"All that the computer is taught: {', '.join(photos.class_names)}",
        size=0.65,
    )
    return figure, f"{len(labelled)} photos on white, a row for each of {n_classes} classes."


def answers(
    photos: Photos, others: np.ndarray, from_pixels: np.ndarray, from_features: np.ndarray
) -> Drawn:
    """Show a photo of each class, with both answers to what it shows."""
    first = [np.flatnonzero(photos.y[others] == label)[0] for label in np.unique(photos.y)]
    names = photos.class_names
    both = [(names[from_pixels[k]], names[from_features[k]]) for k in first]
    figure = image_grid(
        photos.X[others[first]],
        [f"pixels: {one}\nfeatures: {other}" for one, other in both],
        columns=len(first),
        title="One of each class: what it is taken for from pixels, and from features",
        size=1.5,
    )
    said = "; ".join(
        f"{photos.descriptions[others[k]].rstrip('.')}: {pixels} from pixels, {features} from "
        "features"
        for k, (pixels, features) in zip(first, both, strict=True)
    )
    return figure, f"A photo of each class. {said}."


def two_curves(photos: Photos, rows: pd.DataFrame, title: str) -> Drawn:
    """Draw some photos, and beside them accuracy by the number of labels, from two inputs.

    Parameters
    ----------
    photos : Photos
    rows : DataFrame
        Of `photo_transfer`.
    title : str
        The finding.
    """
    n_classes = len(photos.class_names)
    figure = plt.figure(figsize=(9, 5.2), layout="constrained")
    figure.suptitle(title, fontsize=_LARGE)
    ((left, right),) = figure.subfigures(1, 2, squeeze=False, width_ratios=(1, 1.7))
    for axes, label in zip(left.subplots(n_classes, _OF_EACH_CLASS), range(n_classes), strict=True):
        places = np.flatnonzero(photos.y == label)[::6][:_OF_EACH_CLASS]
        for axis, place in zip(axes, places, strict=True):
            axis.imshow(photos.X[place])
            axis.set(xticks=[], yticks=[], frame_on=False)
        axes[0].set_ylabel(
            photos.class_names[label], rotation=0, ha="right", va="center", fontsize=_MEDIUM
        )
    axis = right.subplots()
    said = []
    for arm, (style, name, (height, short)) in _CURVES.items():
        found = [accuracy(rows, arm, n) for n in TUNED_AT]
        mean = line_of_intervals(axis, TUNED_AT, found, style, None)
        percent = f"{mean[-1]:.0f} %"
        axis.annotate(percent, (10.3, mean[-1]), color=style[0], va="center", fontsize=_LARGE)
        axis.annotate(short, (2, height), color=style[0], va="center", fontsize=_LARGE)
        said.append(f"from {name} {', '.join(f'{value:.0f}' for value in mean)} %")
    axis.axhline(CHANCE, color=BLACK, lw=0.8)
    axis.annotate("a guess", (2, CHANCE - 5), va="center", fontsize=_MEDIUM)
    axis.tick_params(labelsize=_MEDIUM)
    axis.set_xlabel("labelled photos of each class", fontsize=_MEDIUM)
    axis.set_ylabel("balanced test accuracy (%)", fontsize=_MEDIUM)
    axis.set(xticks=TUNED_AT, xlim=(1.5, 12.2), ylim=(0, 104))
    numbers = ", ".join(map(str, TUNED_AT))
    return figure, (
        f"Photos of five classes ({', '.join(photos.class_names)}), and the accuracy on others "
        f"with {numbers} labels of each class, with 95 % intervals: {'; '.join(said)}."
    )
