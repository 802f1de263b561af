"""Drawing the inputs of a case: small images of odd sizes, so that no size can be guessed."""

from __future__ import annotations

import numpy as np


def odd_size(rng: np.random.Generator) -> tuple[int, int]:
    """Draw a height and a width that differ, both from 5 to 11 pixels."""
    height, width = rng.choice(np.arange(5, 12), size=2, replace=False)
    return int(height), int(width)


def labelled_images(
    rng: np.random.Generator, n: int, shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Draw random images, all different, with labels that contain every class.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the numbers come from.
    n : int
        How many images, 10 or more.
    shape : tuple of int
        The shape of one image.

    Returns
    -------
    X : ndarray of uint8, shape (n, *shape)
    y : ndarray of uint8, shape (n,)
        Labels 0 to 9, each n / 10 times to the next whole number.
    """
    X = rng.integers(0, 256, size=(n, *shape), dtype=np.uint8)
    y = rng.permutation(np.arange(n) % 10).astype(np.uint8)
    return X, y
