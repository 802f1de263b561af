"""Ways of learning task B: each trains what it says, for as long as it says, and leaves A alone."""

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Part, few_labels, task_b
from course_utils.training import heads, task_a, textbook
from course_utils.training import task_b as ways

pytestmark = pytest.mark.slow
KINDS = (ways.CONV, ways.CUT_CONV, ways.DENSE)


@pytest.fixture(scope="module")
def sandals_and_shirts():
    return task_b(load_fashion_mnist(), (5, 6))


@pytest.fixture(scope="module")
def few(sandals_and_shirts):
    return few_labels(sandals_and_shirts.train, 200, seed=0)


def test_normalisation_does_not_keep_scratch_from_learning_200_sandals_and_shirts(
    sandals_and_shirts, few
):
    weights = ways.train(ways.CONV, ways.new_weights(ways.CONV, 0), few, 0.03, 140, seed=0)
    test = sandals_and_shirts.test
    assert np.mean(ways.predict(ways.CONV, weights, test.X) == test.y) > 0.95


@pytest.mark.parametrize("n", [10, 50, 200])
def test_every_number_of_labels_gets_the_same_number_of_updates(n):
    batches = ways.batches_of(n, seed=0, n_batches=17)
    assert len(batches) == 17
    assert {len(batch) for batch in batches} == {min(n, 32)}


def test_each_image_is_seen_equally_often():
    seen = np.concatenate(ways.batches_of(n=50, seed=0, n_batches=50))
    assert set(np.bincount(seen)) == {32}


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_from_a_has_its_weights_below_a_new_output_of_two_units(kind):
    of_A = ways.build(kind.split()[0], 8).get_weights()
    weights = ways.from_model_a(kind, of_A, seed=0)
    for ours, theirs in zip(weights[:-2], of_A, strict=False):
        np.testing.assert_array_equal(ours, theirs)
    assert weights[-1].shape == (2,)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fitted_head_is_a_logistic_regression_on_scaled_features(kind, few):
    weights = ways.with_fitted_head(kind, ways.new_weights(kind, 0), few, C=0.1)
    below = ways.features(kind, weights, few.X, [-2])[-2]
    spread = below.std(axis=0)
    scaled = (below - below.mean(axis=0)) / np.maximum(spread, np.median(spread))
    expected = LogisticRegression(C=0.1, max_iter=1000).fit(scaled, few.y).predict_proba(scaled)
    model = ways.build(kind)
    model.set_weights(weights)
    np.testing.assert_allclose(model.predict(few.X, verbose=0), expected, atol=2e-2)


def test_a_unit_that_hardly_varies_is_not_blown_up_by_a_fitted_head(few):
    weights = ways.new_weights(ways.DENSE, 0)
    usual = ways.with_fitted_head(ways.DENSE, weights, few, C=0.1)[-2]
    weights[-4][:, :3] *= 1e-9  # the kernel of the last hidden layer
    kernel = ways.with_fitted_head(ways.DENSE, weights, few, C=0.1)[-2]
    below = ways.features(ways.DENSE, weights, few.X, [-2])[-2]
    assert (below.std(axis=0)[:3] > 0).all()
    assert abs(kernel[:3]).max() < 1e-6
    assert abs(kernel).max() < 2 * abs(usual).max()


