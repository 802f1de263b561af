"""Penalties of the arms that train no network, tried on held-out images.

Five seeds that no other experiment uses, for each of the three pairs; as many held-out images as
labels. The test images are not read.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from course_utils.experiments.arms import (
    CUTS,
    PAIRS,
    PIXELS,
    TUNED_AT,
    TUNING_SEEDS,
    heads_of,
    settings_of,
    tuned_at,
)
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.experiments.results import read_results
from course_utils.experiments.right import on_held_out
from course_utils.experiments.transfer_learning import head_predictions, held_out


def measure(source: str, pair: str, seed: int) -> list[Row]:
    """Fit every head with every setting; count the held-out images that are right."""
    settings = {arm: settings_of(arm) for arm in heads_of(source)}
    seen_at = {n: held_out(pair, n, seed) for n in TUNED_AT}
    return [
        {"n": n, "arm": arm.name, "setting": setting, **on_held_out(predicted == seen.y)}
        for n, seen in seen_at.items()
        for arm, setting, predicted in head_predictions(source, pair, n, seed, seen.X, settings)
    ]


def penalty_of(arm: str, n: int) -> float:
    """Return the chosen setting of an arm for n labels."""
    return best_settings("tuning_heads")[arm, tuned_at(n)]


@cache
def best_settings(results: str) -> dict[tuple[str, int], float]:
    """Return the setting with most held-out images right, by arm and number of labels.

    All runs of such a tuning count together. Of equals the middle one is taken, and none at the
    edge of the grid if there is another.
    """
    right = read_results(results).groupby(["arm", "n", "setting"])["right"].sum()
    return {
        (str(arm), int(n)): middle_of_best(counts.droplevel(["arm", "n"]))
        for (arm, n), counts in right.groupby(["arm", "n"])
    }


def middle_of_best(counts: pd.Series[int]) -> float:
    """Return the setting with the highest count; of equals the middle one, inside the grid if any.

    Parameters
    ----------
    counts : Series of int
        How many images are right, by setting.
    """
    best = counts[counts == counts.max()].index.sort_values()
    inner = [setting for setting in best if counts.index.min() < setting < counts.index.max()]
    of_equals = inner or list(best)
    return float(of_equals[(len(of_equals) - 1) // 2])


EXPERIMENT = Experiment(
    "tuning_heads",
    every(source=(PIXELS, *CUTS), pair=PAIRS, seed=TUNING_SEEDS),
    measure,
    steps=("n", "arm", "setting"),
    values=("right", "held_out"),
)
