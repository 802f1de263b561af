"""What lesson 04 says, held against the rows in data/results."""

import numpy as np
import pytest

from course_utils.experiments.results import read_results
from course_utils.statistics import mean_interval

PAIRS = ("0-2", "2-6", "5-6")


@pytest.fixture(scope="module")
def textbook():
    return read_results("transfer_textbook")


@pytest.fixture(scope="module")
def ladder():
    """Return the test accuracy of each arm, one row a pair, number of labels and seed."""
    return read_results("transfer_ladder").pivot_table(
        "test_accuracy", ["pair", "n", "seed"], "arm"
    )


def gain(of_seeds, arm, opponent):
    """Return the mean difference in points, and the half-width of its interval."""
    mean, half_width = mean_interval(of_seeds[arm] - of_seeds[opponent])
    return 100 * mean, 100 * half_width


def test_the_textbook_is_run_with_20_seeds(textbook):
    assert sorted(textbook["seed"]) == list(range(20))


def test_transfer_gains_a_little_with_the_textbook_recipe_and_loses_some_seeds(textbook):
    mean, half_width = mean_interval(textbook["transfer"] - textbook["scratch"])
    assert mean - half_width > 0
    assert mean < 0.0235  # what the textbook's single run gained
    assert (textbook["transfer"] < textbook["scratch"]).any()


def test_ten_times_as_long_from_scratch_reaches_what_transfer_does(textbook):
    mean, half_width = mean_interval(textbook["scratch_ten_times"] - textbook["transfer"])
    assert mean + half_width > 0


def test_shared_layers_damage_model_a_and_copies_do_not():
    rows = read_results("shared_layers")
    loss = rows["A_before"] - rows["A_after"]
    assert (loss[rows["layers"] == "copied"] == 0).all()
    assert loss[rows["layers"] == "shared"].mean() > 0.01


def test_the_ten_most_flattering_gains_shrink_on_fresh_seeds():
    search = read_results("transfer_search")
    search["gain"] = search["transfer"] - search["scratch"]
    pairs = search.groupby(["first", "second"])
    best = pairs.apply(lambda rows: rows[rows["seed"] < 3]["gain"].max()).nlargest(10)
    fresh = pairs.apply(lambda rows: rows[rows["seed"] >= 3]["gain"].mean())[best.index]
    assert (fresh < best).sum() >= 8
    assert fresh.mean() < best.mean()


def test_the_setting_of_every_arm_is_the_one_that_validation_chose(ladder):
    tried = read_results("transfer_tuning")
    means = tried.groupby(["pair", "n", "arm", "setting"])["valid_accuracy"].mean()
    rows = read_results("transfer_ladder").set_index(["pair", "n", "arm"])
    for key, of_setting in means.groupby(["pair", "n", "arm"]):
        assert set(rows.loc[key, "setting"]) == {of_setting.idxmax()[3]}


def test_scratch_and_transfer_had_equally_many_settings_to_choose_from():
    tried = read_results("transfer_tuning")
    assert tried.groupby("arm")["setting"].nunique().nunique() == 1


def test_normalisation_does_not_fake_the_comparison_on_sandals_and_shirts(ladder):
    scratch = ladder.loc[("5-6", 200)]["scratch conv"]
    assert scratch.min() > 0.95


@pytest.mark.parametrize("pair", PAIRS)
def test_with_1000_labels_transfer_gains_less_than_with_10(ladder, pair):
    gains = [
        gain(ladder.loc[(pair, n)], "conv from A, frozen", "scratch conv")[0] for n in (10, 1_000)
    ]
    assert gains[1] < gains[0]


def test_transfer_pays_most_on_the_hardest_pair_with_few_labels(ladder):
    gains = {
        pair: gain(ladder.loc[(pair, 10)], "conv from A, frozen", "scratch conv")[0]
        for pair in PAIRS
    }
    assert max(gains, key=gains.get) == "2-6"


def test_ten_seeds_of_every_arm_are_stored(ladder):
    assert not ladder.isna().any().any()
    assert (ladder.groupby(["pair", "n"]).size() == 10).all()
    assert np.all(ladder >= 0)
