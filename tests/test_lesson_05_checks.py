"""More answers to `fine_tune_normalised`, and what its check leaves as it was."""

import keras
import pytest
import tensorflow as tf

from course_utils import solutions
from course_utils.exercises import find
from course_utils.exercises.checking import verdict_on

EXERCISE = find("fine_tune_normalised")
REFERENCE = solutions.reference("fine_tune_normalised")
BatchNormalization = keras.layers.BatchNormalization

pytestmark = pytest.mark.slow


def at_every_depth(model):
    for layer in model.layers:
        yield layer
        if isinstance(layer, keras.Model):
            yield from at_every_depth(layer)


def set_trainable(model, is_trainable):
    for layer in [model, *at_every_depth(model)]:
        layer.trainable = True
    for layer in at_every_depth(model):
        layer.trainable = is_trainable(layer)


def trained(model, X, y, loss="binary_crossentropy", **options):
    model.compile(loss=loss, optimizer=keras.optimizers.SGD(0.01))
    return model.fit(X, y, **{"batch_size": 32, "epochs": 5, "verbose": 0, **options})


def put_back_after_each_batch(model, X, y):
    set_trainable(model, lambda layer: True)
    norms = [layer for layer in at_every_depth(model) if isinstance(layer, BatchNormalization)]
    before = [layer.get_weights() for layer in norms]

    class PutBack(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            for layer, weights in zip(norms, before, strict=True):
                layer.set_weights(weights)

    return trained(model, X, y, callbacks=[PutBack()])


def found_by_the_name_that_keras_gives(model, X, y):
    set_trainable(model, lambda layer: "batch_normalization" not in layer.name)
    return trained(model, X, y)


def one_level_deep(model, X, y):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = not isinstance(layer, BatchNormalization)
        for inner in getattr(layer, "layers", []):
            inner.trainable = not isinstance(inner, BatchNormalization)
    return trained(model, X, y)


def two_levels_deep(model, X, y):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = not isinstance(layer, BatchNormalization)
        for inner in getattr(layer, "layers", []):
            inner.trainable = not isinstance(inner, BatchNormalization)
            for innermost in getattr(inner, "layers", []):
                innermost.trainable = not isinstance(innermost, BatchNormalization)
    return trained(model, X, y)


def thawed_last(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    model.trainable = False
    model.trainable = True
    return trained(model, X, y)


def as_it_came(model, X, y):
    return trained(model, X, y)


def as_it_came_but_not_compiled(model, X, y):
    if not model.compiled:
        return trained(model, X, y)
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)


def with_a_part_put_aside(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    return trained(model, X, y, validation_split=0.2)


def batches_of_33(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    return trained(model, X, y, batch_size=33)


def batches_of_31(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    return trained(model, X, y, batch_size=31)


def smoothed_labels(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    return trained(model, X, y, loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1))


def five_calls(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    for _ in range(5):
        history = trained(model, X, y, epochs=1)
    return history


def the_class_of_all_normalisations_changed(model, X, y):
    call = BatchNormalization.call

    def call_in_use(self, inputs, training=None, mask=None):
        return call(self, inputs, training=False, mask=mask)

    BatchNormalization.call = call_in_use
    return REFERENCE(model, X, y)


def another_dtype_for_all_networks(model, X, y):
    keras.config.set_dtype_policy("mixed_bfloat16")
    return REFERENCE(model, X, y)


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (put_back_after_each_batch, "batch-statistics-used"),
        (found_by_the_name_that_keras_gives, "normalisation-trains"),
        (one_level_deep, "nested-normalisation-trains"),
        (two_levels_deep, "nested-normalisation-trains"),
        (thawed_last, "normalisation-trains"),
        (as_it_came, "head-only"),
        (as_it_came_but_not_compiled, "not-compiled-again"),
        (with_a_part_put_aside, "other-first-loss"),
        (batches_of_33, "other-batches"),
        (batches_of_31, "other-batches"),
        (smoothed_labels, "another-loss"),
        (five_calls, "trained-more-than-once"),
        (the_class_of_all_normalisations_changed, "settings-changed"),
        (another_dtype_for_all_networks, "settings-changed"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_another_way_to_a_misconception_gets_its_name(answer, misconception):
    verdict = verdict_on(EXERCISE, answer, seed=0)
    assert verdict.status == "failed", verdict
    assert verdict.finding.misconception == misconception, verdict


@pytest.mark.parametrize(
    "answer",
    [
        REFERENCE,
        the_class_of_all_normalisations_changed,
        another_dtype_for_all_networks,
        lambda model, X, y: tf.config.run_functions_eagerly(True),
        lambda model, X, y: 1 / 0,
    ],
    ids=["reference", "class", "dtype", "eagerly", "error"],
)
def test_the_check_leaves_keras_as_it_was(answer):
    def state():
        return (
            keras.Model.fit,
            BatchNormalization.call,
            keras.config.dtype_policy().name,
            tf.config.functions_run_eagerly(),
        )

    before = state()
    verdict_on(EXERCISE, answer, seed=0)
    assert state() == before


def test_fit_without_compile_says_so():
    def fit_alone(model, X, y):
        if model.compiled:
            return REFERENCE(model, X, y)
        return model.fit(X, y, batch_size=32, epochs=5, verbose=0)

    verdict = verdict_on(EXERCISE, fit_alone, seed=0)
    assert verdict.status == "error"
    assert "compile" in verdict.finding.got
