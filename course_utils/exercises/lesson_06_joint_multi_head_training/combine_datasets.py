"""`combine_datasets`: images in their order, and a label of its own for every class."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain

Dataset = tuple[np.ndarray, ...]
Count = Callable[[Dataset, Dataset], bool]
Offset = Callable[[np.ndarray, np.ndarray], int]


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw pairs of datasets: usual, with classes missing, with many classes; and bad ones."""
    height, width = odd_size(rng)
    fewer, more = sorted(int(n) for n in rng.choice(np.arange(4, 9), 2, replace=False))

    def drawn(n: int, classes: Sequence[int], dtype: str, *shape: int) -> Dataset:
        """Draw images from 0 to 1, all different, with labels of which each occurs."""
        labels = rng.permutation(np.resize(classes, n)).astype(dtype)
        return rng.random((n, *shape), dtype=np.float32), labels

    def of_shape(*shape: int) -> Dataset:
        return drawn(25, range(more), "int64", *shape)

    first, second = drawn(70, range(fewer), "uint8", height, width, 3), of_shape(height, width, 3)
    gaps = [drawn(n, it, "int32", height, width, 1) for n, it in ((60, (1, 3, 6)), (90, (2, 4, 5)))]
    many = [drawn(300, range(n), "uint8", height, width, 3) for n in (rng.integers(245, 254), 19)]
    surplus = first[0], np.append(first[1], first[1][:1])
    missing = second[0], second[1][:-1]
    fits = "height, width and channels are the same in both"
    labelled = "there are as many labels as images in each dataset"
    return [
        _case(f"{fewer} classes and {more} classes", "", first, second),
        _case("both with classes that do not occur", "", *gaps),
        _case("many classes, labels of dtype uint8", "", *many),
        _case("images of different widths", fits, first, of_shape(height, width + 1, 3)),
        _case("images of different heights", fits, first, of_shape(height - 1, width, 3)),
        _case("height and width exchanged", fits, first, of_shape(width, height, 3)),
        _case("only the first in colour", fits, first, of_shape(height, width, 1)),
        _case("the second with a label too few", labelled, first, missing),
        _case("the second with a label too many", labelled, first, (second[0][1:], second[1])),
        _case("the first with a label too many", labelled, surplus, second),
        _case("the first with a label too few", labelled, (first[0], first[1][1:]), second),
        _case("a label too many in one, too few in the other", labelled, surplus, missing),
    ]


def _case(what: str, refused: str, first: Dataset, second: Dataset) -> Case:
    size = " × ".join(map(str, first[0].shape[1:]))
    what = f"{len(first[0])} and {len(second[0])} images of {size}, {what}"
    return Case(what, {"first": first, "second": second}, bool(refused), refused)


def truth(first: Dataset, second: Dataset) -> Plain:
    """Return the right answer, example by example."""
    raised = [int(label) + 1 + max(first[1].tolist()) for label in second[1]]
    return np.stack([*first[0], *second[0]]), np.array([*first[1].tolist(), *raised], np.int64)


def _is_labelled(*datasets: Dataset) -> bool:
    return all(len(X) == len(y) for X, y in datasets)


def _combine(
    first: Dataset,
    second: Dataset,
    offset: Offset = lambda y_first, y_second: y_first.max() + 1,
    counts: Count = _is_labelled,
) -> Dataset:
    """Combine rightly, with an offset and a count of the labels of one's own."""
    if not counts(first, second):
        raise ValueError("every image needs one label")
    y_first, y_second = (labels.astype(np.int64) for _, labels in (first, second))
    labels = np.concatenate([y_first, y_second + offset(y_first, y_second)])
    return np.concatenate([first[0], second[0]]), labels


@misconception("combine_datasets")
def labels_collide(first: Dataset, second: Dataset) -> Plain:
    """The labels of second are as they were, so two classes share one label: raise them."""
    return _combine(first, second, lambda *y: 0)


@misconception("combine_datasets")
def offset_one_too_small(first: Dataset, second: Dataset) -> Plain:
    """The offset is one too small: class 0 of second has the label of the last of first."""
    return _combine(first, second, lambda y, _: y.max())


@misconception("combine_datasets")
def offset_one_too_large(first: Dataset, second: Dataset) -> Plain:
    """The offset is one too large: a label between both datasets belongs to no class."""
    return _combine(first, second, lambda y, _: y.max() + 2)


@misconception("combine_datasets")
def occurring_classes_counted(first: Dataset, second: Dataset) -> Plain:
    """The offset counts the classes that occur in first. Take the largest label plus 1."""
    return _combine(first, second, lambda y, _: len(np.unique(y)))


_OFFSETS: tuple[Offset, ...] = (
    lambda _, y: y.max() + 1,
    lambda _, y: y.max(),
    lambda *y: np.concatenate(y).max() + 1,
    lambda *y: sum(map(np.max, y)) + 1,
)


@misconception("combine_datasets", offset=_OFFSETS)
def offset_from_second(first: Dataset, second: Dataset, offset: Offset) -> Plain:
    """The offset depends on second. It should be the largest label of first, plus 1."""
    return _combine(first, second, offset)


@misconception("combine_datasets", place=(-1, 0))
def offset_from_one_place(first: Dataset, second: Dataset, place: int) -> Plain:
    """The offset is that of one label of first, whichever stands there. Take the largest."""
    return _combine(first, second, lambda y, _: y[place] + 1)


