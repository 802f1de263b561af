"""More answers to `fine_tune_normalised`, and what its check leaves as it was."""

import keras
import numpy as np
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


def levels_deep(n):
    """Return an answer that finds the normalisation down to so many levels, the top level one."""

    def answer(model, X, y):
        model.trainable = True
        layers = model.layers
        for _ in range(n):
            for layer in layers:
                layer.trainable = not isinstance(layer, BatchNormalization)
            layers = [inner for layer in layers for inner in getattr(layer, "layers", [])]
        return trained(model, X, y)

    answer.__name__ = f"{n}_levels_deep"
    return answer


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


def fine_tuned(model, X, y, **options):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    return trained(model, X, y, **options)


def mirrored_images(model, X, y):
    return fine_tuned(model, X[:, :, ::-1], y)


def turned_images(model, X, y):
    return fine_tuned(model, X[:, ::-1, ::-1], y)


def rarer_label_counts_more(model, X, y):
    n, n_of_1 = len(y), y.sum()
    weights = {0: n / (2 * (n - n_of_1)), 1: n / (2 * n_of_1)}
    return fine_tuned(model, X, y, class_weight=weights)


def lora_enabled(model, X, y):
    for layer in at_every_depth(model):
        if isinstance(layer, keras.layers.Dense):
            layer.enable_lora(2)
    return fine_tuned(model, X, y)


def quantized_afterwards(model, X, y):
    history = fine_tuned(model, X, y)
    for layer in at_every_depth(model):
        if isinstance(layer, keras.layers.Dense):
            layer.quantize("int8")
    return history


def with_history(losses):
    """Return an answer that trains as it should and returns a History with other losses."""

    def answer(model, X, y):
        history = fine_tuned(model, X, y)
        history.history["loss"] = losses(history.history["loss"])
        return history

    return answer


def a_clone_copied_back(model, X, y):
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    history = fine_tuned(clone, X, y)
    model.set_weights(clone.get_weights())
    return history


def at_a_rate_that_moves_nothing(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(1e-9))
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)


def fewer_epochs_for_all_networks(model, X, y):
    keras.config.set_max_epochs(5)
    return REFERENCE(model, X, y)


def a_dataset_of_unknown_size(model, X, y):
    def images_and_labels():
        yield from zip(X, y, strict=True)

    of = (tf.TensorSpec(X.shape[1:], tf.float32), tf.TensorSpec((), tf.float32))
    dataset = tf.data.Dataset.from_generator(images_and_labels, output_signature=of).batch(32)
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01))
    return model.fit(dataset, epochs=5, verbose=0)


class Batches(keras.utils.PyDataset):
    """Images and labels, the rows of each batch given by a function of its number."""

    def __init__(self, X, y, rows, rows_of_labels=None):
        super().__init__()
        self.X, self.y, self.rows, self.rows_of_labels = X, y, rows, rows_of_labels or rows

    def __len__(self):
        return -(-len(self.y) // 32)

    def __getitem__(self, number):
        return self.X[self.rows(number)], self.y[self.rows_of_labels(number)]


def trained_on(model, data, **options):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01))
    return model.fit(data, epochs=5, verbose=0, **options)


def rows_in_turn(number):
    return slice(32 * number, 32 * (number + 1))


def a_dataset_of_our_own(model, X, y):
    return trained_on(model, Batches(X, y, rows_in_turn))


def overlapping_batches(model, X, y):
    return trained_on(model, Batches(X, y, lambda number: slice(number, number + 32)))


def the_first_batch_again_and_again(model, X, y):
    return trained_on(model, Batches(X, y, lambda number: slice(0, 32)))


def labels_of_other_images(model, X, y):
    def rows_of_labels(number):
        return slice(0, len(X[rows_in_turn(number)]))

    return trained_on(model, Batches(X, y, rows_in_turn, rows_of_labels))


