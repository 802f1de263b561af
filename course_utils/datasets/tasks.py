"""Two tasks from one dataset: any pair of classes as task B, the other eight as task A."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.datasets.fashion_mnist import FashionMNIST

N_VALID = 5_000

Images = npt.NDArray[np.float32]
Pair = tuple[int, int]


class Part(NamedTuple):
    """Images from 0 to 1, float32 (n, 28, 28, 1), and their labels: int64 for A, float32 for B."""

    X: Images
    y: npt.NDArray[np.generic]


class Task(NamedTuple):
    """The training, validation and test part of one task."""

    train: Part
    valid: Part
    test: Part


def all_classes(fashion: FashionMNIST) -> Task:
    """Return the task of telling all ten classes apart, labels int64."""
    return Task(*(Part(_prepared(X), y.astype(np.int64)) for X, y in _splits(fashion)))


def task_a(fashion: FashionMNIST, pair: Pair) -> Task:
    """Return the task of telling all classes apart but those of a pair.

    Parameters
    ----------
    fashion : FashionMNIST
        As `load_fashion_mnist` returns it. Its first 5,000 training images are for validation.
    pair : tuple of 2 int
        The classes of task B. The labels of the others are moved together, to 0 to 7.
    """
    new_label = np.cumsum([label not in pair for label in range(10)]) - 1
    parts = []
    for X, y in _splits(fashion):
        chosen = ~np.isin(y, pair)
        parts.append(Part(_prepared(X[chosen]), new_label[y[chosen]]))
    return Task(*parts)


def task_b(fashion: FashionMNIST, pair: Pair) -> Task:
    """Return the task of telling the second class of a pair (1.0) from the first (0.0)."""
    parts = []
    for X, y in _splits(fashion):
        chosen = np.isin(y, pair)
        parts.append(Part(_prepared(X[chosen]), (y[chosen] == pair[1]).astype(np.float32)))
    return Task(*parts)


def few_labels(part: Part, n: int, seed: int) -> Part:
    """Return n images with their labels, half of each class, drawn from a seed.

    Parameters
    ----------
    part : Part
        Of task B.
    n : int
        An even number.
    seed : int
        Smaller draws with the same seed are parts of larger ones.
    """
    order = np.random.default_rng(seed).permutation(len(part.y))
    ones = order[part.y[order] == 1][: n // 2]
    zeros = order[part.y[order] == 0][: n // 2]
    rows = np.stack([ones, zeros], axis=1).ravel()
    return Part(part.X[rows], part.y[rows])


def _splits(fashion: FashionMNIST) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]]:
    return [
        (fashion.X_train[N_VALID:], fashion.y_train[N_VALID:]),
        (fashion.X_train[:N_VALID], fashion.y_train[:N_VALID]),
        (fashion.X_test, fashion.y_test),
    ]


def _prepared(X: npt.NDArray[np.uint8]) -> Images:
    return X[..., np.newaxis].astype(np.float32) / np.float32(255)
