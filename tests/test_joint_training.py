"""Training on two datasets: what each way sees, moves and leaves alone."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from course_utils import solutions
from course_utils.datasets.digits import load_digits
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Part, all_classes
from course_utils.training import joint

HEADS = {"fashion": 10, "digits": 10}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def parts():
    """Return small parts of both datasets."""
    fashion, digits = all_classes(load_fashion_mnist()).train, load_digits().train
    return {
        "fashion": Part(fashion.X[:600], fashion.y[:600]),
        "digits": Part(digits.X[:300], digits.y[:300]),
    }


def new_model(heads=HEADS):
    keras.utils.set_random_seed(0)
    return solutions.reference("build_multi_head")(joint.SHAPE, heads)


def weights_of(model):
    return {layer.name: layer.get_weights() for layer in model.layers if layer.get_weights()}


def moved(before, after):
    """Return the names of the layers of which any weight has changed."""
    return {
        name
        for name, arrays in before.items()
        if not all(np.array_equal(a, b) for a, b in zip(arrays, after[name], strict=True))
    }


def test_digits_have_the_form_of_fashion_mnist():
    digits, fashion = load_digits(), all_classes(load_fashion_mnist())
    assert [len(part.y) for part in digits] == [1_000, 297, 500]
    for part in digits:
        assert part.X.shape[1:] == fashion.train.X.shape[1:]
        assert part.X.dtype == fashion.train.X.dtype
        assert part.y.dtype == fashion.train.y.dtype
        assert part.X.min() == 0
        assert 0.95 < part.X.max() <= 1
        assert set(part.y) == set(range(10))


def test_digits_come_in_the_order_of_the_file():
    from sklearn import datasets

    labels = np.concatenate([part.y for part in load_digits()])
    assert np.array_equal(labels, datasets.load_digits().target)


def test_an_enlarged_digit_shrinks_to_the_one_it_was():
    from sklearn import datasets

    small = datasets.load_digits().images[:50] / 16
    large = load_digits().train.X[:50, ..., 0]
    means = large.reshape(50, 2, 14, 2, 14).mean(axis=(2, 4))
    of_small = small.reshape(50, 2, 4, 2, 4).mean(axis=(2, 4))
    assert np.corrcoef(means.ravel(), of_small.ravel())[0, 1] > 0.98


@pytest.mark.parametrize(("n", "size"), [(50, 32), (7, 32), (1000, 64)])
def test_every_image_comes_equally_often(n, size):
    rows = list(joint.rows_of_updates(n, size, 40, np.random.default_rng(0)))
    counts = np.bincount(np.concatenate(rows), minlength=n)
    assert [len(row) for row in rows] == [size] * 40
    assert counts.max() - counts.min() <= 1


def test_replay_stores_equally_many_images_of_each_class(parts):
    stored = joint.few_of_each_class(parts["fashion"], 20, seed=0)
    assert np.bincount(stored.y).tolist() == [2] * 10
    assert len(np.unique(stored.X.reshape(20, -1), axis=0)) == 20


def test_both_heads_learn_together(parts):
    model = new_model()
    joint.train_heads(model, parts, 60, seed=0)
    for name, part in parts.items():
        predicted = model.predict(part.X, verbose=0)[name].argmax(axis=1)
        assert np.mean(predicted == part.y) > 0.6


def test_a_dataset_that_is_not_there_leaves_its_head_alone_and_moves_the_trunk(parts):
    model = new_model()
    before = weights_of(model)
    joint.train_heads(model, {"digits": parts["digits"]}, 3, seed=0)
    assert moved(before, weights_of(model)) == set(before) - {"fashion"}


def test_a_frozen_trunk_stays(parts):
    model = new_model()
    for layer in model.layers:
        layer.trainable = layer.name == "digits"
    before = weights_of(model)
    joint.train_heads(model, {"digits": parts["digits"]}, 3, seed=0)
    assert moved(before, weights_of(model)) == {"digits"}


def test_a_loss_weight_of_zero_leaves_a_head_alone(parts):
    model = new_model()
    before = weights_of(model)
    joint.train_heads(model, parts, 3, seed=0, weights={"digits": 0.0})
    assert "digits" not in moved(before, weights_of(model))


def test_uncertainty_raises_the_weight_of_the_smaller_loss(parts, monkeypatch):
    seen, model = [], new_model()
    step = solutions.reference("joint_step")

    def watched(model, optimizer, batches, loss_weights):
        losses = step(model, optimizer, batches, loss_weights)
        seen.append((losses, loss_weights))
        return losses

    monkeypatch.setattr(joint.solutions, "reference", lambda name: watched)
    tf.config.run_functions_eagerly(True)
    try:
        joint.train_heads(model, parts, 80, seed=0, uncertainty=True)
    finally:
        tf.config.run_functions_eagerly(False)
    losses, weights = ({name: float(v) for name, v in part.items()} for part in seen[-1])
    smaller, larger = sorted(losses, key=losses.get)
    assert {name: float(v) for name, v in seen[0][1].items()} == {"fashion": 1, "digits": 1}
    assert weights[smaller] > weights[larger]


def test_zeros_for_missing_labels_teach_every_head_every_image(parts):
    model = new_model()
    joint.train_heads(model, parts, 60, seed=0, zeros_for_missing=True)
    of_garments = model.predict(parts["fashion"].X, verbose=0)["digits"].argmax(axis=1)
    assert np.mean(of_garments == 0) > 0.9


def test_a_single_head_makes_as_many_updates_as_there_are_rows(parts):
    model = new_model({"both": 20})
    part = Part(*solutions.reference("combine_datasets")(parts["fashion"], parts["digits"]))
    rows = np.random.default_rng(0).integers(0, len(part.y), (7, joint.BATCH_SIZE))
    joint.train_one_head(model, part, rows, seed=0)
    assert int(model.optimizer.iterations) == 7


def test_a_class_of_weight_zero_is_not_learnt(parts):
    part = parts["digits"]
    rows = np.stack(
        list(joint.rows_of_updates(300, joint.BATCH_SIZE, 60, np.random.default_rng(0)))
    )
    model = new_model({"both": 10})
    joint.train_one_head(model, part, rows, 0, {label: float(label != 3) for label in range(10)})
    predicted = model.predict(part.X, verbose=0)["both"].argmax(axis=1)
    assert np.mean(predicted == 3) < 0.01
    assert np.mean(predicted[part.y != 3] == part.y[part.y != 3]) > 0.8
