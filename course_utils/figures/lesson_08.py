"""Figures and tables of lesson 08: photos, and what an ImageNet network makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from course_utils.experiments.photo_arms import ALL, N_LABELS, photos, sides, weights_of_classes
from course_utils.experiments.photo_features import FED, IMAGENET_CUTS, TOP
from course_utils.experiments.right import of_seeds
from course_utils.photos import Photos
from course_utils.picture_folder import PictureFolder
from course_utils.plots import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILION,
    image_grid,
)
from course_utils.statistics import Interval, over_seeds_and_images

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawn = tuple["Figure", str]
CHANCE = 20.0  # per cent, with five classes
LINES = {
    TOP: (BLUE, "-", "o"),
    "MiniVGGNet, hidden": (GREEN, "--", "s"),
    "random network, top": (ORANGE, ":", "x"),
    "SVM": (PURPLE, "-.", "^"),
    "1-NN": (BLACK, ":", "."),
}
IN_WORDS = {
    TOP: "ImageNet's features",
    "MiniVGGNet, hidden": "features of MiniVGGNet, which has learnt Fashion-MNIST",
    "random network, top": "features of the same network with random weights",
    "SVM": "SVM on raw pixels",
    "1-NN": "nearest neighbour on raw pixels",
}
_COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY_BLUE, BLACK)


def accuracy(rows: pd.DataFrame, arm: str, n: int) -> Interval:
    """Return the balanced accuracy of an arm in per cent, with its interval.

    Over draws of the labelled photos and over test photos; with all labels nothing is drawn, and
    the interval is over test photos only.

    Parameters
    ----------
    rows : DataFrame
        Of `photo_transfer`.
    arm : str
    n : int
        Labels of each class, or `ALL`.
    """
    return _in_points(_right(rows, arm, n))


def ahead(rows: pd.DataFrame, first: str, second: str, n: int) -> Interval:
    """Return by how many points the first arm is ahead of the second, with its interval."""
    return _in_points(_right(rows, first, n) - _right(rows, second, n))


def _right(rows: pd.DataFrame, arm: str, n: int) -> np.ndarray:
    """Return which test photos are right, one row a draw."""
    found = rows[(rows["arm"] == arm) & (rows["n"] == n)]
    right: np.ndarray = of_seeds(found, len(sides().test)).astype(float)
    return right


def _in_points(values: np.ndarray) -> Interval:
    """Return the mean over classes, with its interval for other draws and photos of these classes.

    Photos differ from the mean of their class, and that is what their spread counts: how many of a
    class there are, and how classes differ, is the same in every sample of photos.
    """
    y = photos().y[sides().test]
    of_class = np.array([values[:, y == label].mean() for label in np.unique(y)])
    alike = weights_of_classes() * (values - of_class[y]) + of_class.mean()
    if len(alike) == 1:
        alike = np.repeat(alike, 2, axis=0)  # no spread over draws
    return Interval(*(100 * value for value in over_seeds_and_images(alike)))


def by_labels(rows: pd.DataFrame, title: str) -> Drawn:
    """Draw the balanced accuracy of features and of pixels by the number of labels."""
    figure, axis = plt.subplots(figsize=(7.4, 4.2), layout="constrained")
    said = []
    for arm, (colour, line, marker) in LINES.items():
        mean, low, high = np.array([accuracy(rows, arm, n) for n in N_LABELS]).T
        axis.errorbar(
            range(len(N_LABELS)),
            mean,
            [mean - low, high - mean],
            color=colour,
            ls=line,
            marker=marker,
            capsize=3,
            label=IN_WORDS[arm],
        )
        said.append(f"{IN_WORDS[arm]} {', '.join(f'{value:.1f}' for value in mean)} %")
    axis.axhline(CHANCE, color=BLACK, lw=0.8)
    axis.set(
        title=title,
        xlabel="labelled photos of each class",
        ylabel="balanced test accuracy (%)",
        xticks=range(len(N_LABELS)),
        xticklabels=["all" if n == ALL else n for n in N_LABELS],
        ylim=(0, 100),
    )
    axis.legend(fontsize="small")
    return figure, (
        "Balanced accuracy on photos of unseen objects, with 2, 5, 10 and all labels of "
        f"each class and 95 % intervals: {'; '.join(said)}. Chance is 20 %."
    )


def fed(rows: pd.DataFrame, n: int = 10) -> pd.DataFrame:
    """Return a table of what it costs to feed the network wrongly, with n labels of each class."""
    lines = [{"the network gets": "what it learnt on", **_line(rows, TOP, None, n)}]
    lines += [
        {"the network gets": arm.split(", fed ")[1], **_line(rows, arm, TOP, n)} for arm in FED
    ]
    return pd.DataFrame(lines).set_index("the network gets")


def _line(rows: pd.DataFrame, arm: str, against: str | None, n: int) -> dict[str, str]:
    mean, low, high = accuracy(rows, arm, n)
    cost = ""
    if against:
        cost = "{:+.1f} ({:+.1f} to {:+.1f})".format(*ahead(rows, arm, against, n))
    return {
        "balanced accuracy (%)": f"{mean:.1f} ({low:.1f} to {high:.1f})",
        "points more": cost,
    }


def by_cut(rows: pd.DataFrame, title: str, ns: Sequence[int] = (2, 10)) -> Drawn:
    """Draw the balanced accuracy by the layer whose features are taken."""
    figure, axis = plt.subplots(figsize=(7.2, 4), layout="constrained")
    said = []
    for n, (colour, _, marker) in zip(ns, LINES.values(), strict=False):
        found = [accuracy(rows, f"ImageNet, {cut}", n) for cut in IMAGENET_CUTS]
        mean, low, high = np.array(found).T
        axis.errorbar(
            range(len(mean)),
            mean,
            [mean - low, high - mean],
            color=colour,
            marker=marker,
            capsize=3,
            label=f"{n} labels of each class",
        )
        values = ", ".join(f"{cut} {m:.1f} %" for cut, m in zip(IMAGENET_CUTS, mean, strict=True))
        said.append(f"{n} labels: {values}")
    axis.axhline(CHANCE, color=BLACK, lw=0.8)
    axis.set(
        title=title,
        xlabel="features taken after",
        ylabel="balanced test accuracy (%)",
        xticks=range(len(IMAGENET_CUTS)),
        xticklabels=IMAGENET_CUTS,
        ylim=(0, 100),
    )
    axis.legend()
    return figure, (
        "Balanced accuracy on photos by the layer whose features are taken, with 95 % intervals. "
        f"{'; '.join(said)}."
    )


def maps(values: Mapping[str, np.ndarray], y: np.ndarray, class_names: Sequence[str]) -> Drawn:
    """Draw photos in the two directions in which their values differ most, for each kind."""
    figure, axes = plt.subplots(1, len(values), figsize=(10, 4.2), layout="constrained")
    for axis, (name, of_all) in zip(axes, values.items(), strict=True):
        places = PCA(2, random_state=0).fit_transform(of_all)
        for label, (class_name, colour) in enumerate(zip(class_names, _COLOURS, strict=False)):
            of_class = places[y == label]
            marker = "osv^D*x"[label]
            axis.scatter(*of_class.T, s=22, color=colour, marker=marker, label=class_name)
        axis.set(title=name, xlabel="first direction", ylabel="second direction")
        axis.set(xticks=[], yticks=[])
    axes[-1].legend(fontsize="small")
    figure.suptitle("By pixels the classes lie in a heap, by features they come apart")
    return figure, (
        "Each photo as a dot in the two directions in which all differ most, by raw pixels on the "
        "left and by features on the right. On the right dots of a class lie together."
    )


def neighbours(
    photos: Photos, values: Mapping[str, np.ndarray], places: Sequence[int], n: int = 3
) -> Drawn:
    """Show photos with those of other objects that are nearest, by each kind of values."""
    found = {name: _nearest(photos, of_all, places, n) for name, of_all in values.items()}
    figure, axes = plt.subplots(
        len(places), 1 + n * len(values), figsize=(10, 1.6 * len(places)), layout="constrained"
    )
    said = []
    for row, place in enumerate(places):
        shown = [place, *(near for of_kind in found.values() for near in of_kind[row])]
        for axis, one in zip(axes[row], shown, strict=True):
            axis.imshow(photos.X[one])
            axis.axis("off")
    for kind, name in enumerate(found):
        axes[0, 1 + kind * n].set_title(f"nearest by {name}", loc="left", fontsize="medium")
        same = np.mean(
            [
                photos.y[near] == photos.y[place]
                for place, of_place in zip(places, found[name], strict=True)
                for near in of_place
            ]
        )
        said.append(f"by {name} {same:.0%} of the neighbours are of the same class")
    figure.suptitle("Nearest by pixels is what looks alike, nearest by features is what is alike")
    return figure, f"Photos and their nearest ones of other objects: {'; '.join(said)}."


def _nearest(photos: Photos, values: np.ndarray, places: Sequence[int], n: int) -> list[list[int]]:
    objects = np.array(photos.objects)
    order = NearestNeighbors(n_neighbors=n + 5).fit(values).kneighbors(values[list(places)])[1]
    return [
        [int(near) for near in of_place if objects[near] != objects[place]][:n]
        for place, of_place in zip(places, order, strict=True)
    ]


def confusion(y: np.ndarray, predicted: np.ndarray, class_names: Sequence[str]) -> Drawn:
    """Draw how often each class was taken for which."""
    n = len(class_names)
    counts = np.zeros((n, n), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    side = 2.5 + 0.5 * n
    figure, axis = plt.subplots(figsize=(side, side), layout="constrained")
    axis.imshow(counts, cmap="Blues")
    for row, column in np.ndindex(n, n):
        n_here = counts[row, column]
        colour = "white" if n_here > counts.max() / 2 else "black"
        axis.text(column, row, str(n_here), color=colour, ha="center", va="center")
    n_wrong = int(counts.sum() - counts.trace())
    axis.set(
        title=f"{n_wrong} of {counts.sum()} pictures are taken for another class",
        xlabel="the network says",
        ylabel="it is",
        xticks=range(n),
        yticks=range(n),
    )
    axis.set_yticklabels(class_names, parse_math=False)  # folders may be called $5 and $10
    axis.set_xticklabels(class_names, parse_math=False, rotation=45, ha="right")
    mixed_up = [
        f"{counts[row, column]} of {class_names[row]} as {class_names[column]}"
        for row, column in np.ndindex(n, n)
        if row != column and counts[row, column]
    ]
    return figure, f"Pictures by class and by answer. Wrong: {'; '.join(mixed_up) or 'none'}."


def mistakes(own: PictureFolder, wrong: Sequence[int], said: Mapping[int, int]) -> Drawn:
    """Show pictures that were taken for another class, with what the network said.

    Parameters
    ----------
    own : PictureFolder
        Its images as the network takes them, from about -1 to 1.
    wrong : sequence of int
        The places of the pictures; the first ten are shown.
    said : mapping of int to int
        For each place the class that the network named.
    """
    shown = list(wrong)[:10]
    if not shown:
        figure, axis = plt.subplots(figsize=(4, 0.6))
        axis.set(xticks=[], yticks=[], title="No picture is taken for another class")
        return figure, "No picture is taken for another class."
    names = [
        f"{own.class_names[own.y[place]]}, not {own.class_names[said[place]]}" for place in shown
    ]
    figure = image_grid(
        np.clip(128 * own.X[shown] + 127, 0, 255).astype(np.uint8),
        [fill(name, 24) for name in names],
        columns=min(5, len(shown)),
        size=1.5,
        title=f"{len(shown)} of the {len(wrong)} pictures that are taken for another class",
    )
    return figure, f"Pictures that are taken for another class: {'; '.join(names)}."
