"""Wrong answers to the exercises of lesson 04."""

import numpy as np
from scipy import stats

from tests.answers import wrong

# reuse_layers


def _clone(model_A):
    import keras

    clone = keras.models.clone_model(model_A)
    clone.set_weights(model_A.get_weights())
    for layer in clone.layers:
        layer.trainable = True
    return clone


def _with_head(layers, units=1, activation="sigmoid"):
    import keras

    return keras.Sequential([*layers, keras.layers.Dense(units, activation=activation)])


@wrong("reuse_layers")
def shares_layers_with_a(model_A):
    for layer in model_A.layers:
        layer.trainable = True
    return _with_head(model_A.layers[:-1])


@wrong("reuse_layers")
def weights_not_copied(model_A):
    import keras

    clone = keras.models.clone_model(model_A)
    for layer in clone.layers:
        layer.trainable = True
    return _with_head(clone.layers[:-1])


@wrong("reuse_layers")
def output_layer_kept(model_A):
    return _with_head(_clone(model_A).layers)


@wrong("reuse_layers")
def no_new_output(model_A):
    return _clone(model_A)


@wrong("reuse_layers")
def hidden_layer_lost(model_A):
    return _with_head(_clone(model_A).layers[:-2])


@wrong("reuse_layers")
def two_outputs(model_A):
    return _with_head(_clone(model_A).layers[:-1], units=2, activation="softmax")


@wrong("reuse_layers")
def sigmoid_missing(model_A):
    return _with_head(_clone(model_A).layers[:-1], activation=None)


@wrong("reuse_layers")
def softmax_of_one(model_A):
    return _with_head(_clone(model_A).layers[:-1], activation="softmax")


@wrong("reuse_layers")
def another_activation(model_A):
    return _with_head(_clone(model_A).layers[:-1], activation="tanh")


@wrong("reuse_layers")
def layer_added(model_A):
    import keras

    extra = keras.layers.Dense(3, activation="relu")
    return _with_head([*_clone(model_A).layers[:-1], extra])


@wrong("reuse_layers")
def frozen(model_A):
    clone = _clone(model_A)
    for layer in clone.layers[:-1]:
        layer.trainable = False
    return _with_head(clone.layers[:-1])


@wrong("reuse_layers")
def frozen_like_model_a(model_A):
    import keras

    clone = keras.models.clone_model(model_A)
    clone.set_weights(model_A.get_weights())
    clone.trainable = True
    return _with_head(clone.layers[:-1])


@wrong("reuse_layers")
def returns_model_a(model_A):
    import keras

    model_A.pop()
    model_A.add(keras.layers.Dense(1, activation="sigmoid"))
    return model_A


@wrong("reuse_layers")
def layers_taken_away(model_A):
    model_A.pop()
    return _with_head(_clone(model_A).layers)


@wrong("reuse_layers")
def network_frozen(model_A):
    for layer in model_A.layers:
        layer.trainable = True
    return _with_head(_clone(model_A).layers[:-1])


@wrong("reuse_layers")
def does_not_run(model_A):
    return _with_head(_clone(model_A).layers[1:-1])


@wrong("reuse_layers")
def head_not_last(model_A):
    import keras

    layers = [*_clone(model_A).layers[:-1], keras.layers.Dense(1)]
    return keras.Sequential([*layers, keras.layers.Activation("sigmoid")])


@wrong("reuse_layers")
def something_added(model_A):
    import keras

    return _with_head([*_clone(model_A).layers[:-1], keras.layers.Dropout(0.5)])


@wrong("reuse_layers")
def weights_changed(model_A):
    clone = _clone(model_A)
    model_A.set_weights([0 * weight for weight in model_A.get_weights()])
    return _with_head(clone.layers[:-1])


@wrong("reuse_layers")
def not_a_model(model_A):
    _with_head(_clone(model_A).layers[:-1])


@wrong("reuse_layers")
def class_not_network(model_A):
    return type(_clone(model_A))


@wrong("reuse_layers")
def compiled(model_A):
    model_B = _with_head(_clone(model_A).layers[:-1])
    model_B.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])
    return model_B


@wrong("reuse_layers")
def layer_set_otherwise(model_A):
    model_B = _with_head(_clone(model_A).layers[:-1])
    model_A.layers[-1].use_bias = False
    return model_B


