"""How many labels without task A are worth n with it, where the answer is known."""

import numpy as np
import pytest

from course_utils.evaluation.label_equivalence import equivalent_labels

NUMBERS = (10, 50, 200, 1_000)


def right(accuracy, rng, n_seeds=10, n_images=1_000):
    return rng.random((n_seeds, n_images)) < accuracy


def curve(accuracy_of, seed):
    rng = np.random.default_rng(seed)
    return {n: right(accuracy_of(n), rng) for n in NUMBERS}


def rising(n):
    return 0.5 + 0.06 * np.log(n)


def test_four_times_the_labels_without_are_worth_the_labels_with():
    found = equivalent_labels(curve(lambda n: rising(4 * n), 0), curve(rising, 1))
    for n in (10, 50, 200):
        assert found[n].low < 4 * n < found[n].high
        assert found[n].n_labels == pytest.approx(4 * n, rel=0.25)
    assert found[1_000].n_labels == np.inf


def test_where_nothing_is_gained_labels_are_worth_themselves():
    found = equivalent_labels(curve(rising, 0), curve(rising, 1))
    assert found[200].low < 200 < found[200].high


def test_what_is_worse_than_any_number_without_is_worth_none():
    found = equivalent_labels({50: curve(lambda n: 0.5, 0)[50]}, curve(rising, 1))
    assert found[50].n_labels == 0


def test_a_curve_that_falls_for_once_is_levelled():
    accuracies = {10: 0.6, 50: 0.8, 200: 0.78, 1_000: 0.9}
    without = curve(accuracies.get, 0)
    found = equivalent_labels({10: right(0.85, np.random.default_rng(2))}, without)
    assert 200 < found[10].n_labels < 1_000


def test_95_of_100_intervals_hold_the_true_number():
    rng = np.random.default_rng(0)
    hits = []
    for _ in range(200):
        hard, of_seeds = rng.normal(0, 0.15, 400), rng.normal(0, 0.01, (2, 4, 6, 1))

        def right_of(accuracy, spread, hard=hard):
            return rng.random((6, 400)) < accuracy + hard + spread

        without = {n: right_of(rising(n), of_seeds[0, i]) for i, n in enumerate(NUMBERS)}
        found = equivalent_labels({50: right_of(rising(150), of_seeds[1, 0])}, without)[50]
        hits.append(found.low <= 150 <= found.high)
    assert np.mean(hits) >= 0.93
