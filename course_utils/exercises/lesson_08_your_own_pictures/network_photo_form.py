"""What can be wrong with all images of `prepare_for_network`: their shape and their scaling."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures.network_photos import SIDE
from course_utils.exercises.plain import describe

_IMAGENET_MEAN, _IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SCALED = "values from -1 to 1, (x - 127) / 128"


def form(result: Plain, n: int) -> Finding | None:
    """Judge whether the result is one array of n images of 128 × 128."""
    shape = (n, SIDE, SIDE, 3)
    expected = f"a float32 array of shape {shape}"
    if isinstance(result, list | tuple):
        return Finding(
            "a-list-of-images",
            "You return a list. A network takes one array: np.stack(images), or fill "
            "np.empty((len(images), 128, 128, 3)).",
            expected,
            describe(result),
        )
    if not isinstance(result, np.ndarray) or result.dtype.kind not in "biuf":
        return Finding(
            "not-an-array",
            f"The function should return one array of numbers.{forgotten_return(result)}",
            expected,
            describe(result),
        )
    if result.shape == shape:
        return None
    misconception, message = _known_shapes(n).get(
        result.shape, ("wrong-shape", "The array has another shape.")
    )
    return Finding(misconception, message, f"shape {shape}", f"shape {result.shape}")


def _known_shapes(n: int) -> dict[tuple[int, ...], tuple[str, str]]:
    one_only = (
        "one-photo-only",
        "Only one photo comes back. Prepare each photo of the list, and return after the loop.",
    )
    grey = ("one-channel", "The colours are gone. Keep all three channels.")
    return {
        (n, 3, SIDE, SIDE): (
            "channels-first",
            "The channels come before height and width, as PyTorch has it. In Keras they come "
            "last.",
        ),
        (n, SIDE, SIDE): grey,
        (n, SIDE, SIDE, 1): grey,
        (n, 28, 28, 3): (
            "another-side",
            "The images are 28 × 28, as in the lessons before. This network takes 128 × 128.",
        ),
        (n, SIDE, SIDE, 4): ("four-channels", "There are four channels. Keep red, green and blue."),
        (n, 1, SIDE, SIDE, 3): (
            "an-axis-too-many",
            "There is an axis too many: each photo is one image, not a batch of its own.",
        ),
        (1, SIDE, SIDE, 3): one_only,
        (SIDE, SIDE, 3): one_only
        if n > 1
        else (
            "batch-axis-missing",
            "The first axis is missing. One photo gives a batch of one image.",
        ),
    }


def scaling(result: np.ndarray) -> Finding | None:
    """Judge the scaling by what it does to all values, whatever the pictures show."""
    low, high = float(result.min()), float(result.max())
    got = f"values from {low:.3f} to {high:.3f}"
    if not np.isfinite(result).all():
        return Finding("not-a-number", "There is NaN or infinity in the images.", _SCALED, got)
    if low == high:
        return Finding(
            "never-filled",
            "All values are the same. Put each image into the array that you return.",
            _SCALED,
            f"nothing but {low:.3f}",
        )
    if high > 3 or low < -3:
        return Finding(
            "not-scaled",
            "The grey levels were not made small. A level x becomes (x - 127) / 128.",
            _SCALED,
            got,
        )
    images = result.reshape(len(result), -1).astype(float)
    if np.abs(images.mean(axis=1)).max() < 0.01 and np.abs(images.std(axis=1) - 1).max() < 0.01:
        return Finding(
            "standardised-per-photo",
            "Each image has mean 0 and standard deviation 1, so a dark photo looks like a light "
            "one. Scale all photos by the same two constants: (x - 127) / 128.",
            _SCALED,
            f"{got}, mean 0, standard deviation 1",
        )
    if low >= 0 and high > 1.001:
        return Finding(
            "computed-in-uint8",
            "x - 127 was computed in uint8, which has no negative numbers: 126 - 127 gives 255. "
            'Turn the image to "float32" before you subtract.',
            _SCALED,
            got,
        )
    if low >= 0:
        return Finding(
            "scaled-0-to-1",
            "The values go from 0 to 1, as for Fashion-MNIST. This network was trained with "
            "(x - 127) / 128, which goes from -1 to 1.",
            _SCALED,
            got,
        )
    if low >= -0.51 and high <= 0.51:
        return Finding(
            "half-the-range",
            "The values go from -0.5 to 0.5. Divide by 128, not by 255 or 256.",
            _SCALED,
            got,
        )
    undone = result * _IMAGENET_DEVIATION + _IMAGENET_MEAN
    if high > 2 and undone.min() > -0.01 and undone.max() < 1.01:
        return Finding(
            "mean-of-imagenet",
            "From x / 255 a mean was subtracted, and the rest divided by a deviation, as many "
            "networks of PyTorch take it. This network was trained with (x - 127) / 128.",
            _SCALED,
            got,
        )
    return None
