"""What lesson 05 says, held against the rows in data/results."""

import numpy as np
import pytest

from course_utils.experiments.live_ranges import OTHER_IMAGES
from course_utils.experiments.results import read_results
from course_utils.live.ranges import runs_of
from course_utils.statistics import paired_difference

PARTS = ("block 1", "block 2", "hidden", "output")


@pytest.fixture(scope="module")
def shifted():
    """Return mean accuracies in per cent: one row a mode and arm, one column a shift."""
    rows = read_results("shift")
    return 100 * rows.pivot_table("test_accuracy", ["mode", "arm"], "shift")


@pytest.fixture(scope="module")
def cut():
    """Return accuracies in per cent: one row a network and seed, one column a cut."""
    return 100 * read_results("layer_cut").pivot_table("test_accuracy", ["network", "seed"], "cut")


@pytest.mark.parametrize("name", ["shift", "layer_cut", "transfer_budget", "batchnorm_momentum"])
def test_ten_seeds_are_stored(name):
    assert set(read_results(name)["seed"]) == set(range(10))


def test_two_pixels_cost_conv_features_16_points_and_dense_ones_19(shifted):
    loss = shifted.loc["test"][0] - shifted.loc["test"][2]
    assert loss["conv from A"] == pytest.approx(16, abs=0.5)
    assert loss["dense from A"] == pytest.approx(19, abs=0.5)


@pytest.fixture(scope="module")
def by_seed():
    """Return accuracies with shifted test images: one row an arm and seed, one column a shift."""
    rows = read_results("shift")
    return 100 * rows[rows["mode"] == "test"].pivot_table("test_accuracy", ["arm", "seed"], "shift")


@pytest.mark.parametrize("shift", [0, 1, 2, 3, 4])
def test_conv_features_are_ahead_of_dense_ones(by_seed, shift):
    conv, dense = by_seed.loc["conv from A"], by_seed.loc["dense from A"]
    assert paired_difference(conv[shift], dense[shift]).low > 0


def test_that_conv_features_lose_less_over_two_pixels_is_not_certain(by_seed):
    loss = by_seed[0] - by_seed[2]
    difference = paired_difference(loss["dense from A"], loss["conv from A"])
    assert difference.low < 0 < difference.mean


def test_by_four_pixels_conv_and_dense_features_are_near_a_coin(shifted):
    for arm in ("conv from A", "dense from A"):
        assert abs(shifted.loc["test", arm][4] - 50) < 4


def test_random_filters_fall_like_trained_ones(by_seed):
    loss = by_seed[0] - by_seed[2]
    difference = paired_difference(loss["random conv"], loss["conv from A"])
    assert difference.low < 0 < difference.high


def test_with_shifted_training_images_conv_features_serve_as_before_and_dense_ones_lose(shifted):
    both = shifted.loc["both"]
    assert abs(both.loc["conv from A"] - both.loc["conv from A", 0]).max() < 1
    assert 2 < both.loc["dense from A", 0] - both.loc["dense from A", [2, 3, 4, 5, 6]].mean() < 6


def test_pooling_costs_nine_points_at_first_and_is_ahead_from_three_pixels_on(shifted):
    flat, pooled = shifted.loc["test", "conv from A"], shifted.loc["test", "conv from A, pooled"]
    assert flat[0] - pooled[0] == pytest.approx(9, abs=0.5)
    assert flat[1] > pooled[1]
    assert (pooled[[3, 4, 5, 6]] > flat[[3, 4, 5, 6]]).all()
    assert pooled[0] - pooled[4] == pytest.approx(13, abs=0.5)
    assert flat[0] - flat[4] == pytest.approx(33, abs=0.5)


@pytest.mark.parametrize("network", ["conv from A", "random conv"])
def test_the_second_half_of_a_conv_network_is_worth_less_and_its_output_least(cut, network):
    means = cut.loc[network][list(PARTS)].mean()
    assert min(means["block 1"], means["block 2"]) > means["hidden"] > means["output"]


def test_the_first_layer_of_a_dense_network_is_worth_most_and_its_output_least(cut):
    means = cut.loc["dense from A"][["hidden 1", "hidden 3", "hidden 5", "output"]].mean()
    assert means["hidden 1"] > means["hidden 3"] > means["hidden 5"] - 1 > means["output"]


