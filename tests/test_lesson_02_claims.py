"""What lesson 02 says, held against the rows in data/results."""

import numpy as np
import pytest

from course_utils import solutions
from course_utils.experiments.results import read_results
from course_utils.live.ranges import runs_of
from course_utils.networks.layers import leaves

PUBLISHED = 0.9324


def test_every_run_of_the_fast_recipe_beats_the_published_figure():
    fast = read_results("minivggnet_fast")
    assert fast["with_mirrored"].min() > PUBLISHED
    assert fast[fast["recipe"] == "long"]["with_mirrored"].min() >= 0.94


def test_mirror_images_add_a_little_to_the_fast_recipe():
    fast = read_results("minivggnet_fast").groupby("recipe")[["test_accuracy", "with_mirrored"]]
    gain = fast.mean()["with_mirrored"] - fast.mean()["test_accuracy"]
    assert ((gain > 0) & (gain < 0.003)).all()


def test_choosing_the_epoch_flatters_the_published_recipe():
    published = read_results("minivggnet_published")
    gains = []
    for _, run in published.groupby("seed"):
        for chooses, other in (("valid", "test"), ("test", "valid")):
            best = run.loc[run[f"{chooses}_accuracy"].idxmax()]
            gains.append(best[f"{chooses}_accuracy"] - best[f"{other}_accuracy"])
    assert 0 < sum(gains) / len(gains) < 0.005


def test_the_reproduction_ends_within_half_a_point_of_the_published_figure():
    published = read_results("minivggnet_published")
    at_the_end = published[published["epoch"] == 25]["published_accuracy"]
    assert (at_the_end - PUBLISHED).abs().max() < 0.005


def test_after_epoch_15_the_published_recipe_changes_by_some_tenths_only():
    published = read_results("minivggnet_published")
    late = published[published["epoch"] > 15].groupby("seed")["published_accuracy"]
    assert (late.max() - late.min()).max() < 0.006


@pytest.fixture(scope="module")
def lenet():
    """Return LeNet-5's mean accuracies at the end, one row an arm."""
    rows = read_results("lenet_overfitting")
    last = rows[rows["epoch"] == rows["epoch"].max()].copy()
    last["gap"] = last["train_accuracy"] - last["valid_accuracy"]
    return last.groupby("arm")[["train_accuracy", "valid_accuracy", "gap"]].mean()


def test_without_a_remedy_lenet_has_the_widest_gap(lenet):
    assert lenet["gap"].idxmax() == "plain"
    assert lenet.loc["plain", "gap"] > 0.02


def test_dropout_narrows_the_gap_of_lenet_and_augmentation_closes_it(lenet):
    gaps = lenet["gap"]
    assert gaps["plain"] > gaps["dropout"] + 0.003
    assert gaps["dropout"] > gaps["augmentation"] + 0.005
    assert gaps["both"] < 0.01


def test_dropout_narrows_the_gap_of_lenet_in_every_run():
    rows = read_results("lenet_overfitting")
    last = rows[rows["epoch"] == rows["epoch"].max()].set_index(["arm", "seed"])
    gaps = last["train_accuracy"] - last["valid_accuracy"]
    assert (gaps["dropout"] < gaps["plain"]).all()


def test_dropout_gains_and_augmentation_loses_on_new_images_with_lenet(lenet):
    accuracy = lenet["valid_accuracy"]
    assert accuracy["dropout"] > accuracy["plain"]
    assert accuracy["augmentation"] < accuracy["plain"]


def ours(number):
    """Return what a live number of the lesson was in our runs, on all kinds of processor."""
    return runs_of(number).values


def test_with_momentum_09_every_run_is_near_100_per_cent_and_with_099_it_may_end_anywhere():
    assert ours("momentum 0.9").min() > 0.98
    assert ours("momentum 0.99").min() < 0.55
    assert ours("momentum 0.99").max() > 0.95


def test_with_momentum_099_the_variance_is_many_times_too_large():
    assert (ours("variance, 0.99") / ours("variance, 0.9")).min() > 4
    assert round(0.99**140, 2) == 0.24


@pytest.mark.slow
def test_the_momentum_of_normalisation_changes_no_weight():
    import keras

    X, y = np.random.default_rng(0).random((64, 28, 28, 1), "float32"), np.arange(64) % 2
    trained = []
    for momentum in (0.99, 0.9):
        keras.utils.set_random_seed(0)
        model = solutions.reference("build_minivggnet")((28, 28, 1), 2)
        for layer in leaves(model):
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.momentum = momentum
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(X, y, batch_size=32, epochs=2, verbose=0)
        trained.append(model.trainable_weights)
    for one, other in zip(*trained, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), atol=1e-6)
