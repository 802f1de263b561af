"""`prepare_photo`: from a colour photo to an image like those of Fashion-MNIST.

Good ways of resizing differ by a few grey levels along edges. So a result is right where it is near
the truth on average and nearer than every known wrong idea.
"""

from __future__ import annotations

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_02_minivggnet_baseline.photo_steps import SIDE, Steps
from course_utils.exercises.lesson_02_minivggnet_baseline.photo_suspects import SUSPECTS, Suspect
from course_utils.exercises.lesson_02_minivggnet_baseline.photos import draw_photo
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe

_ROUNDING = 1e-6  # 1 - 1.0000000000000002 is no overshoot
_NEAR = 0.03  # mean distance in grey; methods of resizing differ by 0.02, wrong ideas by 0.05


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw photos: dark on light and light on dark, wide and tall, far from the middle, tiny."""
    photos = [
        ("a wide dark garment on a light background", (90, 120), (40, 84), "dark"),
        ("a tall green garment on a dark background", (150, 120), (112, 86), "green"),
        ("a garment from red to green on a white background", (100, 100), (72, 64), "gaudy"),
        ("a pale garment on a white background", (80, 130), (66, 60), "pale"),
        ("a small red garment in a large photo", (220, 180), (42, 61), "red"),
        ("a dark garment that fills most of a light photo", (70, 50), (68, 48), "dark"),
        ("a photo smaller than 28 × 28", (25, 22), (20, 13), "dark"),
        ("a tiny photo", (20, 17), (14, 10), "light"),
    ]
    drawn = []
    for what, photo_size, garment_size, colours in photos:
        height, width = (int(side + rng.integers(0, 4)) for side in photo_size)
        rgb = draw_photo(rng, (height, width), garment_size, colours)
        drawn.append(Case(f"{what}, {height} × {width} pixels", {"rgb": rgb}))
    shaded = draw_photo(rng, (128, 106), (78, 60), "pale")
    shaded[:12, :12] = 110
    drawn.append(Case("a light photo with a dark corner", {"rgb": shaded}))
    empty = np.full((40, 30, 3), int(rng.integers(245, 256)), np.uint8)
    drawn.append(Case("a photo of a white wall without a garment", {"rgb": empty}, True))
    return drawn


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge shape, dtype and range, then the picture by its distance to the truth."""
    result = observation["result"]
    if case.expects_error:
        return [_not_refused(result)]
    finding = changed_input(case.inputs, observation["inputs_after"]) or _form(result)
    if finding is None:
        finding = _picture(result, case.inputs["rgb"])
    return [finding] if finding else []


def _not_refused(result: Plain) -> Finding:
    return Finding(
        "empty-photo-accepted",
        "There is no garment in this photo, and your function did not say so. A network would name "
        "the empty image all the same.",
        "ValueError",
        describe(result),
    )


def _form(result: Plain) -> Finding | None:
    if not isinstance(result, np.ndarray):
        return Finding(
            "not-an-array",
            f"The function should return one array.{forgotten_return(result)}",
            f"a float32 array of shape {(SIDE, SIDE)}",
            describe(result),
        )
    if result.shape != (SIDE, SIDE):
        known = {
            (SIDE, SIDE, 3): "There are still three colour channels. Make the photo grey first.",
            (SIDE, SIDE, 1): "The channel axis is not asked for here: height and width are enough.",
            (1, SIDE, SIDE): "There is an axis too many in front: one photo gives one image.",
        }
        message = known.get(result.shape, "The image has another size.")
        return Finding("wrong-shape", message, f"shape {(SIDE, SIDE)}", f"shape {result.shape}")
    if result.dtype.kind == "f" and np.isnan(result).any():
        return Finding("not-a-number", "The image contains NaN.", "numbers 0 to 1", "NaN")
    if result.dtype.kind in "biuf" and result.max() > 2:
        return Finding(
            "not-scaled",
            "The grey levels run up to 255. Divide by 255.",
            "values from 0 to 1",
            f"values up to {result.max():.4g}",
        )
    if result.dtype != np.float32:
        return Finding(
            "wrong-dtype",
            "The image holds another type of number.",
            "dtype float32",
            f"dtype {result.dtype}",
        )
    if result.min() < -_ROUNDING or result.max() > 1 + _ROUNDING:
        return Finding(
            "out-of-range",
            "Some values lie outside 0 to 1. Resizing can overshoot at edges: clip the result.",
            "values from 0 to 1",
            f"values from {result.min():.3f} to {result.max():.3f}",
        )
    return None


def _picture(result: np.ndarray, rgb: np.ndarray) -> Finding | None:
    steps = Steps(rgb)
    truth, right_ones = steps.prepared(), steps.right_ones()
    distance = _nearest(result, right_ones)
    nearest, suspect = _nearest_suspect(result, right_ones, steps)
    if distance <= min(_NEAR, 2 * nearest):
        return None
    expected, got = _words(truth), _words(result)
    if nearest <= _NEAR:
        return Finding(suspect.misconception, suspect.message, expected, got)
    return Finding(
        "another-picture",
        "The image differs from what the five steps give. Show both, with plt.imshow, and look "
        "for the step that differs.",
        expected,
        f"{got}; {distance:.2f} away from the expected image on average",
    )


def _nearest_suspect(
    result: np.ndarray, right_ones: list[np.ndarray], steps: Steps
) -> tuple[float, Suspect]:
    """Return the wrong idea nearest to the result, of those that this photo can tell apart."""
    pictures = [(suspect, suspect.gives(steps)) for suspect in SUSPECTS]
    distances = [
        (_distance(result, picture), suspect)
        for suspect, picture in pictures
        if _nearest(picture, right_ones) > _NEAR
    ]
    return min(distances, key=lambda pair: pair[0])


def _nearest(image: np.ndarray, others: list[np.ndarray]) -> float:
    return min(_distance(image, other) for other in others)


def _distance(one: np.ndarray, two: np.ndarray) -> float:
    return float(np.abs(one - two).mean())


def _words(image: np.ndarray) -> str:
    """Say where the garment lies and how bright it is."""
    rows, columns = np.nonzero(image > 0.05)
    if len(rows) == 0:
        return "an empty image"
    return (
        f"a garment in rows {rows.min()} to {rows.max()} and columns {columns.min()} to "
        f"{columns.max()}, mean of the image {image.mean():.2f}"
    )


EXERCISE = Exercise(
    name="prepare_photo",
    lesson=2,
    points=3,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
    hints=(
        "Do the five steps one after the other, and look at the image after each with "
        'plt.imshow(grey, cmap="gray").',
        "rgb @ np.array([0.299, 0.587, 0.114]) weighs the three colours. np.nonzero(grey > 0.1) "
        "returns the rows and columns of the garment's pixels; min and max of these are the "
        "rectangle.",
        "scale = 28 / max(garment.shape) keeps the proportions. Image.fromarray(garment.astype("
        '"float32")).resize((width, height), Image.Resampling.BILINEAR) resizes, after from PIL '
        "import Image; it wants the width first.",
    ),
    takeaway="A photo becomes what the network has learnt from: light on dark, in the middle, as "
    "large as the others.",
    given_sizes=("28",),
)
