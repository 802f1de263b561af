"""Task A and task B for any pair of classes, and small draws of labelled images."""

import numpy as np
import pytest

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import N_VALID, few_labels, task_a, task_b


@pytest.fixture(scope="module")
def fashion():
    return load_fashion_mnist()


def test_the_tasks_of_sandals_and_shirts_are_those_of_lesson_03(fashion):
    A, B = task_a(fashion, (5, 6)), task_b(fashion, (5, 6))
    X, y = fashion.X_train[N_VALID:], fashion.y_train[N_VALID:]
    (X_A, y_A), (X_B, y_B) = solutions.reference("split_dataset")(X, y)
    np.testing.assert_array_equal(A.train.y, y_A)
    np.testing.assert_array_equal(B.train.y, y_B)
    np.testing.assert_allclose(A.train.X[..., 0], X_A / 255, atol=1e-6)
    np.testing.assert_allclose(B.train.X[..., 0], X_B / 255, atol=1e-6)


@pytest.mark.parametrize("pair", [(0, 1), (2, 6), (0, 9), (8, 9)])
def test_task_a_numbers_the_other_eight_classes_without_a_gap(fashion, pair):
    others = [label for label in range(10) if label not in pair]
    A = task_a(fashion, pair)
    y_test = fashion.y_test[~np.isin(fashion.y_test, pair)]
    assert [others[new] for new in A.test.y[:100]] == y_test[:100].tolist()
    assert set(A.train.y) == set(range(8))


def test_no_image_is_in_both_tasks_or_lost(fashion):
    A, B = task_a(fashion, (2, 6)), task_b(fashion, (2, 6))
    for part in ("train", "valid", "test"):
        n = {"train": 55_000, "valid": 5_000, "test": 10_000}[part]
        assert len(getattr(A, part).y) + len(getattr(B, part).y) == n


def test_the_second_class_of_a_pair_has_the_label_1(fashion):
    y = fashion.y_test[np.isin(fashion.y_test, (2, 6))]
    np.testing.assert_array_equal(task_b(fashion, (2, 6)).test.y, y == 6)
    np.testing.assert_array_equal(task_b(fashion, (6, 2)).test.y, y == 2)


def test_images_are_float32_from_0_to_1(fashion):
    part = task_b(fashion, (5, 6)).train
    assert part.X.dtype == np.float32
    assert part.y.dtype == np.float32
    assert part.X.shape[1:] == (28, 28, 1)
    assert part.X.min() == 0
    assert part.X.max() == 1


@pytest.mark.parametrize("n", [10, 50, 1_000])
def test_few_labels_are_balanced_distinct_and_repeatable(fashion, n):
    train = task_b(fashion, (2, 6)).train
    few = few_labels(train, n, seed=3)
    assert len(few.y) == n
    assert few.y.sum() == n / 2
    np.testing.assert_array_equal(few.X, few_labels(train, n, seed=3).X)
    assert not np.array_equal(few.X, few_labels(train, n, seed=4).X)
    assert len(np.unique(few.X.reshape(n, -1), axis=0)) == n


def test_a_smaller_draw_is_the_start_of_a_larger_one(fashion):
    train = task_b(fashion, (2, 6)).train
    np.testing.assert_array_equal(
        few_labels(train, 10, seed=1).X, few_labels(train, 50, seed=1).X[:10]
    )
