"""What lesson 04 says, held against the rows in data/results."""

import pytest

from course_utils.experiments.results import read_results
from course_utils.experiments.transfer_ladder import SEEDS, chosen_settings
from course_utils.statistics import mean_interval, paired_difference

WITHOUT = ["best pixel", "1-NN", "logistic regression", "scratch dense", "scratch conv"]
FROZEN, FINE_TUNED = "conv from A, frozen", "conv from A, fine-tuned"
CONV = (FROZEN, FINE_TUNED)


@pytest.fixture(scope="module")
def textbook():
    return read_results("transfer_textbook")


@pytest.fixture(scope="module")
def ladder():
    """Return the test accuracy in per cent of each arm, one row a pair, number of labels, seed."""
    return 100 * read_results("transfer_ladder").pivot_table(
        "test_accuracy", ["pair", "n", "seed"], "arm"
    )


def gain(ladder, pair, n, arm):
    """Return the paired difference in points to the best way without task A."""
    of_seeds = ladder.loc[(pair, n)]
    opponent = of_seeds[WITHOUT].mean().idxmax()
    return paired_difference(of_seeds[arm], of_seeds[opponent])


def test_the_textbook_is_run_with_20_seeds(textbook):
    assert sorted(textbook["seed"]) == list(range(20))


def test_transfer_gains_about_a_point_with_the_textbooks_recipe_and_nearly_every_seed(textbook):
    difference = paired_difference(textbook["transfer"], textbook["scratch"])
    assert 0.005 < difference.low < difference.mean < difference.high < 0.015
    assert 0 < difference.lost <= 0.1


def test_the_textbooks_own_gain_is_one_of_the_lucky_ones(textbook):
    gains = textbook["transfer"] - textbook["scratch"]
    assert 2 * gains.mean() < 0.9940 - 0.9705
    assert 1 <= (gains >= 0.9940 - 0.9705).sum() <= 4


def test_ten_times_as_long_from_scratch_and_logistic_regression_reach_what_transfer_does(
    textbook, ladder
):
    longer = paired_difference(textbook["scratch_ten_times"], textbook["transfer"])
    assert longer.low < 0 < longer.high
    regression = ladder.loc[("5-6", 200)]["logistic regression"].mean()
    assert abs(regression - 100 * textbook["transfer"].mean()) < 0.3


@pytest.mark.parametrize("recipe", ["two stages at 0.001", "all at once at 0.01"])
def test_shared_layers_damage_model_a_and_nothing_on_task_b_tells(recipe):
    rows = read_results("shared_layers").set_index(["recipe", "layers"]).loc[recipe]
    loss = rows["A_before"] - rows["A_after"]
    assert (loss["copied"] == 0).all()
    mean, half_width = mean_interval(loss["shared"])
    assert mean - half_width > 0.03
    assert abs(rows["B"]["shared"].mean() - rows["B"]["copied"].mean()) < 0.002


def test_the_rough_recipe_damages_model_a_more_than_the_textbooks():
    rows = read_results("shared_layers")
    shared = rows[rows["layers"] == "shared"].groupby("recipe")["A_after"].mean()
    assert shared["all at once at 0.01"] < shared["two stages at 0.001"]


def test_of_the_ten_most_flattering_gains_next_to_nothing_stays_on_fresh_seeds():
    search = read_results("transfer_search")
    search["gain"] = 100 * (search["transfer"] - search["scratch"])
    pairs = ["first", "second"]
    searched, fresh = search[search["seed"] < 3], search[search["seed"] >= 3]
    best = searched.groupby(pairs)["gain"].max().nlargest(10)
    again = fresh.groupby(pairs)["gain"].mean()[best.index]
    assert (again < best).all()
    assert best.mean() > 2
    assert abs(again.mean()) < best.mean() / 10


