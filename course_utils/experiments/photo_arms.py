"""What the experiments on photos share: which photos are learnt from, held out and tested on.

The photos of four in ten objects of each class are to test on, in every run. Of the other objects a
seed draws those that have labels; tuning holds out further ones of these, never the test photos.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.datasets.photos import Photos, load_photos
from course_utils.networks.imagenet import preprocess

SEEDS = range(10)
TUNED_AT = (2, 5, 10)
ALL = 0
"""In place of a number of labels: all photos that are not to test on."""
N_LABELS = (*TUNED_AT, ALL)
N_TUNED = 10  # labels a class in fine-tuning
SHARE_TO_TEST = 0.4
_SEED_OF_SPLIT = 0


class Sides(NamedTuple):
    """Places among the photos: one photo of each object to draw from, and all to test on."""

    pool: list[np.ndarray]
    """For each class the first photo of each object."""
    rest: np.ndarray
    """All photos of the objects in the pool."""
    test: np.ndarray


@cache
def photos() -> Photos:
    """Return the photos that come with the course."""
    return load_photos()


@cache
def images() -> np.ndarray:
    """Return them as the network takes them, float32 (n, 128, 128, 3)."""
    return preprocess(photos().X)


@cache
def sides() -> Sides:
    """Divide the objects of each class into those to draw from and those to test on."""
    rng = np.random.default_rng(_SEED_OF_SPLIT)
    objects, y = np.array(photos().objects), photos().y
    pool, tested = [], []
    for label in range(len(photos().class_names)):
        names = rng.permutation(np.unique(objects[y == label]))
        n_to_test = round(SHARE_TO_TEST * len(names))
        tested += list(names[:n_to_test])
        first = [int(np.flatnonzero(objects == name)[0]) for name in names[n_to_test:]]
        pool.append(np.array(sorted(first)))
    is_test = np.isin(objects, tested)
    return Sides(pool, np.flatnonzero(~is_test), np.flatnonzero(is_test))


def labelled(n: int, seed: int) -> np.ndarray:
    """Return the places of n photos of each class, or of all that are not to test on."""
    if n == ALL:
        return sides().rest
    return np.concatenate([of_class[:n] for of_class in _shuffled(seed)])


def in_tuning(n: int, seed: int) -> np.ndarray:
    """Return the places of the photos that are learnt from in tuning: of all two in three."""
    if n == ALL:
        return np.concatenate([of_class[: _two_thirds(of_class)] for of_class in _shuffled(seed)])
    return labelled(n, seed)


def held_out(n: int, seed: int) -> np.ndarray:
    """Return as many further photos of each class as have labels, or all there are."""
    if n == ALL:
        return np.concatenate([of_class[_two_thirds(of_class) :] for of_class in _shuffled(seed)])
    return np.concatenate([of_class[n : 2 * n] for of_class in _shuffled(seed)])


def _two_thirds(of_class: np.ndarray) -> int:
    return round(2 * len(of_class) / 3)


def _shuffled(seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.permutation(of_class) for of_class in sides().pool]


def share_of_classes(right: np.ndarray, places: np.ndarray) -> float:
    """Return the mean over the classes of the share that is right: balanced accuracy.

    Parameters
    ----------
    right : array of bool, shape (n,)
    places : array of int, shape (n,)
        Which photos they are.
    """
    y = photos().y[places]
    return float(np.mean([right[y == label].mean() for label in np.unique(y)]))


def weights_of_classes() -> np.ndarray:
    """Return a weight for each test photo with which every class counts alike; their mean is 1."""
    y = photos().y[sides().test]
    counts = np.bincount(y)
    return np.asarray(len(y) / (len(counts) * counts[y]))
