"""How many labels without task A are worth n labels with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import isotonic_regression

from course_utils.evaluation.statistics import over_seeds_and_images

Right = npt.NDArray[np.generic]


class Equivalent(NamedTuple):
    """A number of labels, and its interval. Infinite is more than were measured, 0 is fewer."""

    n_labels: float
    low: float
    high: float


def equivalent_labels(
    with_A: Mapping[int, Right], without_A: Mapping[int, Right], confidence: float = 0.95
) -> dict[int, Equivalent]:
    """Return for each number of labels with task A how many without it reach the same accuracy.

    Each number without A is compared with it, in pairs of seeds and images
    (`over_seeds_and_images`). Where the difference crosses 0, they are worth the same; the interval
    holds the numbers for which the interval of the difference holds 0. Between measured numbers
    differences and their ends are taken as lines over the logarithm of the number, after what rises
    with more labels has been levelled (isotonic regression).

    Parameters
    ----------
    with_A, without_A : dict of int to array of shape (n_seeds, n_images)
        For each number of labels which test images were right. Seeds and images are the same in
        all.
    confidence : float
        The part of such intervals that hold the true number.

    References
    ----------
    The interval of a ratio by inverting a test: E. C. Fieller, "Some problems in interval
    estimation", Journal of the Royal Statistical Society B 16, 1954.
    """
    numbers = sorted(without_A)
    found: dict[int, Equivalent] = {}
    for n, right in with_A.items():
        ahead = [
            over_seeds_and_images(right.astype(float) - without_A[number], confidence)
            for number in numbers
        ]
        mean, low, high = (
            _crossing(of_numbers, numbers) for of_numbers in zip(*ahead, strict=True)
        )
        found[n] = Equivalent(mean, low, high)
    return found


def _crossing(ahead: Sequence[float], numbers: Sequence[int]) -> float:
    """Return where a lead falls to 0, 0 if before the first number, infinite if never."""
    lead = isotonic_regression(ahead, increasing=False)
    if lead[-1] > 0:
        return np.inf
    if lead[0] < 0:
        return 0.0
    after = int(np.argmax(lead <= 0))
    if after == 0:
        return float(numbers[0])
    part = lead[after - 1] / (lead[after - 1] - lead[after])
    logs = np.log(numbers)
    return float(np.exp(logs[after - 1] + part * (logs[after] - logs[after - 1])))
