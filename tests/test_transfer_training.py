"""Ways of learning task B: each trains what it says, for as long as it says, and leaves A alone."""

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from course_utils import solutions
from course_utils.data import load_fashion_mnist
from course_utils.tasks import Part, few_labels, task_b
from course_utils.training import task_a, textbook
from course_utils.training import task_b as arms

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sandals_and_shirts():
    return task_b(load_fashion_mnist(), (5, 6))


@pytest.fixture(scope="module")
def few(sandals_and_shirts):
    return few_labels(sandals_and_shirts.train, 200, seed=0)


def accuracy(model, part):
    return np.mean(model.predict(part.X, batch_size=500, verbose=0).argmax(axis=1) == part.y)


def test_normalisation_does_not_keep_scratch_from_learning_200_sandals_and_shirts(
    sandals_and_shirts, few
):
    keras.utils.set_random_seed(0)
    model = task_a.build_conv(2)
    arms.train_conv(model, few, peak_rate=0.03, seed=0, n_updates=140)
    assert accuracy(model, sandals_and_shirts.test) > 0.95


@pytest.mark.parametrize("n", [10, 50, 200])
def test_every_number_of_labels_gets_the_same_number_of_updates(sandals_and_shirts, n):
    part = few_labels(sandals_and_shirts.train, n, seed=0)
    model = arms.train_dense(part, 0.01, seed=0, n_updates=17)
    assert int(model.optimizer.iterations) == 17


def test_each_image_is_seen_equally_often(few):
    seen = np.concatenate(arms._batches(n=50, seed=0, n_batches=50))
    assert set(np.bincount(seen)) == {32}


def test_a_new_output_keeps_the_weights_of_a_and_has_two_units():
    model_A = task_a.build_conv()
    model = arms.with_new_output(model_A)
    assert model.output_shape == (None, 2)
    for ours, of_A in zip(model.get_weights()[:-2], model_A.get_weights()[:-2], strict=True):
        np.testing.assert_array_equal(ours, of_A)


def test_fine_tuning_starts_from_the_head_on_frozen_features_and_leaves_a_alone(few):
    keras.utils.set_random_seed(0)
    model_A = task_a.build_conv()
    before = model_A.get_weights()
    tuned = arms.fine_tuned(model_A, few, C=0.1, peak_rate=0.0, seed=0, n_updates=1)
    for now, then in zip(model_A.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    hidden = keras.Model(model_A.inputs, model_A.layers[-2].output).predict(few.X, verbose=0)
    head = LogisticRegression(C=0.1, max_iter=1000).fit(hidden, few.y)
    before_update = arms.with_new_output(model_A)
    before_update.set_weights([*before[:-2], *tuned.get_weights()[-2:]])
    np.testing.assert_allclose(
        before_update.predict(few.X, verbose=0), head.predict_proba(hidden), atol=1e-2
    )


def test_the_penalty_of_a_head_is_the_best_on_validation_images(sandals_and_shirts, few):
    def flat(part):
        return Part(part.X.reshape(len(part.X), -1), 1 - part.y)

    learnt, valid = flat(few), flat(sandals_and_shirts.valid)
    penalties = (1e-6, 1e-3, 1.0)
    chosen = arms.chosen_head(learnt, valid, penalties)
    scores = [arms.head(C).fit(learnt.X, learnt.y).score(valid.X, valid.y) for C in penalties]
    assert chosen.score(valid.X, valid.y) == max(scores) > min(scores)


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
    assert [path.name for path in tmp_path.iterdir()] == ["dense_56_0.npz"]
    monkeypatch.setattr(task_a, "train_dense", None)
    again = task_a.model_a("dense", (5, 6), seed=0)
    for ours, kept in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kept)
