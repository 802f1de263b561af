"""The steps of `prepare_photo`, and what it gives where one of them goes wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.ndimage import zoom

_SIDE = 28
_LIGHT = 0.5
_VISIBLE = 0.1
_WEIGHTS = (0.299, 0.587, 0.114)


def resize(grey: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return a grey image of another size: linear if it grows, else the mean of each area.

    Parameters
    ----------
    grey : ndarray of float, shape (h, w)
        The image.
    height, width : int
        The new size in pixels.

    Returns
    -------
    ndarray of float64, shape (height, width)
    """
    if height > grey.shape[0]:
        factors = (height / grey.shape[0], width / grey.shape[1])
        larger: np.ndarray = zoom(grey, factors, order=1, grid_mode=True, mode="nearest")
        return larger
    fine = zoom(grey, (height, width), order=0, grid_mode=True, mode="nearest")
    blocks = fine.reshape(height, grey.shape[0], width, grey.shape[1])
    means: np.ndarray = blocks.mean(axis=(1, 3))
    return means


@dataclass(frozen=True)
class Steps:
    """One photo and the five steps, each of which a wrong idea can replace."""

    rgb: np.ndarray

    def grey(self, weights: tuple[float, ...] = _WEIGHTS) -> np.ndarray:
        """Return the grey levels, 0 to 1."""
        return np.tensordot(self.rgb.astype(float), np.array(weights), axes=(2, 0)) / 255

    def dark(self, grey: np.ndarray) -> np.ndarray:
        """Return the grey levels with a dark background."""
        is_rim = np.ones(grey.shape, bool)
        is_rim[1:-1, 1:-1] = False
        return 1 - grey if grey[is_rim].mean() > _LIGHT else grey

    def cut_out(self, grey: np.ndarray) -> np.ndarray:
        """Return the smallest rectangle with all visible pixels."""
        rows = np.flatnonzero((grey > _VISIBLE).any(axis=1))
        columns = np.flatnonzero((grey > _VISIBLE).any(axis=0))
        if len(rows) == 0:
            return grey
        return grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

    def fitted(self, garment: np.ndarray) -> np.ndarray:
        """Return the garment with a longer side of 28 pixels."""
        scale = _SIDE / max(garment.shape)
        height, width = (max(1, round(side * scale)) for side in garment.shape)
        return resize(garment, height, width)

    def centred(self, small: np.ndarray) -> np.ndarray:
        """Return 28 × 28 pixels with the garment in the middle."""
        image = np.zeros((_SIDE, _SIDE))
        height, width = small.shape
        top, left = (_SIDE - height) // 2, (_SIDE - width) // 2
        image[top : top + height, left : left + width] = small
        return image

    def right_ones(self) -> list[np.ndarray]:
        """Return all right answers: rounding up or down moves the garment by one pixel."""
        garment = self.cut_out(self.dark(self.grey()))
        exact = [side * _SIDE / max(garment.shape) for side in garment.shape]
        sizes = {
            (max(1, round_height(exact[0])), max(1, round_width(exact[1])))
            for round_height, round_width in product((math.floor, math.ceil), repeat=2)
        }
        images = []
        for height, width in sizes:
            small = resize(garment, height, width)
            for down, right in product((0, 1), repeat=2):
                image = np.zeros((_SIDE, _SIDE))
                top, left = (_SIDE - height + down) // 2, (_SIDE - width + right) // 2
                image[top : top + height, left : left + width] = small
                images.append(image)
        return images

    def prepared(self, weights: tuple[float, ...] = _WEIGHTS) -> np.ndarray:
        """Return the right answer, or the one for other weights of the colours."""
        return self.centred(self.fitted(self.cut_out(self.dark(self.grey(weights)))))


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


def _whole_if_not_darkened(steps: Steps) -> np.ndarray:
    """Cut out of the light photo, which finds the whole photo."""
    return steps.centred(steps.fitted(steps.cut_out(steps.grey())))


def _always_inverted(steps: Steps) -> np.ndarray:
    return steps.centred(steps.fitted(steps.cut_out(1 - steps.grey())))


def _not_cut_out(steps: Steps) -> np.ndarray:
    return steps.centred(steps.fitted(steps.dark(steps.grey())))


def _photo_stretched(steps: Steps) -> np.ndarray:
    return resize(steps.dark(steps.grey()), _SIDE, _SIDE)


def _stretched(steps: Steps) -> np.ndarray:
    return resize(steps.cut_out(steps.dark(steps.grey())), _SIDE, _SIDE)


def _in_the_corner(steps: Steps) -> np.ndarray:
    small = steps.fitted(steps.cut_out(steps.dark(steps.grey())))
    image = np.zeros((_SIDE, _SIDE))
    image[: small.shape[0], : small.shape[1]] = small
    return image


def _width_first(steps: Steps) -> np.ndarray:
    """Resize to (width, height) swapped, which distorts and turns the shape of the rectangle."""
    garment = steps.cut_out(steps.dark(steps.grey()))
    height, width = steps.fitted(garment).shape
    return steps.centred(resize(garment, width, height))


def _black_and_white(steps: Steps) -> np.ndarray:
    return steps.centred((steps.fitted(steps.cut_out(steps.dark(steps.grey()))) > _VISIBLE) * 1.0)


def _white_and_black(steps: Steps) -> np.ndarray:
    return steps.centred((steps.fitted(steps.cut_out(steps.dark(steps.grey()))) > _LIGHT) * 1.0)


def _brightened(steps: Steps) -> np.ndarray:
    image = steps.prepared()
    return image / (image.max() or 1)


SUSPECTS = (
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
        "always-inverted",
        "You turn round every photo. One with a dark background stays as it is: look at its rim.",
        _always_inverted,
    ),
    Suspect(
        "not-cut-out",
        "The whole photo was made small. Cut out the garment first, or it comes out tiny and off "
        "the middle.",
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
        lambda steps: steps.prepared(_WEIGHTS[::-1]),
    ),
    Suspect(
        "one-channel-only",
        "You take the red channel for the grey. All three colours count.",
        lambda steps: steps.prepared((1.0, 0.0, 0.0)),
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
