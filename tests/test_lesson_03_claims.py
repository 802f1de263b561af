"""What lesson 03 says of seeds and processors, held against the rows in data/results."""

from itertools import combinations

import pytest

from course_utils.experiments.results import read_results
from course_utils.live.ranges import AS_TAUGHT, runs_of
from course_utils.statistics import mean_interval


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


def test_after_4_epochs_seeds_differ_by_points_and_after_20_by_less():
    short, long = runs_of("spread, 4 epochs").values, runs_of("spread, 20 epochs").values
    assert short.min() > 0.02
    assert long.max() < 0.02
    assert (short > long).all()


def test_the_same_seed_gives_the_same_accuracy_on_the_same_machine():
    assert not runs_of("same seed").values.any()
