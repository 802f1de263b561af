"""The arms of the transfer experiments: ways of learning task B from few labels.

An arm is source × cut × what is trained × normalisation, and its name says all that differs from
the arm beside it. How many updates it gets is chosen with its learning rate. The rules are in
docs/evidence.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Pair, Task, task_b

PAIRS: dict[str, Pair] = {"5-6": (5, 6), "0-2": (0, 2), "2-6": (2, 6)}
N_LABELS = (10, 20, 50, 100, 200, 500, 1_000, 2_000)
TUNED_AT = (10, 50, 200, 1_000)
TUNING_SEEDS = range(100, 105)

PIXELS = "pixels"
CONV_FROM_A, RANDOM_CONV = "conv from A", "random conv"
DENSE_FROM_A, RANDOM_DENSE = "dense from A", "random dense"
POOLED = "block 2, pooled"  # the mean of each filter over all places
CUTS = {
    CONV_FROM_A: ("block 1", "block 2", POOLED, "hidden", "output"),
    RANDOM_CONV: ("block 1", "block 2", POOLED, "hidden", "output"),
    DENSE_FROM_A: ("hidden 1", "hidden 3", "hidden 5", "output"),
    RANDOM_DENSE: ("hidden 1", "hidden 3", "hidden 5", "output"),
}
"""After which part of the network the features are taken."""


@dataclass(frozen=True)
class Head:
    """An arm that trains no network: a classifier on raw pixels or on frozen features.

    Parameters
    ----------
    source : str
        `PIXELS`, or the network of which the features are. The normalisation of a random network
        has the statistics of the labelled images.
    cut : str
        After which part of the network, empty for pixels.
    classifier : str
        As in `course_utils.training.heads`.
    has_copies : bool
        Whether it learns from copies of the images too, shifted by a pixel.
    """

    source: str
    cut: str
    classifier: str
    has_copies: bool = False

    @property
    def name(self) -> str:
        """What rows and legends call it."""
        if self.source != PIXELS:
            return f"{self.source}, frozen, {self.cut}"
        return f"{self.classifier}, shifted copies" if self.has_copies else self.classifier


@dataclass(frozen=True)
class Network:
    """An arm that trains all layers of a network.

    Parameters
    ----------
    name : str
        What rows and legends call it.
    kind : str
        As in `course_utils.training.task_b`.
    reuses_a : bool
        Whether it starts with the weights of model A, but for its output layer.
    head_first : bool
        Whether its output layer starts as a logistic regression on the features below.
    normalisation_stands : bool
        Whether normalisation goes by A's statistics and is not trained.
    """

    name: str
    kind: str
    reuses_a: bool = False
    head_first: bool = False
    normalisation_stands: bool = False


CHEAP = tuple(
    Head(PIXELS, "", classifier, has_copies)
    for classifier in ("majority", "best pixel", "1-NN", "logistic regression", "SVM")
    for has_copies in (False, True)
    if not (has_copies and classifier in ("majority", "best pixel"))
)
FROZEN = tuple(
    Head(source, cut, "logistic regression") for source, cuts in CUTS.items() for cut in cuts
)
SCRATCH_DENSE = Network("scratch dense", "dense")
SCRATCH_CONV = Network("scratch conv", "conv")
TUNED_DENSE = Network(
    "dense from A, fine-tuned, head first", "dense", reuses_a=True, head_first=True
)
TUNED_CONV = Network(
    "conv from A, fine-tuned, block 2, head first, normalisation stands",
    "conv cut after block 2",
    reuses_a=True,
    head_first=True,
    normalisation_stands=True,
)
NETWORKS = (SCRATCH_DENSE, SCRATCH_CONV, TUNED_DENSE, TUNED_CONV)

PENALTIES = tuple(10.0**power for power in range(-5, 7))
SVM_PENALTIES = (0.01, 0.1, 1.0, 10.0, 100.0, 1_000.0, 10_000.0)
RATES = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
N_UPDATES = (30, 100, 300, 1_200)


def settings_of(arm: Head) -> tuple[float, ...]:
    """Return the inverse penalties that are tried for a head; one value is no choice."""
    return {"logistic regression": PENALTIES, "SVM": SVM_PENALTIES}.get(arm.classifier, (0.0,))


def heads_of(source: str) -> tuple[Head, ...]:
    """Return the arms whose features come from one source."""
    return tuple(arm for arm in (*CHEAP, *FROZEN) if arm.source == source)


def tuned_at(n: int) -> int:
    """Return the number of labels whose settings serve for n labels."""
    return max(tuned for tuned in TUNED_AT if tuned <= n)


@cache
def task(pair: str) -> Task:
    """Return task B of a pair."""
    return task_b(load_fashion_mnist(), PAIRS[pair])
