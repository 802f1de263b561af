"""What lesson 05 says beside its numbers (see `tests.claims`), held against the stored rows."""

import numpy as np
import pytest

from course_utils.experiments.live_ranges import OTHER_IMAGES
from course_utils.experiments.normalisation_arms import (
    BY_NAME,
    HEADS,
    MOVES,
    NORMALISATIONS,
    RECALIBRATED_MOVES,
    RECALIBRATED_STANDS,
    STANDS,
)
from course_utils.experiments.normalisation_tuning import chosen_rates
from course_utils.experiments.results import read_results
from course_utils.experiments.similarity import OTHER_A
from course_utils.live.ranges import runs_of
from tests.claims.counting import accuracy, ahead
from tests.claims.lesson_05 import (
    HEAD_FIRST,
    after_300,
    ahead_of_frozen,
    cka,
    gained,
    head_first_ahead,
    tuned,
)

LADDER, HERE = "transfer_ladder", {"pair": "2-6", "n": 200}
CONV_CUTS = ("block 1", "block 2", "hidden", "output")
DENSE_CUTS = ("hidden 1", "hidden 3", "hidden 5", "output")


def by_cut(source, cuts):
    return [accuracy(LADDER, arm=f"{source}, frozen, {cut}", **HERE) for cut in cuts]


# Where to cut


def test_the_second_block_of_a_is_best_and_behind_it_features_serve_less_and_less():
    of_cut = by_cut("conv from A", CONV_CUTS)
    assert max(of_cut) == of_cut[1]
    assert of_cut[1:] == sorted(of_cut[1:], reverse=True)


def test_the_first_hidden_layer_of_the_dense_network_is_best():
    of_cut = by_cut("dense from A", DENSE_CUTS)
    assert max(of_cut) == of_cut[0]


def test_three_quarters_of_the_lead_of_conv_at_the_first_part_are_there_without_task_a():
    with_A, without_A = (
        ahead(
            LADDER,
            {"arm": f"{conv}, frozen, block 1"},
            {"arm": f"{dense}, frozen, hidden 1"},
            **HERE,
        )[0]
        for conv, dense in (("conv from A", "dense from A"), ("random conv", "random dense"))
    )
    assert without_A / with_A == pytest.approx(0.75, abs=0.05)


def test_task_a_adds_nothing_that_can_be_told_to_the_first_hidden_layer():
    names = ("dense from A, frozen, hidden 1", "random dense, frozen, hidden 1")
    _, low, high = ahead(LADDER, *({"arm": name} for name in names), **HERE)
    assert low < 0 < high


# Shifted images


CONV, RANDOM, POOLED = (
    f"{source}, frozen, block 2{pooled}"
    for source, pooled in (("conv from A", ""), ("random conv", ""), ("conv from A", ", pooled"))
)
DENSE = "dense from A, frozen, hidden 1"


def lead(first, second, shift):
    return ahead("shift", {"arm": first}, {"arm": second}, shift=shift, mode="test")


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_conv_features_are_ahead_of_dense_ones_within_two_pixels(shift):
    assert lead(CONV, DENSE, shift)[1] > 0


def test_at_four_pixels_conv_features_are_ahead_of_none():
    for other in (DENSE, RANDOM, "SVM", "SVM, shifted copies"):
        _, low, high = lead(CONV, other, 4)
        assert low < 0 < high


def test_what_task_a_added_to_the_second_block_does_not_survive_two_pixels():
    assert lead(CONV, RANDOM, 0)[1] > 0
    _, low, high = lead(CONV, RANDOM, 2)
    assert low < 0 < high


def test_an_svm_that_learns_from_copies_is_as_good_as_conv_features_at_one_pixel():
    _, low, high = lead(CONV, "SVM, shifted copies", 1)
    assert low < 0 < high


def moved_too(arm):
    """Return accuracies where the labelled images are shifted as the test images are."""
    return [accuracy("shift", arm=arm, mode="both", shift=shift) for shift in range(7)]


@pytest.mark.parametrize("arm", [CONV, RANDOM, DENSE, "SVM", "SVM, shifted copies"])
def test_where_all_images_move_lines_stay_level(arm):
    accuracies = moved_too(arm)
    assert max(accuracies) - min(accuracies) < 1


def test_where_all_images_move_the_last_hidden_dense_layer_loses():
    arm = {"arm": "dense from A, frozen, hidden 5", "mode": "both"}
    assert ahead("shift", {"shift": 0}, {"shift": 4}, **arm)[1] > 0


def test_pooling_costs_at_first_and_is_ahead_from_three_pixels_on():
    assert lead(CONV, POOLED, 0)[1] > 0
    for shift in (3, 4):
        assert lead(CONV, POOLED, shift)[2] < 0
    for shift in (5, 6):
        assert lead(CONV, POOLED, shift)[0] < 0


# Fine-tuning


def test_ten_seeds_are_stored_for_every_combination():
    for head in HEADS:
        for mode in NORMALISATIONS:
            assert len(tuned(head, mode, 300)) == 10


