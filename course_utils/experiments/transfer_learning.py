"""Learning task B in the way of an arm: what the transfer experiments have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np

from course_utils.datasets.tasks import Images, Part, few_labels
from course_utils.experiments.arms import (
    CONV_FROM_A,
    DENSE_FROM_A,
    PAIRS,
    PIXELS,
    POOLED,
    Head,
    Network,
    heads_of,
    task,
)

_LAST_CONVOLUTION = 18  # the place of its kernel among the weights of MiniVGGNet


def labelled(pair: str, n: int, seed: int) -> Part:
    """Return the n labelled images of a seed."""
    return few_labels(task(pair).train, n, seed)


def held_out(pair: str, n: int, seed: int) -> Part:
    """Return as many validation images as there are labels, or all if they are fewer."""
    valid = task(pair).valid
    n_of_rarer = int(min(valid.y.sum(), (1 - valid.y).sum()))
    return few_labels(valid, min(n, 2 * n_of_rarer), seed)


def head_predictions(
    source: str,
    pair: str,
    n: int,
    seed: int,
    X: Images,
    settings: Mapping[Head, Sequence[float]],
    changed: Callable[[Images], Images] = lambda X: X,
) -> Iterator[tuple[Head, float, np.ndarray]]:
    """Fit heads on the features of one source; yield arm, setting and predicted labels.

    Parameters
    ----------
    source : str
        Of `Head`.
    pair : str
        One of `PAIRS`.
    n : int
        How many labels.
    seed : int
        For the labelled images and the network.
    X : ndarray of float32, shape (m, 28, 28, 1)
        What is to be labelled.
    settings : mapping of Head to sequence of float
        What is tried for each arm. Other arms are left out.
    changed : callable
        What is done to the labelled images before the heads learn from them.
    """
    from course_utils.training.heads import predictions, with_shifted_copies

    as_drawn = labelled(pair, n, seed)
    part = Part(changed(as_drawn.X), as_drawn.y)
    of_part, of_X = _values(source, pair, seed, as_drawn, (part.X, X))
    for arm in (arm for arm in heads_of(source) if arm in settings):
        learnt, asked = Part(of_part[arm.cut], part.y), of_X[arm.cut]
        if arm.has_copies:
            copies = with_shifted_copies(part)
            learnt = Part(_flat(copies.X), copies.y)
        tried = settings[arm]
        for setting, predicted in zip(
            tried, predictions(arm.classifier, learnt, asked, tried), strict=True
        ):
            yield arm, setting, predicted


def _values(
    source: str, pair: str, seed: int, part: Part, asked: Sequence[Images]
) -> list[dict[str, np.ndarray]]:
    """Return for each array of images their values after each cut of a source."""
    from course_utils.training.task_b import CUTS, features

    if source == PIXELS:
        return [{"": _flat(X)} for X in asked]
    kind, weights = network_of(source, pair, seed, part)
    numbers = CUTS[kind]
    found = []
    for X in asked:
        of_layers = features(kind, weights, X, list(numbers.values()))
        values = {cut: of_layers[number] for cut, number in numbers.items()}
        if "block 2" in values:
            n_filters = weights[_LAST_CONVOLUTION].shape[-1]
            values[POOLED] = values["block 2"].reshape(len(X), -1, n_filters).mean(axis=1)
        found.append(values)
    return found


def network_of(source: str, pair: str, seed: int, part: Part) -> tuple[str, list[np.ndarray]]:
    """Return the kind and the weights of the network whose frozen features are used.

    Parameters
    ----------
    source : str
        A key of `arms.CUTS`.
    pair : str
        The classes that model A has not seen.
    seed : int
        Of model A, or of the random start.
    part : Part
        The labelled images, by which the normalisation of a random network is set.
    """
    from course_utils.training.task_b import new_weights, recalibrated

    kind = source.split()[0] if source in (CONV_FROM_A, DENSE_FROM_A) else source.split()[1]
    if source in (CONV_FROM_A, DENSE_FROM_A):
        return kind, model_a_weights(kind, pair, seed)
    weights = new_weights(kind, seed)
    return kind, recalibrated(kind, weights, part.X)


def trained_network(
    arm: Network, pair: str, n: int, seed: int, rate: float, n_updates: int, C: float
) -> list[np.ndarray]:
    """Return the weights of a network that learnt task B from n labelled images.

    Parameters
    ----------
    arm : Network
    pair : str
        The classes that model A has not seen.
    n : int
        How many labels.
    seed : int
        For the labelled images, model A, new weights and the order of the images.
    rate : float
        The learning rate at its highest.
    n_updates : int
    C : float
        The inverse penalty of the logistic regression that a head starts from.
    """
    from course_utils.training.task_b import from_model_a, new_weights, train, with_fitted_head

    part = labelled(pair, n, seed)
    if arm.reuses_a:
        of_A = model_a_weights(arm.kind.split()[0], pair, seed)
        weights = from_model_a(arm.kind, of_A, seed)
    else:
        weights = new_weights(arm.kind, seed)
    if arm.head_first:
        weights = with_fitted_head(arm.kind, weights, part, C)
    return train(
        arm.kind,
        weights,
        part,
        rate,
        n_updates,
        seed,
        normalisation_stands=arm.normalisation_stands,
    )


@cache
def model_a_weights(kind: str, pair: str, seed: int) -> list[np.ndarray]:
    """Return the weights of the model A of a kind, pair and seed."""
    from course_utils.training.task_a import model_a

    weights: list[np.ndarray] = model_a(kind, PAIRS[pair], seed).get_weights()
    return weights


def _flat(X: np.ndarray) -> np.ndarray:
    return X.reshape(len(X), -1)
