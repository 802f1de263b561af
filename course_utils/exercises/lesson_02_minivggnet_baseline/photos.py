"""Photos drawn for `prepare_photo`: a garment somewhere on a plain background."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case

_NO_GARMENT = "after step 2 no pixel is above 0.1, so no garment is to be seen"
# Background, then the two ends of the garment's colour; red, green, blue.
_COLOURS = {
    "dark": ((238, 240, 236), (20, 30, 60), (120, 70, 40)),
    "black": ((238, 240, 236), (4, 6, 8), (50, 40, 30)),
    "light": ((14, 10, 16), (250, 240, 200), (150, 190, 240)),
    "grey": ((4, 4, 4), (200, 200, 190), (170, 180, 180)),
    "gaudy": ((255, 255, 255), (235, 10, 20), (10, 215, 30)),
    "wall": ((180, 180, 180), (20, 30, 60), (120, 70, 40)),
    "red": ((250, 250, 250), (235, 10, 20), (235, 120, 10)),
    "pale": ((255, 255, 255), (228, 226, 222), (190, 180, 170)),
    "green": ((14, 10, 16), (60, 250, 60), (120, 255, 90)),
}
# Size of the photo, place of the garment and its size, colours. Where a garment touches the rim,
# a part of the rim, its median or another level than 0.5 would decide otherwise than its mean.
_PHOTOS = {
    "a wide dark garment on a light background": ((70, 95), (31, 5), (32, 66), "dark"),
    "a tall green garment on a dark background": ((110, 90), (4, 24), (82, 62), "green"),
    "a garment from red to green on a white background": ((80, 80), (3, 26), (58, 50), "gaudy"),
    "a pale garment on a white background": ((60, 98), (7, 49), (50, 44), "pale"),
    "a small red garment in a large photo": ((150, 130), (110, 9), (32, 46), "red"),
    "a dark garment that fills most of a light photo": ((70, 50), (1, 1), (68, 48), "dark"),
    "a photo smaller than 28 × 28": ((25, 22), (4, 2), (20, 13), "dark"),
    "a tiny photo": ((20, 17), (5, 1), (14, 10), "light"),
    "a dark garment along the lower rim of a light photo": ((60, 60), (33, 0), (27, 60), "black"),
    "a dark garment along the right rim of a light photo": ((60, 60), (0, 33), (60, 27), "black"),
    "a dark garment along the upper rim of a light photo": ((60, 60), (0, 0), (27, 60), "black"),
    "a dark garment along the left rim of a light photo": ((60, 60), (0, 0), (60, 27), "black"),
    "a dark garment from top to bottom of a light photo": ((60, 60), (0, 12), (60, 36), "black"),
    "a dark garment from left to right of a light photo": ((60, 60), (12, 0), (36, 60), "black"),
    "a grey garment on most of the rim of a black photo": ((60, 60), (0, 0), (60, 42), "grey"),
    "a grey garment on some of the rim of a black photo": ((60, 60), (48, 0), (12, 60), "grey"),
    "a wide light photo with black sides": ((60, 150), (14, 45), (40, 60), "dark"),
    "a light photo with dark corners": ((90, 80), (19, 6), (52, 40), "pale"),
    "a wall, in a frame a little darker, one pixel wide": ((52, 60), (9, 17), (30, 38), "wall"),
    "a tiny photo of a garment with a bright outline": ((19, 18), (2, 4), (14, 12), "grey"),
}
_JUST_ABOVE, _JUST_BELOW = (26, 26, 22), (25, 25, 29)  # as grey levels 0.1002 and 0.0998


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw photos: dark on light and light on dark, tiny, at the rim, in a frame, and empty."""
    photos = {what: _drawn(rng, *photo) for what, photo in _PHOTOS.items()}
    *_, sided, cornered, framed, outlined = photos.values()
    sided[:, :9] = sided[:, -9:] = 0
    for rows, columns in ((0, 0), (0, -9), (-9, 0), (-9, -9)):
        cornered[rows : rows + 9 or None, columns : columns + 9 or None] = 80
    framed[[0, -1]] = framed[:, [0, -1]] = 115
    outlined[:] = 0
    outlined[2:16, 4:16] = 255
    outlined[3:15, 5:15] = 120
    photos["one pixel of a garment in a black photo"] = one_pixel = np.zeros((30, 26, 3), np.uint8)
    one_pixel[11, 17] = 200
    photos["a garment with one sleeve just above 0.1"] = faint = np.zeros((40, 60, 3), np.uint8)
    faint[8:32, 24:36], faint[12:28, 4:24], faint[12:28, 36:56] = 200, _JUST_ABOVE, _JUST_BELOW
    wall = np.full((40, 30, 3), int(rng.integers(245, 256)), np.uint8)
    spots = 12 * rng.integers(0, 2, wall.shape, np.uint8)
    empty = {"a white wall": wall, "a black photo": 0 * wall, "a spotted wall": wall - spots}
    return [
        Case(f"{what}, {rgb.shape[0]} × {rgb.shape[1]} pixels", {"rgb": rgb}, what in empty, reason)
        for drawn, reason in ((photos, ""), (empty, _NO_GARMENT))
        for what, rgb in drawn.items()
    ]


def _drawn(
    rng: np.random.Generator,
    size: tuple[int, int],
    place: tuple[int, int],
    garment: tuple[int, int],
    colours: str,
) -> np.ndarray:
    """Draw one photo, a little larger by chance where no garment touches its rim.

    The garment is then unlike its mirror images, so that turning or flipping it shows, and its
    colour changes smoothly from one corner to the other, so that every way of resizing agrees.
    """
    (top, left), (height, width) = place, garment
    down, across = np.linspace(0, 1, height)[:, np.newaxis], np.linspace(0, 1, width)
    is_garment = np.ones(garment, bool)
    if all(place):
        # A body, one sleeve at the upper left, and a collar cut out at the right: of other sizes
        # each time, so that no image can be known beforehand.
        sleeve, collar = rng.uniform(0.2, 0.5, 2), rng.uniform((0.6, 0.1), (0.8, 0.2))
        is_garment = (across > sleeve[0]) | (down < sleeve[1])
        is_garment &= ~((across > collar[0]) & (down < collar[1]))
        size = (size[0] + int(rng.integers(4)), size[1] + int(rng.integers(4)))
    background, one_end, other_end = (np.array(colour) for colour in _COLOURS[colours])
    mix = (0.85 * down + 0.15 * across)[..., np.newaxis]
    photo = np.tile(background, (*size, 1)).astype(float)
    window = photo[top : top + height, left : left + width]
    window[is_garment] = (one_end + mix * (other_end - one_end))[is_garment]
    return photo.round().astype(np.uint8)
