"""The search for a learning rate: halved, and never ending at the edge of what was tried."""

import pandas as pd
import pytest

from course_utils.experiments.arms import TUNING_SEEDS
from course_utils.experiments.rate_search import best_rates, next_outwards, outwards, search

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


def test_of_equal_rates_the_smallest_is_the_best_in_the_search_and_in_the_rows():
    found = search(RATES, lambda rate, seed: 0.9 if rate in (0.003, 0.01) else 0.8)
    rows = [
        {"arm": "one", "rate": rate, "seed": seed, "accuracy": right}
        for rate, of_rate in found.items()
        for seed, right in of_rate.items()
    ]
    rows.append({"arm": "one", "rate": 0.1, "seed": 100, "accuracy": 1.0})
    assert dict(best_rates(pd.DataFrame(rows), ["arm"], "accuracy")) == {"one": 0.003}


def test_means_that_differ_by_rounding_only_are_equal():
    right = {0.01: (0.9, 0.8, 0.7, 0.8, 0.9), 0.003: (0.9, 0.9, 0.8, 0.8, 0.7)}
    rows = [
        {"arm": "one", "rate": rate, "seed": seed, "accuracy": accuracy}
        for rate, accuracies in right.items()
        for seed, accuracy in zip(TUNING_SEEDS, accuracies, strict=True)
    ]
    assert dict(best_rates(pd.DataFrame(rows), ["arm"], "accuracy")) == {"one": 0.003}


def test_rates_with_two_seeds_tie_by_what_the_rows_keep():
    found = search(RATES, lambda rate, seed: 0.9 - 0.000001 * (rate == 0.001))
    assert [len(found[rate]) for rate in RATES[:2]] == [5, 5]
