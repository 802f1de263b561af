"""What can be wrong with a split of pictures by the object that they show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.lesson_08_your_own_pictures.split_of_pictures import (
    MOST_PICTURES,
    Split,
)
from course_utils.exercises.parts import sketch
from course_utils.exercises.rows import is_sequence_of
from course_utils.exercises.symptoms import Shown, Shows, symptom
from course_utils.observers.plain import describe

_sees = partial(symptom, "split_by_object", look=Split)


# The form

_WANTED = "two arrays of int: the places of the training pictures, those of the test pictures"


@_sees(expected=_WANTED, got="{got}")
def wrong_structure(it: Split) -> Shown:
    """The result should be two arrays.{asked}"""
    got = sketch(it.result)
    asked = forgotten_return(got)
    return not is_sequence_of(it.result, 2) and {"asked": asked, "got": got}


def _part(it: Split, is_wrong: Callable[[Any], Any]) -> Shown:
    """Return the first part that is wrong, what it is, and how it begins."""
    for name, part in zip(("training", "test"), it.result, strict=True):
        if is_wrong(part):
            return {"part": name, "got": f"{name}: {describe(part)}", "begins": _some(part)}
    return False


def _some(places: Any) -> str:
    return f"{', '.join(map(str, list(places)[:6]))}, …" if np.iterable(places) else ""


@_sees(expected=_WANTED, got="{got}")
def tuple_around_the_array(it: Split) -> Shown:
    """np.where and np.nonzero return a tuple of arrays. Take its [0], or np.flatnonzero."""
    return _part(it, lambda part: is_sequence_of(part, 1) and isinstance(part[0], np.ndarray))


@_sees(expected=_WANTED, got="{got}")
def not_an_array(it: Split) -> Shown:
    """The {part} part should be a NumPy array of one dimension."""
    return _part(it, lambda part: not isinstance(part, np.ndarray) or part.ndim != 1)


@_sees(expected=_WANTED, got="{got}")
def mask_not_places(it: Split) -> Shown:
    """You return True and False. np.flatnonzero(mask) gives the places where a mask is True."""
    return _part(it, lambda part: part.dtype.kind == "b")


@_sees(expected=_WANTED, got="{got}")
def names_not_places(it: Split) -> Shown:
    """You return names of objects. Return the places of their pictures: numbers from 0."""
    return _part(it, lambda part: part.dtype.kind in "US")


@_sees(expected=_WANTED, got="{got}")
def wrong_dtype(it: Split) -> Shown:
    """The {part} part should hold integers."""
    return _part(it, lambda part: part.size and part.dtype.kind not in "iu")


@_sees(expected=_WANTED, got="{part}: {begins}")
def labels_not_places(it: Split) -> Shown:
    """You return labels. Return the places of the pictures, numbers from 0."""
    return _part(it, lambda part: set(part) <= set(it.labels) and len(set(part)) < len(part))


# Each picture once


@_sees(expected="places from 0", got="places 1 to {it.n_labels}")
def counted_from_1(it: Split) -> Shown:
    """The places count from 1. In Python the first picture has the place 0."""
    return sorted(it.places) == list(range(1, it.n_labels + 1))


@_sees(expected="places from 0 to below {it.n_labels}", got="the place {strange}")
def no_such_picture(it: Split) -> Shown:
    """There is a place at which there is no picture."""
    strange = [place for place in it.places if not 0 <= place < it.n_labels]
    return bool(strange) and {"strange": strange[0]}


@_sees(expected="each place once", got="{part}: {begins}")
def picture_twice(it: Split) -> Shown:
    """The {part} part holds a picture more than once."""
    return _part(it, lambda part: len(set(part)) < len(part))


@_sees(expected="no picture in both", got="{n} pictures in both")
def picture_in_both_parts(it: Split) -> Shown:
    """Some pictures are in both parts, so the network is asked for what it has learnt by heart."""
    n = len(it.places) - len(set(it.places))
    return n > 0 and {"n": n}


@_sees(expected="{it.n_labels} pictures in both parts together", got="one for each object")
def one_picture_an_object(it: Split) -> Shown:
    """Of each object only one picture is left. All of its pictures go to its part."""
    objects = sorted(it.objects[place] for place in it.places)
    return len(objects) < it.n_labels and objects == sorted(set(it.objects))


@_sees(expected="all classes in both parts", got="no picture of class {label} in any part")
def class_left_out(it: Split) -> Shown:
    """A class is in neither part. Collect the places of all classes, and return after the loop."""
    left_out = set(it.labels) - {it.labels[place] for place in it.places}
    return bool(left_out) and {"label": min(left_out)}


@_sees(
    expected="{it.n_labels} pictures in both parts together",
    got="{n}, without the places {missing}",
)
def pictures_lost(it: Split) -> Shown:
    """Some pictures are in neither part."""
    missing = sorted(set(range(it.n_labels)) - set(it.places))
    return bool(missing) and {"n": len(it.places), "missing": _some(missing)}


# Whole objects

_IN_BOTH = "pictures of {n} objects in both parts, such as of {name} in class {label}"


def _in_both(it: Split) -> Shown:
    both = it.sides[0] & it.sides[1]
    return bool(both) and {"n": len(both), "label": min(both)[0], "name": min(both)[1]}


@_sees(expected="all pictures of an object in one part", got=_IN_BOTH)
def split_by_pictures(it: Split) -> Shown:
    """You split the pictures, not the objects. A network that has seen an object in training knows
    it again in the test, and that says nothing of new objects.
    """
    share_of_pictures = len(it.result[1]) / it.n_labels
    return 0.8 < share_of_pictures / it.share < 1.2 and _in_both(it)


@_sees(expected="all pictures of an object in one part", got=_IN_BOTH)
def object_in_both_parts(it: Split) -> Shown:
    """Some objects have pictures in both parts. Choose whole objects for the test part."""
    return _in_both(it)


# How many objects of each class


def _counts(function: Callable[[Split], Shown]) -> Shows:
    """Register a symptom in how many objects of each class are in the test part."""

    @wraps(function)
    def shows(it: Split) -> Shown:
        wanted, got = (
            ", ".join(f"{number} of class {label}" for label, number in numbers.items())
            for numbers in (it.each(round), it.n_test)
        )
        return wanted != got and function(it) and {"wanted": wanted, "got": got}

    return _sees(expected="objects in the test part: {wanted}", got="{got}")(shows)


@_counts
def parts_exchanged(it: Split) -> Shown:
    """The parts are exchanged: training comes first, and share is that of the test part."""
    return it.n_test == {label: it.n[label] - number for label, number in it.each(round).items()}


@_counts
def same_name_for_same_object(it: Split) -> Shown:
    """Objects of different classes with the same name were taken for one object. Choose in each
    class for itself: a name counts together with its label.
    """
    train, test = ({name for _, name in side} for side in it.sides)
    is_only_rounded = it.n_test == {label: round(it.share * n) for label, n in it.n.items()}
    has_same_names = len(train | test) < len(set(it.objects))
    return has_same_names and not (train & test or is_only_rounded)


@_counts
def classes_split(it: Split) -> Shown:
    """Each class is in one part as a whole. Split the objects within each class."""
    return {0, 1} == {number / it.n[label] for label, number in it.n_test.items()}


@_counts
def always_one_object(it: Split) -> Shown:
    """The test part has one object of each class, whatever share says."""
    return set(it.n_test.values()) == {1}


@_counts
def rounded_down(it: Split) -> Shown:
    """The number of test objects was cut down, as int and // do. round takes the nearest."""
    return it.n_test == it.each(math.floor)


