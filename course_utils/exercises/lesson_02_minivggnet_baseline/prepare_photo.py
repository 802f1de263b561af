"""`prepare_photo`: from a colour photo to an image like those of Fashion-MNIST.

Good ways of resizing differ along edges, and rounding moves a garment by a pixel. So images are
compared with a pixel of play.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter, minimum_filter

from course_utils.exercises.exercise import Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.lesson_02_minivggnet_baseline import photo_misconceptions  # noqa: F401
from course_utils.exercises.lesson_02_minivggnet_baseline.photo_steps import Image, truth
from course_utils.exercises.lesson_02_minivggnet_baseline.photos import cases
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call

_MOST_APART = 0.018  # on average, once a pixel may be what its neighbours are


def _alike(one: Image, two: Image) -> bool:
    """Return whether images differ by no more than ways of resizing do.

    Whether grey levels leave 0 to 1 is a difference for itself.
    """
    one, two = one.astype(float), two.astype(float)
    is_out = [bool((it < -1e-6).any() or (it > 1 + 1e-6).any()) for it in (one, two)]
    if is_out[0] != is_out[1]:
        return False
    beyond = [
        np.maximum(a - maximum_filter(b, 3), 0) + np.maximum(minimum_filter(b, 3) - a, 0)
        for a, b in ((one, two), (two, one))
    ]
    largest = max(1, abs(one).max(), abs(two).max())
    return bool(max(it.mean() for it in beyond) <= _MOST_APART * largest)


def _in_words(right: Image, got: Image) -> tuple[str, str]:
    """Say where the garment lies, which grey levels there are and how many are other ones."""
    one, two = (
        f"a garment in rows {rows.min(initial=28)} to {rows.max(initial=0)} and columns "
        f"{columns.min(initial=28)} to {columns.max(initial=0)}, grey levels {image.min():.3f} to "
        f"{image.max():.3f}"
        for image in (right, got)
        for rows, columns in [np.nonzero(image > 0.05)]
    )
    return one, f"{two}; {np.mean(abs(right - got) > 0.05):.0%} of the pixels differ"


EXERCISE = Exercise(
    name="prepare_photo",
    lesson=2,
    points=3,
    cases=cases,
    observe=call,
    judge=Judged(
        Part(
            "The image",
            kind="what the five steps give: show both with plt.imshow, and look for the step that "
            "differs",
            alike=_alike,
            in_words=_in_words,
        ),
        truth,
    ),
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
