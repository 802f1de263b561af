"""Figures of lesson 08: photos, and what an ImageNet network makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from sklearn.neighbors import NearestNeighbors

from course_utils.datasets.photos import Photos
from course_utils.datasets.picture_folder import PictureFolder
from course_utils.figures.feature_maps import side_by_side
from course_utils.figures.plots import (
    BLUE,
    VERMILION,
    Drawn,
    image_grid,
    write_in_squares,
)


def maps(values: Mapping[str, np.ndarray], y: np.ndarray, class_names: Sequence[str]) -> Drawn:
    """Draw photos in the two directions in which their values differ most, for each kind."""
    figure, _ = side_by_side(values, y, class_names)
    figure.suptitle("By pixels the classes overlap, by features they come apart")
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
    figure.suptitle("Nearest by pixels: similar looks. Nearest by features: mostly the same kind")
    return figure, f"Photos and their nearest ones of other objects: {'; '.join(said)}."


def _nearest(photos: Photos, values: np.ndarray, places: Sequence[int], n: int) -> list[list[int]]:
    objects = np.array(photos.objects)
    order = NearestNeighbors(n_neighbors=n + 5).fit(values).kneighbors(values[list(places)])[1]
    return [
        [int(near) for near in of_place if objects[near] != objects[place]][:n]
        for place, of_place in zip(places, order, strict=True)
    ]


def rate_range(rates: Sequence[float], losses: Sequence[float]) -> Drawn:
    """Draw the loss of each batch by the rate with which it was learnt from."""
    lowest = int(np.argmin(losses))
    figure, axis = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    axis.plot(rates, losses, color=BLUE, marker=".")
    axis.axvline(rates[lowest], color=VERMILION, ls="--", label="lowest")
    axis.set(
        title=f"The loss falls up to a rate of about {rates[lowest]:.0e}, then it explodes",
        xlabel="learning rate",
        ylabel="loss of a batch",
        xscale="log",
        yscale="log",
    )
    axis.legend()
    return figure, (
        f"Loss by learning rate. From {losses[0]:.1g} at a rate of {rates[0]:.0e} it falls to "
        f"{losses[lowest]:.1g} at {rates[lowest]:.0e}, and ends at {losses[-1]:.1g}."
    )


def versions(image: np.ndarray, of_image: np.ndarray) -> Drawn:
    """Show an image as the network takes it, and versions of it."""
    shown = np.concatenate([image[np.newaxis], of_image])
    names = ["as it is", *[f"version {number}" for number in range(1, len(shown))]]
    figure = image_grid(
        _as_photos(shown), names, columns=len(shown), title="Still the same thing", size=1.4
    )
    return figure, f"A photo, and {len(of_image)} versions of it that are turned or mirrored."


def _as_photos(images: np.ndarray) -> np.ndarray:
    """Return images as they were before they were prepared, uint8."""
    return np.asarray(np.clip(128 * images + 127, 0, 255).astype(np.uint8))


def confusion(y: np.ndarray, predicted: np.ndarray, class_names: Sequence[str]) -> Drawn:
    """Draw how often each class was taken for which."""
    n = len(class_names)
    counts = np.zeros((n, n), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    side = 2.5 + 0.5 * n
    figure, axis = plt.subplots(figsize=(side, side), layout="constrained")
    axis.imshow(counts, cmap="Blues")
    texts = [[str(n_here) for n_here in row] for row in counts]
    write_in_squares(axis, texts, is_dark=counts > counts.max() / 2)
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
        _as_photos(own.X[shown]),
        [fill(name, 24) for name in names],
        columns=min(5, len(shown)),
        size=1.5,
        title=f"{len(shown)} of the {len(wrong)} pictures that are taken for another class",
    )
    return figure, f"Pictures that are taken for another class: {'; '.join(names)}."
