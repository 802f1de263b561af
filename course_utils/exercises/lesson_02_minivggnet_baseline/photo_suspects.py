"""The wrong ideas about `prepare_photo`, and the image that each of them gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from course_utils.exercises.lesson_02_minivggnet_baseline.photo_steps import (
    LIGHT,
    SIDE,
    VISIBLE,
    WEIGHTS,
    Steps,
    resize,
)


@dataclass(frozen=True)
class Suspect:
    """A wrong idea, and the image that it gives."""

    misconception: str
    message: str
    gives: Callable[[Steps], np.ndarray]


def _not_darkened(steps: Steps) -> np.ndarray:
    """Cut out as if it were dark, but keep the grey levels: light around the garment."""
    grey = steps.grey()
    dark = steps.dark(grey)
    if dark is grey:
        return steps.prepared()
    return 1 - steps.prepared()


def _by_the_whole_mean(steps: Steps) -> np.ndarray:
    grey = steps.grey()
    dark = 1 - grey if grey.mean() > LIGHT else grey
    return steps.centred(steps.fitted(steps.cut_out(dark)))


def _by_the_corner(steps: Steps) -> np.ndarray:
    grey = steps.grey()
    dark = 1 - grey if grey[0, 0] > LIGHT else grey
    return steps.centred(steps.fitted(steps.cut_out(dark)))


def _cut_at_one_fifth(steps: Steps) -> np.ndarray:
    grey = steps.dark(steps.grey())
    return steps.centred(steps.fitted(steps.cut_out(grey, 0.2)))


def _last_row_and_column_lost(steps: Steps) -> np.ndarray:
    garment = steps.cut_out(steps.dark(steps.grey()))
    return steps.centred(steps.fitted(garment[:-1, :-1]))


def _whole_if_not_darkened(steps: Steps) -> np.ndarray:
    """Cut out of the light photo, which finds the whole photo."""
    return steps.centred(steps.fitted(steps.cut_out(steps.grey())))


def _always_inverted(steps: Steps) -> np.ndarray:
    return steps.centred(steps.fitted(steps.cut_out(1 - steps.grey())))


def _not_cut_out(steps: Steps) -> np.ndarray:
    return steps.centred(steps.fitted(steps.dark(steps.grey())))


def _photo_stretched(steps: Steps) -> np.ndarray:
    return resize(steps.dark(steps.grey()), SIDE, SIDE)


def _stretched(steps: Steps) -> np.ndarray:
    return resize(steps.cut_out(steps.dark(steps.grey())), SIDE, SIDE)


def _in_the_corner(steps: Steps) -> np.ndarray:
    small = steps.fitted(steps.cut_out(steps.dark(steps.grey())))
    image = np.zeros((SIDE, SIDE))
    image[: small.shape[0], : small.shape[1]] = small
    return image


def _width_first(steps: Steps) -> np.ndarray:
    """Resize to (width, height) swapped, which distorts and turns the shape of the rectangle."""
    garment = steps.cut_out(steps.dark(steps.grey()))
    height, width = steps.fitted(garment).shape
    return steps.centred(resize(garment, width, height))


def _black_and_white(steps: Steps) -> np.ndarray:
    return steps.centred((steps.fitted(steps.cut_out(steps.dark(steps.grey()))) > VISIBLE) * 1.0)


def _white_and_black(steps: Steps) -> np.ndarray:
    return steps.centred((steps.fitted(steps.cut_out(steps.dark(steps.grey()))) > LIGHT) * 1.0)


def _brightened(steps: Steps) -> np.ndarray:
    image = steps.prepared()
    return image / (image.max() or 1)


SUSPECTS = (
    Suspect(
        "whole-photo-for-rim",
        "Light or dark is asked of the whole photo, and a large garment decides it. Ask the rim: "
        "the outermost rows and columns.",
        _by_the_whole_mean,
    ),
    Suspect(
        "corner-for-rim",
        "Light or dark is asked of a corner, and here the corner is darker than the rest of the "
        "rim. Take the mean of all four edges.",
        _by_the_corner,
    ),
    Suspect(
        "background-light",
        "The background is light. In Fashion-MNIST it is black: turn light photos round (1 - g) "
        "before anything else.",
        _not_darkened,
    ),
    Suspect(
        "background-light-and-not-found",
        "The photo was not turned round, so the light background was taken for the garment.",
        _whole_if_not_darkened,
    ),
    Suspect(
        "another-threshold",
        "Pale parts of the garment are cut off: every pixel above 0.1 belongs to it.",
        _cut_at_one_fifth,
    ),
    Suspect(
        "last-row-and-column-lost",
        "The last row and column of the garment are missing: a slice ends before its second "
        "number, so max() needs + 1.",
        _last_row_and_column_lost,
    ),
    Suspect(
        "always-inverted",
        "You turn round every photo. One with a dark background stays as it is: look at its rim.",
        _always_inverted,
    ),
    Suspect(
        "not-cut-out",
        "The whole photo was made small. Cut out the garment first, or it comes out tiny and off "
        "the middle. If you did: a pixel counts above 0.1, for a light wall is not quite white.",
        _not_cut_out,
    ),
    Suspect(
        "photo-squeezed",
        "The whole photo was squeezed into a square. Cut out the garment, and keep its "
        "proportions.",
        _photo_stretched,
    ),
    Suspect(
        "proportions-lost",
        "The garment was stretched to a square. Scale both sides by the same number.",
        _stretched,
    ),
    Suspect(
        "not-centred",
        "The garment stands in the upper left corner. Leave the same room on both sides.",
        _in_the_corner,
    ),
    Suspect(
        "height-and-width-exchanged",
        "The garment was resized to its width by its height. Some functions want the width first, "
        "NumPy has the height first.",
        _width_first,
    ),
    Suspect(
        "black-and-white",
        "Every pixel is 0 or 1. Keep the grey levels between them.",
        _black_and_white,
    ),
    Suspect(
        "black-and-white-at-one-half",
        "Every pixel is 0 or 1, cut at one half, so parts of the garment are gone. Keep the grey "
        "levels.",
        _white_and_black,
    ),
    Suspect(
        "brightened",
        "The image was divided by its largest value. Divide by 255 only, so that the same grey "
        "means the same in every photo.",
        _brightened,
    ),
    Suspect(
        "colours-averaged",
        "The grey is the plain mean of the three colours. The eye sees green as brighter than "
        "blue: take the weights.",
        lambda steps: steps.prepared((1 / 3, 1 / 3, 1 / 3)),
    ),
    Suspect(
        "red-and-blue-exchanged",
        "The weights of red and blue are exchanged. In this array red comes first.",
        lambda steps: steps.prepared(WEIGHTS[::-1]),
    ),
    Suspect(
        "other-weights",
        "The weights of the colours are others: here they are 0.299, 0.587 and 0.114.",
        lambda steps: steps.prepared((0.2126, 0.7152, 0.0722)),
    ),
    *(
        Suspect(
            f"{colour}-channel-only",
            f"You take the {colour} channel for the grey. All three colours count.",
            partial(Steps.prepared, weights=weights),
        )
        for colour, weights in (
            ("red", (1.0, 0.0, 0.0)),
            ("green", (0.0, 1.0, 0.0)),
            ("blue", (0.0, 0.0, 1.0)),
        )
    ),
    Suspect(
        "turned-on-its-side",
        "Rows and columns are exchanged, so the garment lies on its side.",
        lambda steps: steps.prepared().T,
    ),
    Suspect(
        "mirrored",
        "The image is mirrored left to right.",
        lambda steps: steps.prepared()[:, ::-1],
    ),
    Suspect(
        "upside-down",
        "The image is upside down.",
        lambda steps: steps.prepared()[::-1],
    ),
)
