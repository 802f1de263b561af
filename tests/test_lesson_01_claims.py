"""What lesson 01 says, held against the rows in data/results."""

import pytest

from course_utils.datasets.fashion_mnist import CLASS_NAMES
from course_utils.experiments.photo_features import CHEAP, RANDOM, TOP
from course_utils.experiments.results import read_results
from tests.claims.lesson_01 import ten_labels
from tests.recount import printed

METHODS = ("1-NN", "logistic regression")
TOPS = [0, 2, 4, 6]  # T-shirt, pullover, coat, shirt
OTHERS = [label for label in range(10) if label not in TOPS]
SHIRT = 6


@pytest.fixture(scope="module")
def with_all_images():
    """Return the rows of the runs with all 55,000 images, by method."""
    rows = read_results("cheap_baselines")
    return rows[rows["n"] == 55000].set_index("method")


def recalls(rows, method):
    return [rows.loc[method, f"recall_{label}"] for label in range(len(CLASS_NAMES))]


@pytest.mark.parametrize("method", METHODS)
def test_with_all_images_the_cheap_methods_are_right_in_about_86_per_cent(with_all_images, method):
    assert with_all_images.loc[method, "accuracy"] == pytest.approx(0.86, abs=0.005)


@pytest.mark.parametrize("method", METHODS)
def test_the_four_kinds_of_tops_have_the_lowest_recall(with_all_images, method):
    of_class = recalls(with_all_images, method)
    assert max(of_class[label] for label in TOPS) < min(of_class[label] for label in OTHERS)


@pytest.mark.parametrize("method", METHODS)
def test_shirts_have_the_lowest_recall_of_all(with_all_images, method):
    of_class = recalls(with_all_images, method)
    assert of_class.index(min(of_class)) == SHIRT


def test_of_the_cheap_methods_on_pixels_of_photos_the_nearest_neighbour_is_best():
    assert max((arm.name for arm in CHEAP), key=ten_labels) == "1-NN"


def test_features_of_a_network_with_random_weights_are_worth_far_less():
    assert ten_labels(RANDOM) < ten_labels(TOP) - 40


def test_features_of_photos_are_worth_far_more_than_pixels_in_the_first_two_minutes_too():
    (from_pixels,) = printed("01", r"from pixels: (\d+)%")
    (from_features,) = printed("01", r"from features: (\d+)%")
    assert 20 < from_pixels < 50 < 90 < from_features
