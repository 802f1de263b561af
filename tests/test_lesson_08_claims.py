"""What lesson 08 says beside its numbers (see `tests.claims`), held against the stored rows."""

from course_utils.experiments.photo_arms import ALL, TUNED_AT, photos
from course_utils.experiments.photo_features import (
    CHEAP,
    IMAGENET_CUTS,
    RANDOM,
    TOP,
)
from course_utils.imagenet import CUTS
from tests.claims.lesson_08 import ENLARGED, LATE, SMALL, accuracy, ahead, best_on_pixels


def cannot_be_told(difference):
    _, low, high = difference
    return low < 0 < high


def test_all_photos_are_of_as_many_objects_as_is_said_and_six_of_these_have_two():
    objects = photos().objects
    assert len(objects) == 178
    assert sorted(objects.count(one) for one in set(objects))[-7:] == [1, 2, 2, 2, 2, 2, 2]


# Features and pixels


def test_two_labels_on_features_beat_all_labels_on_pixels():
    assert accuracy(TOP, 2)[1] > max(accuracy(arm.name, ALL)[0] for arm in CHEAP)


def test_the_nearest_neighbour_is_the_best_on_pixels_with_ten_labels():
    assert best_on_pixels(10) == "1-NN"
    assert len(CHEAP) == 4


def test_random_weights_cannot_be_told_from_pixels():
    for arm in ("1-NN", "SVM"):
        assert cannot_be_told(ahead(RANDOM, arm, 10))


def test_no_photo_shows_a_garment():
    words = "shoe boot sandal shirt trouser dress coat bag pullover hat sock glove jacket"
    said = " ".join(photos().descriptions).lower().replace("baggy", "").split()
    assert not set(said) & set(words.split())


# Feeding and cutting


def test_small_photos_cost_more_than_blurred_ones():
    assert ahead(ENLARGED, SMALL, 10)[1] > 0


def test_late_layers_are_best():
    for n in (2, 10):
        best = max(IMAGENET_CUTS, key=lambda cut: accuracy(f"ImageNet, {cut}", n)[0])
        assert best in IMAGENET_CUTS[-2:]
        assert all(ahead(TOP, f"ImageNet, {cut}", n)[1] > 0 for cut in IMAGENET_CUTS[:-2])


def test_with_two_labels_a_layer_before_the_top_is_ahead_and_with_ten_it_cannot_be_told():
    assert list(CUTS)[-3:] == ["block_6d", "block_7a", "top"]
    assert ahead(LATE, TOP, 2)[1] > 0
    assert cannot_be_told(ahead(LATE, TOP, 10))
    assert 5 in TUNED_AT
