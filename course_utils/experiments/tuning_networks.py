"""Learning rates and updates of the arms that train a network, tried on held-out images.

Successive halving: all rates with few runs, the best with every number of updates, the best of
those with all runs, and where that has the lowest or the highest rate, the next one outwards. A run
is a pair and a seed that no other experiment uses; the test images are not read. Source: K.
Jamieson and A. Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization",
AISTATS 2016.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np

from course_utils.experiments.arms import (
    N_UPDATES,
    NETWORKS,
    PAIRS,
    RATES,
    TUNED_AT,
    TUNED_CONV,
    TUNING_SEEDS,
    Network,
    tuned_at,
)
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.rate_search import outwards
from course_utils.experiments.results import read_results
from course_utils.experiments.transfer_learning import held_out, trained_network
from course_utils.experiments.tuning_heads import penalty_of

Setting = tuple[float, int]

_RUNS = [
    (tuple(PAIRS)[i % len(PAIRS)], TUNING_SEEDS[i % len(TUNING_SEEDS)])
    for i in range(len(PAIRS) * len(TUNING_SEEDS))
]
"""Every pair with every seed, in an order in which any five runs have all seeds."""


class Plan(NamedTuple):
    """How settings are tried for a number of labels."""

    n_runs: tuple[int, int, int]
    """In each round. Runs of the rounds before count too."""
    n_rates: int
    """What is kept after the first round."""
    first_updates: int
    """What rates are compared with."""
    n_updates: tuple[int, ...]
    """What is tried with each rate that is kept."""


_FEW = Plan((len(_RUNS),) * 3, n_rates=3, first_updates=100, n_updates=N_UPDATES[:-1])
_MANY = Plan(
    (len(PAIRS), len(PAIRS), 2 * len(PAIRS)), n_rates=2, first_updates=300, n_updates=N_UPDATES
)
_N_SETTINGS = 2  # kept after the second round


def plan(n: int) -> Plan:
    """Return the plan for n labels.

    With few labels few images are held out: it takes all runs to tell settings apart, and no more
    updates than a network that sees the same images hundreds of times can use.
    """
    return _FEW if n <= 50 else _MANY


def runs() -> list[Row]:
    """Return one run an arm and number of labels; its rows are what was tried."""
    return [{"arm": arm.name, "n": n} for n in TUNED_AT for arm in NETWORKS]


def measure(arm: str, n: int) -> list[Row]:
    """Try settings in three rounds; count the held-out images that are right."""
    (network,) = (it for it in NETWORKS if it.name == arm)
    tried: dict[tuple[Setting, tuple[str, int]], tuple[int, int, int]] = {}

    def best_of(settings: list[Setting], n_runs: int, round_number: int) -> list[Setting]:
        """Return settings from the best down, after all runs of a round."""
        shares: dict[Setting, float] = dict.fromkeys(settings, 0.0)
        for setting, where in product(settings, _RUNS[:n_runs]):
            if (setting, where) not in tried:
                tried[setting, where] = (round_number, *_right(network, n, setting, *where))
            _, right, asked = tried[setting, where]
            shares[setting] += right / asked
        return sorted(settings, key=lambda setting: -shares[setting])

    for_n = plan(n)
    settings = best_of([(rate, for_n.first_updates) for rate in RATES], for_n.n_runs[0], 1)
    rates = [rate for rate, _ in settings[: for_n.n_rates]]
    settings = best_of(list(product(rates, for_n.n_updates)), for_n.n_runs[1], 2)
    settings = best_of(settings[:_N_SETTINGS], for_n.n_runs[2], 3)
    while (rate := outwards(settings[0][0], [rate for (rate, _), _ in tried])) is not None:
        settings = best_of([*settings, (rate, settings[0][1])], for_n.n_runs[2], 4)
    return [
        {
            "rate": rate,
            "updates": n_updates,
            "pair": pair,
            "seed": seed,
            "round": round_number,
            "right": right,
            "held_out": asked,
        }
        for ((rate, n_updates), (pair, seed)), (round_number, right, asked) in tried.items()
    ]


def _right(arm: Network, n: int, setting: Setting, pair: str, seed: int) -> tuple[int, int]:
    from course_utils.training.task_b import predict

    seen = held_out(pair, n, seed)
    weights = trained_weights(arm, pair, n, seed, setting)
    right = predict(arm.kind, weights, seen.X) == seen.y
    return int(right.sum()), len(right)


def trained_weights(
    arm: Network, pair: str, n: int, seed: int, setting: Setting | None = None
) -> list[np.ndarray]:
    """Return the weights of an arm that learnt from n labels, if not told at its chosen setting."""
    rate, n_updates = setting or setting_of(arm, n)
    return trained_network(arm, pair, n, seed, rate, n_updates, head_penalty(arm, n))


def head_penalty(arm: Network, n: int) -> float:
    """Return the inverse penalty that is best for a frozen head at the same place."""
    if not arm.head_first:
        return 1.0
    cut = "block 2" if arm is TUNED_CONV else "hidden 5"
    return penalty_of(f"{arm.kind.split()[0]} from A, frozen, {cut}", n)


@cache
def chosen_settings() -> dict[tuple[str, int], Setting]:
    """Return the best rate and updates by arm and number of labels, of those with all runs.

    Of equals one whose rate is not the lowest or the highest, then the lowest.
    """
    rows = read_results("tuning_networks")
    rows["share"] = rows["right"] / rows["held_out"]
    of_arm = rows.groupby(["arm", "n"])["rate"]
    rows["is_edge"] = (rows["rate"] == of_arm.transform("min")) | (
        rows["rate"] == of_arm.transform("max")
    )
    tried = rows.groupby(["arm", "n", "rate", "updates"]).agg(
        share=("share", "mean"), size=("share", "size"), is_edge=("is_edge", "any")
    )
    all_runs = tried.groupby(["arm", "n"])["size"].transform("max")
    whole = tried[tried["size"] == all_runs].reset_index()
    ordered = whole.sort_values(
        ["share", "is_edge", "rate", "updates"], ascending=[False, True, True, True]
    )
    best = ordered.groupby(["arm", "n"]).first()
    return {
        (arm, int(n)): (float(row["rate"]), int(row["updates"]))
        for (arm, n), row in best.iterrows()
    }


def setting_of(arm: Network, n: int) -> Setting:
    """Return the chosen rate and number of updates of an arm for n labels."""
    return chosen_settings()[arm.name, tuned_at(n)]


EXPERIMENT = Experiment(
    "tuning_networks",
    runs(),
    measure,
    steps=("rate", "updates", "pair", "seed"),
    values=("round", "right", "held_out"),
)
