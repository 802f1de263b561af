"""The numbers in the prose of lesson 08."""

from course_utils.experiments.photo_features import (
    CHEAP,
    FED,
    TOP,
)
from course_utils.figures import lesson_08_rows as figures
from tests.claims.counting import rows_of
from tests.recount import Claim

TRANSFER, TUNING, GARMENTS = "photo_transfer", "photo_fine_tuning", "near_or_far"
TO_1, TO_255, EXCHANGED, ENLARGED, SMALL = FED
MINIVGGNET = "MiniVGGNet, hidden"
LATE = "ImageNet, block_6d"


def accuracy(arm, n):
    """Return the balanced accuracy of an arm in per cent: mean, low and high."""
    return list(figures.accuracy(rows_of(TRANSFER), arm, n))


def ahead(first, second, n):
    """Return by how many points the first arm is ahead of the second: mean, low and high."""
    return list(figures.ahead(rows_of(TRANSFER), first, second, n))


def best_on_pixels(n):
    """Return the arm on raw pixels that is best on test photos, in hindsight."""
    return max((arm.name for arm in CHEAP), key=lambda arm: accuracy(arm, n)[0])


CLAIMS = (
    Claim(
        "08",
        "ImageNet's features reach 82.2 % with two labels per class, and 96.0 % with ten (93.0 to "
        "99.1)",
        TRANSFER,
        lambda: [accuracy(TOP, 2)[0], *accuracy(TOP, 10)],
    ),
    Claim(
        "08",
        "the nearest neighbour, reaches 43.3 % with ten",
        TRANSFER,
        lambda: [accuracy(best_on_pixels(10), 10)[0]],
    ),
)
