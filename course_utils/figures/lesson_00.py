"""The figures of lesson 00: five photos that are taught, and what others are taken for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from course_utils.datasets.photos import Photos
from course_utils.figures.plots import BLACK, VERMILION, Drawn, image_grid

_SHOWN_OF_EACH = 3


def one_of_each(photos: Photos, taught: npt.NDArray[np.int64]) -> Drawn:
    """Show the photos that are taught, each with its class.

    Parameters
    ----------
    photos : Photos
    taught : ndarray of int, shape (n_classes,)
        One photo of each class.
    """
    names = [photos.class_names[label] for label in photos.y[taught]]
    figure = image_grid(
        photos.X[taught],
        names,
        columns=len(taught),
        title=f"All that the computer is taught: {len(taught)} photos",
        size=1.3,
    )
    seen = "; ".join(
        f"{name}: {photos.descriptions[place].rstrip('.')}"
        for name, place in zip(names, taught, strict=True)
    )
    return figure, f"{len(taught)} photos on white, one of each class. {seen}."


def named(photos: Photos, others: npt.NDArray[np.int64], guesses: npt.NDArray[np.int64]) -> Drawn:
    """Show some photos of each class, each with what it is taken for.

    Parameters
    ----------
    photos : Photos
    others : ndarray of int, shape (n,)
        Photos that were not taught.
    guesses : ndarray of int, shape (n,)
        The class that each is taken for.
    """
    labels = photos.y[others]
    of_classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    some = [places[:: len(places) // _SHOWN_OF_EACH][:_SHOWN_OF_EACH] for places in of_classes]
    shown = np.transpose(some).ravel()  # a column for each class
    is_right = labels[shown] == guesses[shown]
    share = f"{np.mean(labels == guesses):.0%}"
    figure = image_grid(
        photos.X[others[shown]],
        [
            photos.class_names[guess] + ("" if right else " ✗")
            for guess, right in zip(guesses[shown], is_right, strict=True)
        ],
        columns=len(some),
        title=f"Of {len(others)} photos {share} are named right. Some of them, the wrong with ✗",
        size=1.3,
    )
    for axis, right in zip(figure.axes, is_right, strict=True):
        axis.title.set_color(BLACK if right else VERMILION)
    n_wrong = np.count_nonzero(~is_right)
    return figure, (
        f"{len(shown)} of the {len(others)} other photos, each with what it is taken for. "
        f"{n_wrong} of these are wrong. Of all of them, {share} are right."
    )
