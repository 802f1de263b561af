"""What can be wrong with a split of pictures by the object that they show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import is_sequence_of

Object = tuple[int, str]
"""A label and a name: the same name in two classes is two objects."""

MOST_PICTURES = 5
"""Of an object; one in each class has far more."""

_WANTED = "two arrays of int: the places of the training pictures, those of the test pictures"
_PARTS = ("training", "test")


def structure(case: Case, result: Plain) -> Finding | None:
    """Judge whether the result is two arrays of int of one dimension."""
    if not is_sequence_of(result, 2):
        return Finding(
            "wrong-structure",
            f"The result should be two arrays.{forgotten_return(result)}",
            _WANTED,
            describe(result),
        )
    for part, places in zip(_PARTS, result, strict=True):
        finding = _places(f"The {part} part", places, case)
        if finding:
            return finding
    return None


def _places(label: str, places: Plain, case: Case) -> Finding | None:
    got = f"{label.lower()}: {describe(places)}"
    if is_sequence_of(places, 1) and isinstance(places[0], np.ndarray):
        return Finding(
            "tuple-around-the-array",
            "np.where and np.nonzero return a tuple, with one array for each axis. Take its [0], "
            "or np.flatnonzero.",
            _WANTED,
            got,
        )
    if not isinstance(places, np.ndarray):
        return Finding("not-an-array", f"{label} should be a NumPy array.", _WANTED, got)
    if places.dtype.kind == "b":
        return Finding(
            "mask-not-places",
            "You return True and False for each picture. np.flatnonzero(mask) gives the places "
            "where it is True.",
            _WANTED,
            got,
        )
    if places.dtype.kind in "US":
        return Finding(
            "names-not-places",
            "You return names of objects. Return the places of their pictures: numbers from 0.",
            _WANTED,
            got,
        )
    if places.ndim != 1:
        return Finding(
            "wrong-shape",
            f"{label} should have one dimension.",
            "shape (n,)",
            f"shape {places.shape}",
        )
    if places.dtype.kind not in "iu":
        return Finding(
            "wrong-dtype",
            f"{label} should hold integers.",
            "an integer dtype",
            f"dtype {places.dtype}",
        )
    known = np.isin(places, case.inputs["labels"])
    if known.all() and len(np.unique(places)) < len(places):
        return Finding(
            "labels-not-places",
            "You return labels. Return the places of the pictures, numbers from 0.",
            _WANTED,
            f"{label.lower()} holds the numbers {_some(places)}",
        )
    return None


def every_picture_once(case: Case, result: Plain) -> Finding | None:
    """Judge whether every picture is in exactly one part."""
    n = len(case.inputs["labels"])
    train, test = (part.tolist() for part in result)
    both = [*train, *test]
    strange = [place for place in both if not 0 <= place < n]
    if sorted(both) == list(range(1, n + 1)):
        return Finding(
            "counted-from-1",
            "The places count from 1. In Python the first picture has the place 0.",
            f"places 0 to {n - 1}",
            f"places 1 to {n}",
        )
    if strange:
        return Finding(
            "no-such-picture",
            "There is a place at which there is no picture.",
            f"places 0 to {n - 1}",
            f"the place {strange[0]}",
        )
    for part, places in zip(_PARTS, (train, test), strict=True):
        if len(set(places)) < len(places):
            return Finding(
                "picture-twice",
                f"The {part} part holds a picture more than once.",
                "each place once",
                f"{len(places)} places, {len(set(places))} of them different",
            )
    in_both = set(train) & set(test)
    if in_both:
        return Finding(
            "picture-in-both-parts",
            "Some pictures are in both parts, so the network is asked for what it has learnt by "
            "heart.",
            "no picture in both",
            f"{len(in_both)} pictures in both",
        )
    if len(both) == n:
        return None
    objects = _objects(case)
    if sorted(objects[place] for place in both) == sorted(set(objects)):
        return Finding(
            "one-picture-an-object",
            "Of each object only one picture is left. All of its pictures go to its part.",
            f"{n} pictures in both parts together",
            f"{len(both)}, one for each object",
        )
    return Finding(
        "pictures-lost",
        "Some pictures are in neither part.",
        f"{n} pictures in both parts together",
        f"{len(both)}",
    )


def whole_objects(case: Case, result: Plain) -> Finding | None:
    """Judge whether all pictures of an object are in one part."""
    objects = _objects(case)
    train, test = ({objects[place] for place in part.tolist()} for part in result)
    if not train & test:
        return None
    label, name = min(train & test)
    expected = "all pictures of an object in one part"
    got = f"pictures of {len(train & test)} objects in both parts, such as of {name} in class "
    got += str(label)
    n_test = len(result[1])
    if abs(n_test - case.inputs["share"] * len(objects)) <= len(set(case.inputs["labels"])):
        return Finding(
            "split-by-pictures",
            "You split the pictures, not the objects. A network that has seen an object in "
            "training knows it again in the test, and that says nothing of new objects.",
            expected,
            got,
        )
    return Finding(
        "object-in-both-parts",
        "Some objects have pictures in both parts. Choose whole objects for the test part.",
        expected,
        got,
    )


def number_of_objects(case: Case, result: Plain) -> Finding | None:
    """Judge how many objects of each class are in the test part."""
    objects, share = _objects(case), case.inputs["share"]
    of_class = {label: {one for one in objects if one[0] == label} for label, _ in set(objects)}
    in_test = {objects[place] for place in result[1].tolist()}
    n = {label: len(ones) for label, ones in sorted(of_class.items())}
    got = {label: len(of_class[label] & in_test) for label in n}
    wanted = {label: _all_but_one(number, round(share * number)) for label, number in n.items()}
    if got == wanted:
        return None

    def each_has(number: Callable[[int], int]) -> bool:
        return all(got[label] == number(n[label]) for label in n)

    has_same_names = len({name for _, name in objects}) < len(set(objects))
    in_test_by_name = {name for _, name in in_test}
    is_by_name = all((one in in_test) == (one[1] in in_test_by_name) for one in objects)
    is_only_rounded = each_has(lambda number: round(share * number))
    for misconception, holds in (
        ("parts-exchanged", got == {label: n[label] - wanted[label] for label in n}),
        (
            "same-name-for-same-object",
            has_same_names and is_by_name and not is_only_rounded,
        ),
        ("always-one-object", each_has(lambda number: 1)),
        (
            "rounded-down",
            each_has(lambda number: _all_but_one(number, math.floor(share * number))),
        ),
        ("rounded-up", each_has(lambda number: _all_but_one(number, math.ceil(share * number)))),
        ("share-of-all-objects", sum(got.values()) == round(share * sum(n.values()))),
        ("no-test-object", 0 in got.values()),
        ("no-training-object", any(got[label] == n[label] for label in n)),
        ("same-number-in-each-class", len(set(got.values())) == 1),
        ("share-of-pictures", _is_share_of_pictures(case, of_class, in_test)),
        ("wrong-number", True),
    ):
        if holds:
            expected = f"objects in the test part: {_by_class(wanted)}"
            return Finding(misconception, _MESSAGES[misconception], expected, _by_class(got))
    return None


def _is_share_of_pictures(
    case: Case, of_class: dict[int, set[Object]], in_test: set[Object]
) -> bool:
    """Return whether the test part has the share of each class's pictures, but for one object."""
    count = Counter(_objects(case))
    missing = [
        case.inputs["share"] * sum(count[one] for one in ones)
        - sum(count[one] for one in ones & in_test)
        for ones in of_class.values()
    ]
    return all(abs(n) <= MOST_PICTURES for n in missing)


