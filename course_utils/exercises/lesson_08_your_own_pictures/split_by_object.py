"""`split_by_object`: all pictures of an object on one side, a share of each class's objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures import split_findings
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe

_WORDS = ("cup", "mug", "bowl", "pan", "vase", "jar", "lamp", "clock", "shell", "leaf")
_PICTURES_OF_ONE = 40  # so that a share of the pictures is no share of the objects


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw objects with one to many pictures each, in two to five classes; then impossible ones."""
    # Numbers of objects of which the share lies below a whole number, and above one.
    more = rng.permutation([12, 14, 17])[: int(rng.integers(1, 4))]
    numbers = [int(n) for n in rng.permutation([7, 9, *more])]
    share = round(float(rng.uniform(0.225, 0.245)), 3)
    larger = round(float(rng.uniform(0.6, 0.62)), 3)
    few = int(rng.integers(3, 5))
    return [
        _case(rng, "names of their own", numbers, share),
        _case(
            rng,
            "the same names in several classes",
            [6, 11, 8, 13, 10],
            larger,
            has_same_names=True,
        ),
        _case(rng, "a share of less than one object", [few, 7 - few], 0.08),
        _case(rng, "a share of nearly all objects", [few + 2, few], 0.93, has_same_names=True),
        _case(rng, "two objects in each class", [2] * int(rng.integers(2, 6)), share),
        *_impossible_cases(rng, share),
    ]


def _case(
    rng: np.random.Generator,
    what: str,
    numbers: list[int],
    share: float,
    has_same_names: bool = False,
) -> Case:
    objects, labels = _pictures(rng, numbers, has_same_names)
    return Case(
        f"{len(objects)} pictures in {len(numbers)} classes with {', '.join(map(str, numbers))} "
        f"objects, {what}, share {share}",
        {"objects": objects, "labels": labels, "share": share},
    )


def _pictures(
    rng: np.random.Generator, numbers: list[int], has_same_names: bool
) -> tuple[list[str], np.ndarray]:
    """Draw the object and the label of each picture, in any order."""
    # Labels need not count from 0, and 10 to 12 begin like 1: a name is a whole.
    first = int(rng.integers(0, 9))
    labels_of_classes = first + rng.permutation(2 * len(numbers))[: len(numbers)]
    words = [str(word) for word in rng.permutation(_WORDS)]
    pictures: list[tuple[str, int]] = []
    for place, n in enumerate(numbers):
        word = words[0 if has_same_names else place]
        first_number = int(rng.integers(1, 8)) if has_same_names else 1
        n_pictures = rng.integers(1, split_findings.MOST_PICTURES + 1, n)
        n_pictures[int(rng.integers(n))] = _PICTURES_OF_ONE
        for number, n_of_object in enumerate(n_pictures, start=first_number):
            pictures += [(f"{word} {number}", int(labels_of_classes[place]))] * int(n_of_object)
    shuffled = [pictures[int(place)] for place in rng.permutation(len(pictures))]
    dtype = rng.choice(["uint8", "int32", "int64"])
    return [name for name, _ in shuffled], np.array([label for _, label in shuffled], dtype)


def _impossible_cases(rng: np.random.Generator, share: float) -> list[Case]:
    objects, labels = _pictures(rng, [5, 1, 4], has_same_names=True)
    many, labels_of_many = _pictures(rng, [6, 5], has_same_names=False)

    def impossible(description: str, objects: list[str], labels: np.ndarray) -> Case:
        inputs = {"objects": objects, "labels": labels, "share": share}
        return Case(description, inputs, expects_error=True)

    return [
        impossible("a class with one object only, in many pictures", objects, labels),
        impossible("one label too few", many, labels_of_many[:-1]),
        impossible("one object too few", many[:-1], labels_of_many),
    ]


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Call the function twice with the same arguments."""
    seen = call(function, case)
    return seen if case.expects_error else {**seen, "again": call(function, case)["result"]}


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge which pictures are on which side, then their order, then the second call."""
    result = observation["result"]
    if case.expects_error:
        return [_not_refused(case, result)]
    finding = (
        changed_input(case.inputs, observation["inputs_after"])
        or split_findings.structure(case, result)
        or split_findings.every_picture_once(case, result)
        or split_findings.whole_objects(case, result)
        or split_findings.number_of_objects(case, result)
        or split_findings.order(result)
        or _second_call(case, result, observation["again"])
    )
    return [finding] if finding else []


def _not_refused(case: Case, result: Plain) -> Finding:
    n_objects, n_labels = len(case.inputs["objects"]), len(case.inputs["labels"])
    if n_objects != n_labels:
        return Finding(
            "lengths-not-checked",
            f"There are {n_objects} names of objects and {n_labels} labels, so some picture lacks "
            "one of them, and your function did not say so.",
            "ValueError",
            describe(result),
        )
    return Finding(
        "single-object-accepted",
        "One class has one object only. It cannot be on both sides, so the class would be "
        "missing in one of them. The names alone do not show it: other classes have the same ones.",
        "ValueError",
        describe(result),
    )


def _second_call(case: Case, result: Plain, again: Plain) -> Finding | None:
    is_same = split_findings.structure(case, again) is None and all(
        np.array_equal(one, two) for one, two in zip(result, again, strict=True)
    )
    if is_same:
        return None
    return Finding(
        "another-split-each-time",
        "A second call with the same arguments gives another split, so two results cannot be "
        "compared. Start a generator of your own in the function: np.random.default_rng(0).",
        "the same two arrays",
        "other ones",
    )


EXERCISE = Exercise(
    name="split_by_object",
    lesson=8,
    points=3,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
    hints=(
        "Split the objects first, class by class. Which pictures go to the test part follows "
        "from it.",
        "np.unique(objects[labels == label]) are the objects of a class, once objects is an array. "
        "round(share * n) may be 0 or n: min and max keep it between 1 and n - 1.",
        "is_test starts as zeros of dtype bool. For each label choose n_test of the names, then "
        "is_test |= (labels == label) & np.isin(objects, chosen). At the end return "
        "np.flatnonzero(~is_test), np.flatnonzero(is_test).",
    ),
    takeaway="The test part shows objects that were never seen in training, of every class.",
)
