"""What lesson 07 says, held against the rows in data/results."""

import numpy as np
import pytest

from course_utils.experiments import domain_adaptation
from course_utils.experiments.results import read_results
from course_utils.statistics import mean_interval, paired_difference


@pytest.fixture(scope="module")
def joint():
    """Return a function from arm and column to per cent, in the order of seeds."""
    rows = read_results("joint_training").set_index(["arm", "seed"]).sort_index()
    return lambda arm, column: 100 * rows.loc[arm][column].to_numpy()


@pytest.fixture(scope="module")
def gain(joint):
    """Return a function: the paired difference of two arms in a column, or in two."""

    def difference(first, second, column, other_column=None):
        return paired_difference(joint(first, column), joint(second, other_column or column))

    return difference


@pytest.fixture(scope="module")
def adapted():
    rows = read_results("domain_adaptation").set_index(["target", "arm", "seed"]).sort_index()
    return lambda target, arm: 100 * rows.loc[target, arm]["target_test"].to_numpy()


def test_all_runs_are_stored():
    experiment = domain_adaptation.EXPERIMENT
    assert len(read_results(experiment.name)) == len(experiment.runs())


# Feature extraction


def test_features_of_clothes_are_worse_for_digits_than_training_on_them_alone(joint, gain):
    arm = "frozen trunk, logistic regression"
    assert joint(arm, "digits_test").mean() == pytest.approx(86, abs=0.5)
    assert gain(arm, "digits alone", "digits_test").mean == pytest.approx(-5.6, abs=0.3)
    assert joint(arm, "digits_test").mean() < 90  # logistic regression on raw pixels: 91 %


def test_at_the_usual_rate_the_head_has_not_finished_learning(gain):
    assert gain("frozen trunk, logistic regression", "frozen trunk", "digits_test").low > 10


# Forgetting


def test_sequential_training_forgets_35_points_each_seed_in_its_own_way(joint, gain):
    lost = gain("sequential", "sequential", "fashion_before", "fashion_test")
    assert lost.mean == pytest.approx(35, abs=0.6)
    assert lost.low == pytest.approx(26, abs=0.5)
    assert lost.high == pytest.approx(43, abs=0.5)
    of_seeds = joint("sequential", "fashion_before") - joint("sequential", "fashion_test")
    assert [of_seeds.min(), of_seeds.max()] == pytest.approx([11, 47], abs=0.5)
    of_digits = gain("sequential", "digits alone", "digits_test")
    assert of_digits.low < 0 < of_digits.high


def test_a_tenth_of_the_rate_forgets_less_and_learns_less(gain):
    arms = ("sequential, a tenth of the rate", "sequential")
    assert gain(*arms, "fashion_test").low > 0
    assert gain(*arms, "digits_test").high < -2


@pytest.mark.parametrize(("n", "points"), [(20, 23), (100, 28), (500, 32)])
def test_replay_brings_most_back_and_costs_the_digits_nothing(gain, n, points):
    assert gain(f"replay of {n}", "sequential", "fashion_test").mean == pytest.approx(
        points, abs=0.5
    )
    of_digits = gain(f"replay of {n}", "sequential", "digits_test")
    assert of_digits.low < 0 < of_digits.high


def test_with_all_garments_at_hand_nothing_is_forgotten(gain):
    assert gain("replay of all", "replay of all", "fashion_before", "fashion_test").mean < 0.5


def test_a_frozen_trunk_forgets_nothing(joint):
    arm = "frozen trunk, ten times the rate"
    assert np.array_equal(joint(arm, "fashion_before"), joint(arm, "fashion_test"))


# Domain adaptation


def test_a_gentle_reversal_helps_with_shifted_images_and_a_strong_one_harms(adapted):
    source = adapted("shifted", "source only")
    gentle = paired_difference(adapted("shifted", "reversal × 0.1"), source)
    assert [gentle.mean, gentle.low, gentle.high] == pytest.approx([14, 9, 19], abs=0.5)
    medium = paired_difference(adapted("shifted", "reversal × 0.3"), source)
    assert medium.low < 0 < medium.high
    strong = paired_difference(adapted("shifted", "reversal × 1"), source)
    assert [strong.mean, strong.low, strong.high] == pytest.approx([-11, -18, -5], abs=0.5)


def test_the_second_head_still_tells_the_two_kinds_apart():
    rows = read_results("domain_adaptation")
    means = 100 * rows.groupby(["target", "arm"])["domain_test"].mean()
    assert means["inverted"].min() > 95.5
    shifted = [means["shifted", f"reversal × {scale}"] for scale in ("0.1", "0.3", "1")]
    assert shifted == sorted(shifted)
    assert [shifted[0], shifted[-1]] == pytest.approx([66, 84], abs=0.5)


@pytest.mark.parametrize("scale", ["0.1", "0.3", "1"])
def test_reversal_does_not_help_with_inverted_images(adapted, scale):
    source = adapted("inverted", "source only")
    assert paired_difference(adapted("inverted", f"reversal × {scale}"), source).low < 0
    assert adapted("inverted", f"reversal × {scale}").mean() < 10


def test_one_reversal_ends_far_below_chance(adapted):
    mean, half_width = mean_interval(adapted("inverted", "reversal × 0.3"))
    assert mean == pytest.approx(3, abs=0.5)
    assert mean + half_width < 10


@pytest.mark.parametrize("target", domain_adaptation.TARGETS)
def test_changing_ones_own_images_beats_reversal_and_comes_close_to_labels(adapted, target):
    changed = adapted(target, "source, half of it changed")
    for scale in ("0.1", "0.3", "1"):
        assert paired_difference(changed, adapted(target, f"reversal × {scale}")).low > 10
    assert changed.mean() == pytest.approx(83, abs=0.5)
    assert 0.5 < paired_difference(adapted(target, "target labelled"), changed).mean < 2.5


def test_the_interval_of_what_is_left_of_garments_is_wide_after_sequential_training(joint):
    assert mean_interval(joint("sequential", "fashion_test"))[1] > 5
