"""`combine_datasets`: images in their order, and a label of its own for every class."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import (
    Suspect,
    array_finding,
    changed_input,
    forgotten_return,
)
from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import is_sequence_of, pair_finding, rows_of

Dataset = tuple[np.ndarray, np.ndarray]


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw pairs of datasets: usual, with classes missing, with many classes; and two bad ones."""
    height, width = odd_size(rng)
    shape = (height, width, int(rng.integers(1, 3)))
    n_classes, n_second = sorted(int(n) for n in rng.choice(np.arange(4, 9), 2, replace=False))
    usual = _draw(rng, 70, shape, n_classes, "uint8")
    second = _draw(rng, 25, shape, n_second, "int64")
    with_gap = (usual[0], np.where(np.isin(usual[1], (1, 2)), 0, usual[1]).astype("int32"))
    images, labels = _draw(rng, 90, shape, n_second, "int32")
    larger_with_gap = (images, np.where(labels == 1, 2, labels))
    many = _draw(rng, 300, shape, int(rng.integers(245, 254)), "uint8")
    small = _draw(rng, 40, shape, n_second + 11, "uint8")
    other_shape = _draw(rng, 25, (height, width + 1, shape[2]), n_second, "int64")
    too_few_labels = (second[0], second[1][:-1])
    too_many_labels = (usual[0], np.append(usual[1], usual[1][:1]))
    return [
        _case(f"{n_classes} classes and {n_second} classes", usual, second),
        _case("both with classes that do not occur", with_gap, larger_with_gap),
        _case("many classes, labels of dtype uint8", many, small),
        _case("images of different widths", usual, other_shape, expects_error=True),
        _case("the second with a label too few", usual, too_few_labels, expects_error=True),
        _case("the first with a label too many", too_many_labels, second, expects_error=True),
    ]


def _draw(
    rng: np.random.Generator, n: int, shape: tuple[int, ...], n_classes: int, dtype: str
) -> Dataset:
    """Draw images from 0 to 1, all different, with labels of which each occurs."""
    return rng.random((n, *shape), dtype=np.float32), rng.permutation(
        np.arange(n) % n_classes
    ).astype(dtype)