@wrong("reuse_layers")
def another_order(model_A):
    """Put each normalisation one place later."""
    import keras

    layers = _clone(model_A).layers[:-1]
    for place, layer in enumerate(layers[:-1]):
        if isinstance(layer, keras.layers.BatchNormalization):
            layers[place : place + 2] = [layers[place + 1], layer]
            break
    return _with_head(layers)


@wrong("reuse_layers")
def another_layer_there(model_A):
    import keras

    def other(layer):
        is_pooling = isinstance(layer, keras.layers.MaxPooling2D)
        return keras.layers.AveragePooling2D(2) if is_pooling else layer

    return _with_head([other(layer) for layer in _clone(model_A).layers[:-1]])


@wrong("reuse_layers")
def another_setting(model_A):
    import keras

    head = keras.layers.Dense(1, activation="sigmoid", use_bias=False)
    return keras.Sequential([*_clone(model_A).layers[:-1], head])


@wrong("reuse_layers")
def loss_added(model_A):
    import keras

    head = keras.layers.Dense(1, activation="sigmoid", kernel_regularizer="l2")
    return keras.Sequential([*_clone(model_A).layers[:-1], head])


@wrong("reuse_layers")
def computes_something_else(model_A):
    import keras

    class Doubled(keras.layers.Dense):
        def call(self, values):
            return 2 * super().call(values)

    return keras.Sequential([*_clone(model_A).layers[:-1], Doubled(1, activation="sigmoid")])


# freeze_reused


def _compiled(model, **options):
    loss, metrics = "binary_crossentropy", ["accuracy"]
    model.compile(**{"optimizer": "sgd", "loss": loss, "metrics": metrics, **options})
    return model


def _trainable(model, *flags):
    """Set trainable of the reused layers and of the last one."""
    trunk, head = flags
    model.trainable = True
    for layer in model.layers[:-1]:
        layer.trainable = trunk
    model.layers[-1].trainable = head


@wrong("freeze_reused")
def not_compiled_again(model):
    if not model.compiled:
        _compiled(model)
    _trainable(model, False, True)
    return model


@wrong("freeze_reused")
def not_compiled(model):
    if not model.compiled:
        _trainable(model, False, True)
        return model
    _trainable(model, False, True)
    return _compiled(model)


@wrong("freeze_reused")
def head_frozen_too(model):
    _trainable(model, False, False)
    return _compiled(model)


@wrong("freeze_reused")
def head_frozen_instead(model):
    _trainable(model, True, False)
    return _compiled(model)


@wrong("freeze_reused")
def nothing_frozen(model):
    model.trainable = True
    for layer in model.layers[:-1]:
        layer.trainable == False  # noqa: B015, E712
    return _compiled(model)


@wrong("freeze_reused")
def another_attribute(model):
    for layer in model.layers[:-1]:
        layer.trainble = False
    model.trainable = True
    return _compiled(model)


@wrong("freeze_reused")
def half_trained(model):
    _trainable(model, False, True)
    model.layers[-1].bias.trainable = False
    return _compiled(model)


@wrong("freeze_reused")
def head_stays(model):
    _trainable(model, False, True)
    for weight in model.layers[-1].weights:
        weight.trainable = False
    return _compiled(model)


@wrong("freeze_reused")
def rate_below_zero(model):
    import keras

    _trainable(model, False, True)
    return _compiled(model, optimizer=keras.optimizers.SGD(-0.01))


@wrong("freeze_reused")
def rate_too_small(model):
    import keras

    _trainable(model, False, True)
    return _compiled(model, optimizer=keras.optimizers.SGD(1e-12))


@wrong("freeze_reused")
def updates_saved_up(model):
    import keras

    _trainable(model, False, True)
    return _compiled(model, optimizer=keras.optimizers.SGD(0.1, gradient_accumulation_steps=100))


@wrong("freeze_reused")
def partly_frozen(model):
    _trainable(model, False, True)
    model.layers[-2].trainable = True
    return _compiled(model)


@wrong("freeze_reused")
def another_network(model):
    import keras

    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    _trainable(clone, False, True)
    return _compiled(clone)


