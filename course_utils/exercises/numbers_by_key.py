"""A dict of numbers as one part of a result: it is right or wrong as a whole."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from course_utils.exercises.findings import numbers_in_words
from course_utils.exercises.parts import Part


def numbers_by_key(keys: Iterable[str], tolerance: float = 1e-6) -> Part:
    """Return the part of a result that is a dict of numbers.

    Parameters
    ----------
    keys : iterable of str
        Its keys, as `plain.to_plain` leaves them. Their order does not matter.
    tolerance : float
        How far a number may be from the truth.
    """
    names = tuple(keys)

    def in_words(truth: np.ndarray, got: np.ndarray) -> tuple[str, str]:
        """Return the first number that differs, by its key."""
        place = int(np.argmin(is_near(got, truth)))
        key = names[place] if names[place].isdigit() else repr(names[place])
        return numbers_in_words(f"result[{key}]", truth[place], got[place])

    def is_near(got: np.ndarray, truth: np.ndarray) -> np.ndarray:
        return np.asarray(np.isclose(got, truth, rtol=1e-5, atol=tolerance))

    def alike(got: np.ndarray, truth: np.ndarray) -> bool:
        return got.shape == truth.shape and bool(is_near(got, truth).all())

    return Part("the result", keys=names, alike=alike, in_words=in_words)
