"""Learning rates of the arms of `photo_fine_tuning`, tried on held-out photos.

By the search of `rate_search`, for each number of epochs: it is the mean over the classes of the
share of held-out photos that are right.
"""

from __future__ import annotations

from functools import cache, partial

from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.photo_arms import N_TUNED, held_out, photos, share_of_classes
from course_utils.experiments.photo_fine_tuning_arms import ARMS, EPOCHS, SCRATCH, Arm, trained
from course_utils.experiments.rate_search import best_rates, rows_of, search
from course_utils.experiments.results import read_results

RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3)


def runs() -> list[Row]:
    """Return one run an arm; its rows are what was tried."""
    return [arm._asdict() for arm in ARMS if arm.trained != SCRATCH]


def measure(**of_arm: str) -> list[Row]:
    """Try rates for each number of epochs; return the accuracy of each with each seed."""
    arm = Arm(**of_arm)

    @cache
    def accuracies(rate: float, seed: int) -> dict[int, float]:
        places = held_out(N_TUNED, seed)
        return {
            epochs: share_of_classes(labels == photos().y[places], places)
            for epochs, labels in trained(arm, seed, rate, places, EPOCHS)
        }

    def accuracy(epochs: int, rate: float, seed: int) -> float:
        return accuracies(rate, seed)[epochs]

    return [
        {"epochs": epochs, **row}
        for epochs in EPOCHS
        for row in rows_of(search(RATES, partial(accuracy, epochs)))
    ]


@cache
def chosen_rates() -> dict[tuple[Arm, int], float]:
    """Return the best rate for each arm and number of epochs."""
    best = best_rates(read_results("photo_tuning"), [*Arm._fields, "epochs"], "accuracy")
    return {(Arm(*of_arm), epochs): rate for (*of_arm, epochs), rate in best.items()}


EXPERIMENT = Experiment(
    "photo_tuning", runs(), measure, steps=("epochs", "rate", "seed"), values=("accuracy",)
)
