"""How many labels without task A are worth n labels with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import isotonic_regression

Right = npt.NDArray[np.generic]


class Equivalent(NamedTuple):
    """A number of labels, and its interval. Infinite is more than were measured, 0 is fewer."""

    n_labels: float
    low: float
    high: float


def equivalent_labels(
    with_A: Mapping[int, Right],
    without_A: Mapping[int, Right],
    confidence: float = 0.95,
    n_draws: int = 2_000,
) -> dict[int, Equivalent]:
    """Return for each number of labels with task A how many without it reach the same accuracy.

    Between measured numbers the accuracy without A is taken as a line over the logarithm of the
    number, after what falls with more labels has been levelled (isotonic regression). Intervals are
    percentiles over seeds and images that are drawn again, as in `over_seeds_and_images`.

    Parameters
    ----------
    with_A, without_A : dict of int to array of shape (n_seeds, n_images)
        For each number of labels which test images were right. Seeds and images are the same in
        all.
    confidence : float
        The part of such intervals that hold the true number.
    n_draws : int
        The same draws each time.
    """
    rng = np.random.default_rng(0)
    n_seeds, n_images = next(iter(with_A.values())).shape
    seeds = rng.multinomial(n_seeds, np.full(n_seeds, 1 / n_seeds), n_draws) / n_seeds
    images = rng.multinomial(n_images, np.full(n_images, 1 / n_images), n_draws) / n_images
    # The first draw is the measurement itself.
    seeds = np.concatenate([np.full((1, n_seeds), 1 / n_seeds), seeds])
    images = np.concatenate([np.full((1, n_images), 1 / n_images), images])

    def means(right: Right) -> npt.NDArray[np.float64]:
        drawn: npt.NDArray[np.float64] = np.einsum("di,di->d", seeds @ right.astype(float), images)
        return drawn

    numbers = sorted(without_A)
    curves = np.stack([means(without_A[n]) for n in numbers], axis=1)
    curves = np.array([isotonic_regression(curve) for curve in curves])
    shares = [(1 - confidence) / 2, (1 + confidence) / 2]
    found: dict[int, Equivalent] = {}
    for n, right in with_A.items():
        worth = np.array(
            [
                _crossing(accuracy, curve, numbers)
                for accuracy, curve in zip(means(right), curves, strict=True)
            ]
        )
        low, high = np.quantile(worth[1:], shares, method="closest_observation")
        found[n] = Equivalent(float(worth[0]), float(low), float(high))
    return found


def _crossing(accuracy: float, curve: npt.NDArray[np.float64], numbers: list[int]) -> float:
    """Return where a rising curve reaches an accuracy, 0 if before its start, infinite if never."""
    if accuracy > curve[-1]:
        return np.inf
    if accuracy < curve[0]:
        return 0.0
    after = int(np.searchsorted(curve, accuracy))
    if after == 0:
        return float(numbers[0])
    part = (accuracy - curve[after - 1]) / (curve[after] - curve[after - 1])
    logs = np.log(numbers)
    return float(np.exp(logs[after - 1] + part * (logs[after] - logs[after - 1])))
