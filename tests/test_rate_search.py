"""The search for a learning rate: halved, and never ending at the edge of what was tried."""

import pytest

from course_utils.experiments.arms import TUNING_SEEDS
from course_utils.experiments.rate_search import next_outwards, outwards, search

RATES = (0.001, 0.003, 0.01, 0.03)


def best_at(best):
    """Return a function that is the better the nearer a rate is to the best, seeds differing."""
    return lambda rate, seed: 1 - abs(rate - best) - 0.0001 * (seed - TUNING_SEEDS[0])


def test_two_seeds_try_all_rates_and_all_seeds_the_best_two():
    found = search(RATES, best_at(0.0032))
    n_seeds = {rate: len(of_rate) for rate, of_rate in found.items()}
    assert n_seeds == {0.001: 5, 0.003: 5, 0.01: 2, 0.03: 2}


@pytest.mark.parametrize(("best", "tried_last"), [(0.0001, 0.00003), (0.3, 1.0)])
def test_the_search_goes_on_outwards_until_the_best_is_within(best, tried_last):
    found = search(RATES, best_at(best))
    assert list(found)[-1] == tried_last
    assert len(found[tried_last]) == len(TUNING_SEEDS)
    assert next_outwards(found) is None


def test_a_rate_that_not_all_seeds_have_tried_is_not_the_best():
    found = {rate: dict.fromkeys(TUNING_SEEDS, 0.9 - abs(rate - 0.003)) for rate in RATES}
    found[0.1] = {100: 1.0}
    assert next_outwards(found) is None


def test_within_what_was_tried_nothing_is_left_to_try():
    assert outwards(0.003, RATES) is None
    assert outwards(0.001, RATES) == 0.0003
    assert outwards(0.03, RATES) == 0.1