def equal_parts(model, X, y):
    n_parts = -(-len(y) // 32)
    parts = np.array_split(np.arange(len(y)), n_parts)
    return trained_on(model, Batches(X, y, lambda number: parts[number]))


def steps_of(y):
    return -(-len(y) // 32)


def repeated_before_batched(model, X, y):
    data = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(len(y)).repeat().batch(32)
    return trained_on(model, data, steps_per_epoch=steps_of(y))


def batched_before_repeated(model, X, y):
    data = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(len(y)).batch(32).repeat()
    return trained_on(model, data, steps_per_epoch=steps_of(y))


def a_part_of_the_images(model, X, y):
    data = tf.data.Dataset.from_tensor_slices((X, y)).take(32).repeat().batch(32)
    return trained_on(model, data, steps_per_epoch=steps_of(y))


def one_step_an_epoch_of_unknown_size(model, X, y):
    data = tf.data.Dataset.from_tensor_slices((X, y)).filter(lambda X, y: True).batch(32)
    return trained_on(model, data.repeat(), steps_per_epoch=1)


def updates_saved_up(model, X, y):
    set_trainable(model, lambda layer: not isinstance(layer, BatchNormalization))
    optimizer = keras.optimizers.SGD(0.01, gradient_accumulation_steps=8)
    model.compile(loss="binary_crossentropy", optimizer=optimizer)
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)


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
        *((levels_deep(n), "nested-normalisation-trains") for n in (1, 2, 3)),
        (thawed_last, "normalisation-trains"),
        (as_it_came, "head-only"),
        (as_it_came_but_not_compiled, "not-compiled-again"),
        (with_a_part_put_aside, "part-put-aside"),
        (batches_of_33, "other-batches"),
        (batches_of_31, "other-batches"),
        (smoothed_labels, "another-loss"),
        (five_calls, "trained-more-than-once"),
        (mirrored_images, "images-changed"),
        (turned_images, "images-changed"),
        (rarer_label_counts_more, "weighted"),
        (lora_enabled, "layers-changed"),
        (quantized_afterwards, "layers-changed"),
        (with_history(lambda losses: losses[-1]), "another-history"),
        (with_history(lambda losses: None), "another-history"),
        (with_history(lambda losses: ["low"] * 5), "another-history"),
        (with_history(lambda losses: losses[:4]), "another-history"),
        (with_history(lambda losses: losses[::-1]), "another-history"),
        (a_clone_copied_back, "copy-trained"),
        (at_a_rate_that_moves_nothing, "rate-too-small"),
        (overlapping_batches, "other-batches"),
        (the_first_batch_again_and_again, "other-batches"),
        (labels_of_other_images, "labels-changed"),
        (equal_parts, "other-batches"),
        (repeated_before_batched, "other-batches"),
        (a_part_of_the_images, "other-batches"),
        (one_step_an_epoch_of_unknown_size, "other-batches"),
        (updates_saved_up, "updates-saved-up"),
        (the_class_of_all_normalisations_changed, "settings-changed"),
        (another_dtype_for_all_networks, "settings-changed"),
        (fewer_epochs_for_all_networks, "settings-changed"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_another_way_to_a_misconception_gets_its_name(answer, misconception):
    verdict = verdict_on(EXERCISE, answer, seed=0)
    assert verdict.status == "failed", verdict
    assert verdict.finding.misconception == misconception, verdict


def test_an_error_of_tensorflow_is_told_by_its_reason_and_not_by_the_graph():
    def for_many_classes(model, X, y):
        return fine_tuned(model, X, y, loss="sparse_categorical_crossentropy")

    finding = verdict_on(EXERCISE, for_many_classes, seed=0).finding
    assert finding.got.startswith("InvalidArgumentError: Received a label value of 1")
    for words in ("Detected at", "File ", "Graph execution", "{{node"):
        assert words not in finding.got


@pytest.mark.parametrize(
    "answer", [a_dataset_of_unknown_size, a_dataset_of_our_own, batched_before_repeated]
)
def test_a_dataset_of_any_kind_is_a_right_way(answer):
    verdict = verdict_on(EXERCISE, answer, seed=0)
    assert verdict.passed, verdict


def test_no_layer_is_found_by_a_name_from_another_draw():
    """Names say nothing, and those of one draw are not those of the next."""
    names = [
        set(case.inputs["names"])
        for seed in (0, 1)
        for case in EXERCISE.cases(np.random.default_rng(seed))
    ]
    assert len(set.intersection(*names)) < 2


@pytest.mark.parametrize(
    "answer",
    [
        REFERENCE,
        fewer_epochs_for_all_networks,
        the_class_of_all_normalisations_changed,
        another_dtype_for_all_networks,
        lambda model, X, y: tf.config.run_functions_eagerly(True),
        lambda model, X, y: 1 / 0,
    ],
    ids=["reference", "epochs", "class", "dtype", "eagerly", "error"],
)
def test_the_check_leaves_keras_as_it_was(answer):
    def state():
        return (
            keras.Model.fit,
            BatchNormalization.call,
            keras.config.dtype_policy().name,
            keras.config.max_epochs(),
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
