"""How the pinned Keras treats normalisation while it trains: lesson 05 says so and relies on it.

If one of these tests fails after an upgrade, read "Normalisation in fine-tuning" of lesson 05, the
exercise `fine_tune_normalised` and its hints again.
"""

import keras
import numpy as np
import pytest

RNG = np.random.default_rng(0)
X = RNG.normal(2, 3, (32, 3)).astype(np.float32)
Y = (np.arange(32) % 2).astype(np.float32)


def base_with_normalisation():
    """Return a base and its normalisation; the start weights are always the same."""
    keras.utils.set_random_seed(0)
    normalisation = keras.layers.BatchNormalization()
    return keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4), normalisation]
    ), normalisation


def around(base, **options):
    """Return a functional model that calls the base with these options."""
    inputs = keras.Input((3,))
    return keras.Model(inputs, keras.layers.Dense(1, "sigmoid")(base(inputs, **options)))


def compiled(model):
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01))
    return model


def fit(model):
    return model.fit(X, Y, batch_size=32, verbose=0)


def has_moved(normalisation, before):
    """Return of scale, offset, moving mean and moving variance which have moved."""
    after = normalisation.get_weights()
    return [not np.array_equal(one, two) for one, two in zip(before, after, strict=True)]


def test_fit_overrides_training_false_in_a_functional_model():
    means = []
    for options in ({}, {"training": False}, {"training": True}):
        base, normalisation = base_with_normalisation()
        fit(compiled(around(base, **options)))
        means.append(normalisation.moving_mean.numpy())
    assert np.all(means[0] != 0)
    np.testing.assert_allclose(means[1], means[0])
    np.testing.assert_allclose(means[2], means[0])


def test_outside_of_fit_training_false_holds():
    base, normalisation = base_with_normalisation()
    around(base, training=False)(X)
    assert np.all(normalisation.moving_mean.numpy() == 0)


@pytest.mark.parametrize("frozen", [True, False])
def test_trainable_false_keeps_all_four_arrays_and_takes_the_moving_ones(frozen):
    base, normalisation = base_with_normalisation()
    normalisation.trainable = not frozen
    model, before = compiled(around(base)), normalisation.get_weights()
    in_use = model.evaluate(X, Y, verbose=0)
    in_training = fit(model).history["loss"][0]
    assert any(has_moved(normalisation, before)) is not frozen
    assert (in_training == pytest.approx(in_use, abs=1e-5)) is frozen


def test_trainable_set_after_compile_counts_for_the_first_fit():
    base, normalisation = base_with_normalisation()
    model, before = compiled(around(base)), normalisation.get_weights()
    normalisation.trainable = False
    fit(model)
    assert not any(has_moved(normalisation, before))


def test_trainable_set_after_a_fit_does_not_count_until_compile():
    base, normalisation = base_with_normalisation()
    model = compiled(around(base))
    fit(model)
    before = normalisation.get_weights()
    normalisation.trainable = False
    fit(model)
    assert all(has_moved(normalisation, before))
    before = normalisation.get_weights()
    fit(compiled(model))
    assert not any(has_moved(normalisation, before))


def test_a_class_that_calls_with_training_false_keeps_the_statistics_alone():
    class InUse(keras.Model):
        def __init__(self, network):
            super().__init__()
            self.network = network

        def call(self, images):
            return self.network(images, training=False)

    base, normalisation = base_with_normalisation()
    before = normalisation.get_weights()
    fit(compiled(InUse(around(base))))
    assert has_moved(normalisation, before) == [True, True, False, False]


def test_trainable_true_thaws_nothing_where_it_says_true_already():
    base, normalisation = base_with_normalisation()
    normalisation.trainable = False
    base.trainable = True
    assert not normalisation.trainable
    base.trainable = False
    base.trainable = True
    assert normalisation.trainable
