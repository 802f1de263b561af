"""Odd results of lesson 02's functions: a verdict on the function, never an error of the check."""

import numpy as np
import pytest

from course_utils import solutions
from course_utils.exercises import find
from course_utils.exercises.checking import verdict_on


@pytest.mark.parametrize(
    "result",
    [
        (float("nan"), float("nan")),
        (1.0, float("inf")),
        np.array(["0.9", "0.8"]),
        np.array([0.9 + 0j, 0.8]),
        (np.float32(0.5), True),
        {"precision": 0.9, "recall": 0.8},
    ],
    ids=str,
)
def test_precision_recall_that_returns_something_odd_fails(result):
    verdict = verdict_on(find("precision_recall"), lambda y_true, y_pred, label: result, seed=0)
    assert verdict.status == "failed", verdict


@pytest.mark.parametrize(
    "result",
    [
        np.full((28, 28), np.nan, "float32"),
        np.full((28, 28), np.inf, "float32"),
        np.zeros((28, 28), "complex64"),
        np.full((28, 28), "dark"),
        np.zeros((28, 28), bool),
        np.zeros((0, 28), "float32"),
    ],
    ids=lambda array: f"{array.dtype}-{array.shape}-{array[:1, :1]}",
)
def test_prepare_photo_that_returns_something_odd_fails(result):
    verdict = verdict_on(find("prepare_photo"), lambda rgb: result, seed=0)
    assert verdict.status == "failed", verdict


def test_photos_without_a_garment_have_none_whatever_the_seed():
    for seed in range(40):
        cases = find("prepare_photo").cases(np.random.default_rng(seed))
        empty = [case for case in cases if case.expects_error]
        assert len(empty) == 3
        for case in empty:
            with pytest.raises(ValueError, match="no garment"):
                solutions.reference("prepare_photo")(**case.inputs)
