"""Gains of transfer and similarity of features, from figures that are worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from course_utils.experiments import gains
from course_utils.experiments.right import packed
from course_utils.experiments.similarity import linear_cka

TRANSFER, OTHER = gains.FROZEN, gains.OPPONENTS[0]


@pytest.fixture
def rows(monkeypatch):
    """Return rows of three pairs in which transfer is right for 2, 1 and 0 images more of 2,000."""
    monkeypatch.setattr(gains, "best_on_held_out", lambda arms, n: OTHER)
    right = np.zeros((3, 2_000), dtype=bool)
    right[:, :1_000] = True
    lines = []
    for (first, second), more in {(0, 1): 200, (0, 2): 100, (1, 2): 0}.items():
        for seed in range(3):
            for arm, n_more in ((TRANSFER, more + 10 * seed), (OTHER, 0)):
                images = right[seed].copy()
                images[1_000 : 1_000 + n_more] = True
                line = {"first": first, "second": second, "seed": seed, "n": 50, "arm": arm}
                lines.append({**line, "right": packed(images)})
    return pd.DataFrame(lines)


def test_the_gain_of_a_pair_is_in_points(rows):
    found = gains.gains_of_pairs(rows).set_index(["first", "second"])
    assert found["gain"].to_dict() == pytest.approx({(0, 1): 10.5, (0, 2): 5.5, (1, 2): 0.5})
    assert found["is_clear"].to_dict() == {(0, 1): True, (0, 2): True, (1, 2): False}


def test_gains_by_seed_have_a_column_for_each_seed(rows):
    found = gains.gains_by_seed(rows, 50)
    assert found.loc[(0, 1)].tolist() == pytest.approx([10.0, 10.5, 11.0])
    assert found.mean(axis=1).to_dict() == pytest.approx({(0, 1): 10.5, (0, 2): 5.5, (1, 2): 0.5})


def test_features_are_alike_but_for_rotation_and_size():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(200, 5))
    rotation, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    assert linear_cka(values, 3 * values @ rotation + 1) == pytest.approx(1)
    assert linear_cka(values, rng.normal(size=(200, 5))) < 0.1


def test_the_similarity_of_a_worked_example():
    # Centred kernels of (1, -1, 0, 0) and (1, 0, -1, 0): 1 of their 2 × 2 is common.
    first, second = np.array([[1.0], [-1], [0], [0]]), np.array([[1.0], [0], [-1], [0]])
    assert linear_cka(first, second) == pytest.approx(1 / 4)
