"""Statistics over seeds, against figures worked out elsewhere."""

import numpy as np
import pytest
from scipy import stats

from course_utils.statistics import mean_interval, paired_difference


def test_the_interval_is_that_of_a_table_of_students_t():
    mean, half_width = mean_interval([1, 2, 3])
    assert mean == 2
    assert half_width == pytest.approx(4.303 / np.sqrt(3), rel=1e-3)


def test_the_interval_is_scipys_at_another_confidence():
    values = np.random.default_rng(0).normal(5, 2, 20)
    mean, half_width = mean_interval(values, confidence=0.8)
    low, high = stats.t.interval(0.8, 19, loc=values.mean(), scale=stats.sem(values))
    assert (mean - half_width, mean + half_width) == pytest.approx((low, high))


@pytest.mark.parametrize("values", [[], [0.93]])
def test_one_value_has_no_interval(values):
    with pytest.raises(ValueError, match="two values"):
        mean_interval(values)


@pytest.mark.parametrize("seed", range(5))
def test_the_paired_difference_is_scipys(seed):
    rng = np.random.default_rng(seed)
    n, confidence = int(rng.integers(2, 30)), rng.uniform(0.5, 0.99)
    second = rng.normal(0.9, 0.05, n)
    first = second + rng.normal(0.005, 0.01, n)
    scipys = stats.ttest_rel(first, second)
    interval = scipys.confidence_interval(confidence)
    ours = paired_difference(first, second, confidence)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))
    assert ours.mean / (ours.high - ours.mean) == pytest.approx(
        scipys.statistic / stats.t.ppf((1 + confidence) / 2, n - 1)
    )
    assert ours.lost == sum(a < b for a, b in zip(first, second, strict=True)) / n


def test_a_tie_is_not_lost():
    assert paired_difference([0.9, 0.8, 0.7, 0.6], [0.9, 0.8, 0.8, 0.5]).lost == 0.25


def test_a_paired_difference_needs_pairs():
    with pytest.raises(ValueError, match="every seed"):
        paired_difference([0.9, 0.8], [0.9, 0.8, 0.7])
