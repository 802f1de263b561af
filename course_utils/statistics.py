"""Statistics over seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats


def mean_interval(
    values: Sequence[float] | npt.NDArray[np.floating], confidence: float = 0.95
) -> tuple[float, float]:
    """Return the mean of some measurements and the half-width of its interval, by Student's t.

    Parameters
    ----------
    values : sequence of float
        One measurement a seed; two at least.
    confidence : float
        The part of such intervals that hold the true mean, if the values vary like a normal
        distribution.

    Returns
    -------
    mean, half_width : float
        The interval is mean ± half_width.

    Raises
    ------
    ValueError
        If there are fewer than two values, from which no spread can be told.
    """
    measured = np.asarray(values, dtype=float)
    if measured.size < 2:
        raise ValueError("an interval needs two values at least")
    factor = stats.t.ppf((1 + confidence) / 2, measured.size - 1)
    return float(measured.mean()), float(factor * stats.sem(measured))
