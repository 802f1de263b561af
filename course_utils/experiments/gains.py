"""Gains of transfer over the best way without task A, from stored rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from course_utils.evaluation.label_equivalence import Equivalent, equivalent_labels
from course_utils.evaluation.statistics import holm, over_seeds_and_images, p_value
from course_utils.experiments.arms import N_LABELS, PAIRS
from course_utils.experiments.opponents import WITHOUT_A, best_cut, best_on_held_out
from course_utils.experiments.pairs_map import FROZEN, OPPONENTS
from course_utils.experiments.right import of_seeds


def gains_of_pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the gain of transfer for every pair of classes and number of labels.

    Parameters
    ----------
    rows : DataFrame
        Of `pairs_map`.

    Returns
    -------
    DataFrame
        One row a pair and number: ``first``, ``second``, ``n``; ``gain``, ``low`` and ``high`` in
        points; and ``is_clear``, whether it differs from 0 after Holm's correction for the 45
        pairs.
    """
    lines = []
    for (first, second, n), of_pair in rows.groupby(["first", "second", "n"]):
        differences = _differences(of_pair, int(n))
        interval = over_seeds_and_images(differences)
        lines.append([first, second, n, *(100 * value for value in interval), p_value(differences)])
    gains = pd.DataFrame(lines, columns=["first", "second", "n", "gain", "low", "high", "p"])
    gains["is_clear"] = gains.groupby("n")["p"].transform(lambda p: holm(p.to_numpy())) < 0.05
    return gains.drop(columns="p")


def gains_by_seed(rows: pd.DataFrame, n: int, opponent: str | None = None) -> pd.DataFrame:
    """Return the gain of transfer in points: one row a pair of classes, one column a seed.

    Parameters
    ----------
    rows : DataFrame
        Of `pairs_map`.
    n : int
        The number of labels.
    opponent : str, optional
        What transfer is compared with; else the best without task A on held-out images.

    Returns
    -------
    DataFrame
        Its index has the two classes of a pair, ``first`` and ``second``.
    """
    of_n = rows[rows["n"] == n]
    lines = {
        pair: 100 * _differences(of_pair, n, opponent).mean(axis=1)
        for pair, of_pair in of_n.groupby(["first", "second"])
    }
    gains = pd.DataFrame(lines).T
    return gains.rename_axis(["first", "second"])


def worth_of_labels(ladder: pd.DataFrame) -> dict[str, dict[int, Equivalent]]:
    """Return how many labels without task A are worth n with frozen features from it.

    Parameters
    ----------
    ladder : DataFrame
        Rows of `transfer_ladder`.

    Returns
    -------
    dict
        For each pair and number of labels. Arms are those that were best on held-out images.
    """
    return {
        pair: equivalent_labels(
            right_by_n(ladder, pair, lambda n: best_cut("conv from A", n)),
            right_by_n(ladder, pair, lambda n: best_on_held_out(WITHOUT_A, n)),
        )
        for pair in PAIRS
    }


def right_by_n(
    rows: pd.DataFrame, pair: str, arm_of: Callable[[int], str]
) -> dict[int, npt.NDArray[np.bool_]]:
    """Return which test images were right, for each number of labels.

    Parameters
    ----------
    rows : DataFrame
        Of `transfer_ladder` or `near_or_far`.
    pair : str
    arm_of : callable
        From the number of labels to the arm.
    """
    of_pair = rows[rows["pair"] == pair]
    return {
        n: of_seeds(of_pair[(of_pair["n"] == n) & (of_pair["arm"] == arm_of(n))]) for n in N_LABELS
    }


def _differences(
    of_pair: pd.DataFrame, n: int, opponent: str | None = None
) -> npt.NDArray[np.float64]:
    """Return transfer minus its opponent for each seed and image of one pair."""
    opponent = opponent or best_on_held_out(OPPONENTS, n)
    transfer, other = (of_seeds(of_pair[of_pair["arm"] == arm]) for arm in (FROZEN, opponent))
    return transfer.astype(float) - other