@wrong("freeze_reused")
def weights_changed(model):
    _trainable(model, False, True)
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([0 * kernel, bias])
    return _compiled(model)


@wrong("freeze_reused")
def fit_refused(model):
    _trainable(model, False, True)
    return _compiled(model, loss="no_such_loss")


@wrong("freeze_reused")
def layers_changed(model):
    import keras

    _trainable(model, False, False)
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    return _compiled(model)


@wrong("freeze_reused")
def network_frozen(model):
    model.trainable = False
    model.layers[-1].trainable = True
    return _compiled(model)


@wrong("freeze_reused")
def another_accuracy(model):
    _trainable(model, False, True)
    return _compiled(model, metrics=["sparse_categorical_accuracy"])


@wrong("freeze_reused")
def another_loss(model):
    _trainable(model, False, True)
    return _compiled(model, loss="mse")


@wrong("freeze_reused")
def no_accuracy(model):
    _trainable(model, False, True)
    return _compiled(model, metrics=None)


@wrong("freeze_reused")
def not_a_model(model):
    _trainable(model, False, True)
    _compiled(model)


# fine_tune


def _stage(model, X, y, trunk, head, rate, epochs, **options):
    import keras

    _trainable(model, trunk, head)
    loss = options.pop("loss", "binary_crossentropy")
    more = options.pop("of_optimizer", {})
    model.compile(loss=loss, optimizer=keras.optimizers.SGD(rate, **more))
    options = {"batch_size": 32, "verbose": 0, **options}
    return model.fit(X, y, epochs=epochs, **options)


@wrong("fine_tune")
def one_stage_only(model, X, y):
    history = _stage(model, X, y, True, True, 0.01, 20)
    return history, history


@wrong("fine_tune")
def not_trained(model, X, y):
    return None, None


@wrong("fine_tune")
def too_many_stages(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    _stage(model, X, y, True, True, 0.001, 8)
    return first, _stage(model, X, y, True, True, 0.001, 8)


@wrong("fine_tune")
def trunk_moves_first(model, X, y):
    return (
        _stage(model, X, y, True, True, 0.01, 4),
        _stage(model, X, y, True, True, 0.001, 16),
    )


@wrong("fine_tune")
def never_unfrozen(model, X, y):
    import keras

    _trainable(model, False, True)
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01))
    first = model.fit(X, y, batch_size=32, epochs=4, verbose=0)
    _trainable(model, True, True)
    model.optimizer.learning_rate = 0.001
    return first, model.fit(X, y, batch_size=32, epochs=16, verbose=0)


@wrong("fine_tune")
def stages_exchanged(model, X, y):
    return (
        _stage(model, X, y, True, True, 0.01, 4),
        _stage(model, X, y, False, True, 0.001, 16),
    )


