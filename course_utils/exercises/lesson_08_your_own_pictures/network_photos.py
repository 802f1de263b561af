"""Photos for `prepare_for_network`, and the steps that make the images of a network of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image
from scipy.ndimage import maximum_filter, minimum_filter

Photos = list[np.ndarray]
SIDE = 128

# Grey levels of each channel: in the middle of a photo, and how many more down and across it.
_LEVELS = ((100, 60, 40), (128, 45, -50), (150, 50, 55))
_DARK, _TEXTURE = 25, 30  # grey levels; a checkerboard that every averaging filter makes vanish
_NEAR = 0.03  # mean distance; averaging filters differ by 0.017, wrong ideas by 0.04 in some photo
_EXACT = 1e-3  # of one colour; other constants of the scaling differ by 0.004 in some photo
_NEIGHBOURHOOD = 17  # pixels that a filter may mix


def draw_photo(
    rng: np.random.Generator, height: int, width: int, has_texture: bool = False
) -> np.ndarray:
    """Draw a photo that is unlike its mirror images and reaches from edge to edge.

    Its colours change smoothly, so that every good way of resizing agrees, but for a dark patch and
    the texture, which shows whoever takes single pixels.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
    """
    middle, down, across = rng.permutation(_LEVELS).T
    rows, columns = np.indices((height, width))[..., np.newaxis]
    photo = middle + down * (rows / height - 0.5) + across * (columns / width - 0.5)
    if has_texture:
        photo += np.where((rows + columns) % 2, _TEXTURE, -_TEXTURE)
    photo[height // 7 : height // 2, width // 10 : width // 2] = _DARK
    levels: np.ndarray = photo.round().astype(np.uint8)
    return levels


def in_square(photo: np.ndarray, background: int = 255, extra: int = 0) -> np.ndarray:
    """Return a photo in the middle of a square.

    Parameters
    ----------
    photo : ndarray of uint8, shape (height, width, 3)
    background : int
        The grey level around it.
    extra : int
        1 where of an odd difference the extra row or column lies above or to the left.
    """
    height, width = photo.shape[:2]
    side = max(height, width)
    return placed(photo, (side - height + extra) // 2, (side - width + extra) // 2, background)


def placed(photo: np.ndarray, top: int, left: int, background: int = 255) -> np.ndarray:
    """Return a square with a photo at a place, cut off where it does not fit."""
    side = max(photo.shape)
    square = np.full((side, side, 3), background, np.uint8)
    seen = photo[: side - top, : side - left]
    square[top : top + len(seen), left : left + seen.shape[1]] = seen
    return square


def resized(pixels: np.ndarray, side: int = SIDE, how: str = "BILINEAR") -> np.ndarray:
    """Return an image in another size, as Pillow makes it."""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(picture.resize((side, side), Image.Resampling[how]))


def scaled(pixels: np.ndarray) -> np.ndarray:
    """Return grey levels as the network takes them."""
    return (pixels.astype(float) - 127) / 128


def prepared(
    images: Photos,
    square: Callable[[np.ndarray], np.ndarray] = in_square,
    small: Callable[[np.ndarray], np.ndarray] = resized,
    scale: Callable[[np.ndarray], Any] = scaled,
) -> np.ndarray:
    """Return the images of photos, or what they are with one of the steps replaced."""
    return np.stack([scale(small(square(photo))) for photo in images]).astype(np.float32)


def truth(images: Photos) -> np.ndarray:
    """Return the mean of the right images: where an odd difference leaves extra white, two are."""
    other = prepared(images, lambda photo: in_square(photo, extra=1))
    return np.asarray((prepared(images) + other) / 2)


def alike(one: np.ndarray, two: np.ndarray) -> bool:
    """Return whether images are near each other, and the same where the second is of one colour.

    Good ways of resizing differ a little along edges, and Pillow rounds to whole grey levels. An
    even colour leaves no such room: it tells the constants of the scaling.
    """
    differences = np.abs(one.astype(float) - two) / (np.ptp(two) / 2)
    if not differences.mean(axis=tuple(range(1, one.ndim))).max(initial=0) <= _NEAR:
        return False
    size = [_NEIGHBOURHOOD if length > 3 else 1 for length in two.shape]
    size[0] = 1
    is_even = maximum_filter(two, size) == minimum_filter(two, size)
    return bool(differences[is_even].max(initial=0) <= _EXACT)
