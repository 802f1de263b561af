"""The five steps of `prepare_photo`, each of which a wrong idea can replace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.ndimage import zoom

SIDE = 28
LIGHT = 0.5
VISIBLE = 0.1
WEIGHTS = (0.299, 0.587, 0.114)


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
    rows, columns = _area_weights(grey.shape[0], height), _area_weights(grey.shape[1], width)
    means: np.ndarray = rows @ grey @ columns.T
    return means


def _area_weights(before: int, after: int) -> np.ndarray:
    """Return how much of each old pixel lies in each new one, shape (after, before); rows sum to 1.

    Example: 3 pixels become 2 by the rows (2/3, 1/3, 0) and (0, 1/3, 2/3).
    """
    edges = np.arange(after + 1) * before / after
    first, last = edges[:-1, np.newaxis], edges[1:, np.newaxis]
    pixels = np.arange(before)
    overlaps = np.minimum(last, pixels + 1) - np.maximum(first, pixels)
    weights: np.ndarray = overlaps.clip(0) * after / before
    return weights


@dataclass(frozen=True)
class Steps:
    """One photo and the five steps, each of which a wrong idea can replace."""

    rgb: np.ndarray

    def grey(self, weights: tuple[float, ...] = WEIGHTS) -> np.ndarray:
        """Return the grey levels, 0 to 1."""
        return np.tensordot(self.rgb.astype(float), np.array(weights), axes=(2, 0)) / 255

    def dark(self, grey: np.ndarray) -> np.ndarray:
        """Return the grey levels with a dark background."""
        is_rim = np.ones(grey.shape, bool)
        is_rim[1:-1, 1:-1] = False
        return 1 - grey if grey[is_rim].mean() > LIGHT else grey

    def cut_out(self, grey: np.ndarray, visible: float = VISIBLE) -> np.ndarray:
        """Return the smallest rectangle with all visible pixels."""
        rows = np.flatnonzero((grey > visible).any(axis=1))
        columns = np.flatnonzero((grey > visible).any(axis=0))
        if len(rows) == 0:
            return grey
        return grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

    def fitted(self, garment: np.ndarray) -> np.ndarray:
        """Return the garment with a longer side of 28 pixels."""
        scale = SIDE / max(garment.shape)
        height, width = (max(1, round(side * scale)) for side in garment.shape)
        return resize(garment, height, width)

    def centred(self, small: np.ndarray) -> np.ndarray:
        """Return 28 × 28 pixels with the garment in the middle."""
        image = np.zeros((SIDE, SIDE))
        height, width = small.shape
        top, left = (SIDE - height) // 2, (SIDE - width) // 2
        image[top : top + height, left : left + width] = small
        return image

    def right_ones(self) -> list[np.ndarray]:
        """Return all right answers: rounding moves the garment by one pixel at most."""
        garment = self.cut_out(self.dark(self.grey()))
        exact = [side * SIDE / max(garment.shape) for side in garment.shape]
        sizes = {
            (max(1, round_height(exact[0])), max(1, round_width(exact[1])))
            for round_height, round_width in product((math.floor, math.ceil), repeat=2)
        }
        images = []
        for height, width in sizes:
            small = resize(garment, height, width)
            for down, right in product((-1, 0, 1), repeat=2):
                image = np.zeros((SIDE, SIDE))
                top = max(0, (SIDE - height + down) // 2)
                left = max(0, (SIDE - width + right) // 2)
                image[top : top + height, left : left + width] = small
                images.append(image)
        return images

    def prepared(self, weights: tuple[float, ...] = WEIGHTS) -> np.ndarray:
        """Return the right answer, or the one for other weights of the colours."""
        return self.centred(self.fitted(self.cut_out(self.dark(self.grey(weights)))))
