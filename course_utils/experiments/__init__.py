"""Experiments too long for a notebook: run once, kept as rows in data/results."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from course_utils.errors import CourseError
from course_utils.experiments.experiment import Experiment

NAMES = (
    "cheap_baselines",
    "live_ranges",
    "minivggnet_published",
    "minivggnet_fast",
    "lenet_overfitting",
    "batchnorm_momentum",
    "tuning_heads",
    "tuning_networks",
    "transfer_ladder",
    "transfer_textbook",
    "transfer_seconds",
    "pairs_map",
    "shared_layers",
    "normalisation_tuning",
    "normalisation",
    "shift",
    "similarity",
    "joint_tuning",
    "joint_training",
    "domain_adaptation",
    "photo_heads",
    "photo_transfer",
    "photo_tuning",
    "photo_fine_tuning",
    "near_or_far_heads",
    "near_or_far",
)


def load(name: str) -> Experiment:
    """Return the experiment of that name.

    Raises
    ------
    CourseError
        If there is none, with the nearest name or all of them.
    """
    if name not in NAMES:
        near = get_close_matches(name, NAMES, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(NAMES)}."
        raise CourseError(f"there is no experiment called {name}. {hint}")
    experiment: Experiment = import_module(f"course_utils.experiments.{name}").EXPERIMENT
    return experiment
