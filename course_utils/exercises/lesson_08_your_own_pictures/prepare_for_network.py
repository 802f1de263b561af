"""`prepare_for_network`: from pictures of any sizes to the images of an ImageNet network.

Good ways of resizing differ a little along edges, and Pillow rounds to whole grey levels. So a
picture is right where it is near the truth on average. A plain colour leaves no such room: it tells
the constants of the scaling.
"""

from __future__ import annotations

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import Suspect, changed_input
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures.network_photo_form import form, scaling
from course_utils.exercises.lesson_08_your_own_pictures.network_photo_suspects import (
    flat_suspects,
    suspects_of,
)
from course_utils.exercises.lesson_08_your_own_pictures.network_photos import (
    SIDE,
    draw_photo,
    prepared,
    scaled,
)
from course_utils.exercises.observing import call

_NEAR = 0.02  # mean distance; averaging filters differ by 0.017, wrong ideas by 0.04 in some photo
_EXACT = 1e-3  # of a plain colour; other constants differ by 0.006 in one of its channels
_NEAR_EDGE = 4  # pixels, which a filter may mix with what is beyond the edge
_COLOURS = ("red", "green", "blue")


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw wide, tall, square, large and small photos, and some of one colour each."""

    def case(what: str, photos: list[np.ndarray]) -> Case:
        sizes = ", ".join(f"{photo.shape[0]} × {photo.shape[1]}" for photo in photos)
        return Case(f"{what}: {sizes}", {"images": photos})

    def near(side: int) -> int:
        return side + int(rng.integers(0, 12))

    odd, small, side = near(220), near(60), near(280)
    three = [
        draw_photo(rng, near(300), near(420), has_texture=True),
        draw_photo(rng, near(190), near(130)),
        draw_photo(rng, side, side, has_texture=True),
    ]
    colours = [
        [int(level) for level in rng.permutation([int(rng.integers(5, 40)), 126, 230])]
        for _ in range(2)
    ]
    square, long = near(60), near(190)
    flat = [
        np.full((*lengths, 3), colour, np.uint8)
        for lengths, colour in zip(((square, square), (long - 100, long)), colours, strict=True)
    ]
    return [
        case("three photos", [three[number] for number in rng.permutation(3)]),
        case("one tall photo", [draw_photo(rng, near(410), near(330), has_texture=True)]),
        case(
            "sides whose difference is odd",
            [draw_photo(rng, odd, odd - 51), draw_photo(rng, odd - 21, odd)],
        ),
        case("small photos", [draw_photo(rng, small, small + 30), draw_photo(rng, 128, 128)]),
        case(
            "photos that are long and narrow",
            [draw_photo(rng, near(60), near(230)), draw_photo(rng, near(250), near(80))],
        ),
        case("photos of one colour each", flat),
    ]


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge shape and range, then each image by its distance to the truth."""
    result, photos = observation["result"], case.inputs["images"]
    finding = (
        changed_input(case.inputs, observation["inputs_after"])
        or form(result, len(photos))
        or scaling(result)
        or _images(result, photos)
        or _dtype(result)
    )
    return [finding] if finding else []


def _images(result: np.ndarray, photos: list[np.ndarray]) -> Finding | None:
    for number, photo in enumerate(photos):
        image = result[number].astype(float)
        if (photo == photo[0, 0]).all():
            finding = _flat(number, image, photo)
        else:
            finding = _picture(number, image, photo, photos)
        if finding:
            return finding
    return None


def _flat(number: int, image: np.ndarray, photo: np.ndarray) -> Finding | None:
    """Judge the values of a photo of one colour, and of the white around it."""
    truth = scaled(photo[0, 0].astype(float))
    rows, columns = (_within(length, max(photo.shape)) for length in photo.shape[:2])
    inside = image[rows == 1][:, columns == 1]
    around = image[(rows[:, np.newaxis] == -1) | (columns == -1)]
    differences = np.abs(inside - truth)
    if differences.max() <= _EXACT:
        return _white(number, around)
    row, column, channel = np.unravel_index(int(differences.argmax()), inside.shape)
    place = f"the grey level {photo[0, 0, channel]} in photo {number}"
    expected = f"{truth[channel]:.4f} for {place}"
    got = f"{inside[row, column, channel]:.4f}"
    for suspect in flat_suspects(photo):
        if np.abs(inside - suspect.gives).max() <= _EXACT:
            return Finding(suspect.misconception, suspect.message, expected, got)
    return Finding(
        "wrong-levels",
        "A photo of one colour does not get the values of that colour. Scale with "
        "(x - 127) / 128, and change no colour before.",
        expected,
        got,
    )


