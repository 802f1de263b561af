"""Each promise of a docstring of lesson 05: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must


def shifted(change):
    """Return an answer to `shift_images` that takes other shifts."""

    def shift_images(X, dx, dy):
        return solutions.reference("shift_images")(X, *change(dx, dy))

    return shift_images


PROMISES = {
    "shift_images": [
        ("Shift images by whole pixels;", "one-pixel-off", FIRST),
        ("zeros come in where nothing was.", "edge-repeated", FIRST),
        (
            "X : array of shape (n, height, width)",
            also("shift_images", lambda X, dx, dy: must(X.ndim == 4)),
            FIRST,
        ),
        ("or (n, height, width, channels)", "channels-shifted", "channel"),
        (
            "Images, of any dtype.",
            also("shift_images", lambda X, dx, dy: must(X.dtype == np.uint8)),
            "float32",
        ),
        ("dx : int How many pixels to the right;", "left-for-right", FIRST),
        ("to the left if negative.", shifted(lambda dx, dy: (max(dx, 0), dy)), "left"),
        ("dy : int How many pixels down;", "up-for-down", FIRST),
        ("up if negative.", shifted(lambda dx, dy: (dx, max(dy, 0))), "up"),
        ("array of the shape", "cut-smaller", FIRST),
        ("and dtype of X", "wrong-dtype", FIRST),
        ("What is shifted out is lost,", "wraps-around", FIRST),
        ("so a shift beyond the size leaves zeros.", "shift-cut-off", "far out"),
        ("X stays unchanged.", "input-mutated", FIRST),
    ],
    "accuracy_under_shift": [
        ("Measure the accuracy of a network for task B", "loss-for-accuracy", FIRST),
        ("on images shifted to the side.", "up-and-down", FIRST),
        (
            "model : keras.Model From images to one probability each, shape (n, 1):",
            "every-image-with-every-label",
            FIRST,
        ),
        ("how sure it is of the label 1.", "errors-counted", FIRST),
        (
            "X : array of float32, shape (n, height, width, channels) Images, not shifted.",
            "shifted-again-and-again",
            FIRST,
        ),
        ("y : array of float32, shape (n,) 1.0 or 0.0.", "labels-not-used", FIRST),
        ("shifts : list of int By how many pixels to the right;", "other-direction", FIRST),
        ("to the left if negative.", "negative-shift-ignored", "[-2, 1, -1]"),
        ("Zeros come in.", "wraps-around", FIRST),
        ("array of float, shape (len(shifts),)", "mean-over-shifts", FIRST),
        ("The accuracy for each shift,", "each-shift-once", "shifts ["),
        ("0 to 1.", "in-per-cent", FIRST),
        ("A probability above 0.5 means the label 1.", "another-threshold", FIRST),
    ],
}