def test_the_setting_of_every_arm_is_the_one_that_validation_chose():
    tried = read_results("transfer_tuning")
    best = tried.groupby(["pair", "n", "arm"])["valid_accuracy"].max()
    for row in read_results("transfer_ladder").itertuples():
        key = row.pair, row.n, row.arm
        if key not in best:
            continue
        assert row.setting == chosen_settings()[key]
        of_key = tried[(tried["pair"] == row.pair) & (tried["n"] == row.n)]
        chosen = of_key[(of_key["arm"] == row.arm) & (of_key["setting"] == row.setting)]
        assert chosen["valid_accuracy"].item() == best[key]


def test_scratch_and_transfer_had_equally_many_settings_to_choose_from():
    tried = read_results("transfer_tuning")
    assert set(tried.groupby(["pair", "n", "arm"])["setting"].nunique()) == {4}


def test_the_seed_that_chose_the_settings_is_not_measured():
    tried, measured = read_results("transfer_tuning"), read_results("transfer_ladder")
    assert set(tried["seed"]).isdisjoint(measured["seed"])


def test_normalisation_does_not_fake_the_comparison_on_sandals_and_shirts(ladder):
    assert ladder.loc[("5-6", 200)]["scratch conv"].min() > 95


def test_a_momentum_of_099_fakes_a_failure_that_09_does_not_have():
    rows = read_results("batchnorm_momentum")
    assert set(rows["updates"]) == {140}
    accuracies = rows.groupby("momentum")["test_accuracy"]
    assert accuracies.mean()[0.99] < 0.8
    assert accuracies.min()[0.9] > 0.95


@pytest.mark.parametrize("arm", [*CONV, "dense from A"])
def test_for_sandals_and_shirts_transfer_pays_with_10_labels_only(ladder, arm):
    assert gain(ladder, "5-6", 10, arm).low > 0
    assert gain(ladder, "5-6", 10, arm).mean > 4
    for n in (50, 200, 1_000):
        assert abs(gain(ladder, "5-6", n, arm).mean) < 0.5
        assert ladder.loc[("5-6", n)][WITHOUT].mean().max() > 99


@pytest.mark.parametrize("arm", CONV)
def test_for_pullovers_and_shirts_transfer_pays_from_50_labels_on(ladder, arm):
    ten = gain(ladder, "2-6", 10, arm)
    assert ten.low < 0 < ten.high
    for n in (50, 200, 1_000):
        assert gain(ladder, "2-6", n, arm).low > 0
    assert gain(ladder, "2-6", 1_000, arm).mean > 2


@pytest.mark.parametrize("arm", CONV)
@pytest.mark.parametrize("n", [50, 200, 1_000])
def test_for_t_shirts_and_pullovers_transfer_pays_about_a_point(ladder, arm, n):
    assert 0.4 < gain(ladder, "0-2", n, arm).mean < 2.2


@pytest.mark.parametrize("n", [50, 200, 1_000])
def test_dense_features_from_a_lose_seven_to_nine_points_on_the_hard_pair(ladder, n):
    difference = gain(ladder, "2-6", n, "dense from A")
    assert -9.2 < difference.mean < -6.5
    assert difference.high < 0


@pytest.mark.parametrize("pair", ["0-2", "2-6", "5-6"])
@pytest.mark.parametrize("n", [10, 50, 200, 1_000])
def test_random_frozen_features_gain_nothing(ladder, pair, n):
    assert gain(ladder, pair, n, "random frozen conv").mean < 0.5


@pytest.mark.parametrize("n", [50, 200, 1_000])
def test_fine_tuning_is_no_better_than_frozen_features_by_more_than_a_point(ladder, n):
    for pair in ("0-2", "2-6", "5-6"):
        of_seeds = ladder.loc[(pair, n)]
        assert abs(paired_difference(of_seeds[FINE_TUNED], of_seeds[FROZEN]).mean) < 1


def test_all_seeds_of_every_arm_are_stored(ladder):
    assert not ladder.isna().any().any()
    assert set(ladder.groupby(["pair", "n"]).size()) == {len(SEEDS)}
