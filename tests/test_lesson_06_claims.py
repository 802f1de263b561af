"""What lesson 06 says, held against the rows in data/results."""

import pytest

from course_utils.experiments import joint_training
from course_utils.experiments.results import read_results
from course_utils.statistics import paired_difference


@pytest.fixture(scope="module")
def joint():
    """Return a function from arm and column to per cent, in the order of seeds."""
    rows = read_results("joint_training").set_index(["arm", "seed"]).sort_index()
    return lambda arm, column: 100 * rows.loc[arm][column].to_numpy()


@pytest.fixture(scope="module")
def gain(joint):
    """Return a function: the paired difference of two arms in a column."""
    return lambda first, second, column: paired_difference(
        joint(first, column), joint(second, column)
    )


def test_all_runs_are_stored():
    rows = read_results("joint_training")
    assert len(rows) == len(joint_training.EXPERIMENT.runs())
    assert set(rows["seed"]) == set(range(10))
    updates = rows.groupby("arm")["updates"].unique()
    assert updates.pop(joint_training.REGRESSION).tolist() == [500]
    assert set(updates.explode()) == {1_000}


# Concatenation and balance


def test_mixed_in_the_digits_fall_from_92_to_82_and_the_garments_hardly_notice(joint, gain):
    assert joint("digits alone", "digits_test").mean() == pytest.approx(92, abs=0.5)
    assert joint("concatenation", "digits_test").mean() == pytest.approx(82, abs=0.5)
    assert abs(gain("concatenation", "fashion alone", "fashion_test").mean) < 0.5


def test_colliding_labels_take_ten_more_points_from_the_digits_and_none_from_garments(joint, gain):
    assert joint("labels collide", "digits_test").mean() == pytest.approx(72, abs=0.5)
    assert gain("labels collide", "concatenation", "digits_test").high < 0
    of_garments = gain("labels collide", "fashion alone", "fashion_test")
    assert of_garments.low < 0 < of_garments.high


def test_among_all_20_classes_few_digits_are_taken_for_garments(joint):
    of_20 = joint("concatenation", "digits_test_of_20").mean()
    assert of_20 == pytest.approx(81.6, abs=0.05)
    assert joint("concatenation", "digits_test").mean() - of_20 == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize(
    ("kind", "digits", "lost_by_garments"),
    [("oversampled", 93, 2), ("class weights", 90, 2), ("undersampled", 92, 6)],
)
def test_balance_brings_the_digits_back_and_costs_garments(
    joint, gain, kind, digits, lost_by_garments
):
    arm = f"concatenation, {kind}"
    assert joint(arm, "digits_test").mean() == pytest.approx(digits, abs=0.5)
    lost = gain("concatenation", arm, "fashion_test")
    assert lost.low > 0
    assert lost.mean == pytest.approx(lost_by_garments, abs=0.5)


def test_oversampling_is_a_point_above_the_digits_alone(gain):
    difference = gain("concatenation, oversampled", "digits alone", "digits_test")
    assert difference.low > 0
    assert difference.mean == pytest.approx(1, abs=0.3)


def test_class_weights_serve_the_digits_worse_than_oversampling(gain):
    arms = ("concatenation, class weights", "concatenation, oversampled")
    assert gain(*arms, "digits_test").high < 0


def test_undersampling_is_as_good_for_the_digits_as_training_on_them_alone(gain):
    difference = gain("concatenation, undersampled", "digits alone", "digits_test")
    assert difference.low < 0 < difference.high


# Augmentation


def test_mirrored_digits_cost_two_points_and_mirrored_garments_bring_nothing(gain):
    digits = gain("multi-head, both mirrored", "multi-head, sum", "digits_test")
    assert digits.high < -1
    assert digits.mean == pytest.approx(-2, abs=0.3)
    assert gain("multi-head, both mirrored", "multi-head, sum", "fashion_test").mean < -1
    fashion = gain("multi-head, fashion mirrored", "multi-head, sum", "fashion_test")
    assert fashion.mean == pytest.approx(-0.7, abs=0.05)


# Heads


@pytest.mark.parametrize("column", ["fashion_test", "digits_test"])
def test_zeros_for_missing_labels_cost_both_datasets_about_a_point(gain, column):
    difference = gain("multi-head, zeros for missing labels", "multi-head, sum", column)
    assert difference.high < 0
    assert difference.mean == pytest.approx(-1, abs=0.2)


def test_the_digits_gain_from_the_garments_and_the_garments_pay_with_their_places(gain):
    for control, points in (("digits alone", 1.6), ("digits alone, 64 an update", 1.3)):
        digits = gain("multi-head, sum", control, "digits_test")
        assert digits.low > 0
        assert digits.mean == pytest.approx(points, abs=0.05)
    fashion = gain("multi-head, sum", "fashion alone", "fashion_test")
    assert fashion.high < 0
    assert fashion.mean == pytest.approx(-1.5, abs=0.1)
    as_many = gain("multi-head, sum", "fashion alone, 64 an update", "fashion_test")
    assert as_many.low < 0 < as_many.high


def test_more_weight_on_the_digits_costs_garments_and_brings_the_digits_nothing(gain):
    for weight in (3, 10):
        arm = f"multi-head, digits × {weight}"
        assert gain(arm, "multi-head, sum", "fashion_test").high < 0
        assert gain(arm, "multi-head, sum", "digits_test").low < 0


def test_uncertainty_gives_a_point_to_the_digits_and_takes_one_from_the_garments(gain):
    arms = ("multi-head, uncertainty", "multi-head, sum")
    digits, fashion = gain(*arms, "digits_test"), gain(*arms, "fashion_test")
    assert digits.low > 0 > fashion.high
    assert digits.mean == pytest.approx(1, abs=0.2)
    assert fashion.mean == pytest.approx(-1, abs=0.2)


def test_the_grid_chose_a_tenth_and_lost_digits_by_it(joint, gain):
    def of_validation(arm):
        return joint(arm, "fashion_valid").mean() + joint(arm, "digits_valid").mean()

    arms = ["multi-head, sum", *(f"multi-head, digits × {w}" for w in ("0.1", "0.3", "3", "10"))]
    best = max(arms, key=of_validation)
    assert best == "multi-head, digits × 0.1"
    assert gain(best, "multi-head, sum", "fashion_test").mean == pytest.approx(0.7, abs=0.05)
    assert gain(best, "multi-head, sum", "digits_test").mean == pytest.approx(-2.2, abs=0.05)


def test_the_grids_first_three_are_within_two_tenths_of_a_point(joint):
    arms = ("multi-head, digits × 0.1", "multi-head, digits × 0.3", "multi-head, sum")
    means = [(joint(a, "fashion_valid") + joint(a, "digits_valid")).mean() / 2 for a in arms]
    assert max(means) - min(means) < 0.2


def test_ten_times_the_weight_takes_half_a_point_from_the_digits(gain):
    difference = gain("multi-head, digits × 10", "multi-head, sum", "digits_test")
    assert difference.high < 0
    assert difference.mean == pytest.approx(-0.5, abs=0.05)


@pytest.mark.parametrize("arm", [arm for arm in joint_training.MULTI_HEAD if "×" in arm])
def test_no_weight_is_better_than_the_sum_on_both(gain, arm):
    differences = [gain(arm, "multi-head, sum", c).mean for c in ("fashion_test", "digits_test")]
    assert min(differences) < 0.05
