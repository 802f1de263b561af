"""`prepare_images`: floats from 0 to 1 with a channel axis."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import Suspect, array_finding, changed_input, not_an_array
from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw images of odd sizes: many, faint ones without 255, and a single one."""
    height, width = odd_size(rng)
    n = int(rng.integers(12, 40))
    many = rng.integers(0, 256, (n, height, width), dtype=np.uint8)
    many[0, 0, 0] = 255
    faint = rng.integers(1, 100, (n, width, height), dtype=np.uint8)
    empty = np.zeros((n, height, width), np.uint8)
    empty[:, 1, 2] = 1
    return [
        Case(f"{n} images of {height} × {width} pixels", {"images": many}),
        Case(
            f"{n} faint images of {width} × {height} pixels, no pixel above 99", {"images": faint}
        ),
        Case(f"{n} almost empty images, no pixel above 1", {"images": empty}),
        Case(f"1 image of {height} × {width} pixels", {"images": many[:1]}),
    ]


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge shape, values and dtype of the prepared images."""
    images, result = case.inputs["images"], observation["result"]
    finding = (
        changed_input(case.inputs, observation["inputs_after"])
        or not_an_array(result, "a float32 array")
        or _shape(result, images)
        or _dtype(result, images)
        or array_finding("The result", result, _truth(images), suspects=_suspects(images))
    )
    return [finding] if finding else []


def _truth(images: np.ndarray) -> np.ndarray:
    """Return the right answer, looked up grey level by grey level."""
    grey = np.array([level / 255 for level in range(256)], np.float32)
    return np.expand_dims(grey[images], axis=3)


def _shape(result: np.ndarray, images: np.ndarray) -> Finding | None:
    n, height, width = images.shape
    if result.shape == (n, height, width, 1):
        return None
    known = {
        (n, height, width): (
            "no-channel-axis",
            "The channel axis is missing. Convolutions expect (n, height, width, channels), and a "
            "grey image has one channel.",
        ),
        (n, 1, height, width): (
            "channels-first",
            "The channel axis comes before the pixels. TensorFlow expects it last.",
        ),
        (1, n, height, width): (
            "axis-in-front",
            "The new axis is the first. It should be the last: one channel for each pixel.",
        ),
        (n, height * width): (
            "flattened",
            "The images were flattened. A convolution needs to know which pixels are neighbours.",
        ),
        (n, height, width, 3): (
            "three-channels",
            "There are three channels. A grey image has one.",
        ),
    }
    misconception, message = known.get(
        result.shape, ("wrong-shape", "The result has the wrong shape.")
    )
    return Finding(
        misconception, message, f"shape {(n, height, width, 1)}", f"shape {result.shape}"
    )


def _dtype(result: np.ndarray, images: np.ndarray) -> Finding | None:
    if result.dtype == np.float32:
        return None
    right_values = result.dtype.kind == "f" and np.allclose(result, _truth(images), atol=1e-3)
    if right_values:
        return Finding(
            f"{result.dtype}-images",
            f"The values are right, but they are {result.dtype}. Keras computes in float32: other "
            "floats cost memory and are converted again in every step.",
            "dtype float32",
            f"dtype {result.dtype}",
        )
    if result.dtype.kind in "iub":
        return Finding(
            "still-integers",
            "The result holds whole numbers. Between 0 and 1 there are none: make floats first, "
            "then divide.",
            "dtype float32",
            f"dtype {result.dtype}",
        )
    return None


def _suspects(images: np.ndarray) -> list[Suspect]:
    values = np.expand_dims(images.astype(np.float32), axis=3)
    each = tuple(range(1, 4))
    spread = values.std() or 1
    return [
        Suspect(
            "not-scaled",
            "The values are not divided by 255. Do it always: whether a batch happens to hold "
            "large values says nothing about the next one.",
            values,
        ),
        Suspect(
            "divided-by-256",
            "You divide by 256, so 255 does not become 1: divide by 255.",
            values / 256,
        ),
        Suspect(
            "divided-by-maximum",
            "You divide by the largest value found. A faint batch would become as strong as any "
            "other: divide by 255, always.",
            values / values.max(),
        ),
        Suspect(
            "divided-by-maximum-of-each",
            "You divide each image by its own largest value, so faint garments become strong.",
            values / values.max(axis=each, keepdims=True),
        ),
        Suspect(
            "inverted",
            "0 and 1 are exchanged. The empty background is 0 and should stay 0.",
            1 - values / 255,
        ),
        Suspect("minus-one-to-one", "The values run from -1 to 1, not from 0.", values / 127.5 - 1),
        Suspect(
            "stretched-to-full-range",
            "You stretch the values found to 0 and 1. The same grey would mean something else in "
            "the next batch: divide by 255, always.",
            (values - values.min()) / ((values.max() - values.min()) or 1),
        ),
        Suspect(
            "standardised",
            "You subtract the mean and divide by the standard deviation. That is another "
            "preparation: here 0 stays 0 and 255 becomes 1.",
            (values - values.mean()) / spread,
        ),
        Suspect(
            "divided-before-float",
            "The division was done on whole numbers, so all but 255 became 0: make floats "
            "first, then divide.",
            np.floor(values / 255),
        ),
    ]


EXERCISE = Exercise(
    name="prepare_images",
    lesson=1,
    points=2,
    cases=cases,
    observe=call,
    judge=judge,
    hints=(
        "Three things are asked: another dtype, another range and one more axis. Do them one "
        "after the other.",
        'images.astype("float32") makes a new array of floats, which can be divided by 255.',
        "array[..., np.newaxis] adds an axis at the end; so does reshape(*array.shape, 1).",
    ),
    takeaway="Values from 0 to 1 in float32, one channel, and the same grey means the same number "
    "in every batch.",
)
