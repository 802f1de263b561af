"""What each way of learning task B reaches, by pair of classes and number of labels.

The setting of an arm is the one with the best validation accuracy in `transfer_tuning`, for the
same pair and number of labels. The test images are read once a run.
"""

from __future__ import annotations

import time
from functools import cache

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.results import read_results
from course_utils.experiments.transfer_arms import (
    N_LABELS,
    PAIRS,
    SETTINGS,
    accuracy,
    learn,
    task,
    train_model_a,
)

SEEDS = range(10)


def runs() -> list[Row]:
    """Return one run for each pair, number of labels, arm and seed."""
    return [
        {"pair": pair, "n": n, "arm": arm, "seed": seed}
        for seed in SEEDS
        for pair in PAIRS
        for n in N_LABELS
        for arm in SETTINGS
    ]


def measure(run: Row) -> list[Row]:
    """Learn with the chosen setting; return the accuracy on the test images."""
    pair, n, arm, seed = str(run["pair"]), int(run["n"]), str(run["arm"]), int(run["seed"])
    setting = chosen_settings().get((pair, n, arm), SETTINGS[arm][0])
    train_model_a(arm, pair, seed)
    start = time.perf_counter()
    predict = learn(arm, setting, pair, n, seed)
    seconds = time.perf_counter() - start
    test_accuracy = accuracy(predict, task(pair).test)
    return [
        {
            "setting": setting,
            "test_accuracy": round(test_accuracy, 4),
            "seconds": round(seconds, 1),
        }
    ]


@cache
def chosen_settings() -> dict[tuple[str, int, str], float]:
    """Return the setting with the best validation accuracy; of equals, the smallest."""
    tried = read_results("transfer_tuning")
    accuracies = tried.set_index(["pair", "n", "arm", "setting"])["valid_accuracy"].sort_index()
    best = accuracies.groupby(["pair", "n", "arm"]).idxmax()
    return {key[:3]: float(key[3]) for key in best}


EXPERIMENT = Experiment(
    name="transfer_ladder",
    keys=("pair", "n", "arm", "seed"),
    values=("setting", "test_accuracy", "seconds"),
    runs=runs,
    measure=measure,
)
