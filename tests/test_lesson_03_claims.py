"""What lesson 03 says of seeds and processors, held against the rows in data/results."""

from itertools import combinations

import numpy as np
import pytest

from course_utils.evaluation.statistics import mean_interval
from course_utils.experiments.live_ranges import TWO_THREADS
from course_utils.experiments.results import read_results
from course_utils.live.ranges import AS_TAUGHT, runs_of


@pytest.fixture(scope="module")
def by_processor():
    """Return accuracies with the momentum 0.99: one row a kind of processor, one column a seed."""
    rows = read_results("live_ranges")
    rows = rows[(rows["number"] == "momentum 0.99") & (rows["code"] == AS_TAUGHT)]
    return rows.pivot_table("value", "processor", "seed", sort=False)


def test_the_table_has_four_kinds_of_processor_and_a_seed_gives_another_accuracy_on_each(
    by_processor,
):
    shown = by_processor[[0, 1, 2]]
    assert shown.shape == (4, 3)
    assert (shown.map("{:.1%}".format).nunique() > 1).all()


def test_no_kind_of_processor_is_better_than_another_that_we_could_tell(by_processor):
    intervals = [mean_interval(runs.dropna()) for _, runs in by_processor.iterrows()]
    for (one, its), (other, others) in combinations(intervals, 2):
        assert abs(one - other) < its + others


def test_with_two_threads_the_same_seed_gives_another_accuracy(by_processor):
    rows = read_results("live_ranges")
    rows = rows[(rows["number"] == "momentum 0.99") & (rows["code"] == TWO_THREADS)]
    two_threads = rows.set_index("seed")["value"]
    assert list(two_threads.index) == [0, 1, 2]
    assert (two_threads != by_processor.loc["AVX-512", [0, 1, 2]]).all()


def test_half_of_the_pairs_are_within_6_points_for_one_seed_and_within_20_for_two(by_processor):
    whole = by_processor.drop(index="SSE4.1")
    of_one_seed = [
        abs(first - second)
        for _, of_seed in whole.items()
        for first, second in combinations(of_seed, 2)
    ]
    of_two_seeds = [
        abs(first - second)
        for _, of_kind in whole.iterrows()
        for first, second in combinations(of_kind, 2)
    ]
    assert 100 * np.median(of_one_seed) == pytest.approx(6, abs=0.5)
    assert 100 * np.median(of_two_seeds) == pytest.approx(20, abs=0.5)


def test_the_five_small_networks_came_out_the_same_on_all_kinds_of_processor():
    rows = read_results("live_ranges")
    rows = rows[(rows["code"] == AS_TAUGHT) & rows["number"].isin(["4 epochs", "20 epochs"])]
    assert (rows.groupby(["number", "seed", "part"])["value"].nunique() == 1).all()


def test_after_4_epochs_seeds_differ_by_points_and_after_20_by_less():
    short, long = runs_of("spread, 4 epochs").values, runs_of("spread, 20 epochs").values
    assert short.min() > 0.02
    assert long.max() < 0.02
    assert (short > long).all()


def test_the_same_seed_gives_the_same_accuracy_on_the_same_machine():
    assert not runs_of("same seed").values.any()