@wrong("fine_tune")
def head_thrown_away(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([kernel * 0 + 0.1, bias])
    return first, _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def partly_trained(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    return first, _stage(model, X, y, True, False, 0.001, 16)


@wrong("fine_tune")
def same_rate(model, X, y):
    return (
        _stage(model, X, y, False, True, 0.01, 4),
        _stage(model, X, y, True, True, 0.01, 16),
    )


@wrong("fine_tune")
def rate_rises(model, X, y):
    return (
        _stage(model, X, y, False, True, 0.001, 4),
        _stage(model, X, y, True, True, 0.01, 16),
    )


@wrong("fine_tune")
def another_rate(model, X, y):
    return (
        _stage(model, X, y, False, True, 0.01, 4),
        _stage(model, X, y, True, True, 0.005, 16),
    )


@wrong("fine_tune")
def other_epochs(model, X, y):
    return (
        _stage(model, X, y, False, True, 0.01, 2),
        _stage(model, X, y, True, True, 0.001, 2),
    )


@wrong("fine_tune")
def other_batches(model, X, y):
    return (
        _stage(model, X, y, False, True, 0.01, 4, batch_size=8),
        _stage(model, X, y, True, True, 0.001, 16, batch_size=8),
    )


@wrong("fine_tune")
def another_loss(model, X, y):
    return (
        _stage(model, X, y, False, True, 0.01, 4, loss="mse"),
        _stage(model, X, y, True, True, 0.001, 16, loss="mse"),
    )


@wrong("fine_tune")
def histories_missing(model, X, y):
    _stage(model, X, y, False, True, 0.01, 4)
    _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def histories_exchanged(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    return _stage(model, X, y, True, True, 0.001, 16), first


@wrong("fine_tune")
def same_history_twice(model, X, y):
    _stage(model, X, y, False, True, 0.01, 4)
    history = _stage(model, X, y, True, True, 0.001, 16)
    return history, history


@wrong("fine_tune")
def other_histories(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    second = _stage(model, X, y, True, True, 0.001, 16)
    first.history["loss"] = first.history["loss"][-1:]
    return first, second


@wrong("fine_tune")
def layers_changed(model, X, y):
    import keras

    model.add(keras.layers.Dense(1, activation="sigmoid"))
    first = _stage(model, X, y, False, True, 0.01, 4)
    return first, _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def weights_changed(model, X, y):
    model.set_weights([0.9 * weight for weight in model.get_weights()])
    first = _stage(model, X, y, False, True, 0.01, 4)
    return first, _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def undone_afterwards(model, X, y):
    start = model.get_weights()
    first = _stage(model, X, y, False, True, 0.01, 4)
    second = _stage(model, X, y, True, True, 0.001, 16)
    model.set_weights(start)
    return first, second


@wrong("fine_tune")
def head_not_trained(model, X, y):
    import keras

    model.trainable = False
    model.layers[-1].trainable = True
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01))
    first = model.fit(X, y, batch_size=32, epochs=4)
    return first, _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def images_changed(model, X, y):
    first = _stage(model, X / 255, y, False, True, 0.01, 4)
    return first, _stage(model, X / 255, y, True, True, 0.001, 16)


def _two_stages(model, X, y, first=0.01, second=0.001, **options):
    return (
        _stage(model, X, y, False, True, first, 4, **options),
        _stage(model, X, y, True, True, second, 16, **options),
    )


@wrong("fine_tune")
def copy_trained(model, X, y):
    import keras

    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    return _two_stages(clone, X, y)


@wrong("fine_tune")
def head_frozen_instead(model, X, y):
    first = _stage(model, X, y, True, False, 0.01, 4)
    return first, _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def still_frozen(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    return first, _stage(model, X, y, False, True, 0.001, 16)


@wrong("fine_tune")
def another_attribute(model, X, y):
    import keras

    histories = []
    for is_frozen, rate, epochs in ((True, 0.01, 4), (False, 0.001, 16)):
        for layer in model.layers:
            layer.trainable = True
            layer.frozen = is_frozen
        model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(rate))
        histories.append(model.fit(X, y, batch_size=32, epochs=epochs))
    return histories


@wrong("fine_tune")
def half_trained(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    model.layers[-1].bias.trainable = False
    return first, _stage(model, X, y, True, True, 0.001, 16)


@wrong("fine_tune")
def rate_below_zero(model, X, y):
    return _two_stages(model, X, y, -0.01, -0.001)


@wrong("fine_tune")
def rate_too_small(model, X, y):
    return _two_stages(model, X, y, 1e-11, 1e-12)


@wrong("fine_tune")
def diverged(model, X, y):
    return _two_stages(model, X, y, 1e30, 1e29)


@wrong("fine_tune")
def rate_changes(model, X, y):
    import keras

    slower = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.8)
    return _two_stages(model, X, y, callbacks=[slower])


@wrong("fine_tune")
def updates_saved_up(model, X, y):
    return _two_stages(model, X, y, of_optimizer={"gradient_accumulation_steps": 2})


@wrong("fine_tune")
def part_put_aside(model, X, y):
    return _two_stages(model, X, y, validation_split=0.2)


@wrong("fine_tune")
def weighted(model, X, y):
    return _two_stages(model, X, y, class_weight={0: 1.0, 1: 3.0})


@wrong("fine_tune")
def labels_changed(model, X, y):
    return _two_stages(model, X, y[::-1])


@wrong("fine_tune")
def other_images_in_an_epoch(model, X, y):
    rows = [0, *range(len(X) - 1)]
    return _two_stages(model, X[rows], y[rows])


@wrong("fine_tune")
def input_mutated(model, X, y):
    first = _stage(model, X, y, False, True, 0.01, 4)
    X *= 2
    return first, _stage(model, X, y, True, True, 0.001, 16)


# paired_gain


def _checked(transfer, scratch):
    if len(transfer) != len(scratch) or len(transfer) < 2:
        raise ValueError("seeds")
    return transfer - scratch


def _four(transfer, scratch, half, lost=None):
    differences = _checked(transfer, scratch)
    gain = differences.mean()
    lost = np.mean(differences < 0) if lost is None else lost
    return gain, gain - half, gain + half, lost


def _t(n):
    return stats.t.ppf(0.975, n - 1)


@wrong("paired_gain")
def bad_input_accepted(transfer, scratch):
    differences = np.asarray(transfer) - np.asarray(scratch)
    half = _t(len(differences)) * stats.sem(differences)
    gain = differences.mean()
    return gain, gain - half, gain + half, np.mean(differences < 0)


@wrong("paired_gain")
def exchanged(transfer, scratch):
    half = _t(len(transfer)) * stats.sem(_checked(scratch, transfer))
    return _four(scratch, transfer, half)


@wrong("paired_gain")
def unpaired(transfer, scratch):
    _checked(transfer, scratch)
    interval = stats.ttest_ind(transfer, scratch).confidence_interval()
    half = (interval.high - interval.low) / 2
    return _four(transfer, scratch, half)


@wrong("paired_gain")
def normal_for_t(transfer, scratch):
    half = 1.96 * stats.sem(_checked(transfer, scratch))
    return _four(transfer, scratch, half)


@wrong("paired_gain")
def one_sided(transfer, scratch):
    half = stats.t.ppf(0.95, len(transfer) - 1) * stats.sem(_checked(transfer, scratch))
    return _four(transfer, scratch, half)


@wrong("paired_gain")
def one_degree_too_many(transfer, scratch):
    half = stats.t.ppf(0.975, len(transfer)) * stats.sem(_checked(transfer, scratch))
    return _four(transfer, scratch, half)


@wrong("paired_gain")
def population_spread(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * np.std(differences) / np.sqrt(len(differences))
    return _four(transfer, scratch, half)


@wrong("paired_gain")
def spread_of_one_run(transfer, scratch):
    differences = _checked(transfer, scratch)
    return _four(transfer, scratch, _t(len(differences)) * np.std(differences, ddof=1))


@wrong("paired_gain")
def standard_error_only(transfer, scratch):
    return _four(transfer, scratch, stats.sem(_checked(transfer, scratch)))


@wrong("paired_gain")
def lowest_and_highest(transfer, scratch):
    differences = _checked(transfer, scratch)
    lost = np.mean(differences < 0)
    return differences.mean(), differences.min(), differences.max(), lost


@wrong("paired_gain")
def ties_are_lost(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * stats.sem(differences)
    return _four(transfer, scratch, half, np.mean(differences <= 0))


@wrong("paired_gain")
def won_for_lost(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * stats.sem(differences)
    return _four(transfer, scratch, half, np.mean(differences > 0))


@wrong("paired_gain")
def lost_not_a_part(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * stats.sem(differences)
    return _four(transfer, scratch, half, np.sum(differences < 0))


@wrong("paired_gain")
def median_for_mean(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * stats.sem(differences)
    gain = np.median(differences)
    return gain, gain - half, gain + half, np.mean(differences < 0)


@wrong("paired_gain")
def wrong_values(transfer, scratch):
    return _four(transfer, scratch, 0.05 + 0 * _checked(transfer, scratch)[0])


@wrong("paired_gain")
def lost_of_n_1(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * stats.sem(differences)
    return _four(transfer, scratch, half, np.sum(differences < 0) / (len(differences) - 1))


@wrong("paired_gain")
def too_few_seeds_accepted(transfer, scratch):
    if len(transfer) != len(scratch):
        raise ValueError("lengths")
    return bad_input_accepted(transfer, scratch)


@wrong("paired_gain")
def wrong_structure(transfer, scratch):
    return _checked(transfer, scratch).mean()


@wrong("paired_gain")
def not_a_number(transfer, scratch):
    differences = _checked(transfer, scratch)
    half = _t(len(differences)) * stats.sem(differences)
    return differences.mean(), (differences.mean() - half,), "high", 0.0
