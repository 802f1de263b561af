"""The cheap baselines against plain loops and scikit-learn."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from course_utils.evaluation.baselines import PixelTable, best_pixel_rule, grey_counts


def some_images(seed, n=60, shape=(3, 4)):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (n, *shape), dtype=np.uint8)
    labels = rng.integers(0, 2, n).astype(bool)
    images[labels, 1, 2] = np.minimum(images[labels, 1, 2].astype(int) + 90, 255)
    return images, labels


@pytest.mark.parametrize("seed", range(5))
def test_the_best_pixel_rule_is_as_good_as_a_decision_stump(seed):
    images, labels = some_images(seed)
    rule = best_pixel_rule(images, labels)
    right = np.mean(rule.predict(images) == labels)
    best = max(
        np.mean((images[:, row, column] > threshold) == (labels == above))
        for row in range(3)
        for column in range(4)
        for threshold in range(256)
        for above in (True, False)
    )
    stump = DecisionTreeClassifier(max_depth=1, criterion="entropy").fit(
        images.reshape(len(images), -1), labels
    )
    assert right == best
    assert right >= stump.score(images.reshape(len(images), -1), labels)


def test_a_rule_can_say_that_dark_means_the_second_class():
    images, labels = some_images(0)
    rule = best_pixel_rule(images, ~labels)
    assert not rule.above
    assert (rule.row, rule.column) == (1, 2)


def test_grey_counts_count_each_pixel():
    images, _ = some_images(1)
    counts = grey_counts(images)
    assert counts.shape == (3, 4, 256)
    assert counts[2, 1, images[0, 2, 1]] == np.sum(images[:, 2, 1] == images[0, 2, 1])
    assert np.all(counts.sum(axis=-1) == len(images))


def test_the_pixel_table_takes_the_best_pixel_and_the_commonest_class_of_each_level():
    X = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.8], [0.9, 0.9], [0.4, 0.8], [0.4, 0.1]])
    y = np.array([0, 0, 1, 2, 1, 0])
    table = PixelTable().fit(X, y)
    assert table.pixel == 1
    assert table.predict(np.array([[0.0, 0.1], [0.0, 0.8], [0.0, 0.9]])).tolist() == [0, 1, 2]
