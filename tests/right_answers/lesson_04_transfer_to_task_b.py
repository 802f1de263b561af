"""Correct answers to lesson 04 in other styles than the reference solutions."""

import numpy as np
from scipy import stats

from tests.answers import right


@right("reuse_layers")
def layer_by_layer_from_its_config(model_A):
    import keras

    model_B = keras.Sequential([keras.Input(model_A.input_shape[1:])])
    for layer in model_A.layers[:-1]:
        config = {**layer.get_config(), "trainable": True}
        model_B.add(layer.__class__.from_config(config))
        model_B.layers[-1].set_weights(layer.get_weights())
    model_B.add(keras.layers.Dense(1, activation="sigmoid"))
    return model_B


@right("reuse_layers")
def functional_on_a_clone(model_A):
    import keras

    clone = keras.models.clone_model(model_A)
    clone.set_weights(model_A.get_weights())
    for layer in clone.layers:
        layer.trainable = True
    head = keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")
    return keras.Model(clone.inputs, head(clone.layers[-2].output))


@right("reuse_layers")
def a_clone_with_another_end(model_A):
    import keras

    clone = keras.models.clone_model(model_A)
    clone.set_weights(model_A.get_weights())
    for layer in clone.layers:
        layer.trainable = True
    clone.pop()
    clone.add(keras.layers.Dense(1, activation="sigmoid"))
    return clone


@right("reuse_layers")
def the_trunk_as_one_layer(model_A):
    import copy

    import keras

    layers = copy.deepcopy(model_A).layers[:-1]
    for layer in layers:
        layer.trainable = True
    trunk = keras.Sequential([keras.Input(model_A.input_shape[1:]), *layers])
    return keras.Sequential([trunk, keras.layers.Dense(1, activation="sigmoid")])


@right("freeze_reused")
def model_frozen_then_its_head_thawed(model):
    import keras

    model.trainable = True
    for layer in model.layers:
        layer.trainable = layer is model.layers[-1]
    model.compile(
        optimizer=keras.optimizers.Adam(1e-2),
        loss=keras.losses.BinaryCrossentropy(),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy")],
    )
    return model


@right("fine_tune")
def with_adam_and_a_helper(model, X, y):
    import keras

    def stage(trainable, rate, epochs):
        for layer in model.layers[:-1]:
            layer.trainable = trainable
        model.compile(optimizer=keras.optimizers.Adam(rate), loss="binary_crossentropy")
        return model.fit(X, y, epochs=epochs, verbose=0)

    return [stage(False, 1e-3, 4), stage(True, 1e-4, 16)]


@right("fine_tune")
def with_places_for_names_and_short_names(model, X, y):
    import keras

    histories = []
    for trainable, rate, epochs in ((False, 0.05, 4), (True, 0.005, 16)):
        model.trainable = True
        for layer in model.layers[:-1]:
            layer.trainable = trainable
        model.compile(keras.optimizers.SGD(rate), "bce")
        histories.append(model.fit(X, y, 32, epochs, 0))
    return histories


@right("paired_gain")
def with_scipys_paired_test(transfer, scratch):
    if len(transfer) != len(scratch):
        raise ValueError("lengths")
    if len(transfer) < 2:
        raise ValueError("one seed")
    interval = stats.ttest_rel(transfer, scratch).confidence_interval(0.95)
    gain = np.mean(transfer) - np.mean(scratch)
    return gain, interval.low, interval.high, np.mean(transfer < scratch)


@right("paired_gain")
def by_hand_and_as_an_array(transfer, scratch):
    if len(transfer) != len(scratch) or len(transfer) <= 1:
        raise ValueError("seeds")
    d = transfer - scratch
    n = len(d)
    half = stats.t.isf(0.025, n - 1) * np.sqrt(np.sum((d - d.mean()) ** 2) / (n - 1) / n)
    return np.array([d.mean(), d.mean() - half, d.mean() + half, (d < 0).sum() / n])
