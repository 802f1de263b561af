"""What can go wrong in the five steps of `prepare_photo`."""

from __future__ import annotations

from functools import partial
from itertools import combinations, product

import numpy as np

from course_utils.exercises import misconceptions
from course_utils.exercises.lesson_02_minivggnet_baseline import photo_steps as steps
from course_utils.exercises.lesson_02_minivggnet_baseline.photo_steps import Image
from course_utils.exercises.misconceptions import misconception


def _as_it_is(grey: Image) -> Image:
    """Look for the garment, and do not cut it out."""
    steps.cut_out(grey)
    return grey


def _rows_cut(grey: Image) -> Image:
    rows = np.flatnonzero((_as_it_is(grey) > 0.1).any(axis=1))
    return grey[rows[0] : rows[-1] + 1]


def _corners(grey: Image, size: int) -> Image:
    both = (*range(size), *range(-size, 0))
    return grey[np.ix_(both, both)]


def _sides(grey: Image, which: tuple[int, ...]) -> Image:
    return np.concatenate([(grey[0], grey[-1], grey[:, 0], grey[:, -1])[i] for i in which])


_SIDES = [sides for n in (1, 2, 3) for sides in combinations(range(4), n)]
misconceptions.add_kind(
    "prepare_photo",
    "The grey levels are {what}. They should be 0.299 red + 0.587 green + 0.114 blue, over 255.",
    {
        "colours-averaged": ("the plain mean of the colours", (1 / 3, 1 / 3, 1 / 3)),
        "red-and-blue-exchanged": ("those with red and blue exchanged", steps.WEIGHTS[::-1]),
        "other-weights": (
            "those with other weights",
            *((0.2126, 0.7152, 0.0722), (0.587, 0.299, 0.114), (0.299, 0.114, 0.587)),
        ),
        "red-channel-only": ("the red channel alone", (1, 0, 0)),
        "green-channel-only": ("the green channel alone", (0, 1, 0)),
        "blue-channel-only": ("the blue channel alone", (0, 0, 1)),
        "strongest-colour": ("the strongest colour", lambda rgb: rgb.max(axis=2) / 255),
        "colours-summed": ("the sum of the colours", (1, 1, 1)),
        "colours-overflow": (
            "a sum in uint8, which goes back to 0 after 255",
            lambda rgb: rgb.sum(axis=2, dtype=np.uint8) / 255,
            lambda rgb: rgb.sum(axis=2, dtype=np.uint8) / (3 * 255),
        ),
    },
    lambda it: partial(
        steps.prepared, grey=it if callable(it) else partial(steps.to_grey, weights=it)
    ),
)
misconceptions.add_kind(
    "prepare_photo",
    "Whether a photo is turned round depends on {what}. It should depend on the mean of the "
    "outermost rim, all four edges and one pixel wide: above 0.5, g becomes 1 - g.",
    {
        "whole-photo-for-rim": ("the whole photo", np.copy),
        "corner-for-rim": (
            "corners",
            *(partial(lambda grey, at: grey[at], at=at) for at in product((0, -1), repeat=2)),
            *(partial(_corners, size=size) for size in (1, 2, 4)),
        ),
        "part-of-rim": ("a part of the rim", *(partial(_sides, which=it) for it in _SIDES)),
        "rim-too-wide": (
            "a rim that is too wide",
            *(partial(steps.rim, width=n) for n in (2, 3, 4, 5)),
        ),
        "edges-for-rim": (
            "the mean of four means, in which a short edge counts as much as a long one",
            lambda it: np.mean([it[0].mean(), it[-1].mean(), it[:, 0].mean(), it[:, -1].mean()]),
        ),
        "median-of-rim": ("the median of the rim", lambda grey: np.median(steps.rim(grey))),
        "extreme-of-rim": (
            "one pixel of the rim",
            lambda it: steps.rim(it).max(),
            lambda it: steps.rim(it).min(),
        ),
        "rim-against-photo": (
            "the rim against the rest",
            lambda it: steps.rim(it) - it.mean() + 0.5,
        ),
        "another-level-of-light": (
            "another level than 0.5",
            *(
                partial(lambda it, n: steps.rim(it) - n + 0.5, n=n)
                for n in (0.3, 0.4, 0.6, 0.7, 0.8)
            ),
        ),
        "always-inverted": ("nothing: all are turned", lambda grey: 1),
        "background-light-and-not-found": ("nothing: none is turned", lambda grey: 0),
        "dark-turned": ("the rim, but dark is turned", lambda grey: 1 - steps.rim(grey)),
    },
    lambda asked: partial(steps.prepared, dark=partial(steps.darkened, asked=asked)),
)
misconceptions.add_kind(
    "prepare_photo",
    "The garment is cut out {what}. The rectangle reaches from the first to the last row and "
    "column with a pixel above 0.1, as pale parts are, and as a wall, not quite white, is not.",
    {
        "another-threshold": (
            "at another level",
            *({"above": it} for it in (0.01, 0.05, 0.15, 0.2)),
        ),
        "not-cut-out": ("not at all: the whole photo is made small", _as_it_is),
        "one-direction-cut": ("in one direction", _rows_cut, lambda grey: _rows_cut(grey.T).T),
        "last-row-and-column-lost": (
            "without its last row or column (max() needs + 1)",
            *({"more": (0, -1)}, lambda grey: steps.cut_out(grey)[:-1]),
            lambda grey: steps.cut_out(grey)[:, :-1],
        ),
        "first-row-and-column-lost": ("without its first row and column", {"more": (-1, 0)}),
        "room-around": ("with room around it", *({"more": (n, n)} for n in (1, 2, 3, 5))),
    },
    lambda it: partial(steps.prepared, cut=it if callable(it) else partial(steps.cut_out, **it)),
)


