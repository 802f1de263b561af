"""The cheap baselines that a network must beat."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

UInt8s = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


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
        As `rule_from_counts`.
    """
    return rule_from_counts(grey_counts(images[~is_second]), grey_counts(images[is_second]))


def rule_from_counts(first: Counts, second: Counts) -> PixelRule:
    """Find the pixel, threshold and direction with the fewest errors, from counts alone.

    Parameters
    ----------
    first, second : array of int64, shape (height, width, 256)
        How often each pixel has each grey level in the images of either class.

    Returns
    -------
    PixelRule
        Of equally good rules the first: by row, column, threshold, then *above* first.
    """
    # «Above t means second» is right about the first class up to t and the second beyond t.
    beyond = second.sum(axis=-1, keepdims=True) - second.cumsum(axis=-1)
    right_if_above = first.cumsum(axis=-1) + beyond
    n_images = int(first[0, 0].sum() + second[0, 0].sum())
    right = np.stack([right_if_above, n_images - right_if_above], axis=-1)
    row, column, threshold, direction = np.unravel_index(right.argmax(), right.shape)
    return PixelRule(int(row), int(column), int(threshold), bool(direction == 0))


def grey_counts(images: UInt8s) -> Counts:
    """Count how often each pixel has each grey level.

    Parameters
    ----------
    images : array of uint8, shape (n, height, width)

    Returns
    -------
    array of int64, shape (height, width, 256)
    """
    _, height, width = images.shape
    levels = 256 * np.arange(height * width).reshape(height, width) + images
    counts = np.bincount(levels.ravel(), minlength=height * width * 256)
    return counts.reshape(height, width, 256)


class PixelTable:
    """A classifier of many classes that looks at one pixel, in 16 levels of grey.

    For each level it gives the class that was most common there among the training images. The
    pixel is the one with the fewest errors on them. `fit` and `predict` are scikit-learn's.
    """

    LEVELS = 16

    def fit(self, X: npt.NDArray[np.floating], y: npt.NDArray[np.integer]) -> PixelTable:
        """Choose the pixel, and a class for each of its levels.

        Parameters
        ----------
        X : array of float, shape (n, pixels)
            Values from 0 to 1.
        y : array of integers, shape (n,)
            Labels from 0.
        """
        n_pixels, n_classes = X.shape[1], int(y.max()) + 1
        cells = (np.arange(n_pixels) * self.LEVELS + self._level(X)) * n_classes + y[:, np.newaxis]
        counts = np.bincount(cells.ravel(), minlength=n_pixels * self.LEVELS * n_classes)
        counts = counts.reshape(n_pixels, self.LEVELS, n_classes)
        self.pixel = int(counts.max(axis=2).sum(axis=1).argmax())
        self.class_of_level = counts[self.pixel].argmax(axis=1)
        return self

    def predict(self, X: npt.NDArray[np.floating]) -> npt.NDArray[np.integer]:
        """Return the label for each row of X, of the same form as in `fit`."""
        return np.asarray(self.class_of_level[self._level(X[:, self.pixel])])

    def _level(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
        return np.minimum((values * self.LEVELS).astype(np.int64), self.LEVELS - 1)
