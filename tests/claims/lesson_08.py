"""The numbers in the prose of lesson 08."""

from course_utils.experiments.photo_features import (
    CHEAP,
    FED,
    RANDOM,
    RANDOM_CALIBRATED,
    RANDOM_MINIVGGNET,
    TOP,
)
from course_utils.experiments.photo_fine_tuning import measured_after
from course_utils.experiments.photo_fine_tuning_arms import ARMS, AT_ONCE, SCRATCH, STANDS, Arm
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


def arm_of(trained, normalisation=STANDS, how=AT_ONCE):
    """Return an arm of fine-tuning."""
    return Arm(trained, normalisation, how)


def gained(arm, epochs, rate=None):
    """Return by how many points fine-tuning is ahead of the frozen features: mean, low, high."""
    return list(figures.gained(rows_of(TUNING), arm, rate, epochs))


def tuned_gains():
    """Return the gain of each way of fine-tuning at its chosen rate, by arm and epochs."""
    return {
        (arm, epochs): gained(arm, epochs)
        for arm in ARMS
        if arm.trained != SCRATCH
        for epochs in measured_after(arm)
    }


def best_on_pixels(n):
    """Return the arm on raw pixels that is best on test photos, in hindsight."""
    return max((arm.name for arm in CHEAP), key=lambda arm: accuracy(arm, n)[0])


DEFINITIONS = (
    "Guessing among five classes gives 20 %",
    "the rate is 1.3 times as large with each batch",
)

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
    Claim(
        "08",
        "reach 59.9 %, and those of a MiniVGGNet with *random* weights 38.1: it gained 21.8 points "
        "by learning garments (13.2 to 30.3)",
        TRANSFER,
        lambda: [
            accuracy(MINIVGGNET, 10)[0],
            accuracy(RANDOM_MINIVGGNET, 10)[0],
            *ahead(MINIVGGNET, RANDOM_MINIVGGNET, 10),
        ],
    ),
    Claim(
        "08",
        "more than 28 × 28 pixels of each photo, in colour and enlarged again, it still reaches "
        "85.3 %",
        TRANSFER,
        lambda: [28, 28, accuracy(ENLARGED, 10)[0]],
    ),
    Claim(
        "08",
        "With *random* weights it reaches 45.0 %",
        TRANSFER,
        lambda: [accuracy(RANDOM, 10)[0]],
    ),
    Claim("08", "it is 32.8 %", TRANSFER, lambda: [accuracy(RANDOM_CALIBRATED, 10)[0]]),
    Claim(
        "08",
        "The other 51.0 points are what it has learnt (44.7 to 57.3)",
        TRANSFER,
        lambda: ahead(TOP, RANDOM, 10),
    ),
    Claim(
        "08",
        "Levels from 0 to 255 cost 25.5 points (16.0 to 35.1)",
        TRANSFER,
        lambda: [0, 255, *ahead(TOP, TO_255, 10)],
    ),
    Claim(
        "08",
        "Photos of 64 × 64 cost 17.3, and photos that were shrunk to 28 × 28 and enlarged again "
        "10.7",
        TRANSFER,
        lambda: [64, 64, ahead(TOP, SMALL, 10)[0], 28, 28, ahead(TOP, ENLARGED, 10)[0]],
    ),
    Claim(
        "08",
        "Levels from 0 to 1 cost 2.7 points (0.6 to 4.9), and with red and blue swapped we cannot "
        "tell (−1.1 to 3.2)",
        TRANSFER,
        lambda: [0, 1, *ahead(TOP, TO_1, 10), *ahead(TOP, EXCHANGED, 10)[1:]],
    ),
    Claim(
        "08",
        "ahead of the top: 87.0 against 82.2 %",
        TRANSFER,
        lambda: [accuracy(LATE, 2)[0], accuracy(TOP, 2)[0]],
    ),
)
