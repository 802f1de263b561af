"""`prepare_for_network`: from pictures of any sizes to the images of an ImageNet network."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import zoom

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.lesson_08_your_own_pictures import network_photo_scaling  # noqa: F401
from course_utils.exercises.lesson_08_your_own_pictures.network_photos import (
    SIDE,
    Photos,
    alike,
    draw_photo,
    in_square,
    placed,
    prepared,
    resized,
    truth,
)
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw wide, tall, square, large and small photos, and some of one colour each."""
    more = int(rng.integers(0, 12))

    def draw(height: int, width: int, has_texture: bool = False) -> np.ndarray:
        return draw_photo(rng, height + more, width + more, has_texture)

    def of_one_colour(height: int, width: int) -> np.ndarray:
        colour = rng.permutation([int(rng.integers(5, 40)), 126, 230])
        return np.full((height + more, width + more, 3), colour, np.uint8)

    drawn = {
        "small photos": [draw(60, 90), draw_photo(rng, SIDE, SIDE)],
        "three photos": [draw(260, 260, has_texture=True), draw(200, 290), draw(190, 130)],
        "one tall photo": [draw(410, 330, has_texture=True)],
        "sides whose difference is odd": [draw(220, 169), draw(199, 220)],
        "photos that are long and narrow": [draw(60, 230), draw(250, 80)],
        "photos of one colour each": [of_one_colour(60, 60), of_one_colour(90, 190)],
    }
    sizes = {what: [f"{len(it)} × {len(it[0])}" for it in photos] for what, photos in drawn.items()}
    return [
        Case(f"{what}: {', '.join(sizes[what])}", {"images": photos})
        for what, photos in drawn.items()
    ]


# The square


@misconception("prepare_for_network")
def stretched(images: Photos) -> Plain:
    """The photo was resized as it is, so it is stretched. Put it on a white square first."""
    return prepared(images, np.asarray)


