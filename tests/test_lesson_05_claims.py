"""What lesson 05 says beside its numbers (see `tests.claims`), held against the stored rows."""

import numpy as np
import pytest

from course_utils.experiments.live_ranges import OTHER_IMAGES
from course_utils.experiments.results import read_results
from course_utils.live.ranges import runs_of
from tests.claims.counting import accuracy, ahead

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


def test_most_of_the_lead_of_conv_at_the_first_part_is_there_without_task_a():
    with_A, without_A = (
        ahead(
            LADDER,
            {"arm": f"{conv}, frozen, block 1"},
            {"arm": f"{dense}, frozen, hidden 1"},
            **HERE,
        )[0]
        for conv, dense in (("conv from A", "dense from A"), ("random conv", "random dense"))
    )
    assert without_A > 0.8 * with_A


def test_task_a_adds_nothing_that_can_be_told_to_the_first_hidden_layer():
    names = ("dense from A, frozen, hidden 1", "random dense, frozen, hidden 1")
    _, low, high = ahead(LADDER, *({"arm": name} for name in names), **HERE)
    assert low < 0 < high


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


def test_with_other_draws_pooling_costs_as_much_as_with_the_lessons(other_draws):
    ours = 100 * runs_of("pooling costs").values
    assert abs(other_draws["pooling costs"].mean() - ours.mean()) < 2
