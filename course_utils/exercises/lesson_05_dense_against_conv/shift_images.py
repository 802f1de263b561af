"""`shift_images`: zeros come in, nothing wraps around."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises import misconceptions
from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import Answer, misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call

Images = np.ndarray


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw images of odd sizes and shifts in all directions, none, and out of the picture."""
    height, width = odd_size(rng)
    n = int(rng.integers(3, 8))
    images = rng.integers(1, 256, (n, height, width), dtype=np.uint8)
    floats = rng.random((n, width, height, 1), dtype=np.float32) + 0.01
    colour = rng.random((n, height, width, 3)) + 0.01
    dx, dy = (int(shift) for shift in rng.choice([1, 2, 3], 2, replace=False))
    return [
        Case(f"{what} (dx = {right}, dy = {down})", {"X": X, "dx": right, "dy": down})
        for what, X, right, down in (
            ("uint8 images, right and down", images, dx, dy),
            ("float32 images with one channel, left and up", floats, -dx, -dy),
            ("float64 images with three channels, left and down", colour, -dy, dx),
            ("uint8 images, to the right only", images, dx, 0),
            ("uint8 images, up only", images, 0, -dy),
            ("uint8 images, not at all", images, 0, 0),
            ("uint8 images, by their whole width", images, width, 0),
            ("uint8 images, far out of the picture", images, -1, height + 5),
            ("uint8 images, far out to the left", images, -width - 3, 1),
            ("uint8 images, far out to the right", images, width + 3, 0),
            ("uint8 images, far out upwards", images, 0, -height - 3),
        )
    ]


def truth(X: Images, dx: int, dy: int) -> Images:
    """Return the right answer."""
    return _moved(_moved(X, dy, 1), dx, 2)


def _moved(X: Images, shift: int, axis: int, beyond: str = "zeros") -> Images:
    """Look up along one axis where each pixel comes from, and what lies beyond the image."""
    size = X.shape[axis]
    sources = np.arange(size) - shift
    rows = sources % size if beyond == "wrap" else sources.clip(0, size - 1)
    moved: Images = np.take(X, rows, axis)
    if beyond == "zeros":
        np.moveaxis(moved, axis, 0)[rows != sources] = 0
    return moved


def _wrapped(
    X: Images, dx: int, dy: int, of: str = "xy", most: float = np.inf, beyond: str = "wrap"
) -> Images:
    for axis, (name, shift) in enumerate((("y", dy), ("x", dx)), start=1):
        X = _moved(X, shift, axis, beyond if name in of and shift <= most else "zeros")
    return X


def _filled(X: Images, dx: int, dy: int, fill: float | Callable[[Images], Any]) -> Images:
    number = fill(X) if callable(fill) else fill
    return np.where(truth(np.ones_like(X), dx, dy), truth(X, dx, dy), number).astype(X.dtype)


def _start_emptied(X: Images, dx: int, dy: int) -> Images:
    rolled = _wrapped(X, dx, dy)
    rolled[:, :dy] = rolled[:, :, :dx] = 0
    return rolled


def _unless(is_right: Callable[[int, int], Any]) -> Answer:
    return lambda X, dx, dy: truth(X, dx, dy) if is_right(dx, dy) else 0 * X


misconceptions.add_kind(
    "shift_images",
    "{what}. Zeros should come in where nothing was, and nowhere else.",
    {
        "wraps-around": ("What leaves on one side comes in on the other, like np.roll", _wrapped),
        "wraps-one-way": (
            "In one direction pixels wrap around",
            *(partial(_wrapped, of=it) for it in "xy"),
        ),
        "wraps-if-negative": (
            "For a negative shift, pixels wrap around",
            partial(_wrapped, most=-1),
        ),
        "wraps-exchanged": (
            "Pixels wrap; dx and dy are exchanged",
            lambda X, dx, dy: _wrapped(X, dy, dx),
        ),
        "edge-repeated": ("The rim is repeated", partial(_wrapped, beyond="rim")),
        "old-pixels-kept": ("The old pixels are still there", partial(_filled, fill=np.copy)),
        "filled-with": (
            "Another number is filled in",
            *(partial(_filled, fill=fill) for fill in (np.mean, np.max, np.min, np.median)),
            *(partial(_filled, fill=number) for number in (1, 0.5, 127, 128, 255)),
        ),
        "wrong-side-emptied": (
            "A negative shift empties the wrong side (see [:-2])",
            _start_emptied,
        ),
        "other-side-emptied": (
            "The zeros are on the side where pixels leave",
            lambda X, dx, dy: _wrapped(X, dx, dy) * truth(np.ones_like(X), -dx, -dy),
        ),
        "emptied-by-no-shift": (
            "A shift of 0 empties all ([:-0])",
            _unless(lambda dx, dy: dx * dy),
        ),
        "emptied-by-negative-shift": (
            "Negative shifts empty all",
            _unless(lambda *it: min(it) >= 0),
        ),
    },
)
_MESSAGE = (
    "{what}. Images move by as many pixels as asked for, to the right and down if positive, else "
    "to the left and up, until nothing is left but zeros."
)
misconceptions.add_kind(  # other values of dx and dy
    "shift_images",
    _MESSAGE,
    {
        "x-and-y-exchanged": ("dx moves up and down, and dy to the side", lambda dx, dy: (dy, dx)),
        "other-direction": ("The images move the other way", lambda dx, dy: (-dx, -dy)),
        "up-for-down": ("dy moves the other way", lambda dx, dy: (dx, -dy)),
        "left-for-right": ("dx moves the other way", lambda dx, dy: (-dx, dy)),
        "not-shifted": ("The images stay where they are", lambda dx, dy: (0, 0)),
        "only-to-the-side": ("dy is not used", lambda dx, dy: (dx, 0)),
        "only-up-and-down": ("dx is not used", lambda dx, dy: (0, dy)),
    },
    lambda wrong: lambda X, dx, dy: truth(X, *wrong(dx, dy)),
)


