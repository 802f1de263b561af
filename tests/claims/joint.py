"""What the claims of lessons 06 and 07 count: accuracies and differences in joint training."""

from functools import cache

from course_utils.figures import joint as figures
from tests.claims.counting import rows_of

JOINT = "joint_training"


@cache
def digits(arm):
    """Return the mean accuracy on the digits in per cent."""
    return figures.accuracy(rows_of(JOINT), arm, "digits").mean


@cache
def garments(arm):
    """Return the mean accuracy on the garments in per cent."""
    return figures.accuracy(rows_of(JOINT), arm, "fashion").mean


@cache
def of_digits(first, second):
    """Return by how many points the first arm is ahead on the digits: mean, low, high."""
    return list(figures.difference(rows_of(JOINT), first, second, "digits"))


@cache
def of_garments(first, second):
    """Return by how many points the first arm is ahead on the garments: mean, low, high."""
    return list(figures.difference(rows_of(JOINT), first, second, "fashion"))


@cache
def forgotten(arm):
    """Return how many points an arm loses of the garments: mean, low, high."""
    return [100 * value for value in figures.over_seeds_and_images(_lost(arm))]


@cache
def saved(arm, control):
    """Return how many points fewer an arm loses of the garments than another: mean, low, high."""
    fewer = _lost(control) - _lost(arm)
    return [100 * value for value in figures.over_seeds_and_images(fewer)]


def _lost(arm):
    """Return for each seed and garment whether it was right before and is wrong afterwards."""
    rows = rows_of(JOINT)
    before, after = (figures.right_of(rows, arm, what) for what in ("fashion before", "fashion"))
    return before.astype(float) - after
