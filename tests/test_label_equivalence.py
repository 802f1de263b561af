"""How many labels without task A are worth n with it, where the answer is known."""

import numpy as np
import pytest

from course_utils.label_equivalence import equivalent_labels

NUMBERS = (10, 50, 200, 1_000)


def right(accuracy, rng, n_seeds=10, n_images=1_000):
    return rng.random((n_seeds, n_images)) < accuracy


def curve(accuracy_of, seed):
    rng = np.random.default_rng(seed)
    return {n: right(accuracy_of(n), rng) for n in NUMBERS}


def rising(n):
    return 0.5 + 0.06 * np.log(n)


def test_four_times_the_labels_without_are_worth_the_labels_with():
    found = equivalent_labels(curve(lambda n: rising(4 * n), 0), curve(rising, 1), n_draws=500)
    for n in (10, 50, 200):
        assert found[n].low < 4 * n < found[n].high
        assert found[n].n_labels == pytest.approx(4 * n, rel=0.25)
    assert found[1_000].n_labels == np.inf


def test_where_nothing_is_gained_labels_are_worth_themselves():
    found = equivalent_labels(curve(rising, 0), curve(rising, 1), n_draws=500)
    assert found[200].low < 200 < found[200].high


def test_what_is_worse_than_any_number_without_is_worth_none():
    found = equivalent_labels({50: curve(lambda n: 0.5, 0)[50]}, curve(rising, 1), n_draws=200)
    assert found[50].n_labels == 0


def test_a_curve_that_falls_for_once_is_levelled():
    accuracies = {10: 0.6, 50: 0.8, 200: 0.78, 1_000: 0.9}
    without = curve(accuracies.get, 0)
    found = equivalent_labels({10: right(0.85, np.random.default_rng(2))}, without, n_draws=200)
    assert 200 < found[10].n_labels < 1_000


def test_draws_are_the_same_each_time():
    first, second = (
        equivalent_labels(curve(rising, 0), curve(rising, 1), n_draws=100) for _ in range(2)
    )
    assert first == second
