"""Statistics over seeds, against figures worked out elsewhere."""

import numpy as np
import pytest
from scipy import stats

from course_utils.statistics import mean_interval


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
