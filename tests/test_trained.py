"""The trained network that comes with the course."""

import json

import numpy as np
import pytest

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.errors import CourseError
from course_utils.networks import trained_minivggnet as trained
from tests import right_answers  # noqa: F401 - they register their functions
from tests.answers import RIGHT

pytestmark = pytest.mark.slow


def build():
    return solutions.reference("build_minivggnet")((28, 28, 1), 10)


def predictions(model, n=None):
    fashion = load_fashion_mnist()
    X_test = fashion.X_test[:n, ..., np.newaxis].astype("float32") / 255
    return model.predict(X_test, batch_size=500, verbose=0).argmax(axis=1)


def test_its_test_accuracy_is_the_recorded_one():
    model = build()
    trained.load_trained_weights(model)
    record = json.loads(trained.RECORD.read_text())
    accuracy = np.mean(predictions(model) == load_fashion_mnist().y_test)
    assert accuracy == pytest.approx(record["test_accuracy"], abs=0.0005)
    assert trained.WEIGHTS.stat().st_size == record["bytes"]


@pytest.mark.parametrize("style", RIGHT["build_minivggnet"])
def test_it_fits_a_network_built_in_any_correct_way(style):
    reference, other = build(), RIGHT["build_minivggnet"][style]((28, 28, 1), 10)
    trained.load_trained_weights(reference)
    trained.load_trained_weights(other)
    assert np.array_equal(predictions(reference, 200), predictions(other, 200))


def test_a_network_of_another_size_is_refused_with_a_clear_word():
    model = solutions.reference("build_minivggnet")((28, 28, 1), 9)
    with pytest.raises(CourseError, match=r"build_minivggnet\(\(28, 28, 1\), 10\)"):
        trained.load_trained_weights(model)


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    content = bytearray(trained.WEIGHTS.read_bytes())
    content[1000] ^= 1
    (tmp_path / "weights").write_bytes(content)
    monkeypatch.setattr(trained, "WEIGHTS", tmp_path / "weights")
    with pytest.raises(CourseError, match="sha256"):
        trained.load_trained_weights(build())


def test_a_missing_file_says_how_to_bring_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(trained, "WEIGHTS", tmp_path / "weights")
    with pytest.raises(CourseError, match="git checkout"):
        trained.load_trained_weights(build())
