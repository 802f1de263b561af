"""`prepare_images`: floats from 0 to 1 with a channel axis."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw images of odd sizes: many, faint ones without 255, and a single one."""
    n, (height, width) = int(rng.integers(12, 40)), odd_size(rng)
    many = rng.integers(0, 256, (n, height, width), dtype=np.uint8)
    many[0, 0, 0] = 255
    faint = rng.integers(1, 100, (n, width, height), dtype=np.uint8)
    empty = np.zeros((n, height, width), np.uint8)
    empty[:, 1, 2] = 1
    drawn = {
        f"{n} images of {height} × {width} pixels": many,
        f"{n} faint images of {width} × {height} pixels, no pixel above 99": faint,
        f"{n} almost empty images, no pixel above 1": empty,
        f"1 image of {height} × {width} pixels": many[:1],
    }
    return [Case(what, {"images": images}) for what, images in drawn.items()]


def truth(images: np.ndarray) -> np.ndarray:
    """Return the right answer, looked up grey level by grey level."""
    grey = np.array([level / 255 for level in range(256)], np.float32)
    return np.expand_dims(grey[images], axis=3)


def _floats(images: np.ndarray) -> np.ndarray:
    return images[..., np.newaxis].astype(np.float32)


@misconception("prepare_images")
def not_scaled(images: np.ndarray) -> Plain:
    """The values are not divided by 255. Do it always: whether a batch happens to hold large values
    says nothing about the next one.
    """
    return _floats(images)


@misconception("prepare_images")
def divided_by_256(images: np.ndarray) -> Plain:
    """You divide by 256, so 255 does not become 1: divide by 255."""
    return _floats(images) / 256


@misconception("prepare_images")
def divided_by_maximum(images: np.ndarray) -> Plain:
    """You divide by the largest value found. A faint batch would become as strong as any other:
    divide by 255, always.
    """
    return _floats(images) / images.max()


@misconception("prepare_images")
def divided_by_maximum_of_each(images: np.ndarray) -> Plain:
    """You divide each image by its own largest value, so faint garments become strong."""
    return _floats(images) / _floats(images).max(axis=(1, 2, 3), keepdims=True)


@misconception("prepare_images")
def inverted(images: np.ndarray) -> Plain:
    """0 and 1 are exchanged. The empty background is 0 and should stay 0."""
    return 1 - _floats(images) / 255


@misconception("prepare_images")
def minus_one_to_one(images: np.ndarray) -> Plain:
    """The values run from -1 to 1, not from 0."""
    return _floats(images) / 127.5 - 1


@misconception("prepare_images")
def stretched_to_full_range(images: np.ndarray) -> Plain:
    """You stretch the values found to 0 and 1. The same grey would mean something else in the next
    batch: divide by 255, always.
    """
    return (_floats(images) - images.min()) / (images.max() - images.min())


@misconception("prepare_images", axes=(None, (1, 2, 3)))
def standardised(images: np.ndarray, axes: tuple[int, ...] | None) -> Plain:
    """You subtract the mean and divide by the standard deviation. That is another preparation: here
    0 stays 0 and 255 becomes 1.
    """
    floats = _floats(images)
    return (floats - floats.mean(axes, keepdims=True)) / floats.std(axes, keepdims=True)


@misconception("prepare_images")
def divided_before_float(images: np.ndarray) -> Plain:
    """The division was done on whole numbers, so all but 255 became 0: make floats first, then
    divide.
    """
    return _floats(images // 255)


@misconception("prepare_images")
def still_integers(images: np.ndarray) -> Plain:
    """The result holds whole numbers. Between 0 and 1 there are none: make floats first, then
    divide.
    """
    return images[..., np.newaxis] // 255


@misconception("prepare_images", dtype=("float64", "float16"))
def other_floats(images: np.ndarray, dtype: str) -> Plain:
    """The numbers are {dtype}. Keras computes in float32: other floats are converted again in every
    step, float64 costs twice the memory, and float16 has only three digits.
    """
    return (_floats(images).astype(np.float64) / 255).astype(dtype)


@misconception("prepare_images")
def no_channel_axis(images: np.ndarray) -> Plain:
    """The channel axis is missing. Convolutions expect (n, height, width, channels), and a grey
    image has one channel.
    """
    return (_floats(images) / 255)[..., 0]


@misconception("prepare_images")
def channels_first(images: np.ndarray) -> Plain:
    """The channel axis comes before the pixels. TensorFlow expects it last."""
    return np.moveaxis(_floats(images) / 255, -1, 1)


EXERCISE = Exercise(
    name="prepare_images",
    lesson=1,
    points=2,
    cases=cases,
    observe=call,
    judge=Judged(Part("the result"), truth),
    hints=(
        "Three things are asked: another dtype, another range and one more axis. Do them one "
        "after the other.",
        'images.astype("float32") makes a new array of floats, which can be divided by 255.',
        "array[..., np.newaxis] adds an axis at the end; so does reshape(*array.shape, 1).",
    ),
    takeaway="Values from 0 to 1 in float32, one channel, and the same grey means the same number "
    "in every batch.",
)