_MESSAGES = {
    "parts-exchanged": "The two parts are exchanged: the training part comes first, and share is "
    "that of the test part.",
    "same-name-for-same-object": "Objects of different classes with the same name were taken for "
    "one object. Choose in each class for itself: a name counts together with its label.",
    "no-test-object": "A class has no object in the test part. At least one has to be there, even "
    "where share × number rounds to 0.",
    "no-training-object": "All objects of a class are in the test part. At least one has to stay "
    "for training.",
    "always-one-object": "The test part has one object of each class, whatever share says.",
    "rounded-down": "The number of test objects was cut to a whole number, as int and // do. round "
    "takes the nearest.",
    "rounded-up": "The number of test objects was rounded up. round takes the nearest.",
    "same-number-in-each-class": "Each class has the same number of test objects. Take the share "
    "of its own number.",
    "share-of-all-objects": "The share is right for all objects together, but not in each class. "
    "Go through the classes, and take the share of each.",
    "share-of-pictures": "About the right share of the pictures is in the test part, but not of "
    "the objects. Count objects, however many pictures they have.",
    "wrong-number": "The test part has another number of objects than share × number says, rounded "
    "to the nearest.",
}


def order(result: Plain) -> Finding | None:
    """Judge whether the places of each part rise."""
    for part, places in zip(_PARTS, result, strict=True):
        if not (np.diff(places.astype(np.int64)) > 0).all():
            return Finding(
                "not-rising",
                f"The places of the {part} part do not rise. np.sort puts them in order; "
                "np.flatnonzero gives them so.",
                f"{_some(np.sort(places))}",
                f"{_some(places)}",
            )
    return None


def _objects(case: Case) -> list[Object]:
    """Return for each picture the object that it shows."""
    labels = case.inputs["labels"].tolist()
    return list(zip(labels, case.inputs["objects"], strict=True))


def _all_but_one(n: int, number: int) -> int:
    """Return a number, or the nearest one that leaves at least one of n on each side."""
    return min(max(number, 1), n - 1)


def _by_class(numbers: dict[int, int]) -> str:
    return ", ".join(f"{number} of class {label}" for label, number in numbers.items())


def _some(places: np.ndarray) -> str:
    return ", ".join(map(str, places[:6].tolist())) + (", …" if len(places) > 6 else "")
