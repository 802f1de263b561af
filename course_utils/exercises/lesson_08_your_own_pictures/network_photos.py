"""Photos drawn for `prepare_for_network`, and the images that it should make of them."""

from __future__ import annotations

import numpy as np

SIDE = 128
MIDDLE, HALF_RANGE = 127, 128  # a grey level x becomes (x - MIDDLE) / HALF_RANGE
WHITE = 255

_CORNERS = np.array([(200, 50, 40), (50, 165, 70), (40, 70, 195), (215, 185, 60)], float)
_DARK = 25
_TEXTURE = 30  # grey levels; a checkerboard that every averaging filter makes vanish


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
    corners = _CORNERS[rng.permutation(4)]
    down = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    across = np.linspace(0, 1, width)[np.newaxis, :, np.newaxis]
    top = (1 - across) * corners[0] + across * corners[1]
    bottom = (1 - across) * corners[2] + across * corners[3]
    photo = (1 - down) * top + down * bottom
    photo[height // 7 : height // 2, width // 10 : width // 2] = _DARK
    if has_texture:
        rows, columns = np.indices((height, width))
        photo += _TEXTURE * np.where((rows + columns) % 2, 1, -1)[..., np.newaxis]
    levels: np.ndarray = photo.round().clip(0, 255).astype(np.uint8)
    return levels


def scaled(pixels: np.ndarray) -> np.ndarray:
    """Return grey levels as the network takes them."""
    return (pixels - MIDDLE) / HALF_RANGE


def in_square(photo: np.ndarray, background: float = WHITE, extra: int = 0) -> np.ndarray:
    """Return a photo in the middle of a square, float64.

    Parameters
    ----------
    photo : ndarray of uint8, shape (height, width, 3)
    background : float
        The grey level around it.
    extra : int
        1 where of an odd difference the extra row or column lies above or to the left.
    """
    height, width = photo.shape[:2]
    side = max(height, width)
    square = np.full((side, side, 3), background, float)
    top, left = (side - height + extra) // 2, (side - width + extra) // 2
    square[top : top + height, left : left + width] = photo
    return square


def resized(pixels: np.ndarray, height: int = SIDE, width: int = SIDE) -> np.ndarray:
    """Return an image in another size, by a triangle that is as wide as what it averages."""
    down, across = _weights(len(pixels), height), _weights(pixels.shape[1], width)
    result: np.ndarray = np.einsum("ij,jkc,lk->ilc", down, pixels, across, optimize=True)
    return result


def prepared(photo: np.ndarray) -> list[np.ndarray]:
    """Return the right images of a photo: two where the difference of its sides is odd."""
    height, width = photo.shape[:2]
    extras = (0, 1) if (height - width) % 2 else (0,)
    return [scaled(resized(in_square(photo, extra=extra))) for extra in extras]


def _weights(before: int, after: int) -> np.ndarray:
    """Return how much of each old pixel lies in each new one, shape (after, before); rows sum to 1.

    Example: 4 pixels become 2 by the rows (3, 3, 1, 0) / 7 and (0, 1, 3, 3) / 7.
    """
    half_width = max(before / after, 1)
    centres = (np.arange(after)[:, np.newaxis] + 0.5) * before / after
    distances = np.abs(np.arange(before) + 0.5 - centres)
    weights = np.maximum(0, 1 - distances / half_width)
    result: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return result