def _within(length: int, side: int) -> np.ndarray:
    """Return for each row or column 1 within the photo, -1 around it, 0 near its edge."""
    if length == side:
        return np.ones(SIDE, int)
    from_middle = np.abs(np.arange(SIDE) + 0.5 - SIDE / 2)
    beyond = from_middle - SIDE / 2 * length / side
    return np.where(beyond < -_NEAR_EDGE, 1, np.where(beyond > _NEAR_EDGE, -1, 0))


def _white(number: int, around: np.ndarray) -> Finding | None:
    if np.abs(around - 1).max(initial=0) <= _EXACT:
        return None
    return Finding(
        "not-quite-white",
        "The square around the photo is not quite white. Fill it with 255, which becomes 1.",
        f"1 around photo {number}",
        f"{around.flat[int(np.abs(around - 1).argmax())]:.4f}",
    )


def _picture(
    number: int, image: np.ndarray, photo: np.ndarray, photos: list[np.ndarray]
) -> Finding | None:
    right_ones = prepared(photo)
    distance = _nearest(image, right_ones)
    if distance <= _NEAR:
        return None
    expected = f"image {number}: {_words(right_ones[0])}"
    got = f"{_words(image)}; {distance:.3f} away on average"
    for other, other_photo in enumerate(photos):
        if other != number and _nearest(image, prepared(other_photo)) <= _NEAR:
            return Finding(
                "order-lost",
                "The images come in another order than the photos, so the labels no longer "
                "belong to them.",
                f"photo {number} at place {number}",
                f"photo {other} at place {number}",
            )
    suspect = _nearest_suspect(image, right_ones, photo)
    if _distance(image, suspect.gives) <= _NEAR:
        return Finding(suspect.misconception, suspect.message, expected, got)
    return Finding(
        "another-picture",
        "The image differs from what the docstring describes. Show it with "
        "plt.imshow((image + 1) / 2), and look for the step that differs.",
        expected,
        got,
    )


def _nearest_suspect(image: np.ndarray, right_ones: list[np.ndarray], photo: np.ndarray) -> Suspect:
    """Return the wrong idea nearest to an image, of those that this photo can tell apart."""
    suspects = [
        suspect for suspect in suspects_of(photo) if _nearest(suspect.gives, right_ones) > _NEAR
    ]
    return min(suspects, key=lambda suspect: _distance(image, suspect.gives))


def _dtype(result: np.ndarray) -> Finding | None:
    if result.dtype == np.float32:
        return None
    return Finding(
        "wrong-dtype",
        "The images hold the right values in another type of number.",
        "dtype float32",
        f"dtype {result.dtype}",
    )


def _nearest(image: np.ndarray, others: list[np.ndarray]) -> float:
    return min(_distance(image, other) for other in others)


def _distance(one: np.ndarray, two: np.ndarray) -> float:
    return float(np.abs(one - two).mean())


def _words(image: np.ndarray) -> str:
    """Say what an image is like: the means of its four edges, and of each colour in its middle."""
    edges = {"top": image[:4], "bottom": image[-4:], "left": image[:, :4], "right": image[:, -4:]}
    quarter = SIDE // 4
    colours = image[quarter:-quarter, quarter:-quarter].mean(axis=(0, 1))
    middle = [f"{name} {mean:.2f}" for name, mean in zip(_COLOURS, colours, strict=True)]
    rim = [f"{name} {part.mean():.2f}" for name, part in edges.items()]
    return f"edges {', '.join(rim)}; in the middle {', '.join(middle)}"


EXERCISE = Exercise(
    name="prepare_for_network",
    lesson=8,
    points=3,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
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
