"""Which images a network got right, one bit an image, as text in a results file."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

N_TEST_B = 2_000  # the test images of any pair of classes

Right = npt.NDArray[np.bool_]


def on_test(right: Right) -> dict[str, str | float]:
    """Return the columns of a row that tell how many test images were right, and which."""
    return {"test_accuracy": round(float(right.mean()), 4), "right": packed(right)}


def on_held_out(right: Right) -> dict[str, int]:
    """Return the columns of a row that count the held-out images, and those that were right."""
    return {"right": int(right.sum()), "held_out": len(right)}


def packed(right: Right) -> str:
    """Return one bit for each image, as base64.

    Parameters
    ----------
    right : array of bool, shape (n_images,)
    """
    return base64.b64encode(np.packbits(right).tobytes()).decode()


def unpacked(texts: Iterable[str], n_images: int) -> Right:
    """Return what `packed` made, one row for each text.

    Parameters
    ----------
    texts : iterable of str
    n_images : int
        The bytes end with up to 7 bits that mean nothing.

    Returns
    -------
    array of bool, shape (n_texts, n_images)
    """
    rows = [np.frombuffer(base64.b64decode(text), dtype=np.uint8) for text in texts]
    return np.unpackbits(np.array(rows), axis=1, count=n_images).astype(bool)


def of_seeds(rows: pd.DataFrame, n_images: int = N_TEST_B) -> Right:
    """Return which test images were right, one row a seed, in the order of the seeds.

    Parameters
    ----------
    rows : DataFrame
        The rows of one arm, one for each seed, with the columns ``seed`` and ``right``.
    n_images : int
        How many test images there are.

    Raises
    ------
    ValueError
        If a seed stands twice: then the rows are of more than one arm.
    """
    if rows["seed"].duplicated().any():
        raise ValueError("these rows are of more than one arm")
    return unpacked(rows.sort_values("seed")["right"], n_images)
