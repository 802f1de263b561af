"""Ways of fine-tuning an ImageNet network on photos, ten labels a class.

An arm is what is trained × what normalisation does meanwhile × how. Each starts with a head that is
fitted to frozen features, but for the network from scratch: at its end, normalisation gets the
statistics of the labelled photos.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from course_utils.experiments.photo_arms import N_TUNED, images, labelled, photos
from course_utils.experiments.photo_features import ON_FEATURES, TOP
from course_utils.experiments.photo_heads import penalty_of

STANDS, MOVES = "stands", "moves"
AT_ONCE, AUGMENTED, GRADUALLY = "as they are", "augmented photos", "block by block"
ALL_BLOCKS, SCRATCH = "all blocks", "from scratch"
CUT_BEFORE = {"top block": "block_6d", "top 3 blocks": "block_6b", ALL_BLOCKS: "", SCRATCH: ""}
"""After which part of the network the frozen layers end."""
EPOCHS = (5, 20)
_N_AUGMENTED = 20  # versions of each photo, one an epoch


class Arm(NamedTuple):
    """How the network is fine-tuned."""

    trained: str
    normalisation: str
    how: str = AT_ONCE


ARMS = (
    Arm("top block", STANDS),
    Arm("top block", MOVES),
    Arm("top 3 blocks", STANDS),
    Arm("top 3 blocks", MOVES),
    Arm("top 3 blocks", STANDS, AUGMENTED),
    Arm("top 3 blocks", STANDS, GRADUALLY),
    Arm(ALL_BLOCKS, STANDS),
    Arm(ALL_BLOCKS, MOVES),
    Arm(SCRATCH, MOVES),
)


def trained(
    arm: Arm, seed: int, rate: float, places: np.ndarray, epochs: Sequence[int]
) -> Iterator[tuple[int, np.ndarray]]:
    """Fine-tune with the labels of a seed; yield the labels for some photos after some epochs.

    Parameters
    ----------
    arm : Arm
    seed : int
        Of the labelled photos, their order and what is drawn at random.
    rate : float
        Of Adam.
    places : array of int
        Which photos are to be labelled.
    epochs : sequence of int
        After which labels are yielded, rising.

    Yields
    ------
    epochs, labels : int, ndarray of int
    """
    from course_utils.training.photo_network import Labelled, fine_tuned, recalibrated

    cut, y = CUT_BEFORE[arm.trained], photos().y[labelled(N_TUNED, seed)]
    start, head = _start(arm, seed)
    asked = _values(cut)[places]
    if arm.how == GRADUALLY:
        yield from _block_by_block(seed, rate, places, epochs)
        return
    learnt = Labelled(_sets(arm, seed), y)
    for done, model in fine_tuned(
        cut,
        head,
        learnt,
        rate,
        epochs,
        seed,
        normalisation_stands=arm.normalisation == STANDS,
        start=start,
    ):
        if arm.trained == SCRATCH:  # so few updates leave the moving averages far behind
            recalibrated(model, _values(cut)[labelled(N_TUNED, seed)])
        yield done, labels_of(model, asked)


def start_labels(seed: int, places: np.ndarray) -> np.ndarray:
    """Return the labels that the network gives before the first update."""
    _, head = _start(ARMS[0], seed)
    features = _features()[places]
    return np.asarray((features @ head[0] + head[1]).argmax(axis=1))


def labels_of(model: Any, values: np.ndarray) -> np.ndarray:
    """Return the label that a network is surest of."""
    return np.asarray(model.predict(values, batch_size=50, verbose=0).argmax(axis=1))


def _block_by_block(
    seed: int, rate: float, places: np.ndarray, epochs: Sequence[int]
) -> Iterator[tuple[int, np.ndarray]]:
    """Train the top block for half of the epochs, then the top three for the other half."""
    from course_utils.training.photo_network import Labelled, fine_tuned

    learnt = labelled(N_TUNED, seed)
    _, fitted = _start(ARMS[0], seed)
    whole = _weights_behind("top 3 blocks")

    def after(n: int, part: str, head: list[np.ndarray], start: list[np.ndarray] | None) -> Any:
        """Return the network whose part behind a cut has learnt for n epochs."""
        cut = CUT_BEFORE[part]
        of_seed = Labelled([_values(cut)[learnt]], photos().y[learnt])
        ((_, model),) = fine_tuned(
            cut, head, of_seed, rate, (n,), seed, normalisation_stands=True, start=start
        )
        return model

    for n_epochs in epochs:
        first = n_epochs // 2
        *of_top, kernel, bias = after(first, "top block", fitted, None).get_weights()
        start = [*whole[: len(whole) - len(of_top)], *of_top]
        model = after(n_epochs - first, "top 3 blocks", [kernel, bias], start)
        yield n_epochs, labels_of(model, _values(CUT_BEFORE["top 3 blocks"])[places])


def _start(arm: Arm, seed: int) -> tuple[list[np.ndarray] | None, list[np.ndarray]]:
    """Return the weights behind the cut, None for ImageNet's, and those of the head."""
    from course_utils.training.photo_network import fitted_head, new_network

    places = labelled(N_TUNED, seed)
    y = photos().y[places]
    if arm.trained == SCRATCH:
        network = new_network(seed)
        rng = np.random.default_rng(seed)
        kernel = rng.normal(0, 0.01, (network.output.shape[-1], y.max() + 1))
        return network.get_weights(), [kernel, np.zeros(y.max() + 1)]
    (top,) = (it for it in ON_FEATURES if it.features == TOP)
    return None, fitted_head(_features()[places], y, penalty_of(top, N_TUNED))


def _sets(arm: Arm, seed: int) -> list[np.ndarray]:
    """Return the values of the labelled photos at the cut, one set for each epoch in turn."""
    cut, places = CUT_BEFORE[arm.trained], labelled(N_TUNED, seed)
    if arm.how != AUGMENTED:
        return [_values(cut)[places]]
    return _augmented(cut, seed)


@cache
def _augmented(cut: str, seed: int) -> list[np.ndarray]:
    from course_utils.training.photo_network import augmented, values_at

    X = images()[labelled(N_TUNED, seed)]
    return [
        values_at(_network(), cut, augmented(X, _N_AUGMENTED * seed + epoch))
        for epoch in range(_N_AUGMENTED)
    ]


@cache
def _values(cut: str) -> np.ndarray:
    from course_utils.training.photo_network import values_at

    return values_at(_network(), cut, images())


@cache
def _features() -> np.ndarray:
    from course_utils.training.photo_network import pooled

    return pooled(_values("top"))


@cache
def _weights_behind(part: str) -> list[np.ndarray]:
    """Return ImageNet's weights behind a cut."""
    import keras

    from course_utils.networks.imagenet import CUTS

    network = _network()
    inputs = network.get_layer(CUTS[CUT_BEFORE[part]]).output
    weights: list[np.ndarray] = keras.Model(inputs, network.output).get_weights()
    return weights


@cache
def _network() -> Any:
    from course_utils.networks.imagenet import load_imagenet_network
    from course_utils.training.photo_network import SIDE

    return load_imagenet_network(SIDE)