@misconception("prepare_for_network", where=("middle", "top or the left"))
def cut_to_the_middle(images: Photos, where: str) -> Plain:
    """A square was cut out at the {where} of the photo, and the rest is lost. Make a white square
    as long as its longer side, so that all of the photo has room in it.
    """

    def square(photo: np.ndarray) -> np.ndarray:
        side = min(photo.shape[:2])
        free = [(length - side) // 2 for length in photo.shape[:2]]
        top, left = free if where == "middle" else (0, 0)
        return photo[top : top + side, left : left + side]

    return prepared(images, square)


@misconception("prepare_for_network", level=(0, 1), is_averaged=(True, False))
def black_background(images: Photos, level: int, is_averaged: bool) -> Plain:
    """The square around the photo is black: its grey level is {level}. White is 255."""
    small = resized if is_averaged else _between_pixels
    return prepared(images, lambda photo: in_square(photo, level), small)


@misconception("prepare_for_network", level=(126, 127, 128))
def grey_background(images: Photos, level: int) -> Plain:
    """The square around the photo is grey: 0 after scaling is the grey level 127. Make it white
    (255) before scaling, which becomes 1.
    """
    return prepared(images, lambda photo: in_square(photo, level))


@misconception("prepare_for_network", level=(200, 240, 250, 252, 253, 254))
def not_quite_white(images: Photos, level: int) -> Plain:
    """The square around the photo is not quite white. Fill it with 255, not with {level}."""
    return prepared(images, lambda photo: in_square(photo, level))


@misconception("prepare_for_network", value=(255, -1))
def filled_after_scaling(images: Photos, value: int) -> Plain:
    """Around the photo there is {value} after the scaling, where white is 1."""
    is_photo = prepared([np.zeros_like(photo) for photo in images]) < 0
    return np.where(is_photo, prepared(images), np.float32(value))


@misconception("prepare_for_network", mode=("edge", "symmetric", "reflect", "wrap"))
def filled_from_the_photo(images: Photos, mode: str) -> Plain:
    """The square is filled up from the photo itself: its rim, a mirror image or a copy. Around the
    photo it should be white.
    """

    def square(photo: np.ndarray) -> np.ndarray:
        missing = [max(photo.shape) - length for length in photo.shape[:2]]
        padding = [*((n // 2, n - n // 2) for n in missing), (0, 0)]
        return np.pad(photo, padding, mode=mode)  # type: ignore[call-overload, no-any-return]

    return prepared(images, square)


@misconception("prepare_for_network", where=("top or the left", "bottom or the right"))
def not_in_the_middle(images: Photos, where: str) -> Plain:
    """The photo lies at the {where} of the square. Leave the same room on both sides."""

    def square(photo: np.ndarray) -> np.ndarray:
        free = [max(photo.shape) - length for length in photo.shape[:2]]
        return placed(photo, *(free if "bottom" in where else (0, 0)))

    return prepared(images, square)


@misconception("prepare_for_network")
def height_and_width_exchanged(images: Photos) -> Plain:
    """The photo was put in at (top, left) where (left, top) was asked for, so part of it is cut
    off. Pillow has x before y, NumPy has rows before columns.
    """

    def square(photo: np.ndarray) -> np.ndarray:
        top, left = ((max(photo.shape) - length) // 2 for length in photo.shape[:2])
        return placed(photo, left, top)

    return prepared(images, square)


# The resizing


def _as_large_as_it_is(square: np.ndarray, background: int = 255) -> np.ndarray:
    """Cut the middle out of a square that is larger, fill up around a smaller one."""
    margin, start = (max(0, n) // 2 for n in (SIDE - len(square), len(square) - SIDE))
    image = np.full((SIDE, SIDE, 3), background, np.uint8)
    seen = square[start : start + SIDE, start : start + SIDE]
    image[margin : margin + len(seen), margin : margin + len(seen)] = seen
    return image


def _between_pixels(square: np.ndarray, is_grid: bool = True) -> np.ndarray:
    """Resize by the mean of the nearest pixels, however many there are between them."""
    factors = SIDE / len(square), SIDE / len(square), 1
    return np.asarray(zoom(square, factors, order=1, grid_mode=is_grid, mode="nearest"))


@misconception("prepare_for_network", level=(255, 0))
def not_resized(images: Photos, level: int) -> Plain:
    """The square was cut or filled up to 128 × 128, not resized. All of the photo should be seen,
    as large as the image.
    """
    return prepared(
        images, lambda it: in_square(it, level), lambda it: _as_large_as_it_is(it, level)
    )


@misconception("prepare_for_network")
def small_photo_not_enlarged(images: Photos) -> Plain:
    """A photo smaller than 128 was left as small as it is. Its longer side should fill the image
    too; thumbnail shrinks only, resize does both.
    """

    def small(square: np.ndarray) -> np.ndarray:
        return _as_large_as_it_is(square) if len(square) < SIDE else resized(square)

    return prepared(images, small=small)


@misconception("prepare_for_network", side=(28, 32))
def from_28_by_28(images: Photos, side: int) -> Plain:
    """The photo was made as small as {side} × {side}, then enlarged: its details are gone for good.
    Resize the square to 128 × 128 in one step.
    """
    return prepared(images, small=lambda square: resized(resized(square, side)))


@misconception("prepare_for_network")
def pixels_picked(images: Photos) -> Plain:
    """Single pixels were picked and those between them left out, so fine patterns turn into noise.
    Take a filter that averages, such as Image.Resampling.BILINEAR.
    """
    return prepared(images, small=lambda square: resized(square, how="NEAREST"))


@misconception("prepare_for_network", less=(None, 0, 1))
def every_other_pixel(images: Photos, less: int | None) -> Plain:
    """Every second pixel was taken, or every third, and the others left out. Resize with a filter
    that averages, such as Image.Resampling.BILINEAR.
    """

    def small(square: np.ndarray) -> np.ndarray:
        n, step = len(square), max(1, len(square) // SIDE)
        if less is None:
            return resized(square[::step, ::step])
        places = np.arange(SIDE) * (n - less) // (SIDE - less)
        return square[places][:, places]

    return prepared(images, small=small)


@misconception("prepare_for_network", is_grid=(True, False))
def not_averaged(images: Photos, is_grid: bool) -> Plain:
    """Where the photo shrinks, only the pixels next to each place were averaged. In TensorFlow and
    Keras, resizing averages all of them only with antialias=True.
    """
    return prepared(images, small=lambda square: _between_pixels(square, is_grid))


# What is returned


@misconception("prepare_for_network", kind=("list", "tuple"))
def a_list_of_images(images: Photos, kind: str) -> Plain:
    """You return a {kind} of arrays. A network takes one array: np.stack(images), or fill
    np.empty((len(images), 128, 128, 3)).
    """
    return {"list": list, "tuple": tuple}[kind](prepared(images))


@misconception("prepare_for_network", place=(0, -1), is_batch=(False, True))
def one_photo_only(images: Photos, place: int, is_batch: bool) -> Plain:
    """Only one photo comes back. Prepare each photo of the list, and return after the loop."""
    image = prepared(images)[place]
    return image[np.newaxis] if is_batch else image


@misconception("prepare_for_network")
def batch_axis_missing(images: Photos) -> Plain:
    """The first axis is missing. One photo gives a batch of one image."""
    return np.squeeze(prepared(images))


@misconception("prepare_for_network")
def channels_first(images: Photos) -> Plain:
    """The channels come before height and width, as PyTorch has it. In Keras they come last."""
    return prepared(images).transpose(0, 3, 1, 2)


@misconception("prepare_for_network", has_axis=(False, True))
def one_channel(images: Photos, has_axis: bool) -> Plain:
    """The colours are gone. Keep all three channels."""
    image = prepared(images).mean(axis=3, keepdims=True)
    return image if has_axis else image[..., 0]


@misconception("prepare_for_network", side=(28, 32, 64, 96, 100, 127, 129, 160, 224, 256, 299))
def another_side(images: Photos, side: int) -> Plain:
    """The images are {side} × {side}. This network takes 128 × 128."""
    return prepared(images, small=lambda square: resized(square, side))


_ADVICE = "Show one with plt.imshow((image + 1) / 2), and look for the step that differs."
EXERCISE = Exercise(
    name="prepare_for_network",
    lesson=8,
    points=3,
    cases=cases,
    observe=call,
    judge=Judged(Part("the result", alike=alike, advice=_ADVICE), truth),
    hints=(
        "Do the steps for one photo first, and look at it after each with plt.imshow. Then put "
        "them in a loop over images.",
        "side = max(image.shape[:2]) is the side of the square, and np.full((side, side, 3), 255, "
        '"uint8") a white one. A slice of it, as large as the photo, takes the photo: its top row '
        "is (side - height) // 2.",
        "Image.fromarray(square).resize((128, 128), Image.Resampling.BILINEAR), after from PIL "
        'import Image, resizes. np.asarray(small, dtype="float32") has room for negative numbers: '
        "subtract 127, then divide by 128. Collect the images in a list and return "
        "np.stack(prepared).",
    ),
    takeaway="Your photos come to the network as its own training images did: whole, in their "
    "proportions, in colour and on its scale.",
)
