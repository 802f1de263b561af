"""Both recipes for MiniVGGNet: what they compute, and that they train the same network."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from benchmarks import minivggnet_time_to_accuracy as benchmark
from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.machine import processors
from course_utils.training import fast, fast_network, published
from course_utils.training.augmentation import shifted_at_random
from course_utils.training.recipes import Recipe
from course_utils.training.update import Update, rise_and_fall


@pytest.fixture
def network_without_dropout(monkeypatch):
    """Return MiniVGGNet with dropout switched off, in the fast forward pass too."""
    monkeypatch.setattr(fast_network, "_dropped", lambda values, rate, generator: values)
    model = solutions.reference("build_minivggnet")((28, 28, 1), 10)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0
    return model


def random_images(n=64):
    return np.random.default_rng(0).random((n, 28, 28, 1), dtype=np.float32)


def test_the_fast_forward_pass_computes_what_the_keras_network_computes(network_without_dropout):
    values = [variable.value for variable in network_without_dropout.trainable_variables]
    logits, _ = fast_network.logits_in_training(values, random_images(), tf.float32, None)
    expected = network_without_dropout(random_images(), training=True)
    assert np.abs(tf.nn.softmax(logits) - expected).max() < 1e-3


def test_the_fast_forward_pass_returns_the_statistics_that_keras_moves_to(network_without_dropout):
    moving = [v for v in network_without_dropout.variables if "moving" in v.path]
    before = [v.numpy() for v in moving]
    values = [variable.value for variable in network_without_dropout.trainable_variables]
    _, statistics = fast_network.logits_in_training(values, random_images(), tf.float32, None)
    network_without_dropout(random_images(), training=True)
    for variable, old, statistic in zip(moving, before, statistics, strict=True):
        np.testing.assert_allclose(variable.numpy(), 0.9 * old + 0.1 * statistic, atol=1e-3)


def test_with_kept_statistics_the_fast_forward_pass_computes_what_keras_predicts(
    network_without_dropout,
):
    model = network_without_dropout
    rng = np.random.default_rng(1)
    for variable in model.variables:
        if "moving" in variable.path:
            variable.assign(rng.uniform(0.5, 1.5, variable.shape))
    values = [variable.value for variable in model.trainable_variables]
    kept = [v.value for v in model.non_trainable_variables if "moving" in v.path]
    logits, used = fast_network.logits_in_training(values, random_images(), tf.float32, None, kept)
    assert np.abs(tf.nn.softmax(logits) - model(random_images(), training=False)).max() < 1e-3
    assert all(ours is theirs for ours, theirs in zip(used, kept, strict=True))


def an_update(**options):
    """Return the weights before and after one update, by their path."""
    keras.utils.set_random_seed(0)
    model = solutions.reference("build_minivggnet")((28, 28, 1), 2)
    before = model.get_weights()
    update = Update(model, tf.float32, label_smoothing=0.1, **options)
    update.start(seed=0)
    images = (random_images(16)[..., 0] * 255).astype(np.uint8)
    update(images, np.arange(16) % 2, 0.1)
    return {
        weight.path: (old, weight.numpy())
        for weight, old in zip(model.weights, before, strict=True)
    }


@pytest.mark.parametrize("stands", [False, True])
def test_where_normalisation_stands_its_numbers_stay_and_all_others_move(stands):
    for path, (before, after) in an_update(normalisation_stands=stands).items():
        belongs = path.endswith(("gamma", "beta", "moving_mean", "moving_variance"))
        assert np.array_equal(before, after) == (stands and belongs), path


def test_the_norm_of_all_gradients_is_cut():
    def step(**options):
        moved = [after - before for before, after in an_update(**options).values()]
        return np.sqrt(sum(float((difference**2).sum()) for difference in moved))

    assert step(normalisation_stands=True, largest_gradient=1e-3) < 0.5 * step(
        normalisation_stands=True
    )


def test_a_run_is_the_same_after_another_one():
    keras.utils.set_random_seed(0)
    model = solutions.reference("build_minivggnet")((28, 28, 1), 2)
    start = model.get_weights()
    update = Update(model, tf.float32, label_smoothing=0.1)
    images = (random_images(8)[..., 0] * 255).astype(np.uint8)
    ends = []
    for seed in (1, 2, 1):
        model.set_weights(start)
        update.start(seed)
        for _ in range(2):
            update(images, np.arange(8) % 2, 0.1)
        ends.append(model.get_weights())
    for first, again in zip(ends[0], ends[2], strict=True):
        np.testing.assert_allclose(first, again, atol=1e-6)
    assert not np.allclose(ends[0][0], ends[1][0], atol=1e-6)


@pytest.mark.parametrize("rate", [0.25, 0.5])
def test_fast_dropout_drops_at_its_rate_and_scales_the_rest(rate):
    generator = tf.random.Generator.from_seed(0)
    dropped = fast_network._dropped(tf.ones((333, 333)), rate, generator).numpy()
    assert np.mean(dropped == 0) == pytest.approx(rate, abs=0.01)
    assert set(np.unique(dropped).round(4)) == {0, np.float32(1 / (1 - rate)).round(4)}


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = rise_and_fall(peak_rate=0.1, n_updates=1000)
    assert rates[0] == pytest.approx(0.005)
    assert rates.argmax() == 200
    assert rates.max() == pytest.approx(0.1)
    assert rates[-1] < 0.001


def test_shifted_images_move_by_up_to_the_given_pixels_and_nothing_wraps_around():
    images = np.zeros((500, 28, 28), np.uint8)
    images[:, 0, 14] = 255
    moved = shifted_at_random(images, 2, np.random.default_rng(0))
    rows, columns = np.nonzero(moved.any(axis=0))
    assert set(rows) == {0, 1, 2}
    assert set(columns) == {12, 13, 14, 15, 16}
    assert 0 < np.sum(~moved.any(axis=(1, 2))) < 500  # some have left at the top


def test_without_shift_the_images_stay_and_are_a_copy():
    images = np.ones((3, 28, 28), np.uint8)
    moved = shifted_at_random(images, 0, np.random.default_rng(0))
    assert np.array_equal(moved, images)
    assert not np.shares_memory(moved, images)


def test_the_published_rate_falls_as_decay_did():
    optimizer = published.build().optimizer
    for updates in (0, 1, 1875, 46_875):
        optimizer.iterations.assign(updates)
        expected = 0.01 / (1 + 0.01 / 25 * updates)
        assert float(optimizer.learning_rate) == pytest.approx(expected, rel=1e-5)


def test_the_published_network_has_the_momentum_of_its_time():
    layers = [x for x in published.build().layers if isinstance(x, keras.layers.BatchNormalization)]
    assert [layer.momentum for layer in layers] == [0.99] * 5


@pytest.mark.slow
def test_a_few_epochs_of_the_fast_recipe_learn_and_leave_no_batch_out():
    fashion = load_fashion_mnist()
    recipe = Recipe(n_epochs=3, peak_rate=0.1, shift=1)
    epochs = list(fast.train(fashion.X_train[:6400], fashion.y_train[:6400], recipe, seed=0))
    assert [epoch.number for epoch in epochs] == [1, 2, 3]
    assert 0 < epochs[0].seconds < epochs[1].seconds < epochs[2].seconds
    X_valid = fashion.X_train[-1000:, ..., np.newaxis].astype("float32") / 255
    probabilities = fast.probabilities_with_mirrored(epochs[-1].model, X_valid)
    assert np.mean(probabilities.argmax(axis=1) == fashion.y_train[-1000:]) > 0.75


@pytest.mark.slow
@pytest.mark.skipif(not processors.can_stand_in_for("AVX2"), reason="its switch does nothing here")
def test_held_to_instructions_without_bfloat16_the_fast_recipe_computes_in_float32():
    code = "from course_utils.training.fast_network import faster_dtype; print(faster_dtype().name)"
    environment = os.environ | processors.KINDS["AVX2"]
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert run.stdout.split() == ["float32"]


@pytest.mark.slow
def test_the_published_recipe_trains_and_hands_over_each_epoch():
    fashion = load_fashion_mnist()
    training = published.train(fashion.X_train[:640], fashion.y_train[:640], seed=0)
    first, second = next(training), next(training)
    assert (first.number, second.number) == (1, 2)
    assert int(second.model.optimizer.iterations) == 2 * 640 / 32


def test_the_benchmark_finds_when_an_accuracy_was_first_reached():
    rows = [
        {"seconds": 10, "with_mirrored": 0.91},
        {"seconds": 20, "with_mirrored": 0.935},
        {"seconds": 30, "with_mirrored": 0.932},
    ]
    assert benchmark.seconds_to(rows, 0.93) == 20
    assert benchmark.seconds_to(rows, 0.94) is None


def test_the_benchmark_counts_the_multiplications_of_the_network():
    first, second = 784 * 9 * 1 * 32, 784 * 9 * 32 * 32
    third, fourth = 196 * 9 * 32 * 64, 196 * 9 * 64 * 64
    dense = 3136 * 512 + 512 * 10
    expected = 6 * (first + second + third + fourth + dense)
    assert benchmark.operations_per_image() == expected
