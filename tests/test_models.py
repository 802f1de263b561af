"""LeNet-5, and the ImageNet backbone with weights made on the spot."""

import keras
import numpy as np
import pytest

from course_utils.backbones import mobilenet_features
from course_utils.errors import CourseError
from course_utils.models import build_lenet

IMAGES = np.random.default_rng(0).random((3, 28, 28, 1), dtype=np.float32)


def test_lenet_has_the_parameters_of_its_paper():
    # Five layers: 156 + 2,416 + 48,120 + 10,164 + 850 (all maps of the first layer are connected).
    assert build_lenet().count_params() == 61_706


@pytest.mark.parametrize("options", [{"augment": True}, {"dropout": 0.3}])
def test_dropout_and_augmentation_act_in_training_only(options):
    model = build_lenet(**options)
    assert np.array_equal(model(IMAGES, training=False), model(IMAGES, training=False))
    assert not np.allclose(model(IMAGES, training=True), model(IMAGES, training=True))


def test_plain_lenet_drops_nothing():
    model = build_lenet()
    assert np.array_equal(model(IMAGES, training=True), model(IMAGES, training=True))


def test_features_are_those_of_the_network_with_the_given_weights(tmp_path):
    keras.utils.set_random_seed(3)
    network = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), include_top=False, weights=None, pooling="avg"
    )
    network.save_weights(tmp_path / "mobilenet.weights.h5")
    features = mobilenet_features(IMAGES, weights=str(tmp_path / "mobilenet.weights.h5"))
    large = keras.ops.image.resize(np.repeat(IMAGES, 3, axis=-1), (96, 96))
    expected = network.predict(2 * np.asarray(large) - 1, verbose=0)
    assert features.shape == (3, 1280)
    np.testing.assert_allclose(features, expected, rtol=1e-3, atol=1e-5)


def test_weights_that_are_not_there_get_a_clear_word():
    with pytest.raises(CourseError, match="MobileNetV2 has no weights"):
        mobilenet_features(IMAGES, weights="no-such-file.weights.h5")
