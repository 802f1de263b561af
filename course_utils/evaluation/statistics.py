"""Statistics over seeds, and over seeds and images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


class Interval(NamedTuple):
    """A mean and the interval that holds it."""

    mean: float
    low: float
    high: float


def over_seeds_and_images(right: npt.NDArray[np.generic], confidence: float = 0.95) -> Interval:
    """Return a mean over seeds and images, with an interval for other seeds and other images.

    It answers what drawing seeds and images again and again would show, each with replacement (the
    pigeonhole bootstrap), in closed form and without the bias that a bootstrap of few seeds has.

    Parameters
    ----------
    right : array, shape (n_seeds, n_images)
        Whether an image was right with a seed, or the difference of two such arrays: then the
        interval is that of a paired comparison. The images are the same for all seeds.
    confidence : float
        As in `mean_interval`.

    Raises
    ------
    ValueError
        If there are fewer than two seeds or two images.

    References
    ----------
    A. B. Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007. The same question,
    of readers and cases: S. L. Hillis, "A comparison of denominator degrees of freedom methods for
    multiple observer ROC analysis", Statistics in Medicine 26, 2007.
    """
    mean, error, freedom = _mean_and_error(right)
    reach = float(stats.t.ppf((1 + confidence) / 2, freedom)) * error
    return Interval(mean, mean - reach, mean + reach)


def p_value(differences: npt.NDArray[np.generic]) -> float:
    """Return the two-sided p-value of no difference, by the method of `over_seeds_and_images`.

    Parameters
    ----------
    differences : array, shape (n_seeds, n_images)
        Of two ways of training.

    Raises
    ------
    ValueError
        If there are fewer than two seeds or two images.
    """
    mean, error, freedom = _mean_and_error(differences)
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stats.t.sf(abs(mean) / error, freedom))


def _mean_and_error(values: npt.NDArray[np.generic]) -> tuple[float, float, float]:
    """Return mean, standard error and degrees of freedom, by a two-way analysis of variance."""
    measured = np.asarray(values, dtype=float)
    n_seeds, n_images = measured.shape
    if min(n_seeds, n_images) < 2:
        raise ValueError("an interval needs two seeds and two images at least")
    mean = float(measured.mean())
    of_seeds, of_images = measured.mean(axis=1), measured.mean(axis=0)
    rest = measured - of_seeds[:, np.newaxis] - of_images + mean
    square_rest = float((rest**2).sum()) / ((n_seeds - 1) * (n_images - 1))
    square_seeds = n_images * float(of_seeds.var(ddof=1))
    square_images = n_seeds * float(of_images.var(ddof=1))
    whole = square_seeds + max(square_images - square_rest, 0.0)
    freedom = (n_seeds - 1) * (whole / square_seeds) ** 2 if square_seeds > 0 else np.inf
    return mean, float(np.sqrt(whole / measured.size)), float(freedom)


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
    between: float
    """The standard deviation of the groups' true means."""
    within: float
    """The standard deviation of repeats in a group."""


def random_effects(values: npt.NDArray[np.floating]) -> RandomEffects:
    """Fit a mixed model to repeats in groups: a common mean, and a deviation of each group.

    All groups have as many repeats, so the analysis of variance gives the estimates in closed form.

    Parameters
    ----------
    values : array of float, shape (n_groups, n_repeats)
        Such as the gain for each pair of classes and seed.

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
    return RandomEffects(float(of_groups.mean()), float(np.sqrt(between)), float(np.sqrt(within)))


def over_classes(of_pairs: Mapping[tuple[int, int], float], confidence: float = 0.95) -> Interval:
    """Return a mean over all pairs of classes, with an interval for other classes.

    Pairs that share a class are alike, so they do not count as so many measurements: one class
    after the other is left out with all its pairs (the jackknife).

    Parameters
    ----------
    of_pairs : mapping of tuple to float
        What was measured for each pair, such as ``{(0, 1): 0.5, (0, 2): 1.2, (1, 2): 0.1}``.
    confidence : float
        As in `mean_interval`.

    Raises
    ------
    ValueError
        If there are fewer than three classes.

    References
    ----------
    J. N. Arvesen, "Jackknifing U-statistics", Annals of Mathematical Statistics 40, 1969.
    """
    classes = sorted({of_class for pair in of_pairs for of_class in pair})
    if len(classes) < 3:
        raise ValueError("an interval over classes needs three of them at least")
    without = np.array(
        [
            np.mean([value for pair, value in of_pairs.items() if left_out not in pair])
            for left_out in classes
        ]
    )
    n = len(classes)
    error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    reach = float(stats.t.ppf((1 + confidence) / 2, n - 1) * error)
    mean = float(np.mean(list(of_pairs.values())))
    return Interval(mean, mean - reach, mean + reach)
