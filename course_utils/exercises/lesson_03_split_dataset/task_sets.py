"""`task_sets`: train, validation and test of both tasks."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product
from operator import itemgetter

import numpy as np

from course_utils.exercises import misconceptions
from course_utils.exercises.drawing import labelled_images, odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.lesson_03_split_dataset import split_dataset
from course_utils.exercises.misconceptions import Answer, misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain

_SETS = ("train", "valid", "test")
_JUST_ALL = -1  # as many as there are
Pair = tuple[np.ndarray, np.ndarray]


def task_sets_cases(rng: np.random.Generator) -> list[Case]:
    """Draw three sets of labelled images; B's training set is cut, or too small to be cut."""
    return [
        _task_sets_case(rng, (1700, 500, 600), None),
        _task_sets_case(rng, (1200, 300, 280), int(rng.integers(3, 10))),
        _task_sets_case(rng, (1700, 300, 280), int(rng.integers(260, 330))),
        _task_sets_case(rng, (60, 40, 50), 1000),
        _task_sets_case(rng, (60, 40, 50), _JUST_ALL),
    ]


def _sets(
    train: Pair, valid: Pair, test: Pair, n_B: int | None, split: Answer = split_dataset.truth
) -> Plain:
    """Return both tasks with the training set of B cut to n_B, split by a function."""
    task_A, task_B = zip(*(split(*pair) for pair in (train, valid, test)), strict=True)
    return task_A, (cut(task_B[0], n_B), *task_B[1:])


def cut(pair: Pair, n: int | None) -> Pair:
    """Return the first images and labels of a set."""
    return pair[0][:n], pair[1][:n]


def truth(train: Pair, valid: Pair, test: Pair, n_B: int | None = 200) -> Plain:
    """Return all six sets."""
    return _sets(train, valid, test, n_B)


def _with_wrong_split(split: Answer) -> Answer:
    return lambda train, valid, test, n_B=200: _sets(train, valid, test, n_B, split)


for _known in misconceptions.of("split_dataset"):
    if _known.name not in ("cut-before-choosing", "grouped-by-kind", "tasks-swapped"):
        misconceptions.add(
            "task_sets", replace(_known, function=_with_wrong_split(_known.function))
        )


@misconception("task_sets")
def tasks_swapped(train: Pair, valid: Pair, test: Pair, n_B: int = 200) -> Plain:
    """Tasks A and B are swapped: return task A first."""
    return _sets(train, valid, test, n_B)[::-1]


@misconception("task_sets", is_all=(False, True))
def cut_before_splitting(
    train: Pair, valid: Pair, test: Pair, n_B: int = 200, *, is_all: bool
) -> Plain:
    """The images of train were cut before the split, so only the sandals and shirts among the
    first n_B are left. Split first, then cut.
    """
    task_A, task_B = _sets(train, valid, test, n_B)
    cut_A, cut_B = split_dataset.truth(*cut(train, n_B))
    return (cut_A if is_all else task_A[0], *task_A[1:]), (cut_B, *task_B[1:])


@misconception("task_sets")
def not_cut(train: Pair, valid: Pair, test: Pair, n_B: int = 200) -> Plain:
    """{part} was not cut. Task B is the task with few labelled images."""
    return _sets(train, valid, test, None)


@misconception("task_sets")
def other_sets_cut_too(train: Pair, valid: Pair, test: Pair, n_B: int = 200) -> Plain:
    """{part} was cut as well. Only the training set of task B is small; a score on few images would
    be a rough guess.
    """
    task_A, task_B = _sets(train, valid, test, n_B)
    return task_A, tuple(cut(pair, n_B) for pair in task_B)


@misconception("task_sets", size=(100, 200))
def n_B_ignored(  # noqa: N802 - n_B is the argument's name
    train: Pair, valid: Pair, test: Pair, n_B: int = 200, *, size: int
) -> Plain:
    """{part} has {size} images whatever n_B says."""
    return _sets(train, valid, test, size)