def _case(what: str, first: Dataset, second: Dataset, expects_error: bool = False) -> Case:
    height, width, channels = first[0].shape[1:]
    return Case(
        f"{len(first[0])} and {len(second[0])} images of {height} × {width} × {channels}, {what}",
        {"first": first, "second": second},
        expects_error,
    )


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge images and labels, recognising the usual wrong offsets."""
    first, second = case.inputs["first"], case.inputs["second"]
    result = observation["result"]
    if case.expects_error:
        return [_not_refused(first, second, result)]
    finding = (
        changed_input(case.inputs, observation["inputs_after"])
        or _structure(result)
        or _images(result[0], first[0], second[0])
        or _labels(result[1], first, second)
    )
    return [finding] if finding else []


def _not_refused(first: Dataset, second: Dataset, result: Plain) -> Finding:
    if first[0].shape[1:] != second[0].shape[1:]:
        return Finding(
            "other-shapes-accepted",
            "The images differ in width, so they cannot stand in one array, and your function did "
            "not say so.",
            "ValueError",
            describe(result),
        )
    if len(first[0]) != len(first[1]):
        return Finding(
            "surplus-label-accepted",
            "The first dataset has a label more than it has images. From there on every label "
            "would belong to another image: raise ValueError.",
            "ValueError",
            describe(result),
        )
    return Finding(
        "missing-label-accepted",
        "The second dataset has a label less than it has images. Some image would have no label, "
        "or that of another one: raise ValueError.",
        "ValueError",
        describe(result),
    )


def _structure(result: Plain) -> Finding | None:
    if result is None or not is_sequence_of(result, 2):
        return Finding(
            "not-a-pair",
            f"The function should return the images and the labels.{forgotten_return(result)}",
            "a tuple of 2 arrays",
            describe(result),
        )
    if isinstance(result[0], np.ndarray) and result[0].ndim == 1:
        return Finding(
            "labels-come-first",
            "The labels come first. Return the images, then the labels.",
            "images of several dimensions, then labels",
            f"{describe(result[0])}, then {describe(result[1])}",
        )
    return pair_finding("The result", result)


def _images(got: np.ndarray, X_first: np.ndarray, X_second: np.ndarray) -> Finding | None:
    truth = np.concatenate([X_first, X_second])
    suspects = [
        Suspect(
            "second-comes-first",
            "The images of second come first. Whoever knows that first comes first can find "
            "them again.",
            np.concatenate([X_second, X_first]),
        ),
        Suspect("second-missing", "The images of second are missing.", X_first),
    ]
    finding = array_finding("X", got, truth, suspects=suspects)
    if finding is not None and finding.misconception == "wrong-values":
        rows = rows_of(got, truth)
        if rows is not None and sorted(rows) == list(range(len(truth))):
            return Finding(
                "order-lost",
                "All images are there, in another order. Keep it: whoever trains shuffles later.",
                finding.expected,
                finding.got,
            )
    return finding


def _labels(got: np.ndarray, first: Dataset, second: Dataset) -> Finding | None:
    y_first, y_second = (labels.astype(np.int64) for _, labels in (first, second))
    offset = int(y_first.max()) + 1

    def with_offset(n: int) -> np.ndarray:
        return np.concatenate([y_first, y_second + n])

    truth = with_offset(offset)
    suspects = [
        Suspect(
            "labels-collide",
            "The labels of second are as they were, so two classes share one label: a network "
            "would learn that they are the same thing.",
            with_offset(0),
        ),
        Suspect(
            "offset-one-too-small",
            "The offset is one too small: class 0 of second has the label of the last class of "
            "first. Labels start at 0, so there is one class more than the largest label.",
            with_offset(offset - 1),
        ),
        Suspect(
            "occurring-classes-counted",
            "The offset is the number of classes that occur in first. Where a class does not "
            "occur, that is too small, and labels collide: take the largest label plus 1.",
            with_offset(len(np.unique(y_first))),
        ),
        Suspect(
            "offset-from-second",
            "The offset comes from the labels of second. It should be the largest label of first "
            "plus 1, which is where the labels of first end.",
            with_offset(int(y_second.max()) + 1),
        ),
        Suspect(
            "second-renumbered",
            "The labels of second were renumbered, so that their gaps are gone: a class would have "
            "another label in the next sample.",
            np.concatenate([y_first, np.unique(y_second, return_inverse=True)[1] + offset]),
        ),
        Suspect(
            "offset-of-ten",
            "The offset is 10, the number of classes of Fashion-MNIST. Take it from the labels.",
            with_offset(10),
        ),
        Suspect(
            "offset-by-images",
            "The offset is the number of images in first. It should be that of its classes.",
            with_offset(len(y_first)),
        ),
        Suspect(
            "first-raised",
            "The labels of first were raised. They should stay, and those of second rise.",
            np.concatenate([y_first + int(y_second.max()) + 1, y_second]),
        ),
        Suspect(
            "both-raised",
            "The labels of both were raised. Those of first should stay.",
            truth + offset,
        ),
        Suspect(
            "labels-wrapped",
            "Labels above 255 have started again at 0: uint8 has no place for them. Turn the "
            'labels into int64 with astype("int64") before you add.',
            truth.astype(np.uint8),
        ),
    ]
    return array_finding("y", got, truth, suspects=suspects)


EXERCISE = Exercise(
    name="combine_datasets",
    lesson=6,
    points=2,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
    hints=(
        "np.concatenate puts arrays behind one another. The images need nothing else; which labels "
        "have to change so that a dress (3) and the digit 3 differ?",
        "The labels of second rise by int(y_first.max()) + 1. Turn both into int64 first, since "
        "uint8 ends at 255.",
        'Before that: raise ValueError("...") if len(X) != len(y) in either dataset, or if '
        "X_first.shape[1:] != X_second.shape[1:].",
    ),
    takeaway="Every class has a label of its own, whatever dtype the labels had and whichever "
    "classes occur.",
)
