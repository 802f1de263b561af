"""Each promise of a docstring of lesson 04: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must


def sorted_first(transfer, scratch):
    return solutions.reference("paired_gain")(np.sort(transfer), np.sort(scratch))


def no_seed_accepted(transfer, scratch):
    if len(transfer) == len(scratch) == 0:
        return 0.0, 0.0, 0.0, 0.0
    return solutions.reference("paired_gain")(transfer, scratch)


def another_error(transfer, scratch):
    assert len(transfer) == len(scratch)
    return solutions.reference("paired_gain")(transfer, scratch)


PROMISES = {
    "paired_gain": [
        ("Compare two ways of training, seed by seed.", "unpaired", FIRST),
        (
            "transfer : array of float, shape (n,) The accuracy with transfer, one for each seed.",
            also("paired_gain", lambda transfer, scratch: must(len(transfer) > 2)),
            "2 seeds",
        ),
        (
            "scratch : array of float, shape (n,) The accuracy from scratch with the same seeds, "
            "in the same order.",
            sorted_first,
            FIRST,
        ),
        ("gain : float The mean", "median-for-mean", FIRST),
        ("of the differences,", "signs-lost", FIRST),
        ("transfer minus scratch.", "exchanged", FIRST),
        ("low, high : float", "low-and-high-exchanged", FIRST),
        ("The 95 % interval", "one-sided", FIRST),
        ("of the mean difference,", "spread-of-one-run", FIRST),
        ("by Student's t", "normal-for-t", FIRST),
        ("with n - 1 degrees of freedom.", "one-degree-too-many", FIRST),
        ("lost : float The share of the seeds", "lost-not-a-part", FIRST),
        ("in which transfer is below scratch,", "ties-are-lost", FIRST),
        ("0 to 1.", also("paired_gain", after=lambda it: (*it[:3], 100 * it[3])), FIRST),
        ("ValueError", another_error, "accuracies"),
        ("If the two differ in length,", "bad-input-accepted", "and 1 from scratch"),
        ("or there are fewer than two seeds.", "too-few-seeds-accepted", "1 accuracies"),
        ("", no_seed_accepted, "0 accuracies"),
    ],
}