@misconception("prepare_photo")
def cut_out_before_turned(rgb: Image) -> Image:
    """The garment is looked for before light is turned to dark, and a light background is found.
    Step 3 takes what step 2 gives.
    """

    def cut(grey: Image) -> Image:
        rows, columns = (np.flatnonzero((grey > 0.1).any(axis=axis)) for axis in (1, 0))
        return steps.darkened(grey)[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

    return steps.prepared(rgb, dark=lambda grey: grey, cut=cut)


misconceptions.add_kind(
    "prepare_photo",
    "The garment {what}. Its longer side should have 28 pixels, and its proportions stay.",
    {
        "proportions-lost": ("is stretched to a square", steps.resized),
        "height-and-width-exchanged": (
            "is resized to its width by its height (some functions want the width first)",
            lambda garment: steps.resized(garment, *steps.fitted(garment).shape[::-1]),
        ),
        "never-enlarged": (
            "is not enlarged",
            lambda it: it if max(it.shape) < 28 else steps.fitted(it),
        ),
        "another-side": (
            "has another size",
            *(partial(steps.fitted, side=side) for side in (14, 16, 18, 20, 22, 24)),
            lambda it: steps.fitted(it, steps.SIDE * max(it.shape) / min(it.shape)),
            lambda it: steps.fitted(it, steps.SIDE * max(it.shape) / len(it)),
            lambda it: it[: steps.SIDE, : steps.SIDE],
        ),
    },
    lambda fit: partial(steps.prepared, fit=fit),
)
misconceptions.add_kind(
    "prepare_photo",
    "The garment {what}. It should stand in the middle of zeros.",
    {
        "not-centred": (
            "is not in the middle",
            *(
                partial(steps.put, down=down, across=across)
                for down, across in product((0, 0.5, 1), repeat=2)
                if (down, across) != (0.5, 0.5)
            ),
        ),
        "light-around": (
            "is not on black",
            partial(steps.put, around=1),
            partial(steps.put, around=0.5),
        ),
    },
    lambda place: partial(steps.prepared, place=place),
)
misconceptions.add_kind(  # of the right image
    "prepare_photo",
    "The image {what}. It should be as the garment is, on black, with grey levels from 0 to 1.",
    {
        "black-and-white": ("is black and white, with no grey left", lambda it: it > 0.1),
        "black-and-white-at-one-half": ("is black and white, at one half", lambda it: it > 0.5),
        "brightened": ("is divided by its largest value", lambda it: it / it.max()),
        "not-scaled": ("runs up to 255", lambda it: 255 * it),
        "out-of-range": ("leaves 0 to 1, as at edges (clip it)", lambda it: 1.02 * it - 0.01),
        "inverted-at-the-end": ("is turned round at the end", lambda it: 1 - it),
        "turned-on-its-side": (
            "is on its side",
            np.transpose,
            np.rot90,
            lambda it: np.rot90(it, 3),
        ),
        "mirrored": ("is mirrored left to right", np.fliplr),
        "upside-down": ("is upside down", np.flipud, lambda it: np.rot90(it, 2)),
    },
    lambda change: lambda rgb: np.asarray(change(steps.truth(rgb)), np.float32),
)


@misconception("prepare_photo")
def photo_squeezed(rgb: Image) -> Image:
    """The whole photo was squeezed into a square. Cut out the garment, and keep its proportions."""
    return steps.prepared(rgb, cut=_as_it_is, fit=steps.resized)


@misconception("prepare_photo")
def background_light(rgb: Image) -> Image:
    """The background is light. In Fashion-MNIST it is black: turn light photos round (1 - g) before
    anything else.
    """
    grey = steps.to_grey(rgb)
    return steps.truth(rgb) if steps.darkened(grey) is grey else 1 - steps.truth(rgb)


@misconception("prepare_photo")
def empty_photo_accepted(rgb: Image) -> Image:
    """There is no garment in this photo, and your function did not say so. A network would name the
    empty image all the same.
    """
    try:
        return steps.truth(rgb)
    except ValueError:
        return np.zeros((28, 28), np.float32)


_SHAPES = {
    "The channel axis is not asked for here: height and width are enough.": (28, 28, 1),
    "There is an axis too many in front: one photo gives one image.": (1, 28, 28),
    "The image is flattened. Height and width are asked for.": (784,),
    "There are still three colour channels. Make the photo grey first.": (28, 28, 3),
}


@misconception("prepare_photo", what=_SHAPES)
def wrong_axes(rgb: Image, what: str) -> Image:
    """{what}"""
    return np.resize(steps.truth(rgb), _SHAPES[what])
