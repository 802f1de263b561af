"""Balanced accuracy, and differences of it, with intervals that count objects and not pictures.

Pictures of one object are not independent: whoever knows a mug from the left knows it from the
right. So within each class the pictures are aggregated by object, and a share of them counts as if
it were that of so many independent trials as there are objects. Where some objects have more
pictures than others, it is L. Kish's effective number, (sum of n)² / sum of n² for n pictures of
an object. The interval of each class is Clopper's and Pearson's, so that three objects which are
all right do not make a certainty, as they do in a bootstrap. The classes are strata: their
intervals become that of the mean by squaring and adding the distances from each share to its ends.

It is on the safe side where pictures of one object differ much in how hard they are. It is about
other objects of these classes. What training on other pictures would change, it does not hold.

References
----------
C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
of the binomial", Biometrika 26, 1934. G. Y. Zou and A. Donner, "Construction of confidence limits
about effect measures: a general approach", Statistics in Medicine 27, 2008. L. Kish, "Survey
Sampling", Wiley 1965, chapter 11.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats

from course_utils.evaluation.statistics import Interval

Bools = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.integer]


def balanced_accuracy(
    right: Bools, labels: Labels, objects: Sequence[str], confidence: float = 0.95
) -> Interval:
    """Return the balanced accuracy on some pictures, from 0 to 1, with its interval over objects.

    Parameters
    ----------
    right : array of bool, shape (n,)
        Whether the answer to each picture was right.
    labels : array of integers, shape (n,)
        The class of each picture; every class that is among them counts alike.
    objects : sequence of str, length n
        The object that each picture shows. The same name in two classes means two objects.
    confidence : float
        The part of such intervals that hold the true value, at the least but for small errors.
    """
    return _mean_over_classes([(1, right)], labels, objects, confidence)


def balanced_difference(
    first: Bools, second: Bools, labels: Labels, objects: Sequence[str], confidence: float = 0.95
) -> Interval:
    """Return by how much the first is ahead of the second in balanced accuracy, from -1 to 1.

    It is paired: what both have right, or both wrong, drops out. What is left are the share that
    the first alone has right and the share that the second alone has right; their difference has
    its interval from theirs.

    Parameters
    ----------
    first, second : array of bool, shape (n,)
        Whether each was right on the same pictures.
    labels, objects, confidence
        As in `balanced_accuracy`.
    """
    alone = [(1, first & ~second), (-1, second & ~first)]
    return _mean_over_classes(alone, labels, objects, confidence)


def _mean_over_classes(
    signed: Sequence[tuple[int, Bools]], labels: Labels, objects: Sequence[str], confidence: float
) -> Interval:
    """Add up shares with their signs, and take the mean over the classes."""
    classes = np.unique(labels)
    mean = square_below = square_above = 0.0
    for label in classes:
        is_here = labels == label
        _, n_pictures = np.unique(np.array(objects)[is_here], return_counts=True)
        n_objects = float(n_pictures.sum() ** 2 / (n_pictures**2).sum())
        for sign, happened in signed:
            share = float(happened[is_here].mean())
            low, high = _clopper_pearson(share, n_objects, confidence)
            mean += sign * share / len(classes)
            below, above = (share - low, high - share)[::sign]
            square_below += below**2
            square_above += above**2
    reach_below, reach_above = np.sqrt([square_below, square_above]) / len(classes)
    return Interval(mean, float(mean - reach_below), float(mean + reach_above))


def _clopper_pearson(share: float, n: float, confidence: float) -> tuple[float, float]:
    """Return the interval of a share of n trials, which need not be a whole number."""
    outside = (1 - confidence) / 2
    low = stats.beta.ppf(outside, share * n, (1 - share) * n + 1) if share > 0 else 0.0
    high = stats.beta.ppf(1 - outside, share * n + 1, (1 - share) * n) if share < 1 else 1.0
    return float(low), float(high)
