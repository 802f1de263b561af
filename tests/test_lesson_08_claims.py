"""What lesson 08 says beside its numbers (see `tests.claims`), held against the stored rows."""

import pytest

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import task_a
from course_utils.evaluation.statistics import holm
from course_utils.experiments.arms import N_LABELS as N_GARMENTS
from course_utils.experiments.arms import PAIRS
from course_utils.experiments.photo_arms import ALL, TUNED_AT, photos
from course_utils.experiments.photo_features import (
    CHEAP,
    IMAGENET_CUTS,
    RANDOM,
    TOP,
)
from course_utils.experiments.photo_fine_tuning import USUAL_RATE
from course_utils.experiments.photo_fine_tuning_arms import ALL_BLOCKS, AT_ONCE, AUGMENTED, STANDS
from course_utils.experiments.photo_tuning import chosen_rates
from course_utils.experiments.results import read_results
from course_utils.networks.imagenet import CUTS
from tests.claims.lesson_08 import (
    EASY,
    ENLARGED,
    EXCHANGED,
    HARD,
    LATE,
    NEAR,
    NEXT_TO_NOTHING,
    SMALL,
    TO_1,
    TOP_3,
    TOP_3_MOVES,
    accuracy,
    ahead,
    best_on_pixels,
    far_ahead,
    from_scratch,
    gained,
    held_out_lead,
    p_values,
    tuned_gains,
    worth,
)


def cannot_be_told(difference):
    _, low, high = difference
    return low < 0 < high


def test_all_photos_are_of_as_many_objects_as_is_said_and_six_of_these_have_two():
    objects = photos().objects
    assert len(objects) == 178
    assert sorted(objects.count(one) for one in set(objects))[-7:] == [1, 2, 2, 2, 2, 2, 2]


# Features and pixels


def test_two_labels_on_features_beat_all_labels_on_pixels():
    assert accuracy(TOP, 2)[1] > max(accuracy(arm.name, ALL)[0] for arm in CHEAP)


def test_the_nearest_neighbour_is_the_best_on_pixels_with_ten_labels():
    assert best_on_pixels(10) == "1-NN"
    assert len(CHEAP) == 4


def test_random_weights_cannot_be_told_from_pixels():
    for arm in ("1-NN", "SVM"):
        assert cannot_be_told(ahead(RANDOM, arm, 10))


def test_no_photo_shows_a_garment():
    words = "shoe boot sandal shirt trouser dress coat bag pullover hat sock glove jacket"
    said = " ".join(photos().descriptions).lower().split()
    assert not set(said) & set(words.split())


# Feeding and cutting


def test_small_photos_cost_more_than_blurred_ones():
    assert ahead(ENLARGED, SMALL, 10)[1] > 0


def test_levels_to_1_and_exchanged_colours_cost_nothing_with_other_numbers_of_labels():
    for n in (2, 5, ALL):
        assert ahead(TOP, TO_1, n)[1] < 0
        assert ahead(TOP, EXCHANGED, n)[1] < 0
    assert cannot_be_told(ahead(TOP, EXCHANGED, 10))


def test_held_out_photos_of_tuning_prefer_the_earlier_layer_with_two_labels():
    rows = read_results("photo_heads").query("n == 2")
    counts = rows.groupby(["arm", "setting"])["right"].sum()
    assert counts[LATE].max() > counts[TOP].max()


def test_late_layers_are_best():
    for n in (2, 10):
        best = max(IMAGENET_CUTS, key=lambda cut: accuracy(f"ImageNet, {cut}", n)[0])
        assert best in IMAGENET_CUTS[-2:]
        assert all(ahead(TOP, f"ImageNet, {cut}", n)[1] > 0 for cut in IMAGENET_CUTS[:-2])


def test_with_two_labels_a_layer_before_the_top_is_ahead_and_with_ten_it_cannot_be_told():
    assert list(CUTS)[-3:] == ["block_6d", "block_7a", "top"]
    assert ahead(LATE, TOP, 2)[1] > 0
    assert cannot_be_told(ahead(LATE, TOP, 10))
    assert 5 in TUNED_AT


# Fine-tuning


def test_no_gain_of_fine_tuning_is_clear_after_holm():
    found = p_values()
    assert found[TOP_3, USUAL_RATE, 5] == min(found.values()) < 0.05
    assert min(holm(list(found.values()))) > 0.05
    assert all(cannot_be_told(gain) or gain[0] == 0 for gain in tuned_gains().values())


def test_where_next_to_nothing_is_learnt_the_rate_is_the_lowest():
    learn_nothing = [key for key, rate in chosen_rates().items() if rate < NEXT_TO_NOTHING]
    assert {(arm.trained, arm.how, epochs) for arm, epochs in learn_nothing} == {
        ("top 3 blocks", AUGMENTED, 5),
        (ALL_BLOCKS, AT_ONCE, 5),
        (ALL_BLOCKS, AT_ONCE, 20),
    }
    assert all(arm.normalisation == STANDS for arm, _ in learn_nothing)
    assert {chosen_rates()[key] for key in learn_nothing} == {1e-8}


def test_with_learning_most_of_what_the_statistics_cost_comes_back():
    for rate in (None, USUAL_RATE):
        assert gained(TOP_3_MOVES, 20, rate)[0] > gained(TOP_3_MOVES, 20, 0.0)[0] / 3


def test_from_scratch_cannot_be_told_from_the_nearest_neighbour():
    nearest = accuracy("1-NN", 10)
    mean, _, low, high = from_scratch()
    assert low < nearest[0] < high
    assert nearest[1] < mean < nearest[2]


# Near or far


@pytest.mark.parametrize("pair", ["5-6", "0-2", "2-6"])
def test_the_far_source_is_nowhere_behind_and_ahead_on_the_two_harder_pairs(pair):
    leads = [far_ahead(pair, n) for n in N_GARMENTS]
    assert all(high > 0 for _, _, high in leads)
    if pair != EASY:
        assert sum(low > 0 for _, low, _ in leads) >= len(leads) - 1
        assert all(mean > 0 for mean, _, _ in leads)


def test_labels_with_task_a_are_worth_more_than_themselves_on_pixels_of_the_hard_pair():
    assert worth(HARD, NEAR, 50)[1] > 50


def test_imagenet_is_ahead_of_random_weights_with_every_number_of_labels_in_tuning():
    assert all(held_out_lead(n) > 4 for n in (10, 50, 200, 1_000))


def test_imagenet_has_about_thirty_times_as_many_images_as_task_a():
    n_images = len(task_a(load_fashion_mnist(), PAIRS[HARD]).train.y)
    assert n_images == pytest.approx(44_000, abs=100)
    assert 1_281_167 / n_images == pytest.approx(30, abs=1.5)
