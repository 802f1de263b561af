"""The best way of learning task B without task A, chosen on held-out images."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from course_utils.experiments.arms import CUTS, RANDOM_CONV, RANDOM_DENSE, tuned_at
from course_utils.experiments.results import read_results

WITHOUT_A = (
    "best pixel",
    "1-NN",
    "1-NN, shifted copies",
    "logistic regression",
    "logistic regression, shifted copies",
    "SVM",
    "SVM, shifted copies",
    "scratch dense",
    "scratch conv",
    *(f"{source}, frozen, {cut}" for source in (RANDOM_CONV, RANDOM_DENSE) for cut in CUTS[source]),
)
"""Features of networks that nothing was learnt with go without task A too."""


def best_on_held_out(arms: Iterable[str], n: int) -> str:
    """Return the arm that was best in tuning, at its chosen setting, all pairs together.

    Parameters
    ----------
    arms : iterable of str
        Their names, such as `WITHOUT_A` or the cuts of one source.
    n : int
        The number of labels.
    """
    return str(held_out_accuracy()[:, tuned_at(n)][list(arms)].idxmax())


def best_cut(source: str, n: int) -> str:
    """Return the name of the frozen arm of a source whose cut was best in tuning."""
    return best_on_held_out([f"{source}, frozen, {cut}" for cut in CUTS[source]], n)


@cache
def held_out_accuracy() -> pd.Series[float]:
    """Return the mean accuracy on held-out images at the chosen setting, by arm and number."""
    heads = read_results("tuning_heads")
    networks = read_results("tuning_networks")
    networks = networks.rename(columns={"rate": "setting"})
    networks["setting"] = list(zip(networks["setting"], networks["updates"], strict=True))
    best = []
    for rows in (heads, networks):
        share = (rows["right"] / rows["held_out"]).rename("share")
        of_setting = share.groupby([rows["arm"], rows["n"], rows["setting"]]).agg(["mean", "size"])
        all_runs = of_setting.groupby(["arm", "n"])["size"].transform("max")
        whole = of_setting[of_setting["size"] == all_runs]
        best.append(whole["mean"].groupby(["arm", "n"]).max())
    return pd.concat(best)
