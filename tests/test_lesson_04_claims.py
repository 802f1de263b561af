"""What lesson 04 says beside its numbers (see `tests.claims`), held against the stored rows."""

import numpy as np
import pytest

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import task_a
from course_utils.evaluation.statistics import holm, mean_interval, over_seeds_and_images, p_value
from course_utils.experiments.arms import N_LABELS, PAIRS, TUNED_AT
from course_utils.experiments.opponents import WITHOUT_A, best_cut, best_on_held_out
from course_utils.experiments.pairs_map import N_IMAGES_A, OPPONENTS, RANDOM
from course_utils.experiments.results import read_results
from course_utils.training.task_a import CONV_EPOCHS
from tests.claims.counting import accuracy, ahead, right
from tests.claims.lesson_04 import (
    IN_HINDSIGHT,
    fine_tuning,
    map_of,
    mean_of_pairs,
    n_clear,
    torture,
)

LADDER, HARD = "transfer_ladder", "2-6"


@pytest.fixture(scope="module")
def textbook():
    """Return accuracies of the textbook's experiment: one row a seed, one column an arm."""
    rows = read_results("transfer_textbook")
    return rows.pivot_table("test_accuracy", "seed", "arm")


def test_the_textbook_is_run_with_20_seeds(textbook):
    assert list(textbook.index) == list(range(20))
    assert not textbook.isna().any().any()


def test_no_seed_gains_as_much_as_the_textbooks_run(textbook):
    gains = textbook["transfer, 4 and 16 epochs"] - textbook["scratch, 20 epochs"]
    assert gains.max() < 0.9925 - 0.9705


def test_from_scratch_for_ten_times_as_long_is_as_good_as_transfer():
    arms = {"arm": "scratch, 200 epochs"}, {"arm": "transfer, 4 and 16 epochs"}
    mean, low, _ = ahead("transfer_textbook", *arms)
    assert mean > 0
    assert low > -0.1


def test_the_svm_is_ahead_of_every_network_of_the_textbooks_experiment(textbook):
    assert accuracy(LADDER, pair="5-6", n=200, arm="SVM") > 100 * textbook.mean().max()


@pytest.fixture(scope="module")
def gains():
    """Return transfer minus its opponent, one row a seed, by pair and number of labels."""
    return {
        (pair, n): np.subtract(
            *(
                right(LADDER, pair=pair, n=n, arm=arm)
                for arm in (best_cut("conv from A", n), best_on_held_out(WITHOUT_A, n))
            )
        )
        for pair in PAIRS
        for n in N_LABELS
    }


def test_the_two_largest_of_24_gains_are_with_50_and_100_labels_on_the_hard_pair(gains):
    assert len(gains) == 24
    largest = sorted(gains, key=lambda where: gains[where].mean())[-2:]
    assert set(largest) == {(HARD, 50), (HARD, 100)}


@pytest.mark.parametrize("n", [50, 100])
def test_in_hindsight_a_random_first_block_is_the_best_without_a_on_the_hard_pair(n):
    rows = read_results(LADDER)
    here = rows[(rows["pair"] == HARD) & (rows["n"] == n) & rows["arm"].isin(WITHOUT_A)]
    assert here.groupby("arm")["test_accuracy"].mean().idxmax() == IN_HINDSIGHT


def test_after_holms_correction_nine_gains_are_clear_all_with_500_labels_or_fewer(gains):
    corrected = holm([p_value(of_pair) for of_pair in gains.values()])
    clear = [where for where, p in zip(gains, corrected, strict=True) if p < 0.05]
    assert len(clear) == 9
    assert max(n for _, n in clear) == 500
    assert all(gains[where].mean() > 0 for where in clear)


@pytest.mark.parametrize("n", [n for n in N_LABELS if n >= 1_000])
@pytest.mark.parametrize("pair", PAIRS)
def test_with_1000_labels_and_more_no_gain_is_left_that_can_be_told(gains, pair, n):
    interval = over_seeds_and_images(gains[pair, n])
    assert interval.low < 0 < interval.high
    assert best_on_held_out(WITHOUT_A, n) == "scratch conv"


def test_conv_from_a_is_cut_after_block_2_and_the_others_here_and_there():
    assert all(best_cut("conv from A", n).endswith("block 2") for n in TUNED_AT)
    for source in ("random conv", "dense from A"):
        assert len({best_cut(source, n) for n in TUNED_AT}) > 1


