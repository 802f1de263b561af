"""`shift_images`: zeros come in, nothing wraps around."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import Suspect, array_finding, changed_input, not_an_array
from course_utils.exercises.drawing import odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw images of odd sizes and shifts in all directions, none, and out of the picture."""
    height, width = odd_size(rng)
    n = int(rng.integers(3, 8))
    images = rng.integers(1, 256, (n, height, width), dtype=np.uint8)
    floats = rng.random((n, width, height, 1), dtype=np.float32) + 0.01
    colour = rng.random((n, height, width, 3)) + 0.01
    dx, dy = (int(shift) for shift in rng.choice([1, 2, 3], 2, replace=False))
    return [
        _case("uint8 images, right and down", images, dx, dy),
        _case("float32 images with one channel, left and up", floats, -dx, -dy),
        _case("float64 images with three channels, left and down", colour, -dy, dx),
        _case("uint8 images, to the right only", images, dx, 0),
        _case("uint8 images, up only", images, 0, -dy),
        _case("uint8 images, not at all", images, 0, 0),
        _case("uint8 images, by their whole width", images, width, 0),
        _case("uint8 images, far out of the picture", images, -1, height + 5),
        _case("uint8 images, far out to the left", images, -width - 3, 1),
        _case("uint8 images, far out to the right", images, width + 3, 0),
        _case("uint8 images, far out upwards", images, 0, -height - 3),
    ]


def _case(what: str, X: np.ndarray, dx: int, dy: int) -> Case:
    return Case(f"{what} (dx = {dx}, dy = {dy})", {"X": X, "dx": dx, "dy": dy})


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge pixel by pixel."""
    X, dx, dy = case.inputs.values()
    result = observation["result"]
    truth = _shifted(X, dx, dy)
    finding = (
        changed_input(case.inputs, observation["inputs_after"])
        or not_an_array(result, describe(truth))
        or array_finding("The result", result, truth, suspects=list(_suspects(X, dx, dy)))
    )
    return [finding] if finding else []


def _shifted(X: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Return the right answer: each pixel looked up where it comes from."""
    rows, columns = np.arange(X.shape[1]) - dy, np.arange(X.shape[2]) - dx
    shifted = np.take(np.take(X, rows, axis=1, mode="clip"), columns, axis=2, mode="clip")
    shifted[:, (rows < 0) | (rows >= X.shape[1])] = 0
    shifted[:, :, (columns < 0) | (columns >= X.shape[2])] = 0
    return shifted


def _suspects(X: np.ndarray, dx: int, dy: int) -> Iterator[Suspect]:
    # The first case has positive shifts and no channels. Whoever fails on a later one only has a
    # problem with signs or channels, so these come first.
    if dx < 0 or dy < 0:
        yield Suspect(
            "negative-shift-ignored",
            "Negative shifts are ignored. They mean left and up.",
            _shifted(X, max(dx, 0), max(dy, 0)),
        )
        yield Suspect(
            "sign-ignored",
            "The sign of the shift is ignored. Negative means left and up.",
            _shifted(X, abs(dx), abs(dy)),
        )
    if X.ndim == 4:
        yield Suspect(
            "channels-shifted",
            "The last axis was shifted. In images with channels it holds the colours: columns are "
            "axis 2.",
            np.roll(_shifted(X, 0, dy), dx, axis=3),
        )
    yield Suspect(
        "wraps-around",
        "What leaves on one side comes in on the other, as np.roll does. Zeros should come in.",
        np.roll(X, (dy, dx), axis=(1, 2)),
    )
    yield Suspect(
        "x-and-y-exchanged",
        "dx moves up and down, and dy to the side. Columns, to the right, are the last of the two "
        "axes of an image.",
        _shifted(X, dy, dx),
    )
    yield Suspect(
        "other-direction",
        "The images move the other way: positive means right and down.",
        _shifted(X, -dx, -dy),
    )
    yield Suspect("up-for-down", "dy moves up. Positive means down.", _shifted(X, dx, -dy))
    yield Suspect("left-for-right", "dx moves left. Positive means right.", _shifted(X, -dx, dy))
    yield Suspect(
        "not-shifted",
        "The images stay where they are.",
        X,
    )
    rows, columns = np.arange(X.shape[1]) - dy, np.arange(X.shape[2]) - dx
    edge = np.take(np.take(X, rows, axis=1, mode="clip"), columns, axis=2, mode="clip")
    yield Suspect(
        "edge-repeated",
        "The rim is repeated where nothing was. Zeros should come in.",
        edge,
    )
    yield Suspect(
        "only-to-the-side", "The images move to the side only: dy is not used.", _shifted(X, dx, 0)
    )
    yield Suspect(
        "only-up-and-down", "The images move up and down only: dx is not used.", _shifted(X, 0, dy)
    )
    if dx == 0 or dy == 0:
        yield Suspect(
            "emptied-by-no-shift",
            "A shift of 0 has emptied the picture: as a slice, [0:] is everything and [:-0] is "
            "nothing. Leave a shift of 0 out.",
            np.zeros_like(X),
        )
    yield Suspect(
        "wrong-side-emptied",
        "For a negative shift the zeros are on the wrong side: [:-2] is everything but the last "
        "two.",
        _emptied_from_the_start(X, dx, dy),
    )
    if dx or dy:
        yield Suspect(
            "cut-smaller",
            "What is shifted out was cut off, so the images are smaller now. Their size should "
            "stay: put zeros in.",
            X[:, max(-dy, 0) : X.shape[1] - max(dy, 0), max(-dx, 0) : X.shape[2] - max(dx, 0)],
        )


def _emptied_from_the_start(X: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Return what comes of rolling and then emptying [:dx] and [:dy], whatever their signs."""
    rolled = np.roll(X, (dy, dx), axis=(1, 2))
    rolled[:, :dy] = 0
    rolled[:, :, :dx] = 0
    return rolled


EXERCISE = Exercise(
    name="shift_images",
    lesson=5,
    points=2,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
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