def test_recalibrated_statistics_normalise_the_images_that_they_are_of(few):
    weights = ways.recalibrated(ways.CONV, ways.new_weights(ways.CONV, 0), few.X)
    model = ways.build(ways.CONV)
    model.set_weights(weights)
    normalisations = [
        layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    outputs = keras.Model(model.inputs[0], [layer.output for layer in normalisations])(few.X)
    for layer, values in zip(normalisations, outputs, strict=True):
        mean, variance = keras.ops.moments(values, tuple(range(len(values.shape) - 1)))
        np.testing.assert_allclose(mean, 0, atol=0.01)
        before = layer.moving_variance.numpy()
        np.testing.assert_allclose(variance, before / (before + layer.epsilon), atol=0.02)


def test_a_rate_of_0_moves_the_statistics_only_and_nothing_where_they_stand(few):
    start = ways.new_weights(ways.CONV, 0)
    for stands in (False, True):
        after = ways.train(ways.CONV, start, few, 0.0, 3, seed=0, normalisation_stands=stands)
        moved = [
            variable.path.rsplit("/", 1)[1]
            for variable, old, new in zip(ways.build(ways.CONV).weights, start, after, strict=True)
            if not np.array_equal(old, new)
        ]
        assert set(moved) == (set() if stands else {"moving_mean", "moving_variance"})


# Heads and classifiers without a network


def test_a_rotation_changes_nothing_of_the_logistic_regression(sandals_and_shirts, few):
    def flat(part):
        return Part(part.X.reshape(len(part.X), -1), part.y)

    learnt, asked = flat(few), flat(sandals_and_shirts.test)
    mean, scale = heads.mean_and_scale(learnt.X)
    scaled, asked_scaled = ((X - mean) / scale for X in (learnt.X, asked.X))
    for C, ours in zip(
        (1e-3, 1.0),
        heads.predictions("logistic regression", learnt, asked.X, (1e-3, 1.0)),
        strict=True,
    ):
        plain = LogisticRegression(C=C, max_iter=5000).fit(scaled, learnt.y)
        assert np.mean(plain.predict(asked_scaled) == ours) > 0.998


@pytest.mark.parametrize(
    ("classifier", "least"),
    [("majority", 0.5), ("best pixel", 0.9), ("1-NN", 0.97), ("SVM", 0.97)],
)
def test_classifiers_tell_sandals_from_shirts(classifier, least, sandals_and_shirts, few):
    learnt = Part(few.X.reshape(len(few.X), -1), few.y)
    test = sandals_and_shirts.test
    (labels,) = heads.predictions(classifier, learnt, test.X.reshape(len(test.X), -1), (1.0,))
    assert np.mean(labels == test.y) >= least


def test_shifted_copies_keep_the_images_and_their_labels(few):
    copies = heads.with_shifted_copies(few, pixels=2)
    assert len(copies.y) == 5 * len(few.y)
    np.testing.assert_array_equal(copies.X[: len(few.y)], few.X)
    np.testing.assert_array_equal(copies.y, np.tile(few.y, 5))
    right = copies.X[len(few.y) : 2 * len(few.y)]
    np.testing.assert_array_equal(right[:, :, 2:], few.X[:, :, :-2])


# The textbook's


def test_the_textbooks_two_stages_end_with_all_layers_learning_and_copies_leave_a_alone(few):
    keras.utils.set_random_seed(0)
    model_A = task_a.build_dense()
    before = model_A.get_weights()
    model = solutions.reference("reuse_layers")(model_A)
    textbook.in_two_stages(model, few, seed=0)
    assert all(layer.trainable for layer in model.layers)
    assert int(model.optimizer.iterations) == (textbook.EPOCHS - textbook.HEAD_EPOCHS) * 7
    for now, then in zip(model_A.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_a_model_a_is_kept_and_read_again(monkeypatch, tmp_path):
    fashion = load_fashion_mnist()
    small = fashion._replace(X_train=fashion.X_train[:5200], y_train=fashion.y_train[:5200])
    monkeypatch.setattr(task_a, "load_fashion_mnist", lambda: small)
    monkeypatch.setattr(task_a, "CACHE", tmp_path)
    first = task_a.model_a("dense", (5, 6), seed=0)
    assert [path.name for path in tmp_path.iterdir()] == ["dense_56_0_recipe_2.npz"]
    monkeypatch.setattr(task_a, "train_dense", None)
    again = task_a.model_a("dense", (5, 6), seed=0)
    for ours, kept in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kept)
