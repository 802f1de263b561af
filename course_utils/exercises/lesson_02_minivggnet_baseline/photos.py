"""Photos drawn for `prepare_photo`: a garment with a pattern, somewhere on a plain background."""

from __future__ import annotations

import numpy as np

# Background, then the two ends of the garment's colour; red, green, blue.
_COLOURS = {
    "dark": ((238, 240, 236), (20, 30, 60), (120, 70, 40)),
    "light": ((14, 10, 16), (250, 240, 200), (150, 190, 240)),
    "gaudy": ((255, 255, 255), (235, 10, 20), (10, 215, 30)),
    "red": ((250, 250, 250), (235, 10, 20), (235, 120, 10)),
    "pale": ((255, 255, 255), (228, 226, 222), (190, 180, 170)),
    "green": ((14, 10, 16), (60, 250, 60), (120, 255, 90)),
}


def draw_photo(
    rng: np.random.Generator, size: tuple[int, int], garment: tuple[int, int], colours: str
) -> np.ndarray:
    """Draw a photo with one garment that does not reach the rim.

    The garment is unlike its mirror images, so that turning or flipping it shows, and its colour
    changes smoothly from one corner to the other, so that every way of resizing agrees.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the garment's place comes from.
    size, garment : tuple of 2 int
        Height and width of the photo and of the garment in it.
    colours : str
        A name in `_COLOURS`.

    Returns
    -------
    ndarray of uint8, shape (*size, 3)
    """
    background, one_end, other_end = (np.array(colour) for colour in _COLOURS[colours])
    height, width = garment
    down = np.linspace(0, 1, height)[:, np.newaxis]
    across = np.linspace(0, 1, width)
    mix = (0.7 * down + 0.3 * across)[..., np.newaxis]
    pixels = one_end * (1 - mix) + other_end * mix
    # A body, one sleeve at the upper left, and a collar cut out at the right.
    is_garment = (across > 0.3) | (down < 0.35)
    is_garment &= ~((across > 0.7) & (down < 0.2))
    photo = np.tile(background, (*size, 1)).astype(float)
    top, left = (_place(rng, whole, part) for whole, part in zip(size, garment, strict=True))
    window = photo[top : top + height, left : left + width]
    window[is_garment] = pixels[is_garment]
    return photo.round().astype(np.uint8)


def _place(rng: np.random.Generator, whole: int, part: int) -> int:
    """Draw where the garment starts: near one end, never in the middle nor at the rim."""
    room = whole - part
    near = 1 + int(rng.integers(0, max(1, room // 6)))
    return near if rng.random() < 0.5 else room - near