@misconception("combine_datasets")
def offset_of_ten(first: Dataset, second: Dataset) -> Plain:
    """The offset is 10, the number of classes of Fashion-MNIST. Take it from the labels."""
    return _combine(first, second, lambda *y: 10)


@misconception("combine_datasets", offset=(1, 9, 11, 20, 26, 47, 62, 100, 255, 256, 1000, 10_000))
def offset_built_in(first: Dataset, second: Dataset, offset: int) -> Plain:
    """The offset is {offset}, whatever the labels are. Take it from the labels of first."""
    return _combine(first, second, lambda *y: offset)


@misconception("combine_datasets", which=(0, 1))
def offset_by_images(first: Dataset, second: Dataset, which: int) -> Plain:
    """The offset is a number of images. It should be that of the classes of first."""
    return _combine(first, second, lambda *y: len(y[which]))


@misconception("combine_datasets", down=(False, True))
def second_renumbered(first: Dataset, second: Dataset, down: bool) -> Plain:
    """The labels of second were renumbered. Only raise them, whichever of them occur."""
    y = second[1] - second[1].min() if down else np.unique(second[1], return_inverse=True)[1]
    return _combine(first, (second[0], y))


@misconception("combine_datasets", each=(False, True))
def labels_closed_up(first: Dataset, second: Dataset, each: bool) -> Plain:
    """The labels were renumbered, without gaps. Keep those of first, whichever of them occur."""
    if each:
        first, second = ((X, np.unique(y, return_inverse=True)[1]) for X, y in (first, second))
    X, labels = _combine(first, second)
    return X, np.unique(labels, return_inverse=True)[1]


@misconception("combine_datasets")
def first_raised(first: Dataset, second: Dataset) -> Plain:
    """The labels of first were raised. They should stay, and those of second rise."""
    return np.concatenate([first[0], second[0]]), np.roll(_combine(second, first)[1], len(first[1]))


@misconception("combine_datasets")
def both_raised(first: Dataset, second: Dataset) -> Plain:
    """The labels of both were raised. Those of first should stay."""
    X, labels = _combine(first, second)
    return X, labels + int(first[1].max()) + 1


@misconception("combine_datasets")
def labels_wrapped(first: Dataset, second: Dataset) -> Plain:
    """Labels above 255 start again at 0: uint8 has no place for them. Make int64 first."""
    X, labels = _combine(first, second)
    return X, labels % 256


@misconception("combine_datasets", of_first=(0, 1))
def datasets_for_labels(first: Dataset, second: Dataset, of_first: int) -> Plain:
    """The labels say from which dataset an image is. They should say of which class it is."""
    labels = np.repeat([of_first, 1 - of_first], [len(first[1]), len(second[1])])
    return _combine(first, second)[0], labels


@misconception("combine_datasets")
def one_hot_labels(first: Dataset, second: Dataset) -> Plain:
    """Each label is a row of zeros and a one. One integer an image is enough."""
    X, labels = _combine(first, second)
    return X, np.eye(labels.max() + 1, dtype=np.int64)[labels]


@misconception("combine_datasets", with_axis=(True, False))
def colour_lost(first: Dataset, second: Dataset, with_axis: bool) -> Plain:
    """The channels are not those of the input. The images stay as they are, colour included."""
    X, labels = _combine(first, second)
    return X[..., :1] if with_axis else X[..., 0], labels


@misconception("combine_datasets")
def second_comes_first(first: Dataset, second: Dataset) -> Plain:
    """The images of second come first. Put those of first before them, as the docstring says."""
    return tuple(np.roll(part, len(second[1]), axis=0) for part in _combine(first, second))


@misconception("combine_datasets")
def second_missing(first: Dataset, second: Dataset) -> Plain:
    """The images of second are missing."""
    return first[0], _combine(first, second)[1]


@misconception("combine_datasets")
def labels_come_first(first: Dataset, second: Dataset) -> Plain:
    """The labels come first. Return the images, then the labels."""
    return _combine(first, second)[::-1]


@misconception("combine_datasets")
def not_a_pair(first: Dataset, second: Dataset) -> Plain:
    """One array comes back. Return two: the images and their labels."""
    return _combine(first, second)[0]


@misconception("combine_datasets")
def other_shapes_accepted(first: Dataset, second: Dataset) -> Plain:
    """The images differ in height, width or channels, and your function did not say so."""
    return first if first[0].shape[1:] != second[0].shape[1:] else _combine(first, second)


@misconception("combine_datasets")
def totals_compared(first: Dataset, second: Dataset) -> Plain:
    """All labels together are counted. Count in each dataset: one may have what another lacks."""
    total = tuple(map(np.concatenate, zip(first, second, strict=True)))
    return _combine(first, second, counts=lambda *both: _is_labelled(total))


@misconception("combine_datasets")
def surplus_label_accepted(first: Dataset, second: Dataset) -> Plain:
    """The labels of first are not counted: with one too many, others are of other images."""
    return _combine(first, second, counts=lambda _, second: _is_labelled(second))


@misconception("combine_datasets")
def lengths_not_checked(first: Dataset, second: Dataset) -> Plain:
    """A dataset has not as many labels as images, and your function did not say so."""
    return _combine(first, second, counts=lambda *both: True)


_PARTS = (
    Part("X", rows=lambda given: truth(**given), kind="those of first, then those of second"),
    Part("y"),
)
EXERCISE = Exercise(
    name="combine_datasets",
    lesson=6,
    points=2,
    cases=cases,
    observe=call,
    judge=Judged(_PARTS, truth),
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