@pytest.mark.parametrize("n", N_LABELS)
def test_dense_features_from_a_are_below_the_best_without_a_on_the_hard_pair(n):
    arms = {"arm": best_cut("dense from A", n)}, {"arm": best_on_held_out(WITHOUT_A, n)}
    mean, _, high = ahead(LADDER, *arms, pair=HARD, n=n)
    assert mean < 0
    if n >= 200:
        assert high < -1  # clear in any family


@pytest.mark.parametrize("other", ["logistic regression", "scratch conv"])
def test_frozen_conv_features_are_ahead_of_the_stored_rows_beside_the_live_one(other):
    of_A = accuracy(LADDER, pair=HARD, n=200, arm="conv from A, frozen, block 2")
    assert of_A > accuracy(LADDER, pair=HARD, n=200, arm=other)


def test_with_10_labels_some_seeds_gain_much_on_the_hard_pair_and_others_lose(gains):
    of_seeds = 100 * gains[HARD, 10].mean(axis=1)
    assert (of_seeds > 3).sum() >= 2
    assert (of_seeds < 0).sum() >= 2


def test_for_sandals_against_sneakers_the_opponent_is_the_worst_of_the_four():
    rows = read_results("pairs_map")
    here = rows[(rows["first"] == 5) & (rows["second"] == 7) & (rows["n"] == 50)]
    means = here.groupby("arm")["test_accuracy"].mean()[list(OPPONENTS)]
    assert means.idxmin() == best_on_held_out(OPPONENTS, 50) == "scratch dense"


def test_with_10_labels_the_fine_tuned_network_is_clearly_below_its_start_on_sandals_and_shirts():
    assert fine_tuning("5-6", 10)[2] < 0


def test_fine_tuning_nowhere_ends_clearly_above_its_start_and_below_it_with_10_labels():
    for pair in PAIRS:
        of_pair = {n: fine_tuning(pair, n) for n in TUNED_AT}
        assert all(low < 0 for _, low, _ in of_pair.values())
        assert of_pair[10][0] < 0
        assert all(abs(of_pair[n][0]) < 1 for n in (200, 1_000))


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


def test_a_momentum_of_099_fakes_a_failure_that_09_does_not_have():
    rows = read_results("batchnorm_momentum")
    assert set(rows["updates"]) == {140}
    accuracies = rows.groupby("momentum")["test_accuracy"]
    assert accuracies.mean()[0.99] < 0.8
    assert accuracies.min()[0.9] > 0.95


# The map of all pairs


def test_the_map_has_five_seeds_of_all_45_pairs():
    rows = read_results("pairs_map")
    assert set(rows.groupby(["first", "second"])["seed"].nunique()) == {5}
    assert len(map_of(50)) == len(map_of(200)) == 45


def test_models_a_of_the_map_saw_20000_images_once_and_the_others_44000_twice():
    for pair in PAIRS.values():
        assert round(len(task_a(load_fashion_mnist(), pair).train.y), -3) == 44_000
    assert (N_IMAGES_A, CONV_EPOCHS) == (20_000, 2)


def test_transfer_is_clearly_behind_for_no_pair():
    assert n_clear(50, -1) == n_clear(200, -1) == 0


def test_the_largest_gain_is_that_of_sandals_against_sneakers():
    largest = map_of(50).nlargest(1, "gain").iloc[0]
    assert (largest["first"], largest["second"]) == (5, 7)


def test_over_a_random_block_the_gain_is_smaller_than_over_the_chosen_opponent():
    assert mean_of_pairs(50, RANDOM)[1] > 0
    assert mean_of_pairs(50, RANDOM)[0] < 0.5 * mean_of_pairs(50)[0]
    assert best_on_held_out(OPPONENTS, 50) == "scratch dense"
    assert best_on_held_out(OPPONENTS, 200) == RANDOM


def test_pullover_or_shirt_gains_less_in_the_map_than_in_the_dial(gains):
    of_map = map_of(50).set_index(["first", "second"]).loc[(2, 6), "gain"]
    assert of_map < 100 * gains[HARD, 50].mean()


def test_half_of_what_the_search_found_was_flattery():
    best, searched, fresh = torture()[0]
    assert best > searched > fresh
    assert fresh / best == pytest.approx(0.5, abs=0.05)
