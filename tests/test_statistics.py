"""Statistics over seeds, against figures worked out elsewhere."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from course_utils.evaluation.statistics import (
    holm,
    mean_interval,
    over_classes,
    over_seeds_and_images,
    p_value,
    paired_difference,
    random_effects,
)


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


# Over seeds and images


def simulated(rng, n_seeds, n_images, spread_of_seeds, spread_of_images):
    """Return which images are right: some are harder than others, some seeds are worse."""
    log_odds = (
        1.5
        + rng.normal(0, spread_of_seeds, (n_seeds, 1))
        + rng.normal(0, spread_of_images, (1, n_images))
    )
    return rng.random((n_seeds, n_images)) < 1 / (1 + np.exp(-log_odds))


@pytest.mark.parametrize(
    ("n_seeds", "n_images", "spread_of_seeds", "spread_of_images"),
    [
        (10, 500, 0.3, 1.5),
        (10, 500, 0.1, 1.0),
        (5, 500, 0.3, 1.5),
        (20, 500, 0.2, 3.0),
        (6, 300, 0.5, 0.0),
        (6, 300, 0.0, 2.0),
        (6, 300, 0.0, 0.0),
    ],
)
def test_95_of_100_intervals_hold_the_mean_of_other_seeds_and_images(
    n_seeds, n_images, spread_of_seeds, spread_of_images
):
    rng = np.random.default_rng(1)
    of_all = np.hypot(spread_of_seeds, spread_of_images) * rng.normal(0, 1, 1_000_000)
    truth = np.mean(1 / (1 + np.exp(-1.5 - of_all)))
    found = [
        over_seeds_and_images(simulated(rng, n_seeds, n_images, spread_of_seeds, spread_of_images))
        for _ in range(1_000)
    ]
    share = np.mean([ours.low <= truth <= ours.high for ours in found])
    assert share == pytest.approx(0.95, abs=0.02)


def test_where_all_images_agree_the_interval_is_students_over_seeds():
    of_seeds = np.random.default_rng(0).normal(0.8, 0.05, 12)
    ours = over_seeds_and_images(np.repeat(of_seeds[:, np.newaxis], 50, axis=1))
    scipys = stats.t.interval(0.95, 11, loc=of_seeds.mean(), scale=stats.sem(of_seeds))
    assert (ours.low, ours.high) == pytest.approx(scipys)


def test_where_all_seeds_agree_the_interval_is_scipys_bootstrap_over_images():
    of_images = np.random.default_rng(0).random(400) < 0.8
    ours = over_seeds_and_images(np.repeat(of_images[np.newaxis], 6, axis=0))
    scipys = stats.bootstrap((of_images,), np.mean, n_resamples=20_000, rng=0)
    assert (ours.low, ours.high) == pytest.approx(tuple(scipys.confidence_interval), abs=0.003)


def test_with_many_seeds_it_is_what_drawing_seeds_and_images_again_shows():
    rng = np.random.default_rng(0)
    right = rng.normal(0, 0.1, (60, 1)) + rng.normal(0, 1, (1, 400)) + rng.normal(0, 0.1, (60, 400))
    means = [
        right[np.ix_(rng.integers(0, 60, 60), rng.integers(0, 400, 400))].mean()
        for _ in range(4_000)
    ]
    ours = over_seeds_and_images(right)
    assert (ours.high - ours.low) / (2 * 1.96) == pytest.approx(np.std(means), rel=0.05)


def test_a_paired_comparison_is_narrower_than_two_intervals_of_alike_networks():
    rng = np.random.default_rng(0)
    first = simulated(rng, 10, 500, 0.1, 3.0)
    second = first ^ (rng.random(first.shape) < 0.01)
    paired = over_seeds_and_images(first.astype(float) - second)
    alone = over_seeds_and_images(first)
    assert paired.high - paired.low < 0.5 * (alone.high - alone.low)


@pytest.mark.parametrize("shape", [(1, 100), (10, 1)])
def test_one_seed_or_one_image_has_no_interval(shape):
    with pytest.raises(ValueError, match="two seeds and two images"):
        over_seeds_and_images(np.ones(shape))


def test_the_p_value_is_below_a_threshold_where_the_interval_excludes_no_difference():
    rng = np.random.default_rng(0)
    for shift in (0.0, 0.01, 0.02, 0.05, -0.05):
        differences = rng.normal(shift, 0.3, (10, 300))
        interval = over_seeds_and_images(differences)
        assert (p_value(differences) < 0.05) == (not interval.low <= 0 <= interval.high)
    assert p_value(np.zeros((4, 7))) == 1
    assert p_value(np.ones((4, 7))) == pytest.approx(0, abs=1e-9)


def test_holms_correction_of_a_worked_example():
    # The smallest times 4, the next times 3 and so on, and never below the one before.
    given = [0.01, 0.04, 0.03, 0.005]
    np.testing.assert_allclose(holm(given), [0.03, 0.06, 0.06, 0.02])
    assert list(holm([0.5, 0.9])) == [1.0, 1.0]
    assert holm([]).size == 0


# The mixed model


@pytest.mark.parametrize("between", [0.0, 2.0])
def test_the_mixed_model_finds_the_spread_between_groups_and_within_them(between):
    rng = np.random.default_rng(0)
    found = [
        random_effects(0.5 + rng.normal(0, between, (45, 1)) + rng.normal(0, 1.0, (45, 6)))
        for _ in range(200)
    ]
    assert np.mean([ours.between**2 for ours in found]) == pytest.approx(between**2, abs=0.1)
    assert np.mean([ours.within**2 for ours in found]) == pytest.approx(1, abs=0.05)


def test_the_mixed_model_of_a_worked_example():
    # Three groups of two: means 2, 4 and 9, their variance 13, within groups 2, so 13 - 2 / 2.
    found = random_effects(np.array([[1.0, 3.0], [3.0, 5.0], [8.0, 10.0]]))
    assert found.mean == 5
    assert (found.between**2, found.within**2) == pytest.approx((12, 2))


@pytest.mark.parametrize("shape", [(1, 5), (5, 1)])
def test_a_mixed_model_needs_groups_and_repeats(shape):
    with pytest.raises(ValueError, match="two groups and two repeats"):
        random_effects(np.ones(shape))


# Over classes


@pytest.mark.parametrize("of_classes", [0.5, 1.0, 3.0])
def test_95_of_100_intervals_over_classes_hold_the_mean_of_other_classes(of_classes):
    rng = np.random.default_rng(0)
    found = []
    for _ in range(1_000):
        effects = rng.normal(0, of_classes, 10)
        gains = {
            (first, second): 0.7 + effects[first] + effects[second] + rng.normal()
            for first, second in combinations(range(10), 2)
        }
        found.append(over_classes(gains))
    share = np.mean([ours.low <= 0.7 <= ours.high for ours in found])
    assert share == pytest.approx(0.955, abs=0.02)


def test_the_interval_over_classes_of_a_worked_example():
    # Without class 0, 1 and 2 the mean is 3, 2 and 1: their squares about 2 sum up to 2.
    found = over_classes({(0, 1): 1.0, (0, 2): 2.0, (1, 2): 3.0})
    error = np.sqrt(2 / 3 * 2)
    assert found == pytest.approx((2, 2 - 4.303 * error, 2 + 4.303 * error), rel=1e-3)


def test_two_classes_have_no_interval():
    with pytest.raises(ValueError, match="three"):
        over_classes({(0, 1): 1.0})