def test_the_second_block_of_a_is_best_and_four_points_above_random_filters(cut):
    means = cut.groupby("network").mean()
    assert means.loc["conv from A"].idxmax() == "block 2"
    gain = paired_difference(cut.loc["conv from A"]["block 2"], cut.loc["random conv"]["block 2"])
    assert gain.low > 3
    assert gain.high < 6
    assert means.loc["conv from A", "block 1"] - means.loc["random conv", "block 1"] < 2.5


@pytest.fixture(scope="module")
def budget():
    """Return accuracies in per cent: one row an arm and number of updates, one column a seed."""
    return 100 * read_results("transfer_budget").pivot_table(
        "test_accuracy", ["arm", "updates"], "seed"
    )


def test_frozen_features_reach_what_fine_tuning_reaches_after_300_updates(budget):
    frozen, tuned = budget.loc["conv from A, frozen", 0], budget.loc["conv from A, fine-tuned", 300]
    assert abs(paired_difference(frozen, tuned).mean) < 1


def test_stopped_early_fine_tuning_is_worse_than_the_features_it_started_from(budget):
    frozen, tuned = budget.loc["conv from A, frozen", 0], budget.loc["conv from A, fine-tuned", 30]
    assert paired_difference(frozen, tuned).low > 2


def test_head_first_ends_where_all_at_once_ends(budget):
    first = budget.loc["conv from A, fine-tuned", 300]
    difference = paired_difference(first, budget.loc["conv from A, all layers at once", 300])
    assert difference.low < 0 < difference.high or abs(difference.mean) < 0.5


def test_from_scratch_the_conv_network_stays_some_points_below(budget):
    frozen, scratch = budget.loc["conv from A, frozen", 0], budget.loc["scratch conv", 300]
    assert paired_difference(frozen, scratch).low > 1


def test_frozen_features_take_fewer_seconds_than_300_updates():
    seconds = read_results("transfer_seconds").groupby(["arm", "updates"])["seconds"].median()
    assert seconds["conv from A, frozen", 0] < seconds["conv from A, fine-tuned", 300] / 2


def test_live_two_pixels_cost_the_small_network_about_twice_as_many_points_as_stored(shifted):
    stored = shifted.loc["test", "conv from A"][0] - shifted.loc["test", "conv from A"][2]
    assert 100 * runs_of("conv, 2 pixels").values.mean() / stored == pytest.approx(2, abs=0.25)


def test_live_pooling_costs_the_small_network_more_than_twice_the_stored_points_on_average(shifted):
    stored = shifted.loc["test", "conv from A"][0] - shifted.loc["test", "conv from A, pooled"][0]
    ours = 100 * runs_of("pooling costs").values.mean()
    assert ours == pytest.approx(22, abs=0.5)
    assert ours > 2 * stored


@pytest.fixture(scope="module")
def other_draws():
    """Return the live numbers of lesson 05 in points, with other draws of the 200 images."""
    rows = read_results("live_ranges")
    others = rows[(rows["code"] == OTHER_IMAGES) & (rows["seed"] > 0)]  # seed 0 draws the lesson's
    return 100 * others.set_index("number")["value"]


def test_with_other_draws_two_pixels_cost_16_points_and_the_lessons_draw_is_among_the_worst(
    other_draws,
):
    cost = other_draws["conv, 2 pixels"]
    assert len(cost) == 19
    assert cost.mean() == pytest.approx(16, abs=0.5)
    assert (cost.min(), cost.max()) == pytest.approx((10, 31), abs=0.5)
    ours = 100 * runs_of("conv, 2 pixels").values.mean()
    assert np.mean(cost < ours) >= 0.9
    assert ours - cost.mean() > 10


def test_with_the_lessons_draw_other_start_weights_change_little():
    cost = 100 * runs_of("conv, 2 pixels").values
    assert (cost.min(), cost.mean(), cost.max()) == pytest.approx((27, 30, 33), abs=0.5)


def test_with_other_draws_pooling_costs_as_much_as_with_the_lessons(other_draws):
    ours = 100 * runs_of("pooling costs").values
    assert abs(other_draws["pooling costs"].mean() - ours.mean()) < 2