@misconception("task_sets", share=(1, 2))
def n_B_of_each_class(  # noqa: N802 - n_B is the argument's name
    train: Pair, valid: Pair, test: Pair, n_B: int = 200, *, share: int
) -> Plain:
    """{part} was cut for each class for itself. Cut once, whichever classes come: the first n_B
    of sandals and shirts together.
    """
    task_A, task_B = _sets(train, valid, test, None)
    X, y = task_B[0]
    kept = np.sort([i for label in (0, 1) for i in np.flatnonzero(y == label)[: n_B // share]])
    return task_A, ((X[kept], y[kept]), *task_B[1:])


@misconception("task_sets", is_random=True)
def not_the_first(train: Pair, valid: Pair, test: Pair, n_B: int = 200) -> Plain:
    """{part} has the right size but not the first images, so two people do not train on the same
    ones.
    """
    task_A, task_B = _sets(train, valid, test, None)
    X, y = task_B[0]
    return task_A, ((X[-n_B:], y[-n_B:]), *task_B[1:])


@misconception(
    "task_sets", used=[used for used in product(range(3), repeat=3) if used != (0, 1, 2)]
)
def wrong_set(
    train: Pair, valid: Pair, test: Pair, n_B: int = 200, *, used: tuple[int, ...]
) -> Plain:
    """{part} holds images of another set. A set that is used for two purposes can no longer tell
    you how good a network is on new images.
    """
    first, second, third = ((train, valid, test)[i] for i in used)
    return _sets(first, second, third, n_B)


@misconception("task_sets", order=[it for it in permutations(range(3)) if it[0]])
def sets_exchanged(
    train: Pair, valid: Pair, test: Pair, n_B: int = 200, *, order: tuple[int, ...]
) -> Plain:
    """{part} is another set. Of each task return the training set, then validation and test."""
    return tuple(tuple(task[i] for i in order) for task in _sets(train, valid, test, n_B))


@misconception("task_sets")
def grouped_by_set(train: Pair, valid: Pair, test: Pair, n_B: int = 200) -> Plain:
    """You group by train, valid and test. Group by task, so that each task is one value."""
    return tuple(zip(*_sets(train, valid, test, n_B), strict=True))


def _task_sets_case(rng: np.random.Generator, sizes: tuple[int, int, int], n_B: int | None) -> Case:
    shape = odd_size(rng)
    sizes_drawn = [size + int(rng.integers(0, 30)) for size in sizes]
    inputs: dict[str, Plain] = {
        part: labelled_images(rng, n, shape) for part, n in zip(_SETS, sizes_drawn, strict=True)
    }
    if n_B == _JUST_ALL:
        n_B = len(truth(**inputs, n_B=None)[1][0][1])
    if n_B is not None:
        inputs["n_B"] = n_B
    cut = "n_B left at 200" if n_B is None else f"n_B = {n_B}"
    return Case(
        f"{', '.join(map(str, sizes_drawn))} images to train, validate, test; {cut}", inputs
    )


_PARTS = tuple(
    tuple(
        (
            Part(
                f"X_{part}_{task}",
                rows=itemgetter(part),
                kind=f"the first n_B of {kind}" if (part, task) == ("train", "B") else kind,
            ),
            Part(f"y_{part}_{task}", any_integer=task == "A"),
        )
        for part in _SETS
    )
    for task, kind in (("A", split_dataset.KIND_A), ("B", split_dataset.KIND_B))
)
EXERCISE = Exercise(
    name="task_sets",
    lesson=3,
    points=2,
    cases=task_sets_cases,
    observe=call,
    judge=Judged(_PARTS, truth),
    hints=(
        "Follow each of the three sets from the argument to the place where it is returned. A "
        "function that splits one set is called once for each of them.",
        "train_A, train_B = split_dataset(*train) gives two pairs. The star hands over the two "
        "arrays of the pair.",
        "Cut after the split: X_B, y_B = train_B, then (X_B[:n_B], y_B[:n_B]). Return "
        "(train_A, valid_A, test_A), (train_B, valid_B, test_B).",
    ),
    takeaway="All three sets are split in one way, and only the training set of B is small: "
    "its scores still come from many images.",
)
