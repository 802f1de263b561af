"""`precision_recall`: two different questions about one class."""

from __future__ import annotations

import re
from functools import partial

import numpy as np

from course_utils.exercises import misconceptions
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call

_N_CLASSES = 10

Labels = np.ndarray
Pair = tuple[float, float]


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw labels with many errors; one class never predicted, one never there, one perfect."""
    n = int(rng.integers(300, 400))
    label, other = (int(c) for c in rng.choice(np.arange(2, _N_CLASSES), 2, replace=False))
    y_true = rng.permutation(np.arange(n) % _N_CLASSES)
    y_pred = np.where(rng.random(n) < 0.65, y_true, rng.integers(0, _N_CLASSES, n))
    y_pred[rng.choice(n, n // 10, replace=False)] = label  # one class too often predicted
    never_predicted = np.where(y_pred == label, other, y_pred)
    never_there = np.where(y_true == label, other, y_true)
    only_right = np.where((y_pred == label) & (y_true != label), other, y_pred)
    few = y_true % 3 + 5, y_pred % 3 + 5
    return [
        Case(
            f"{n} labels and predictions, {what} (label = {asked})",
            {"y_true": true, "y_pred": predicted, "label": asked},
        )
        for what, true, predicted, asked in (
            ("where both kinds of error occur", y_true, y_pred, label),
            ("of another class", y_true, y_pred, other),
            ("of the class 0", y_true, y_pred, 0),
            ("with labels in uint8", y_true.astype(np.uint8), y_pred.astype(np.uint8), label),
            ("with the classes 5, 6 and 7 only", *few, 6),
            ("where every prediction of the class is right", y_true, only_right, label),
            ("where the class is never predicted", y_true, never_predicted, label),
            ("where no image has the label", never_there, y_pred, label),
            ("where the class is neither there nor predicted", *few, 1),
        )
    ]


def truth(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    """Return the right answer, counted image by image."""
    pairs = list(zip(y_true.tolist(), y_pred.tolist(), strict=True))
    predicted = [true for true, guess in pairs if guess == label]
    actual = [guess for true, guess in pairs if true == label]
    return _part(predicted.count(label), len(predicted)), _part(actual.count(label), len(actual))


def _part(some: float, whole: float) -> float:
    return some / whole if whole else 0.0


def _counts(y_true: Labels, y_pred: Labels, label: int) -> dict[str, int]:
    """Count true and false predictions, positive where they are the class, else negative."""
    p, t = y_pred == label, y_true == label
    kinds = {"TP": p & t, "FP": p & ~t, "FN": ~p & t, "TN": ~p & ~t}
    return {kind: int(np.sum(images)) for kind, images in kinds.items()}


def _wholes(y_true: Labels, y_pred: Labels, label: int) -> Pair:
    return float(np.sum(y_pred == label)), float(np.sum(y_true == label))


def _with_more(y_true: Labels, y_pred: Labels, label: int, some: float, whole: float) -> Pair:
    right, wholes = _counts(y_true, y_pred, label)["TP"], _wholes(y_true, y_pred, label)
    return (right + some) / (wholes[0] + whole), (right + some) / (wholes[1] + whole)


def _averaged(y_true: Labels, y_pred: Labels, label: int, classes: str) -> Pair:
    found = range(_N_CLASSES) if classes == "ten" else np.unique([y_true, y_pred]).tolist()
    sizes = [np.sum(y_true == it) for it in found] if classes == "by size" else None
    return tuple(np.average([truth(y_true, y_pred, it) for it in found], axis=0, weights=sizes))


_MESSAGE = (
    "{part} is {what}. Precision divides the right predictions of the class by all predictions of "
    "it, and recall divides them by all images that have the label."
)
misconceptions.add_kind(  # precision p and recall r, made wrong
    "precision_recall",
    _MESSAGE,
    {
        "swapped": ("the other one of the two", lambda p, r: (r, p)),
        "both-are-precision": ("divided by all predictions of the class", lambda p, r: (p, p)),
        "both-are-recall": ("divided by all images with the label", lambda p, r: (r, r)),
        "in-per-cent": (
            "in per cent",
            lambda p, r: (100 * p, 100 * r),
            lambda p, r: (100 * r, 100 * p),
        ),
        "wrong-ones-counted": ("1 minus what is asked for", lambda p, r: (1 - p, 1 - r)),
        "f1-score": ("the F1 score, a mix", lambda p, r: (_part(2 * p * r, p + r),) * 2),
        "mean-of-both": ("the mean of precision and recall", lambda p, r: ((p + r) / 2,) * 2),
        "whole-number-division": ("whole (use /, not //)", lambda p, r: (int(p), int(r))),
        "nothing-found": ("always 0 (are labels put through argmax?)", lambda p, r: (0, 0)),
    },
    lambda wrong: lambda *inputs: wrong(*truth(*inputs)),
)
misconceptions.add_kind(  # of true labels t, predictions p and the class c
    "precision_recall",
    _MESSAGE,
    {
        "counts-not-parts": ("a number of images", lambda *it: (_counts(*it)["TP"],) * 2),
        "wholes-not-parts": ("the number to divide by", _wholes),
        "accuracy": ("the accuracy over all classes", lambda t, p, c: (np.mean(t == p),) * 2),
        "agreement-on-the-class": (
            "the accuracy of 'is it the class or not', which is high even for a network that never "
            "finds the class",
            lambda t, p, c: (np.mean((t == c) == (p == c)),) * 2,
        ),
        "label-ignored": (
            "that of one class, whatever the label",
            *(partial(lambda t, p, c, it: truth(t, p, it), it=it) for it in range(_N_CLASSES)),
        ),
        "label-0-left-out": (
            "0 for the label 0 (`if label` takes it for False)",
            lambda t, p, c: truth(t, p, c) if c else (0, 0),
        ),
        "all-classes-averaged": (
            "the mean over all classes",
            *(partial(_averaged, classes=classes) for classes in ("found", "ten", "by size")),
        ),
        "right-ones-of-every-class": (
            "for the right predictions of every class",
            lambda t, p, c: tuple(_part(np.sum(t == p), it) for it in _wholes(t, p, c)),
            lambda t, p, c: tuple(
                _part(np.sum(t == p), np.sum((t == p) | (it == c))) for it in (p, t)
            ),
        ),
        "more-than-counted": (
            "what comes of adding a constant before the division",
            *(partial(_with_more, some=0, whole=more) for more in (1, 1e-3, 1e-4)),
            *(partial(_with_more, some=1, whole=more) for more in (1, 2)),
        ),
    },
)
_ALL = "(TP + FP + FN + TN)"
_FRACTIONS = (
    *("TP / (TP + FP + FN)", "TP / (TP + TN)", f"TP / {_ALL}", "TP / FP", "TP / FN", "TP / TN"),
    *("TN / (TN + FP)", "TN / (TN + FN)", "FP / (FP + TN)", "FN / (FN + TN)", "TN / (TP + TN)"),
    *(f"FP / {_ALL}", f"FN / {_ALL}", f"(TP + FP) / {_ALL}", f"(TP + FN) / {_ALL}"),
    *("(TP + FN) / (TP + FP)", "(TP + FP) / (TP + FN)", "TP / (FP + FN)"),
    *("(TP + FP + FN) / (TP + FP)", "(TP + FP + FN) / (TP + FN)"),
    *("(FP + FN) / (TP + FP)", "(FP + FN) / (TP + FN)"),
    *("(TP + TN) / (TP + FP)", "(TP + TN) / (TP + FN)"),
)


@misconception("precision_recall", fraction=_FRACTIONS)
def another_fraction(y_true: Labels, y_pred: Labels, label: int, fraction: str) -> Pair:
    """{part} is {fraction}. P is predicted as the class and N is not; T is so rightly and F
    wrongly. Precision is TP / (TP + FP): of all predicted as the class. Recall is TP / (TP + FN):
    of all that have its label.
    """
    counts = _counts(y_true, y_pred, label)
    some, whole = (re.findall("[TF][PN]", half) for half in fraction.split(" / "))
    return (_part(sum(counts[kind] for kind in some), sum(counts[kind] for kind in whole)),) * 2


@misconception("precision_recall", value=(np.nan, 1.0, np.inf, -1.0, 0.5, None), both=(False, True))
def nothing_counted_is_not_zero(
    y_true: Labels, y_pred: Labels, label: int, value: float, both: bool
) -> Pair:
    """Where no image is predicted as the class, or none has its label, a division by 0 waits, and
    {part} is {value}. The docstring asks for 0.0 there.
    """
    (precision, recall), wholes = truth(y_true, y_pred, label), _wholes(y_true, y_pred, label)
    predicted, actual = (min(wholes),) * 2 if both else wholes
    return precision if predicted else value, recall if actual else value


_PARTS = {
    "precision": "the share of the images predicted as the class that really has its label",
    "recall": "the share of the images with the label that is predicted as the class",
}
EXERCISE = Exercise(
    name="precision_recall",
    lesson=2,
    points=2,
    cases=cases,
    observe=call,
    judge=Judged(
        tuple(Part(name, is_number=True, kind=kind) for name, kind in _PARTS.items()), truth
    ),
    hints=(
        "Both numbers start from the same count: the images that have the label and are also "
        "predicted as it. They divide it by two different things.",
        "predicted = y_pred == label and actual = y_true == label are arrays of True and False. "
        "np.sum(predicted & actual) counts where both are True.",
        "Precision divides that count by predicted.sum(), recall by actual.sum(). Ask first "
        "whether that is 0, and return 0.0 then.",
    ),
    takeaway="Precision asks how far a prediction can be trusted, recall how many of the class are "
    "found; either can be 1 while the other is poor.",
)
