"""Each promise of a docstring of lesson 02: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuse


def unless(is_empty, name):
    """Return an answer to `precision_recall` with 1.0 in one place, where there is nothing."""

    def precision_recall(y_true, y_pred, label):
        numbers = dict(
            zip(
                ("precision", "recall"),
                solutions.reference("precision_recall")(y_true, y_pred, label),
                strict=True,
            )
        )
        if is_empty(y_true, y_pred, label):
            numbers[name] = 1.0
        return tuple(numbers.values())

    return precision_recall


def accepted(is_accepted):
    """Return an answer to `prepare_photo` that does not refuse some photos without a garment."""

    def prepare_photo(rgb):
        try:
            return solutions.reference("prepare_photo")(rgb)
        except ValueError:
            refuse(not is_accepted(rgb))
            return np.zeros((28, 28), "float32")

    return prepare_photo


def another_error(rgb):
    try:
        return solutions.reference("prepare_photo")(rgb)
    except ValueError:
        raise TypeError("no garment") from None


PROMISES = {
    "precision_recall": [
        ("Return precision and recall of one class.", "swapped", FIRST),
        (
            "y_true : array of integers, shape (n,) The true labels.",
            also("precision_recall", lambda y_true, y_pred, label: must(y_true.dtype.kind == "i")),
            "uint8",
        ),
        (
            "y_pred : array of integers, shape (n,) The predicted labels.",
            also("precision_recall", lambda y_true, y_pred, label: must(len(set(y_pred)) > 3)),
            "5, 6 and 7 only",
        ),
        ("label : int The class that is asked about.", "label-ignored", FIRST),
        (
            "precision : float Which part of the images predicted as `label` has that label,",
            "both-are-recall",
            FIRST,
        ),
        ("0 to 1;", "in-per-cent", FIRST),
        (
            "0.0 if none is predicted as `label`.",
            unless(lambda y_true, y_pred, label: label not in y_pred, "precision"),
            "never predicted",
        ),
        (
            "recall : float Which part of the images with that label is predicted as `label`,",
            "both-are-precision",
            FIRST,
        ),
        ("0 to 1;", also("precision_recall", after=lambda it: (it[0], 100 * it[1])), FIRST),
        (
            "0.0 if none has that label.",
            unless(lambda y_true, y_pred, label: label not in y_true, "recall"),
            "no image has the label",
        ),
    ],
    "prepare_photo": [
        ("Turn a colour photo of one garment", "red-channel-only", FIRST),
        ("into an image like those of Fashion-MNIST.", "not-cut-out", FIRST),
        ("1. Grey: 0.299 red + 0.587 green + 0.114 blue,", "other-weights", FIRST),
        ("divided by 255.", "not-scaled", FIRST),
        ("2. Dark background: if the mean", "median-of-rim", "most of the rim"),
        ("", "extreme-of-rim", FIRST),
        ("of the outermost rim of pixels", "rim-too-wide", "in a frame"),
        ("", "part-of-rim", "rim of a light photo"),
        ("", "corner-for-rim", FIRST),
        ("is above 0.5,", "another-level-of-light", FIRST),
        ("g becomes 1 - g.", "background-light", FIRST),
        ("3. Cut out the garment: the smallest rectangle", "room-around", FIRST),
        ("with all pixels", "last-row-and-column-lost", "outline"),
        ("above 0.1.", "another-threshold", "pale"),
        ("4. Shrink", also("prepare_photo", lambda rgb: must(len(rgb) < 28)), FIRST),
        ("or enlarge it,", "never-enlarged", "smaller than 28"),
        ("keeping its proportions,", "proportions-lost", FIRST),
        ("so that its longer side has 28 pixels.", "another-side", FIRST),
        ("5. Put it in the middle", "not-centred", FIRST),
        ("of a 28 × 28 image", also("prepare_photo", after=lambda it: it[1:]), FIRST),
        ("of zeros.", "light-around", FIRST),
        ("rgb : array of uint8, shape (height, width, 3)", "colours-overflow", FIRST),
        ("A photo of any size.", also("prepare_photo", lambda rgb: must(len(rgb) > 24)), "a tiny"),
        ("array of float32,", "wrong-dtype", FIRST),
        ("shape (28, 28)", "wrong-axes", FIRST),
        ("Grey levels from 0 (background)", "inverted-at-the-end", FIRST),
        ("to 1.", "out-of-range", FIRST),
        ("The input stays unchanged.", "input-mutated", FIRST),
        ("ValueError", another_error, "white wall"),
        ("If after step 2", accepted(lambda rgb: rgb.max() == 0), "a black photo"),
        (
            "no pixel is above 0.1,",
            accepted(lambda rgb: len(np.unique(rgb)) > 1),
            "a spotted wall",
        ),
        ("so there is no garment to be seen.", "empty-photo-accepted", "a white wall"),
    ],
}
