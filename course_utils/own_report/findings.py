"""What a report says of the split and of the numbers, worked out from pictures and labels."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.datasets.picture_folder import PictureFolder
from course_utils.evaluation.statistics import Interval
from course_utils.own_report.inputs import Ints
from course_utils.own_report.over_objects import balanced_accuracy, balanced_difference

FEW_OBJECTS = 5


class OfClass(NamedTuple):
    """How much there is of one class."""

    name: str
    train_pictures: int
    train_objects: int
    test_pictures: int
    test_objects: int
    points_of_one_object: float
    """How much the balanced accuracy changes, at the most, with one object of the test part."""


class Result(NamedTuple):
    """How good the network, or an opponent, is on the test part."""

    name: str
    accuracy: Interval
    n_right: int
    has_one_answer: bool
    """To all pictures of several classes: then other objects would change nothing."""


class Findings(NamedTuple):
    """All that is worked out for the page."""

    classes: list[OfClass]
    n_unused: int
    shared_objects: list[str]
    copies: list[tuple[str, str]]
    """Files of the training and of the test part with the same pixels."""
    network: Result
    opponents: list[Result]
    best: Result | None
    ahead: Interval | None
    """Of the network before the best opponent."""
    wrong: Ints
    """Places of the test pictures that were taken for another class."""
    said: dict[int, int]


def find(
    own: PictureFolder, train: Ints, test: Ints, predicted: Ints, opponents: dict[str, Ints]
) -> Findings:
    """Work out all that the page says.

    Parameters
    ----------
    own : PictureFolder
    train, test : array of int
        Places of pictures in it.
    predicted : array of int
        What the network says of the test pictures.
    opponents : dict of str to array of int
        What each opponent says of them.
    """
    y = own.y[test]
    objects = [own.objects[place] for place in test]
    results = [
        Result(
            name,
            balanced_accuracy(labels == y, y, objects),
            int((labels == y).sum()),
            len(np.unique(labels)) == 1 < len(np.unique(y)),
        )
        for name, labels in [("the network", predicted), *opponents.items()]
    ]
    network, others = results[0], results[1:]
    best = max(others, key=lambda result: result.accuracy.mean, default=None)
    ahead = best and balanced_difference(predicted == y, opponents[best.name] == y, y, objects)
    return Findings(
        [_of_class(own, train, test, label) for label in range(len(own.class_names))],
        len(own.y) - len(np.union1d(train, test)),
        sorted(name for _, name in _objects_of(own, train) & _objects_of(own, test)),
        _copies(own, train, test),
        network,
        others,
        best,
        ahead,
        test[predicted != y],
        {int(place): int(label) for place, label in zip(test, predicted, strict=True)},
    )


def _of_class(own: PictureFolder, train: Ints, test: Ints, label: int) -> OfClass:
    of_train, of_test = (
        Counter(own.objects[place] for place in part[own.y[part] == label])
        for part in (train, test)
    )
    n_tested = len(np.unique(own.y[test]))
    largest = max(of_test.values(), default=0) / max(of_test.total(), 1)
    return OfClass(
        own.class_names[label],
        of_train.total(),
        len(of_train),
        of_test.total(),
        len(of_test),
        100 * largest / n_tested,
    )


def _objects_of(own: PictureFolder, part: Ints) -> set[tuple[int, str]]:
    """Return the objects of a part, each with its class: names may repeat in another class."""
    return {(int(own.y[place]), own.objects[place]) for place in part}


def _copies(own: PictureFolder, train: Ints, test: Ints) -> list[tuple[str, str]]:
    file_by_pixels = {_digest(own.X[place]): own.files[place] for place in train}
    of_test = {own.files[place]: _digest(own.X[place]) for place in test}
    return [
        (file_by_pixels[pixels], file)
        for file, pixels in of_test.items()
        if pixels in file_by_pixels
    ]


def _digest(image: npt.NDArray[np.float32]) -> bytes:
    return hashlib.blake2b(image.tobytes()).digest()