@_counts
def rounded_up(it: Split) -> Shown:
    """The number of test objects was rounded up. round takes the nearest."""
    return it.n_test == it.each(math.ceil)


@_counts
def share_of_all_objects(it: Split) -> Shown:
    """The share is right for all objects together, not in each class. Take it class by class."""
    return sum(it.n_test.values()) == round(it.share * sum(it.n.values()))


@_counts
def no_test_object(it: Split) -> Shown:
    """A class has no object in the test part. At least one has to be there, even where share ×
    number rounds to 0. Classes need not count from 0: are all of them asked?
    """
    return 0 in it.n_test.values()


@_counts
def no_training_object(it: Split) -> Shown:
    """All objects of a class are in the test part. At least one has to stay for training."""
    return any(number == it.n[label] for label, number in it.n_test.items())


@_counts
def same_number_in_each_class(it: Split) -> Shown:
    """Each class has the same number of test objects. Take the share of its own number."""
    return len(set(it.n_test.values())) == 1


@_counts
def share_of_pictures(it: Split) -> Shown:
    """About the right share of the pictures is in the test part, but not of the objects. Count
    objects, however many pictures they have.
    """
    n, in_test = Counter(it.labels), Counter(it.labels[place] for place in it.result[1].tolist())
    return all(abs(it.share * n[label] - in_test[label]) <= MOST_PICTURES for label in n)


@_counts
def wrong_number(it: Split) -> Shown:
    """The number of test objects is not share × number, rounded to the nearest."""
    return True


# Order, a second call, impossible inputs


@_sees(expected="rising places", got="{part}: {begins}")
def not_rising(it: Split) -> Shown:
    """The places of the {part} part do not rise. np.sort puts them in order; np.flatnonzero gives
    them so.
    """
    return _part(it, lambda part: not np.array_equal(part, np.sort(part)))


@_sees(expected="the same two arrays", got="other ones")
def another_split_each_time(it: Split) -> Shown:
    """A second call with the same arguments gives another split, so two results cannot be compared.
    Start a generator of your own in the function: np.random.default_rng(0).
    """
    is_pair = is_sequence_of(it.again, 2)
    return not (is_pair and all(map(np.array_equal, it.again, it.result)))


@_sees(expected="ValueError", got="{got}", on_bad_input=True)
def lengths_not_checked(it: Split) -> Shown:
    """There are {it.n_names} names of objects and {it.n_labels} labels, so some picture lacks one
    of them, and your function did not say so.
    """
    return it.n_names != it.n_labels and {"got": sketch(it.result)}


@_sees(expected="ValueError", got="{got}", on_bad_input=True)
def single_object_accepted(it: Split) -> Shown:
    """One class has one object only. It cannot be on both sides, so the class would be missing in
    one of them. The names alone do not show it: other classes have the same ones.
    """
    return {"got": sketch(it.result)}
