"""What lesson 07 says beside its numbers (see `tests.claims`), held against the stored rows."""

import numpy as np
import pytest

from course_utils.evaluation.statistics import mean_interval, paired_difference
from course_utils.experiments import domain_adaptation
from course_utils.experiments.results import read_results
from course_utils.figures import joint as figures
from tests.claims.counting import rows_of
from tests.claims.joint import JOINT, digits, forgotten, of_digits
from tests.claims.lesson_07 import FROZEN_END, RANDOM_END, REGRESSION, adapted, worth_of_labels

BEST_CHEAP = "SVM, shifted copies"


def cannot_be_told(difference):
    _, low, high = difference
    return low < 0 < high


def test_all_runs_of_domain_adaptation_are_stored():
    experiment = domain_adaptation.EXPERIMENT
    assert len(read_results(experiment.name)) == len(experiment.runs)


# Feature extraction


def test_the_head_is_as_good_as_a_logistic_regression_on_the_same_values():
    assert cannot_be_told(of_digits("frozen trunk", FROZEN_END))


def test_at_the_dense_layer_garments_leave_the_digits_worse_off_than_random_weights():
    assert of_digits(RANDOM_END, FROZEN_END)[1] > 0
    assert digits(REGRESSION.format("frozen", "pooling 2")) > digits(FROZEN_END) + 10


def test_after_pooling_a_random_trunk_serves_the_digits_as_well():
    for cut in ("pooling 1", "pooling 2"):
        arms = (REGRESSION.format(trunk, cut) for trunk in ("frozen", "random"))
        assert cannot_be_told(of_digits(*arms))


def test_an_svm_with_shifted_copies_is_ahead_of_all_features():
    for trunk in ("frozen", "random"):
        for cut in ("pooling 1", "pooling 2", "dense"):
            assert of_digits(BEST_CHEAP, REGRESSION.format(trunk, cut))[1] > 0


def test_without_copies_the_svm_is_not_clearly_ahead_of_the_best_features():
    assert cannot_be_told(of_digits("SVM", REGRESSION.format("frozen", "pooling 2")))


# Forgetting


def test_meanwhile_the_digits_look_fine():
    assert digits("sequential") > 90


def test_twenty_stored_images_save_about_half_and_a_hundred_three_quarters():
    lost = forgotten("sequential")[0]
    assert 1 - forgotten("replay of 20")[0] / lost == pytest.approx(0.5, abs=0.06)
    assert 1 - forgotten("replay of 100")[0] / lost == pytest.approx(0.75, abs=0.04)


@pytest.mark.parametrize("n", [20, 100])
def test_replay_costs_the_digits_nothing(n):
    mean, low, _ = of_digits(f"replay of {n}", "sequential")
    assert mean > 0
    assert low > -1


def test_with_all_garments_at_hand_they_go_on_learning():
    assert forgotten("replay of all")[2] < 0


def test_a_frozen_trunk_forgets_nothing():
    rows = rows_of(JOINT)
    before, after = (
        figures.right_of(rows, "frozen trunk", what) for what in ("fashion before", "fashion")
    )
    assert np.array_equal(before, after)


# Domain adaptation


def test_a_gentle_reversal_helps_with_shifted_images_and_a_strong_one_harms():
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


def test_a_gentle_reversal_brings_nothing_that_can_be_told_for_inverted_images():
    source = adapted("inverted", "source only")
    assert cannot_be_told(paired_difference(adapted("inverted", "reversal × 0.1"), source)[:3])


@pytest.mark.parametrize("scale", ["0.3", "1"])
def test_a_stronger_reversal_harms_with_inverted_images(scale):
    source = adapted("inverted", "source only")
    assert paired_difference(adapted("inverted", f"reversal × {scale}"), source).high < 0


def test_one_reversal_ends_far_below_chance():
    mean, half_width = mean_interval(adapted("inverted", "reversal × 0.3"))
    assert mean == pytest.approx(3, abs=0.5)
    assert mean + half_width < 10


@pytest.mark.parametrize("target", domain_adaptation.TARGETS)
def test_changing_ones_own_images_beats_reversal(target):
    changed = adapted(target, "source, half of it changed")
    for scale in ("0.1", "0.3", "1"):
        assert paired_difference(changed, adapted(target, f"reversal × {scale}")).low > 10
    assert changed.mean() == pytest.approx(83, abs=0.5)


def test_labels_are_clearly_better_than_changed_images_for_inverted_ones_only():
    assert worth_of_labels("inverted")[1] > 0
    assert cannot_be_told(worth_of_labels("shifted"))
