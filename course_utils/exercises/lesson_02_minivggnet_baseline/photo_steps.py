"""The five steps of `prepare_photo`, each of which a misconception can replace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

SIDE = 28
WEIGHTS = (0.299, 0.587, 0.114)

Image = np.ndarray
Step = Callable[[Image], Image]


def to_grey(rgb: Image, weights: tuple[float, ...] = WEIGHTS) -> Image:
    """Return the grey levels, 0 to 1."""
    return np.asarray(rgb @ np.array(weights) / 255)


def rim(grey: Image, width: int = 1) -> Image:
    """Return the pixels of the rim."""
    is_rim = np.ones(grey.shape, bool)
    is_rim[width:-width, width:-width] = False
    return grey[is_rim]


def darkened(grey: Image, asked: Callable[[Image], Any] = rim) -> Image:
    """Return the grey levels with a dark background, by the mean of the pixels that are asked."""
    return 1 - grey if np.mean(asked(grey)) > 0.5 else grey


def cut_out(grey: Image, above: float = 0.1, more: tuple[int, int] = (0, 0)) -> Image:
    """Return the smallest rectangle with all visible pixels, or some more before and behind."""
    rows, columns = np.nonzero(grey > above)
    if not len(rows):
        raise ValueError("no garment")
    (top, bottom), (left, right) = ((it.min(), it.max() + 1) for it in (rows, columns))
    return grey[max(top - more[0], 0) : bottom + more[1], max(left - more[0], 0) : right + more[1]]


def fitted(garment: Image, side: float = SIDE) -> Image:
    """Return the garment with a longer side of 28 pixels."""
    height, width = garment.shape
    scale = side / max(garment.shape)
    return resized(garment, max(1, round(height * scale)), max(1, round(width * scale)))


def resized(grey: Image, height: int = SIDE, width: int = SIDE) -> Image:
    """Return the mean of the area that each new pixel covers."""
    small = _areas(grey.shape[0], height) @ grey @ _areas(grey.shape[1], width).T
    return np.asarray(small.clip(0, 1))


def _areas(before: int, after: int) -> Image:
    """Return which part of each new pixel every old one fills, shape (after, before)."""
    edges = np.arange(after + 1)[:, np.newaxis] * before / after
    pixels = np.arange(before)
    overlaps = np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels)
    return np.asarray(overlaps.clip(0) * after / before)


def put(small: Image, down: float = 0.5, across: float = 0.5, around: float = 0) -> Image:
    """Return 28 × 28 pixels with the garment in the middle, or another part of the room before."""
    for _ in range(2):  # what is too large loses as much on both sides, and is turned in between
        small = small[max(len(small) - SIDE, 0) // 2 :][:SIDE].T
    image = np.full((SIDE, SIDE), around, np.float32)
    top, left = (
        int(part * (SIDE - side)) for part, side in zip((down, across), small.shape, strict=True)
    )
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def prepared(
    rgb: Image,
    grey: Step = to_grey,
    dark: Step = darkened,
    cut: Step = cut_out,
    fit: Step = fitted,
    place: Step = put,
) -> Image:
    """Return the image after the five steps."""
    return place(fit(cut(dark(grey(rgb)))))


def truth(rgb: Image) -> Image:
    """Return the right answer."""
    return prepared(rgb)
