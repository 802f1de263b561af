"""What lesson 06 says beside its numbers (see `tests.claims`), held against the stored rows."""

import pytest

from course_utils.experiments import joint_training
from course_utils.experiments.joint_arms import ALONE, CONCATENATED, MULTI_HEAD, TRAINED
from course_utils.figures import joint as figures
from tests.claims.counting import rows_of
from tests.claims.joint import JOINT, of_digits, of_garments

SUM, MIXED = "multi-head, sum", "concatenation"
OF_WEIGHTS = [SUM, *(f"multi-head, digits × {weight}" for weight in ("0.1", "0.3", "3", "10"))]
BEST_CHEAP = "SVM, shifted copies"


def cannot_be_told(difference):
    _, low, high = difference
    return low < 0 < high


def starred(arms, against, dataset):
    """Return the arms whose difference from another is clear after Holm's correction."""
    table = figures.table(rows_of(JOINT), arms, against)
    column = table[f"{dataset}, against {against}"]
    return set(column.index[column.str.endswith("*")])


def test_all_runs_are_stored_with_six_seeds():
    rows = rows_of(JOINT)
    stored = {(arm, seed) for arm, seed in zip(rows["arm"], rows["seed"], strict=True)}
    assert stored == {(run["arm"], run["seed"]) for run in joint_training.runs()}
    assert len({seed for _, seed in stored}) == 6


# Concatenation and balance


def test_mixed_in_the_digits_lose_and_the_garments_do_not():
    assert of_digits("digits alone", MIXED)[1] > 0
    assert cannot_be_told(of_garments("fashion alone", MIXED))


def test_what_colliding_labels_cost_cannot_be_told():
    assert cannot_be_told(of_digits(MIXED, "labels collide"))


def test_no_network_of_the_first_table_reaches_the_cheap_opponents_on_digits():
    for network in ("digits alone", MIXED, "labels collide"):
        assert of_digits("1-NN", network)[1] > 0
        assert of_digits(BEST_CHEAP, network)[1] > 0


def test_on_garments_no_network_is_clearly_better_than_the_svm():
    arms = [arm for arm in (*ALONE, *CONCATENATED, *MULTI_HEAD) if "digits alone" not in arm]
    assert len(arms) > 10
    assert all(of_garments(arm, "SVM")[1] < 0 for arm in arms)


BALANCED = tuple(
    f"concatenation, {how}" for how in ("oversampled", "class weights", "undersampled")
)


@pytest.mark.parametrize("arm", BALANCED)
def test_balance_brings_the_digits_back_and_costs_garments(arm):
    mean, low, _ = of_digits(arm, MIXED)
    assert 5.5 < mean < 8.5
    assert low > 0
    assert of_garments(MIXED, arm)[1] > 0


def test_half_and_half_is_clearly_cheaper_than_throwing_garments_away():
    oversampled, class_weights, undersampled = BALANCED
    assert of_garments(oversampled, undersampled)[1] > 0
    assert of_garments(class_weights, undersampled)[1] > 0
    assert 0 < of_garments(oversampled, class_weights)[1] < 0.1  # hardly clear
    assert cannot_be_told(of_digits(oversampled, "digits alone"))


# Heads


def test_zeros_for_missing_labels_cost_nothing_clear():
    arm = "multi-head, zeros for missing labels"
    for dataset in ("fashion", "digits"):
        assert starred([SUM, arm], SUM, dataset) == set()


def test_the_digits_gain_a_little_where_as_many_are_seen_and_else_it_cannot_be_told():
    assert of_digits(SUM, "digits alone, 64 an update")[1] > 0
    assert cannot_be_told(of_digits(SUM, "digits alone"))


def test_shifted_copies_help_the_digits_and_the_garments_add_nothing_to_them():
    assert of_digits("digits alone, shifted", "digits alone")[1] > 0
    assert cannot_be_told(of_digits("multi-head, digits shifted", "digits alone, shifted"))
    assert cannot_be_told(of_digits("multi-head, digits shifted", BEST_CHEAP))


def test_garments_pay_with_their_places_in_the_batch():
    assert of_garments("fashion alone", SUM)[1] > 0
    assert cannot_be_told(of_garments("fashion alone, 64 an update", SUM))


def test_mirrored_garments_are_clearly_worse_and_mirrored_digits_too():
    arms = ["multi-head, fashion mirrored", "multi-head, both mirrored"]
    assert arms[0] in starred([SUM, *arms], SUM, "fashion")
    assert of_digits(*arms)[1] > 0


def test_the_grid_chooses_the_plain_sum():
    rows = rows_of(JOINT)
    is_of_grid = rows["arm"].str.fullmatch(r"multi-head, (sum|digits × [\d.]+)")
    means = rows[is_of_grid].groupby("arm")["valid_accuracy"].mean()
    assert len(means) == 5
    assert means.idxmax() == SUM


@pytest.mark.parametrize("weight", ["3", "10"])
def test_more_weight_brings_the_digits_nothing_clear(weight):
    assert cannot_be_told(of_digits(f"multi-head, digits × {weight}", SUM))


def test_a_tenth_of_the_weight_costs_the_digits_and_brings_garments_a_little():
    arm = "multi-head, digits × 0.1"
    for dataset in ("digits", "fashion"):
        assert arm in starred([*OF_WEIGHTS, "multi-head, uncertainty"], SUM, dataset)
    assert of_digits(SUM, arm)[0] > of_garments(arm, SUM)[0] > 0


def test_uncertainty_costs_garments_and_brings_the_digits_nothing_clear():
    assert of_garments(SUM, "multi-head, uncertainty")[1] > 0
    assert cannot_be_told(of_digits("multi-head, uncertainty", SUM))


def test_no_network_is_clearly_better_on_the_digits_than_an_svm_with_shifted_copies():
    rows = rows_of(JOINT)
    arms = [arm for arm in TRAINED if ((rows["arm"] == arm) & (rows["what"] == "digits")).any()]
    assert len(arms) > 15
    assert all(of_digits(arm, BEST_CHEAP)[1] < 0 for arm in arms)