def _changed(of: str, change: Callable[[int, int], float], X: Images, dx: int, dy: int) -> Images:
    shifts = (("x", dx, X.shape[2]), ("y", dy, X.shape[1]))
    return truth(X, *(int(change(it, n)) if name in of else it for name, it, n in shifts))


for of in ("xy", "x", "y"):
    misconceptions.add_kind(  # other values of dx, of dy or of both, given the size n
        "shift_images",
        _MESSAGE,
        {
            "negative-shift-ignored": ("A negative shift is ignored", lambda it, n: max(it, 0)),
            "sign-ignored": ("The sign of a shift is ignored", lambda it, n: max(it, -it)),
            "one-pixel-off": (
                "The images come out one pixel beside where they should",
                *(lambda it, n: it + 1, lambda it, n: it - 1),
                *(lambda it, n: it + np.sign(it), lambda it, n: it - np.sign(it)),
            ),
            "twice-as-far": ("The images move twice as far", lambda it, n: 2 * it),
            "remainder-of-shift": ("The remainder by the size is taken", math.fmod, operator.mod),
            "shift-cut-off": (
                "A far shift leaves a line",
                lambda it, n: max(1 - n, min(it, n - 1)),
            ),
            "far-shift-ignored": ("A far shift is ignored", lambda it, n: it if abs(it) < n else 0),
        },
        partial(partial, _changed, of),
    )


@misconception("shift_images")
def cut_smaller(X: Images, dx: int, dy: int) -> Images:
    """What is shifted out was cut off, so the images are smaller now. Their size should stay: put
    zeros in.
    """
    height, width = X.shape[1:3]
    return X[:, max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]


@misconception("shift_images", axes=((1, 3), (2, 3)), beyond=("zeros", "wrap"))
def channels_shifted(X: Images, dx: int, dy: int, axes: tuple[int, int], beyond: str) -> Images:
    """The last axis was shifted. In images with channels it has the colours: columns are axis 2."""
    if X.ndim == 3:
        return truth(X, dx, dy)
    return _moved(_moved(X, dy, axes[0]), dx, axes[1], beyond)


@misconception("shift_images", beyond=("zeros", "wrap"))
def axes_off_by_one(X: Images, dx: int, dy: int, beyond: str) -> Images:
    """dy moves whole images, and dx rows. Axis 0 counts images, axis 1 rows and axis 2 columns."""
    return _moved(_moved(X, dy, 0, beyond), dx, 1, beyond)


EXERCISE = Exercise(
    name="shift_images",
    lesson=5,
    points=2,
    cases=cases,
    observe=call,
    judge=Judged(Part("the result"), truth),
    hints=(
        "Start with zeros: np.zeros_like(X) has the right shape and dtype. Then copy the part that "
        "stays in the picture.",
        "For dx = 2 the columns 0 to width - 3 go to the columns 2 to width - 1: "
        "shifted[:, :, 2:] = X[:, :, :-2]. Shift sideways first, then shift the result up or down. "
        "Leave a shift of 0 out: X[:, :, :-0] is empty.",
        "A slice with max and min serves both signs: slice(max(dx, 0), width + min(dx, 0)) is "
        "where the columns go, slice(max(-dx, 0), width + min(-dx, 0)) where they come from. If "
        "|dx| is the width or more, nothing is left.",
    ),
    takeaway="The garment moves, zeros come in, and nothing comes back on the other side.",
)
