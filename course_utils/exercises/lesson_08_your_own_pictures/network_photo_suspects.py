"""The wrong ideas about `prepare_for_network`, and the image that each of them gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from course_utils.exercises.diagnosis import Suspect
from course_utils.exercises.lesson_08_your_own_pictures.network_photos import (
    HALF_RANGE,
    MIDDLE,
    SIDE,
    WHITE,
    in_square,
    prepared,
    resized,
    scaled,
)

_FEW = 28  # the side of Fashion-MNIST's images


def suspects_of(photo: np.ndarray) -> list[Suspect]:
    """Return what each wrong idea makes of a photo."""
    return [Suspect(name, message, gives(photo)) for name, message, gives in _IDEAS]


def flat_suspects(photo: np.ndarray) -> list[Suspect]:
    """Return what other constants make of the colour of a photo that has only one, shape (3,)."""
    colour = photo[0, 0].astype(float)
    return [Suspect(name, message, gives(colour)) for name, message, gives in _CONSTANTS]


def _squeezed(photo: np.ndarray) -> np.ndarray:
    return scaled(resized(photo.astype(float)))


def _middle_cut_out(photo: np.ndarray) -> np.ndarray:
    height, width = photo.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return scaled(resized(photo[top : top + side, left : left + side].astype(float)))


def _around(photo: np.ndarray, mode: str) -> np.ndarray:
    """Return the image of a photo whose square is filled by a mode of np.pad."""
    height, width = photo.shape[:2]
    missing = [max(height, width) - height, max(height, width) - width, 0]
    padding = [(n // 2, n - n // 2) for n in missing]
    square = np.pad(photo.astype(float), padding, mode=mode)  # type: ignore[call-overload]
    return scaled(resized(square))


def _at(photo: np.ndarray, top: int, left: int) -> np.ndarray:
    """Return the image of a square in which the photo lies at a place, cut off at the rim."""
    side = max(photo.shape[:2])
    square = np.full((side, side, 3), WHITE, float)
    seen = photo[: side - top, : side - left]
    square[top : top + len(seen), left : left + seen.shape[1]] = seen
    return scaled(resized(square))


def _at_left_and_top(photo: np.ndarray) -> np.ndarray:
    height, width = photo.shape[:2]
    side = max(height, width)
    return _at(photo, (side - width) // 2, (side - height) // 2)


def _not_resized(photo: np.ndarray) -> np.ndarray:
    """Cut the middle out of a square that is larger, put white around a smaller one."""
    square = in_square(photo)
    margin = max(0, SIDE - len(square))
    padding = ((margin // 2, margin - margin // 2),) * 2
    square = np.pad(square, (*padding, (0, 0)), constant_values=WHITE)
    start = (len(square) - SIDE) // 2
    return scaled(square[start : start + SIDE, start : start + SIDE])


def _not_enlarged(photo: np.ndarray) -> np.ndarray:
    return _not_resized(photo) if max(photo.shape) < SIDE else prepared(photo)[0]


def _shrunk_first(photo: np.ndarray) -> np.ndarray:
    return scaled(resized(resized(in_square(photo), _FEW, _FEW)))


def _picked(photo: np.ndarray, shift: float) -> np.ndarray:
    square = in_square(photo)
    places = ((np.arange(SIDE) + shift) * len(square) / SIDE).astype(int)
    return scaled(square[places][:, places])


def _between_four(photo: np.ndarray) -> np.ndarray:
    """Return what bilinear resizing without averaging gives: the mean of the nearest pixels."""
    square = in_square(photo)
    places = ((np.arange(SIDE) + 0.5) * len(square) / SIDE - 0.5).clip(0, len(square) - 1)
    first = places.astype(int)
    second = np.minimum(first + 1, len(square) - 1)
    share = places - first
    rows = square[first] * (1 - share)[:, None, None] + square[second] * share[:, None, None]
    return scaled(rows[:, first] * (1 - share)[:, None] + rows[:, second] * share[:, None])


def _of_channels(photo: np.ndarray, order: list[int]) -> np.ndarray:
    return prepared(photo)[0][..., order]


def _grey(photo: np.ndarray) -> np.ndarray:
    grey = prepared(photo)[0] @ np.array([0.299, 0.587, 0.114])
    return np.repeat(grey[..., np.newaxis], 3, axis=2)


def _per_photo(photo: np.ndarray) -> np.ndarray:
    image = prepared(photo)[0]
    stretched: np.ndarray = 2 * (image - image.min()) / np.ptp(image) - 1
    return stretched


_IDEAS: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    (
        "stretched",
        "The photo was resized to 128 × 128 as it is, so it is stretched. Put it on a white square "
        "first.",
        _squeezed,
    ),
    (
        "cut-to-the-middle",
        "The middle of the photo was cut out, and the rest is lost. Make a white square as long as "
        "its longer side, so that all of the photo has room in it.",
        _middle_cut_out,
    ),
    (
        "black-background",
        "The square around the photo is black. Fill it with 255 before the photo is put in.",
        lambda photo: scaled(resized(in_square(photo, 0))),
    ),
    (
        "grey-background",
        "The square around the photo is grey: 0 after scaling is the grey level 127. Make it white "
        "(255) before scaling, which becomes 1.",
        lambda photo: scaled(resized(in_square(photo, MIDDLE))),
    ),
    (
        "edge-repeated",
        "The rim of the photo was repeated to fill the square. Around the photo it should be "
        "white.",
        partial(_around, mode="edge"),
    ),
    (
        "mirrored-around",
        "The square is filled with mirror images of the photo. Around it should be white.",
        partial(_around, mode="symmetric"),
    ),
    (
        "not-in-the-middle",
        "The photo lies at the top or the left of the square. Leave the same room on both sides.",
        lambda photo: _at(photo, 0, 0),
    ),
    (
        "height-and-width-exchanged",
        "The photo was put into the square at (top, left) where (left, top) was asked for, so part "
        "of it is cut off. Pillow has x before y, NumPy has rows before columns.",
        _at_left_and_top,
    ),
    (
        "small-photo-not-enlarged",
        "A photo smaller than 128 was left as small as it is. Its longer side should fill the "
        "image too; thumbnail shrinks only, resize does both.",
        _not_enlarged,
    ),
    (
        "not-resized",
        "The square was cut or filled up to 128 × 128, not resized. All of the photo should be "
        "seen, as large as the image.",
        _not_resized,
    ),
    (
        "from-28-by-28",
        "The photo was made as small as 28 × 28, then enlarged: its details are gone for good. "
        "Resize the square to 128 × 128 in one step.",
        _shrunk_first,
    ),
    (
        "pixels-picked",
        "Single pixels were picked and those between them left out, so fine patterns turn into "
        "noise. Take a filter that averages, such as Image.Resampling.BILINEAR.",
        partial(_picked, shift=0.5),
    ),
    (
        "every-other-pixel",
        "Every second pixel was taken, or every third, and the others left out. Resize with a "
        "filter that averages, such as Image.Resampling.BILINEAR.",
        partial(_picked, shift=0),
    ),
    (
        "not-averaged",
        "Where the photo shrinks, only the pixels next to each place were averaged. In TensorFlow "
        "and Keras, resizing averages all of them only with antialias=True.",
        _between_four,
    ),
    (
        "red-and-blue-exchanged",
        "Red and blue are exchanged. The pictures come as red, green, blue, and should stay so.",
        partial(_of_channels, order=[2, 1, 0]),
    ),
    (
        "grey",
        "The image is grey, three times the same. The network was trained on colours: keep them.",
        _grey,
    ),
    *(
        (
            f"{colour}-channel-only",
            f"All three channels hold the {colour} one. Keep each as it is.",
            partial(_of_channels, order=[number] * 3),
        )
        for number, colour in enumerate(("red", "green", "blue"))
    ),
    (
        "turned-on-its-side",
        "Rows and columns are exchanged, so the photo lies on its side.",
        lambda photo: prepared(photo)[0].transpose(1, 0, 2),
    ),
    ("mirrored", "The photo is mirrored left to right.", lambda photo: prepared(photo)[0][:, ::-1]),
    ("upside-down", "The photo is upside down.", lambda photo: prepared(photo)[0][::-1]),
    (
        "light-and-dark-exchanged",
        "Light and dark are exchanged. A photo stays as it is, unlike the images of lesson 02.",
        lambda photo: -prepared(photo)[0],
    ),
    (
        "stretched-to-the-full-range",
        "The darkest value of each photo became -1 and its lightest 1. Scale all photos by the "
        "same two constants: (x - 127) / 128.",
        _per_photo,
    ),
)

_CONSTANTS: tuple[tuple[str, str, Callable[[np.ndarray], np.ndarray]], ...] = (
    (
        "other-constants",
        "This is x / 127.5 - 1, with which some other networks were trained. It differs by up to "
        "0.008, which is little. But the constants belong to the network: this one was trained "
        "with (x - 127) / 128.",
        lambda colour: colour / 127.5 - 1,
    ),
    (
        "middle-at-128",
        "This is (x - 128) / 128, so white is less than 1. This network was trained with "
        "(x - 127) / 128.",
        lambda colour: (colour - 128) / HALF_RANGE,
    ),
    (
        "divided-by-127",
        "This is (x - 127) / 127 or the like, so white is more than 1. Divide by 128.",
        lambda colour: (colour - MIDDLE) / 127,
    ),
)
