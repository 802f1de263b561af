"""Statistics over seeds, and over seeds and images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
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


_N_PARTS = 20


class Interval(NamedTuple):
    """A mean and the interval that holds it."""

    mean: float
    low: float
    high: float


def over_seeds_and_images(
    right: npt.NDArray[np.generic], confidence: float = 0.95, n_draws: int = 2_000
) -> Interval:
    """Return a mean over seeds and images, with an interval for other seeds and other images.

    Seeds and images are drawn again, each with replacement and independently of the other (the
    pigeonhole bootstrap). The interval is the mean ± Student's t, with as many degrees of freedom
    as there are seeds but one, times the standard deviation of the drawn means.

    Parameters
    ----------
    right : array, shape (n_seeds, n_images)
        Whether an image was right with a seed, or the difference of two such arrays: then the
        interval is that of a paired comparison. The images are the same for all seeds.
    confidence : float
        As in `mean_interval`.
    n_draws : int
        The same draws each time, so that a figure comes out the same.

    Raises
    ------
    ValueError
        If there are fewer than two seeds or two images.

    References
    ----------
    A. B. Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007. It is cautious:
    what belongs to neither seed nor image alone counts up to three times.
    """
    measured = np.asarray(right, dtype=float)
    n_seeds, n_images = measured.shape
    if min(n_seeds, n_images) < 2:
        raise ValueError("an interval needs two seeds and two images at least")
    seeds, images = _drawn_again(n_seeds, n_images, n_draws)
    means = np.einsum("ds,ds->d", seeds, _summed(measured, images)) / measured.size
    reach = stats.t.ppf((1 + confidence) / 2, n_seeds - 1) * means.std(ddof=1)
    mean = float(measured.mean())
    return Interval(mean, mean - float(reach), mean + float(reach))


@lru_cache(maxsize=8)
def _drawn_again(
    n_seeds: int, n_images: int, n_draws: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Return how often each seed and each image was drawn in each draw."""
    rng = np.random.default_rng(0)
    seeds = rng.multinomial(n_seeds, np.full(n_seeds, 1 / n_seeds), n_draws)
    images = rng.multinomial(n_images, np.full(n_images, 1 / n_images), n_draws)
    return seeds, images.astype(np.uint8)


def _summed(
    values: npt.NDArray[np.floating], images: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float64]:
    """Return the sum of each seed over the images of each draw, shape (n_draws, n_seeds)."""
    parts = np.array_split(images, _N_PARTS)  # as floats all draws would take 160 MB
    return np.concatenate([part.astype(np.float64) @ values.T for part in parts])


def p_value(differences: npt.NDArray[np.generic]) -> float:
    """Return the two-sided p-value of no difference, by the draws of `over_seeds_and_images`.

    Parameters
    ----------
    differences : array, shape (n_seeds, n_images)
        Of two ways of training.
    """
    found = over_seeds_and_images(differences)
    n_seeds = len(differences)
    spread = (found.high - found.mean) / stats.t.ppf(0.975, n_seeds - 1)
    if spread == 0:
        return 1.0 if found.mean == 0 else 0.0
    return float(2 * stats.t.sf(abs(found.mean) / spread, n_seeds - 1))


def holm(p_values: Values) -> npt.NDArray[np.float64]:
    """Return p-values corrected for a family of comparisons.

    Parameters
    ----------
    p_values : sequence of float

    Returns
    -------
    array of float
        In the order given. If those below 0.05 are called different, then with 95 % probability
        none of the family is called so wrongly.

    References
    ----------
    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6, 1979.
    """
    given = np.asarray(p_values, dtype=float)
    order = given.argsort()
    factors = np.arange(len(given), 0, -1)
    corrected = np.minimum(np.maximum.accumulate(given[order] * factors), 1)
    return corrected[order.argsort()]


class RandomEffects(NamedTuple):
    """What is common to all groups, and how much they differ."""

    mean: float
    low: float
    high: float
    between: float
    """The standard deviation of the groups' true means."""
    within: float
    """The standard deviation of repeats in a group."""


def random_effects(values: npt.NDArray[np.floating], confidence: float = 0.95) -> RandomEffects:
    """Fit a mixed model to repeats in groups: a common mean, and a deviation of each group.

    All groups have as many repeats, so the analysis of variance gives the estimates of restricted
    maximum likelihood in closed form. The interval of the common mean is for other groups too.

    Parameters
    ----------
    values : array of float, shape (n_groups, n_repeats)
        Such as the gain for each pair of classes and seed.
    confidence : float
        As in `mean_interval`.

    Raises
    ------
    ValueError
        If there are fewer than two groups or two repeats.

    References
    ----------
    S. R. Searle, G. Casella and C. E. McCulloch, "Variance Components", Wiley 1992, chapter 3.
    """
    n_groups, n_repeats = values.shape
    if min(n_groups, n_repeats) < 2:
        raise ValueError("a mixed model needs two groups and two repeats at least")
    of_groups = values.mean(axis=1)
    within = float(values.var(axis=1, ddof=1).mean())
    between = max(0.0, float(of_groups.var(ddof=1)) - within / n_repeats)
    mean, half_width = mean_interval(of_groups, confidence)
    return RandomEffects(
        mean, mean - half_width, mean + half_width, float(np.sqrt(between)), float(np.sqrt(within))
    )
