"""The cheap baselines that a network must beat."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

UInt8s = npt.NDArray[np.uint8]


class PixelRule(NamedTuple):
    """A classifier of two classes that looks at one pixel.

    It says *second class* where the pixel is above the threshold, or, if `above` is False, where
    it is not.
    """

    row: int
    column: int
    threshold: int
    above: bool

    def predict(self, images: UInt8s) -> npt.NDArray[np.bool_]:
        """Return, for images of shape (n, height, width), whether each is of the second class."""
        bright: npt.NDArray[np.bool_] = images[:, self.row, self.column] > self.threshold
        return bright if self.above else ~bright


def best_pixel_rule(images: UInt8s, is_second: npt.NDArray[np.bool_]) -> PixelRule:
    """Find the pixel, threshold and direction with the fewest errors on some images.

    Parameters
    ----------
    images : array of uint8, shape (n, height, width)
        Images of two classes.
    is_second : array of bool, shape (n,)
        Whether each is of the second class.

    Returns
    -------
    PixelRule
        Of equally good rules the first: by row, column, threshold, then *above* first.
    """
    first, second = grey_counts(images[~is_second]), grey_counts(images[is_second])
    # Right if «above t» means second: those of the first class up to t, of the second beyond t.
    right_if_above = first.cumsum(axis=1) + (
        second.sum(axis=1, keepdims=True) - second.cumsum(axis=1)
    )
    right = np.stack([right_if_above, len(images) - right_if_above], axis=-1)
    pixel, threshold, direction = np.unravel_index(right.argmax(), right.shape)
    row, column = divmod(int(pixel), images.shape[2])
    return PixelRule(row, column, int(threshold), bool(direction == 0))


def grey_counts(images: UInt8s) -> npt.NDArray[np.int64]:
    """Count how often each pixel has each grey level.

    Parameters
    ----------
    images : array of uint8, shape (n, height, width)

    Returns
    -------
    array of int64, shape (height * width, 256)
    """
    pixels = images.reshape(len(images), -1)
    n_pixels = pixels.shape[1]
    codes = pixels + 256 * np.arange(n_pixels)
    return np.bincount(codes.ravel(), minlength=256 * n_pixels).reshape(n_pixels, 256)
