"""Learning rates and penalties of the transfer arms, tried on validation images.

One seed that the other experiments do not use; four settings for every arm that has one. The test
images are not read.
"""

from __future__ import annotations

import time

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.transfer_arms import (
    N_LABELS,
    PAIRS,
    SETTINGS,
    accuracy,
    learn,
    task,
    train_model_a,
)

SEEDS = (100,)


def runs() -> list[Row]:
    """Return one run for each pair, number of labels, arm, setting and seed."""
    return [
        {"pair": pair, "n": n, "arm": arm, "setting": setting, "seed": seed}
        for seed in SEEDS
        for pair in PAIRS
        for n in N_LABELS
        for arm, settings in SETTINGS.items()
        for setting in settings
        if len(settings) > 1
    ]


def measure(run: Row) -> list[Row]:
    """Learn with one setting; return the accuracy on the validation images."""
    pair, n, seed = str(run["pair"]), int(run["n"]), int(run["seed"])
    train_model_a(str(run["arm"]), pair, seed)
    start = time.perf_counter()
    predict = learn(str(run["arm"]), float(run["setting"]), pair, n, seed)
    seconds = time.perf_counter() - start
    valid_accuracy = accuracy(predict, task(pair).valid)
    return [{"valid_accuracy": round(valid_accuracy, 4), "seconds": round(seconds, 1)}]


EXPERIMENT = Experiment(
    name="transfer_tuning",
    keys=("pair", "n", "arm", "setting", "seed"),
    values=("valid_accuracy", "seconds"),
    runs=runs,
    measure=measure,
)
