"""Images changed at random while a network learns from them."""

from __future__ import annotations

import numpy as np


def shifted_at_random(images: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Return a copy of images, each moved by up to some pixels; zeros come in.

    Parameters
    ----------
    images : ndarray, shape (n, height, width)
    most : int
        By how many pixels at most, up or down and to a side.
    rng : numpy.random.Generator
    """
    if most == 0:
        return images.copy()
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, images.shape[1:], axis=(1, 2))
    down, right = rng.integers(0, 2 * most + 1, (2, len(images)))
    return np.asarray(windows[np.arange(len(images)), down, right])
