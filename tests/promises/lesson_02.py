"""Each promise of a docstring of lesson 02: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, only_grey, refuse


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
    "build_minivggnet": [
        ("Build MiniVGGNet for images of any size", "input-shape-hard-coded", FIRST),
        ("and any number of classes,", "classes-hard-coded", FIRST),
        ("not yet compiled.", "compiled", FIRST),
        ("Two blocks, the first with 32 filters, the second with 64.", "wrong-filters", FIRST),
        ("Each block: convolution,", "convolution-missing", FIRST),
        ("ReLU,", "relu-missing-in-convolutions", FIRST),
        ("batch normalisation,", "normalisation-missing", FIRST),
        (
            "convolution, ReLU, batch normalisation,",
            "relu-after-normalisation-in-the-blocks",
            FIRST,
        ),
        ("max pooling,", "average-pooling", FIRST),
        ("dropout 0.25.", "dropout-misplaced", FIRST),
        ("Then flatten,", "flatten-missing", FIRST),
        ("a dense layer of 512,", "wrong-dense-layers", FIRST),
        ("ReLU,", "relu-missing-in-dense", FIRST),
        ("batch normalisation,", "relu-after-normalisation-in-the-dense-part", FIRST),
        ("dropout 0.5,", "wrong-dropout", FIRST),
        ("and a dense layer with softmax.", "softmax-missing", FIRST),
        ("input_shape : tuple of 3 int Height, width", "height-and-width-exchanged", FIRST),
        ("and channels of an image.", only_grey("build_minivggnet"), "× 3,"),
        ("n_classes : int How many outputs.", "classes-hard-coded", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("From float images, shape (n, height, width, channels),", "does-not-run", FIRST),
        ("to probabilities,", "sigmoid-for-softmax", FIRST),
        ("shape (n, n_classes).", "flatten-missing", FIRST),
        ("Convolutions are 3 × 3", "kernel-not-3-by-3", FIRST),
        ('with padding "same",', "padding-valid", FIRST),
        ("pooling is 2 × 2,", "pooling-not-2-by-2", FIRST),
        ("batch normalisation has momentum 0.9;", "default-momentum", FIRST),
        ("everything else is as Keras has it.", "another-setting", FIRST),
    ],
}
