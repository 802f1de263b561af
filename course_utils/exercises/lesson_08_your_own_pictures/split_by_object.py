"""`split_by_object`: all pictures of an object on one side, a share of each class's objects."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_08_your_own_pictures import split_mistakes  # noqa: F401
from course_utils.exercises.lesson_08_your_own_pictures.split_of_pictures import MOST_PICTURES
from course_utils.exercises.symptoms import BySymptoms
from course_utils.observers.split_by_object import observe

_WORDS = ("cup", "mug", "bowl", "pan", "vase", "jar", "lamp", "clock", "shell", "leaf")
_MANY_PICTURES = 6  # of one object, for each of its class: so their share is not that of objects


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw objects with one to many pictures each, in two to five classes; then impossible ones."""
    # Numbers of objects of which the share lies below a whole number, and above one.
    more = rng.permutation([12, 14, 17])[: int(rng.integers(1, 4))]
    numbers = [int(n) for n in rng.permutation([7, 9, *more])]
    share = round(float(rng.uniform(0.225, 0.245)), 3)
    larger = round(float(rng.uniform(0.6, 0.62)), 3)
    few = int(rng.integers(3, 5))

    def case(what: str, numbers: list[int], share: float, has_same_names: bool = False) -> Case:
        objects, labels = _pictures(rng, numbers, has_same_names)
        return Case(
            f"{len(objects)} pictures in {len(numbers)} classes with "
            f"{', '.join(map(str, numbers))} objects, {what}, share {share}",
            {"objects": objects, "labels": labels, "share": share},
        )

    def impossible(what: str, objects: list[str], labels: np.ndarray) -> Case:
        inputs = {"objects": objects, "labels": labels, "share": share}
        return Case(what, inputs, expects_error=True)

    shuffled = "the same names in several classes"
    single, many = _pictures(rng, [5, 1, 4], has_same_names=True), _pictures(rng, [6, 5])
    return [
        case("names of their own", numbers, share),
        case(shuffled, [6, 11, 8, 13, 10], larger, has_same_names=True),
        case("a share of less than one object", [few, 7 - few], 0.08),
        case("a share of nearly all objects", [few + 2, few], 0.93, has_same_names=True),
        case("two objects in each class", [2] * int(rng.integers(2, 6)), share),
        impossible("a class with one object only, in many pictures", *single),
        impossible("one label too few", many[0], many[1][:-1]),
        impossible("one object too few", many[0][:-1], many[1]),
    ]


def _pictures(
    rng: np.random.Generator, numbers: list[int], has_same_names: bool = False
) -> tuple[list[str], np.ndarray]:
    """Draw the object and the label of each picture, in any order."""
    # Labels need not count from 0, and 10 to 12 begin like 1: a name is a whole.
    labels = int(rng.integers(0, 9)) + rng.permutation(2 * len(numbers))[: len(numbers)]
    words = [str(word) for word in rng.permutation(_WORDS)]
    pictures: list[tuple[str, int]] = []
    for place, n in enumerate(numbers):
        word = words[0 if has_same_names else place]
        first = int(rng.integers(1, 8)) if has_same_names else 1
        n_pictures = rng.integers(1, MOST_PICTURES + 1, n)
        n_pictures[int(rng.integers(n))] = _MANY_PICTURES * n
        for number, n_of_object in enumerate(n_pictures, start=first):
            pictures += [(f"{word} {number}", int(labels[place]))] * int(n_of_object)
    shuffled = [pictures[int(place)] for place in rng.permutation(len(pictures))]
    dtype = rng.choice(["uint8", "int32", "int64"])
    return [name for name, _ in shuffled], np.array([label for _, label in shuffled], dtype)


EXERCISE = Exercise(
    name="split_by_object",
    lesson=8,
    points=3,
    cases=cases,
    observe=observe,
    judge=BySymptoms("split_by_object"),
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
