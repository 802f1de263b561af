"""Choosing a learning rate: two seeds try all, all seeds the best, and none ends at the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from course_utils.experiments.arms import TUNING_SEEDS
from course_utils.experiments.experiment import Row

Found = dict[float, dict[int, float]]
"""For each rate and seed the accuracy."""

_GRID = [float(f"{digit}e{power}") for power in range(-8, 2) for digit in (1, 3)]
_SEEDS_WITH_ALL_RATES = TUNING_SEEDS[:2]
_N_KEPT = 2  # rates that all seeds try
_DIGITS = 4  # of an accuracy in the rows
_DIGITS_OF_MEAN = 6  # beyond them two means differ by rounding only


def search(rates: Iterable[float], accuracy: Callable[[float, int], float]) -> Found:
    """Try rates by successive halving; go on outwards while the best is the lowest or the highest.

    Parameters
    ----------
    rates : iterable of float
        What is tried at first, of the grid 1, 3, 10, 30 and so on.
    accuracy : callable
        Returns what a rate comes to with a seed, on images that are held out.
    """
    found: Found = {}

    def learn(rate: float, seeds: Iterable[int]) -> None:
        of_rate = found.setdefault(rate, {})
        for seed in seeds:
            if seed not in of_rate:
                of_rate[seed] = round(accuracy(rate, seed), _DIGITS)

    for rate in rates:
        learn(rate, _SEEDS_WITH_ALL_RATES)
    for rate in _best_first(found)[:_N_KEPT]:
        learn(rate, TUNING_SEEDS)
    while (further := next_outwards(found)) is not None:
        learn(further, TUNING_SEEDS)
    return found


def rows_of(found: Found, column: str = "accuracy") -> list[Row]:
    """Return what was found: a row for each rate and seed, with the accuracy in a column."""
    return [
        {"rate": rate, "seed": seed, column: accuracy}
        for rate, of_rate in found.items()
        for seed, accuracy in of_rate.items()
    ]


def next_outwards(found: Found) -> float | None:
    """Return the rate that is to be tried next; None if the best is within those that were tried.

    Only rates with all seeds can be the best.
    """
    whole = {rate: of_rate for rate, of_rate in found.items() if len(of_rate) == len(TUNING_SEEDS)}
    return outwards(_best_first(whole)[0], found)


def outwards(best: float, tried: Iterable[float]) -> float | None:
    """Return the next rate of the grid if the best is the lowest or highest of those tried."""
    rates = set(tried)
    for edge, step in ((min(rates), -1), (max(rates), 1)):
        place = _GRID.index(edge) + step
        if best == edge and 0 <= place < len(_GRID):
            return _GRID[place]
    return None


def _best_first(found: Found) -> list[float]:
    """Return the rates by their mean, the best first; of equals the smallest comes first."""

    def mean(rate: float) -> float:
        return round(float(np.mean(list(found[rate].values()))), _DIGITS_OF_MEAN)

    return sorted(found, key=lambda rate: (-mean(rate), rate))


def best_rates(rows: pd.DataFrame, groups: list[str], accuracy: str) -> dict[Any, float]:
    """Return the rate with the best mean in each group, of those that all tuning seeds tried.

    Of equals it is the smallest, as in the search. A group goes by its value, or by all its values.

    Parameters
    ----------
    rows : DataFrame
        One row a rate and seed, with the columns ``rate`` and those that are named here.
    groups : list of str
        The columns that tell the groups apart.
    accuracy : str
        The column that counts.
    """
    of_rate = rows.groupby([*groups, "rate"])[accuracy]
    means = of_rate.mean()[of_rate.size() == len(TUNING_SEEDS)].round(_DIGITS_OF_MEAN)
    best = means.groupby(groups).idxmax()
    return {group: float(rate) for group, (*_, rate) in best.items()}