def test_moving_statistics_alone_cost_the_start_and_not_where_they_were_set_first():
    assert gained(MOVES, 30, rate_is_0=True)[2] < 0
    assert abs(gained(RECALIBRATED_MOVES, 30, rate_is_0=True)[0]) < 1


def test_early_only_what_was_set_first_and_moves_gains_clearly():
    for mode in (MOVES, STANDS, RECALIBRATED_STANDS):
        _, low, high = gained(mode, 30)
        assert low < 0 < high
    assert gained(RECALIBRATED_MOVES, 30)[1] > 0


def test_after_300_updates_all_ways_are_alike():
    accuracies = after_300()
    assert len(accuracies) == 8
    assert accuracies[-1] - accuracies[0] < 1


def test_all_at_once_is_behind_after_30_updates_only_where_normalisation_stands():
    for mode in (STANDS, RECALIBRATED_STANDS):
        assert head_first_ahead(mode, 30)[1] > 0
    for mode in (MOVES, RECALIBRATED_MOVES):
        _, low, high = head_first_ahead(mode, 30)
        assert low < 0 < high


@pytest.mark.parametrize("mode", [MOVES, STANDS])
def test_fine_tuned_networks_gain_on_shifted_images_too_and_head_first_is_not_better(mode):
    assert gained(mode, 300, 2)[1] > 0
    _, low, high = head_first_ahead(mode, 300, 2)
    assert low < 0 < high


@pytest.mark.parametrize("mode", [MOVES, STANDS])
def test_at_four_pixels_nothing_is_left_to_lose_or_to_gain(mode):
    _, low, high = gained(mode, 300, 4)
    assert low < 0 < high


def test_head_first_with_a_normalisation_that_stands_is_as_near_to_a_as_another_a():
    kept = cka(f"fine-tuned, {HEAD_FIRST}, normalisation {STANDS}", "hidden")
    assert kept == pytest.approx(cka(OTHER_A, "hidden"), abs=0.01)
    others = [cka(name, "hidden") for name, arm in BY_NAME.items() if arm != (HEAD_FIRST, STANDS)]
    assert max(others) < 0.9


def test_its_rate_is_a_third_of_the_others_or_less():
    of_300 = {arm: chosen_rates()[*arm, 300] for arm in BY_NAME.values()}
    kept = of_300.pop((HEAD_FIRST, STANDS))
    assert 3 * kept == pytest.approx(min(of_300.values()))


def test_after_30_updates_three_of_four_are_clearly_behind_the_frozen_block():
    assert sum(ahead_of_frozen(arm, 30)[2] < 0 for arm in BY_NAME) == 3


def test_after_the_hidden_layer_three_of_four_ways_move_further_than_another_a():
    assert sum(cka(name, "hidden") < cka(OTHER_A, "hidden") - 0.05 for name in BY_NAME) == 3
    for name in BY_NAME:
        assert cka(name, "block 1") > cka(OTHER_A, "block 1") - 0.01


@pytest.mark.parametrize("arm", BY_NAME)
def test_fine_tuning_is_level_with_the_frozen_block_after_300_updates_not_after_30(arm):
    assert ahead_of_frozen(arm, 30)[0] < 0
    _, low, high = ahead_of_frozen(arm, 300)
    assert low < 0 < high


def test_the_frozen_second_block_takes_half_a_second():
    rows = read_results("transfer_seconds")
    seconds = rows[rows["arm"] == CONV]["seconds"].median()
    assert seconds == pytest.approx(0.5, abs=0.1)


# The live numbers


@pytest.fixture(scope="module")
def other_draws():
    """Return the live numbers of lesson 05 in points, with other draws of the 200 images."""
    rows = read_results("live_ranges")
    others = rows[(rows["code"] == OTHER_IMAGES) & (rows["seed"] > 0)]  # seed 0 draws the lesson's
    return 100 * others.set_index("number")["value"]


def test_the_lessons_draw_of_200_images_is_among_the_worst(other_draws):
    cost = other_draws["conv, 2 pixels"]
    ours = 100 * runs_of("conv, 2 pixels").values.mean()
    assert np.mean(cost < ours) >= 0.9
    assert ours - cost.mean() > 10


def test_live_two_pixels_cost_the_small_network_nearly_twice_as_many_points_as_stored():
    stored = [accuracy("shift", arm=CONV, mode="test", shift=shift) for shift in (0, 2)]
    ratio = 100 * runs_of("conv, 2 pixels").values.mean() / (stored[0] - stored[1])
    assert 1.7 < ratio < 2


def test_live_pooling_costs_the_small_network_three_times_the_stored_points():
    ratio = 100 * runs_of("pooling costs").values.mean() / lead(CONV, POOLED, 0)[0]
    assert ratio == pytest.approx(3, abs=0.25)


def test_with_other_draws_pooling_costs_as_much_as_with_the_lessons(other_draws):
    ours = 100 * runs_of("pooling costs").values
    assert abs(other_draws["pooling costs"].mean() - ours.mean()) < 2
