"""Penalties of the heads on an ImageNet network's features of garments, tried on held-out images.

By the rule of `tuning_heads`, which has those of the other arms of `near_or_far`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from course_utils.datasets.tasks import Part
from course_utils.experiments.arms import PAIRS, PENALTIES, TUNED_AT, TUNING_SEEDS, tuned_at
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.imagenet_garments import CUTS_TRIED, SOURCES, arm_of, features
from course_utils.experiments.results import read_results
from course_utils.experiments.right import on_held_out
from course_utils.experiments.transfer_learning import held_out, labelled
from course_utils.experiments.tuning_heads import best_settings


def runs() -> list[Row]:
    """Return one run a source, pair and seed; its rows are numbers of labels, cuts, settings."""
    return [
        {"source": source, "pair": pair, "seed": seed}
        for source in SOURCES
        for pair in PAIRS
        for seed in TUNING_SEEDS
    ]


def measure(source: str, pair: str, seed: int) -> list[Row]:
    """Fit every head with every setting; count the held-out images that are right."""
    from course_utils.training.heads import LOGISTIC_REGRESSION, predictions

    parts = [labelled(pair, n, seed) for n in TUNED_AT]
    seen = [held_out(pair, n, seed) for n in TUNED_AT]
    of_parts, of_seen = (features_of(source, pair, seed, part_list) for part_list in (parts, seen))
    rows: list[Row] = []
    for place, n in enumerate(TUNED_AT):
        y = seen[place].y
        for cut in CUTS_TRIED:
            learnt = Part(of_parts[place][cut], parts[place].y)
            found = predictions(LOGISTIC_REGRESSION, learnt, of_seen[place][cut], PENALTIES)
            rows += [
                {"n": n, "arm": arm_of(source, cut), "setting": setting, **on_held_out(labels == y)}
                for setting, labels in zip(PENALTIES, found, strict=True)
            ]
    return rows


def features_of(
    source: str, pair: str, seed: int, parts: list[Part]
) -> list[dict[str, np.ndarray]]:
    """Return the features of several parts, all computed together: one for each part."""
    together = features(source, pair, seed, np.concatenate([part.X for part in parts]))
    ends = np.cumsum([len(part.X) for part in parts])[:-1]
    split = {cut: np.split(values, ends) for cut, values in together.items()}
    return [{cut: split[cut][place] for cut in CUTS_TRIED} for place in range(len(parts))]


def penalty_of(arm: str, n: int) -> float:
    """Return the setting with most held-out images right, all pairs and seeds together."""
    return best_settings("near_or_far_heads")[arm, tuned_at(n)]


def best_cut(source: str, n: int) -> str:
    """Return the arm of a source whose cut was best on held-out images."""
    arms = [arm_of(source, cut) for cut in CUTS_TRIED]
    return max(arms, key=lambda arm: _right()[arm, tuned_at(n)].max())


@cache
def _right() -> pd.Series[int]:
    return read_results("near_or_far_heads").groupby(["arm", "n", "setting"])["right"].sum()


EXPERIMENT = Experiment(
    "near_or_far_heads",
    runs(),
    measure,
    steps=("n", "arm", "setting"),
    values=("right", "held_out"),
)
