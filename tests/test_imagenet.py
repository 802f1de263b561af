"""The network that has learnt ImageNet: it answers as the original, and names photos rightly."""

import hashlib
import json
import re
from itertools import groupby, pairwise

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_images

from course_utils.errors import CourseError
from course_utils.networks import imagenet
from tests.efficientnet_lite0_reference import REFERENCE, SIDES, sample_photos


@pytest.fixture(scope="module")
def reference():
    with np.load(REFERENCE, allow_pickle=False) as file:
        return dict(file)


@pytest.fixture(scope="module")
def answers():
    """Return features and logarithms of probabilities of the sample photos, for each side."""
    found = {}
    for side in SIDES:
        x = imagenet.preprocess(sample_photos(side))
        features = imagenet.load_imagenet_network(side).predict(x, verbose=0)
        probabilities = imagenet.load_imagenet_network(side, has_top=True).predict(x, verbose=0)
        found[side] = features, np.log(probabilities)
    return found


def log_softmax(logits):
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def relative_error(got, expected):
    return np.linalg.norm(got - expected) / np.linalg.norm(expected)


@pytest.mark.parametrize("side", SIDES)
def test_it_answers_as_the_original_with_the_same_weights(side, answers, reference):
    features, logs = answers[side]
    assert features.shape == (2, 1280)
    assert features.dtype == np.float32
    assert relative_error(features, reference[f"features_float16_{side}"]) < 1e-5
    expected = log_softmax(reference[f"logits_float16_{side}"])
    np.testing.assert_allclose(logs, expected, rtol=0, atol=1e-3)


@pytest.mark.parametrize("side", SIDES)
def test_weights_of_16_bits_change_the_original_s_answers_little(side, answers, reference):
    features, logs = answers[side]
    assert relative_error(features, reference[f"features_float32_{side}"]) < 0.01
    expected = log_softmax(reference[f"logits_float32_{side}"])
    np.testing.assert_allclose(logs, expected, rtol=0, atol=0.15)


def test_it_names_the_two_sample_photos():
    photos = []
    for array in load_sample_images().images:
        height, width, _ = array.shape
        left = (width - height) // 2
        square = Image.fromarray(array).crop((left, 0, left + height, height))
        photos.append(np.asarray(square.resize((224, 224), Image.Resampling.BILINEAR)))
    network = imagenet.load_imagenet_network(224, has_top=True)
    probabilities = network.predict(imagenet.preprocess(np.stack(photos)), verbose=0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    names = imagenet.load_imagenet_classes()
    assert [names[label] for label in probabilities.argmax(axis=1)] == ["palace", "daisy"]


def test_cuts_are_the_last_layers_of_the_blocks_in_order():
    def part_of(layer):
        return re.match(r"block_\d\w|[a-z]+", layer.name).group()

    network = imagenet.build_efficientnet_lite0(32)
    parts = [(part, list(layers)[-1].name) for part, layers in groupby(network.layers, part_of)]
    assert parts[0] == ("image", "image")
    assert parts[1:-1] == list(imagenet.CUTS.items())
    assert parts[-1] == ("average", "average_pool")
    assert [part for part, _ in parts[1:5]] == ["stem", "block_1a", "block_2a", "block_2b"]
    assert len(imagenet.CUTS) == 18


def test_every_cut_is_smaller_than_the_one_before_or_as_small():
    network = imagenet.build_efficientnet_lite0(64)
    sides = [network.get_layer(layer).output.shape[1] for layer in imagenet.CUTS.values()]
    assert (sides[0], sides[-1]) == (32, 2)
    assert all(before >= after for before, after in pairwise(sides))


def test_blocks_that_keep_the_shape_of_their_input_add_it():
    adding = [part[6:] for part, layer in imagenet.CUTS.items() if layer.endswith("_add")]
    assert adding == ["2b", "3b", "4b", "4c", "5b", "5c", "6b", "6c", "6d"]


@pytest.mark.parametrize("has_top", [False, True])
def test_its_outputs_are_features_or_probabilities(has_top):
    network = imagenet.build_efficientnet_lite0(48, has_top=has_top)
    assert network.input_shape == (None, 48, 48, 3)
    assert network.output_shape == (None, 1000 if has_top else 1280)


def test_photos_are_preprocessed_to_about_minus_one_to_one():
    levels = np.array([0, 127, 255], np.uint8)
    images = np.broadcast_to(levels[:, None, None, None], (3, 2, 2, 3))
    x = imagenet.preprocess(images)
    assert x.dtype == np.float32
    assert x.shape == (3, 2, 2, 3)
    np.testing.assert_array_equal(x[:, 0, 0, 0] * 128, [-127, 0, 128])


def test_the_file_is_the_recorded_one_and_holds_numbers_of_16_bits():
    record = json.loads(imagenet.RECORD.read_text())
    content = imagenet.WEIGHTS.read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert len(content) == record["bytes"]
    with np.load(imagenet.WEIGHTS, allow_pickle=False) as file:
        assert {file[name].dtype for name in file.files} == {np.dtype(np.float16)}


def test_a_damaged_file_is_refused_in_one_sentence_with_the_remedy(tmp_path, monkeypatch):
    content = bytearray(imagenet.WEIGHTS.read_bytes())
    content[1000] ^= 1
    (tmp_path / "damaged.npz").write_bytes(content)
    monkeypatch.setattr(imagenet, "WEIGHTS", tmp_path / "damaged.npz")
    with pytest.raises(CourseError, match=r"damaged.*git checkout -- data/models") as caught:
        imagenet.load_imagenet_network()
    assert "\n" not in str(caught.value)


def test_a_missing_file_says_how_to_bring_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(imagenet, "WEIGHTS", tmp_path / "efficientnet_lite0.npz")
    with pytest.raises(CourseError, match=r"lite0\.npz .* is not there.*git checkout"):
        imagenet.load_imagenet_network()


def test_a_record_without_a_hash_vouches_for_nothing(tmp_path, monkeypatch):
    (tmp_path / "record.json").write_text("{}")
    monkeypatch.setattr(imagenet, "RECORD", tmp_path / "record.json")
    with pytest.raises(CourseError, match="git checkout -- data/models"):
        imagenet.load_imagenet_network()


def test_the_thousand_names_are_those_of_imagenet_in_its_order():
    names = imagenet.load_imagenet_classes()
    assert len(names) == 1000
    assert all(name == name.strip() != "" for name in names)
    known = {0: "tench", 207: "Golden Retriever", 388: "giant panda", 985: "daisy", 954: "banana"}
    assert {label: names[label] for label in known} == known
    assert {name for name in names if names.count(name) > 1} == {"missile", "sunglasses"}


@pytest.mark.parametrize("lines", [None, 999])
def test_names_that_are_missing_or_not_whole_say_how_to_bring_them_back(
    lines, tmp_path, monkeypatch
):
    path = tmp_path / "imagenet_classes.txt"
    if lines:
        path.write_text("name\n" * lines)
    monkeypatch.setattr(imagenet, "CLASSES", path)
    with pytest.raises(CourseError, match="git checkout -- data/models"):
        imagenet.load_imagenet_classes()
