"""Statistics over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

Values = Sequence[float] | npt.NDArray[np.floating]


class PairedDifference(NamedTuple):
    """How much two ways of training differ, seed by seed."""

    mean: float
    low: float
    high: float
    lost: float
    """The part of the seeds in which the first is below the second, 0 to 1."""


def paired_difference(first: Values, second: Values, confidence: float = 0.95) -> PairedDifference:
    """Compare two ways of training that were run with the same seeds, by Student's t.

    Parameters
    ----------
    first, second : sequence of float
        One measurement a seed each, in the same order of seeds; two at least.
    confidence : float
        As in `mean_interval`.

    Returns
    -------
    PairedDifference
        Of the differences, first minus second. From low to high is the interval of their mean.

    Raises
    ------
    ValueError
        If they differ in length, or there are fewer than two seeds.
    """
    if len(first) != len(second):
        raise ValueError("a paired comparison needs both measurements of every seed")
    differences = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    mean, half_width = mean_interval(differences, confidence)
    lost = float(np.mean(differences < 0))
    return PairedDifference(mean, mean - half_width, mean + half_width, lost)


def mean_interval(values: Values, confidence: float = 0.95) -> tuple[float, float]:
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
