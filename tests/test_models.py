"""LeNet-5, and the network that Keras fetches, with weights made on the spot."""

import keras
import numpy as np
import pytest

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.networks.lenet import build_lenet
from course_utils.networks.mobilenet import load_mobilenet

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


@pytest.fixture(scope="module")
def mobilenet_weights(tmp_path_factory):
    """Return the path of random weights for a MobileNetV2 without its top."""
    keras.utils.set_random_seed(3)
    network = keras.applications.MobileNetV2((96, 96, 3), include_top=False, weights=None)
    path = tmp_path_factory.mktemp("weights") / "mobilenet.weights.h5"
    network.save_weights(path)
    return str(path)


def test_features_of_lesson_08_are_those_of_the_network_with_the_given_weights(mobilenet_weights):
    network = load_mobilenet(96, mobilenet_weights)
    extractor = solutions.reference("feature_extractor")(network, "out_relu")
    levels = np.random.default_rng(1).integers(0, 256, (3, 96, 96, 3), np.uint8)
    x = keras.applications.mobilenet_v2.preprocess_input(levels.astype(np.float32))
    features = extractor.predict(x, verbose=0)

    whole = keras.applications.MobileNetV2(
        (96, 96, 3), include_top=False, weights=mobilenet_weights, pooling="avg"
    )
    expected = whole.predict(levels / np.float32(127.5) - 1, verbose=0)
    assert features.shape == (3, 1280)
    np.testing.assert_allclose(features, expected, rtol=1e-3, atol=1e-5)


def test_the_side_is_128_unless_said_otherwise(mobilenet_weights):
    network = load_mobilenet(weights=mobilenet_weights)
    assert network.input_shape == (None, 128, 128, 3)
    assert network.layers[-1].name == "out_relu"


def test_weights_that_cannot_be_fetched_get_a_clear_word(monkeypatch):
    def fails(*_, **__):
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.applications, "MobileNetV2", fails)
    with pytest.raises(CourseError, match=r"could not be downloaded .* Is there a connection"):
        load_mobilenet()


def test_a_file_of_weights_that_cannot_be_read_gets_the_same_word(tmp_path):
    (tmp_path / "damaged.weights.h5").write_text("no weights")
    with pytest.raises(CourseError, match="could not be downloaded or read"):
        load_mobilenet(96, str(tmp_path / "damaged.weights.h5"))


@pytest.mark.parametrize(
    ("arguments", "said"), [({"weights": "no-such.h5"}, "no-such.h5"), ({"side": 16}, "32x32")]
)
def test_what_cannot_be_asked_for_is_said_in_keras_s_own_words(arguments, said):
    with pytest.raises(ValueError, match=said):
        load_mobilenet(**arguments)
