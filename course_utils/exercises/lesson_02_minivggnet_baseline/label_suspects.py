"""Precision and recall counted image by image, and what wrong ideas of them give."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

Labels = np.ndarray
Pair = tuple[float, float]


def true_pair(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    """Return precision and recall as fractions of what was counted."""
    right = predicted = actual = 0
    for true, guess in zip(y_true.tolist(), y_pred.tolist(), strict=True):
        predicted += guess == label
        actual += true == label
        right += guess == label == true
    return (
        float(Fraction(right, predicted)) if predicted else 0.0,
        float(Fraction(right, actual)) if actual else 0.0,
    )


def _counts(y_true: Labels, y_pred: Labels, label: int) -> tuple[int, int, int, int]:
    """Return true positives, false positives, false negatives and true negatives."""
    p, t = y_pred == label, y_true == label
    return int((p & t).sum()), int((p & ~t).sum()), int((~p & t).sum()), int((~p & ~t).sum())


def _part(some: float, whole: float) -> float:
    return some / whole if whole else 0.0


def _rounded(digits: int) -> Callable[[Labels, Labels, int], Pair]:
    def rounded(y_true: Labels, y_pred: Labels, label: int) -> Pair:
        precision, recall = true_pair(y_true, y_pred, label)
        return round(precision, digits), round(recall, digits)

    return rounded


def _swapped(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    precision, recall = true_pair(y_true, y_pred, label)
    return recall, precision


def _twice(value: float) -> Pair:
    return value, value


def _macro(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    pairs = np.array([true_pair(y_true, y_pred, c) for c in np.unique([y_true, y_pred]).tolist()])
    return float(pairs[:, 0].mean()), float(pairs[:, 1].mean())


def _per_cent(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    precision, recall = true_pair(y_true, y_pred, label)
    return 100 * precision, 100 * recall


def _counted(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    right = _counts(y_true, y_pred, label)[0]
    return _twice(right)


def _wholes(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return float((y_pred == label).sum()), float((y_true == label).sum())


def _complements(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    precision, recall = true_pair(y_true, y_pred, label)
    return 1 - precision, 1 - recall


def _weighted(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    classes, sizes = np.unique(y_true, return_counts=True)
    pairs = np.array([true_pair(y_true, y_pred, c) for c in classes.tolist()])
    precision, recall = np.average(pairs, axis=0, weights=sizes)
    return float(precision), float(recall)


def _of_all_images(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return _twice(_counts(y_true, y_pred, label)[0] / len(y_true))


def _agreement(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return _twice(float(np.mean((y_true == label) == (y_pred == label))))


def _accuracy(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return _twice(float(np.mean(y_true == y_pred)))


def _with_specificity(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    right, wrongly, _, rest = _counts(y_true, y_pred, label)
    return _part(right, right + wrongly), _part(rest, rest + wrongly)


def _of_class_one(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return true_pair(y_true, y_pred, 1)


def _all_right_counted(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    right = float((y_true == y_pred).sum())
    return _part(right, float((y_pred == label).sum())), _part(
        right, float((y_true == label).sum())
    )


def _both_precision(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return _twice(true_pair(y_true, y_pred, label)[0])


def _both_recall(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return _twice(true_pair(y_true, y_pred, label)[1])


def _whole_numbers(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    precision, recall = true_pair(y_true, y_pred, label)
    return float(int(precision)), float(int(recall))


SUSPECTS: list[tuple[str, str, Callable[[Labels, Labels, int], Pair]]] = [
    (
        "swapped",
        "Precision and recall are exchanged. Precision divides by what was predicted, recall by "
        "what is there.",
        _swapped,
    ),
    (
        "both-are-precision",
        "Both numbers divide by how often the class was predicted. Recall divides by how often it "
        "is there.",
        _both_precision,
    ),
    (
        "both-are-recall",
        "Both numbers divide by how often the class is there. Precision divides by how often it "
        "was predicted.",
        _both_recall,
    ),
    ("in-per-cent", "The numbers run from 0 to 100. The docstring asks for 0 to 1.", _per_cent),
    (
        "counts-not-parts",
        "These are numbers of images. Divide them: precision and recall are parts of a whole.",
        _counted,
    ),
    (
        "wholes-not-parts",
        "These are the numbers to divide by. Divide the images that are predicted right by them.",
        _wholes,
    ),
    (
        "wrong-ones-counted",
        "These are the parts that are wrong: 1 minus what is asked for.",
        _complements,
    ),
    (
        "divided-by-all-images",
        "You divide by the number of all images. Each of the two has a smaller whole: the images "
        "predicted as the class, and the images that have its label.",
        _of_all_images,
    ),
    (
        "accuracy",
        "This is the accuracy over all classes. It says nothing about one class.",
        _accuracy,
    ),
    (
        "agreement-on-the-class",
        "This is the accuracy of the question 'is it the class or not'. Nine in ten images are "
        "not, so it is high even for a network that never finds the class.",
        _agreement,
    ),
    (
        "specificity-for-recall",
        "The second number is the part of the *other* images that is not predicted as the class. "
        "Recall asks about the images that have the label.",
        _with_specificity,
    ),
    (
        "label-ignored",
        "You always count the class 1, whatever the label.",
        _of_class_one,
    ),
    (
        "all-classes-averaged",
        "This is the mean over all classes. The question is about one class.",
        _macro,
    ),
    (
        "all-classes-averaged-by-size",
        "This is the mean over all classes, weighted by their sizes. The question is about one "
        "class.",
        _weighted,
    ),
    (
        "right-ones-of-every-class",
        "You count the right predictions of every class. Count those of the class alone.",
        _all_right_counted,
    ),
    (
        "whole-number-division",
        "Everything after the point is lost: use /, not //. If you do, nothing is counted: print "
        "what you divide.",
        _whole_numbers,
    ),
    *(
        (
            "rounded",
            "The numbers are rounded. Return them as they are, and round where you print them.",
            _rounded(digits),
        )
        for digits in (1, 2, 3, 4, 5)
    ),
]
