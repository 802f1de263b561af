"""Mistakes in `prepare_for_network` after the resizing: in the colours and the scaling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_utils.exercises.lesson_08_your_own_pictures.network_photos import (
    Photos,
    in_square,
    prepared,
    scaled,
)
from course_utils.exercises.misconceptions import misconception
from course_utils.observers.plain import Plain

# Mistakes in the scaling are named for themselves, also where a photo was stretched before, or
# put on black.
_SQUARES: dict[str, Callable[..., np.ndarray]] = {
    "white": in_square,
    "none": np.asarray,
    "black": lambda photo: in_square(photo, background=0),
}
_OTHERS = ((127.5, 127.5), (128.0, 128.0), (127.0, 127.0), (128.0, 127.0), (127.5, 255.0))
_OVER = {"photo": (1, 2, 3), "batch": (0, 1, 2, 3)}
_COLOURS = ("red", "green", "blue")
_TURNS = {
    "mirrored left to right": (0, -1),
    "upside down": (2, -1),
    "turned by 180 degrees": (2, 1),
    "turned on its left side": (1, 1),
    "turned on its right side": (3, 1),
    "with rows and columns exchanged": (3, -1),
}


@misconception("prepare_for_network", how=_TURNS)
def turned_or_mirrored(images: Photos, how: str) -> Plain:
    """The photo comes out {how}. It should stay as it stands."""
    turns, step = _TURNS[how]
    return np.rot90(prepared(images), turns, axes=(1, 2))[:, :, ::step]


@misconception("prepare_for_network")
def red_and_blue_exchanged(images: Photos) -> Plain:
    """Red and blue are exchanged. The pictures come as red, green, blue, and should stay so."""
    return prepared(images)[..., ::-1]


@misconception("prepare_for_network", weights=("eye", "mean"), is_rounded=(True, False))
def grey(images: Photos, weights: str, is_rounded: bool) -> Plain:
    """The image is grey, three times the same. The network was trained on colours: keep them."""
    of_colours = (0.299, 0.587, 0.114) if weights == "eye" else (1 / 3, 1 / 3, 1 / 3)
    levels = prepared(images, scale=lambda pixels: pixels) @ np.array(of_colours)
    levels = np.round(levels) if is_rounded else levels
    return np.stack([np.float32(scaled(levels))] * 3, axis=3)


@misconception("prepare_for_network", colour=_COLOURS)
def one_channel_three_times(images: Photos, colour: str) -> Plain:
    """All three channels hold the {colour} one. Keep each as it is."""
    return prepared(images)[..., [_COLOURS.index(colour)] * 3]


@misconception("prepare_for_network")
def light_and_dark_exchanged(images: Photos) -> Plain:
    """Light and dark are exchanged. A photo stays as it is, unlike the images of lesson 02."""
    return -prepared(images)


@misconception("prepare_for_network", square=_SQUARES)
def not_scaled(images: Photos, square: str) -> Plain:
    """The grey levels were not made small. A level x becomes (x - 127) / 128."""
    return prepared(images, _SQUARES[square], scale=lambda pixels: pixels)


@misconception("prepare_for_network", square=_SQUARES)
def scaled_0_to_1(images: Photos, square: str) -> Plain:
    """The values go from 0 to 1, as for Fashion-MNIST. This network was trained with
    (x - 127) / 128, which goes from -1 to 1.
    """
    return prepared(images, _SQUARES[square], scale=lambda pixels: pixels / 255)


@misconception("prepare_for_network", square=_SQUARES, by=_OTHERS)
def other_constants(images: Photos, square: str, by: tuple[float, float]) -> Plain:
    """This is (x - {by[0]:g}) / {by[1]:g}. This network was trained with (x - 127) / 128, and the
    constants belong to it.
    """
    return prepared(images, _SQUARES[square], scale=lambda pixels: (pixels - by[0]) / by[1])


@misconception("prepare_for_network", square=_SQUARES)
def computed_in_uint8(images: Photos, square: str) -> Plain:
    """x - 127 was computed in uint8, which has no negative numbers: 126 - 127 gives 255. Turn the
    image to "float32" before you subtract.
    """
    return prepared(images, _SQUARES[square], scale=lambda pixels: (pixels - np.uint8(127)) / 128)


@misconception("prepare_for_network", square=_SQUARES)
def mean_of_imagenet(images: Photos, square: str) -> Plain:
    """From x / 255 a mean was subtracted, and the rest divided by a deviation, as many networks of
    PyTorch take it. This network was trained with (x - 127) / 128.
    """
    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    return prepared(images, _SQUARES[square], scale=lambda x: (x / 255 - mean) / deviation)


@misconception("prepare_for_network", square=_SQUARES, over=_OVER)
def standardised_per_photo(images: Photos, square: str, over: str) -> Plain:
    """You subtract the mean of each {over} and divide by its deviation, so a dark photo looks like
    a light one. Scale all photos by the same two constants: (x - 127) / 128.
    """
    x, axes = prepared(images, _SQUARES[square], scale=lambda levels: levels), _OVER[over]
    return (x - x.mean(axes, keepdims=True)) / x.std(axes, keepdims=True)


@misconception("prepare_for_network", square=_SQUARES, over=_OVER)
def stretched_to_the_full_range(images: Photos, square: str, over: str) -> Plain:
    """The darkest value of each {over} became -1 and its lightest 1. Scale all photos by the same
    two constants: (x - 127) / 128.
    """
    x, axes = prepared(images, _SQUARES[square], scale=lambda levels: levels), _OVER[over]
    return (x - x.min(axes, keepdims=True)) / np.ptp(x, axes, keepdims=True) * 2 - 1


@misconception("prepare_for_network")
def negative_values_lost(images: Photos) -> Plain:
    """All that is darker than 127 became 0. Negative numbers belong to this network: keep them."""
    return prepared(images).clip(min=0)


@misconception("prepare_for_network")
def divided_in_whole_numbers(images: Photos) -> Plain:
    """The values are -1, 0 and 1 only: the division was done in whole numbers. Take / for //."""
    return prepared(images, scale=lambda pixels: np.floor(scaled(pixels)))
