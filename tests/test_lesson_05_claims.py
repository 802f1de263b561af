"""What lesson 05 says, held against the rows in data/results."""

import pytest

from course_utils.experiments.results import read_results


@pytest.fixture(scope="module")
def shifted():
    """Return mean accuracies in per cent: one row an arm and mode, one column a shift."""
    rows = read_results("shift")
    return 100 * rows.pivot_table("test_accuracy", ["arm", "mode"], "shift")


def test_conv_features_lose_less_than_dense_ones_when_test_images_shift(shifted):
    loss = shifted[0] - shifted[2]
    assert loss["conv from A", "test"] < loss["dense from A", "test"]


def test_conv_features_do_lose(shifted):
    conv = shifted.loc["conv from A", "test"]
    assert conv[0] - conv[2] > 3
    assert conv[0] - conv[4] > conv[0] - conv[2]


def test_pooling_costs_at_first_and_is_almost_level(shifted):
    flat, pooled = shifted.loc["conv from A", "test"], shifted.loc["conv from A, pooled", "test"]
    assert pooled[0] < flat[0]
    assert pooled[4] > flat[4]
    assert pooled[0] - pooled[4] < (flat[0] - flat[4]) / 2


def test_the_later_the_cut_the_less_is_left():
    cuts = read_results("layer_cut").groupby(["network", "cut"])["test_accuracy"].mean()
    conv = cuts["conv from A"]
    assert min(conv["block 1"], conv["block 2"]) > conv["hidden"] > conv["output"]


def test_a_momentum_of_099_fakes_a_failure_that_09_does_not_have():
    rows = read_results("batchnorm_momentum").groupby("momentum")["test_accuracy"]
    assert rows.mean()[0.99] < 0.8
    assert rows.min()[0.9] > 0.95
