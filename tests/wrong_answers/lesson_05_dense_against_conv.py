"""Wrong answers to the exercises of lesson 05."""

import numpy as np

from tests.answers import wrong

# shift_images


def _shift(X, dx, dy):
    height, width = X.shape[1:3]
    result = np.zeros_like(X)
    for row in range(height):
        for column in range(width):
            if 0 <= row - dy < height and 0 <= column - dx < width:
                result[:, row, column] = X[:, row - dy, column - dx]
    return result


@wrong("shift_images")
def wraps_around(X, dx, dy):
    return np.roll(X, (dy, dx), axis=(1, 2))


@wrong("shift_images")
def x_and_y_exchanged(X, dx, dy):
    return _shift(X, dy, dx)


@wrong("shift_images")
def other_direction(X, dx, dy):
    return _shift(X, -dx, -dy)


@wrong("shift_images")
def up_for_down(X, dx, dy):
    return _shift(X, dx, -dy)


@wrong("shift_images")
def left_for_right(X, dx, dy):
    return _shift(X, -dx, dy)


@wrong("shift_images")
def not_shifted(X, dx, dy):
    return X.copy()


@wrong("shift_images")
def edge_repeated(X, dx, dy):
    rows = np.clip(np.arange(X.shape[1]) - dy, 0, X.shape[1] - 1)
    columns = np.clip(np.arange(X.shape[2]) - dx, 0, X.shape[2] - 1)
    return X[:, rows][:, :, columns]


@wrong("shift_images")
def negative_shift_ignored(X, dx, dy):
    return _shift(X, max(dx, 0), max(dy, 0))


@wrong("shift_images")
def sign_ignored(X, dx, dy):
    return _shift(X, abs(dx), abs(dy))


@wrong("shift_images")
def only_to_the_side(X, dx, dy):
    return _shift(X, dx, 0)


@wrong("shift_images")
def only_up_and_down(X, dx, dy):
    return _shift(X, 0, dy)


@wrong("shift_images")
def cut_smaller(X, dx, dy):
    height, width = X.shape[1:3]
    return X[:, max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]


@wrong("shift_images")
def channels_shifted(X, dx, dy):
    if X.ndim == 3:
        return _shift(X, dx, dy)
    return np.roll(_shift(X, 0, dy), dx, axis=3)


@wrong("shift_images")
def emptied_by_no_shift(X, dx, dy):
    shifted = np.roll(X, (dy, dx), axis=(1, 2))
    shifted[:, slice(dy) if dy > 0 else slice(dy, None)] = 0
    shifted[:, :, slice(dx) if dx > 0 else slice(dx, None)] = 0
    return shifted


@wrong("shift_images")
def wrong_side_emptied(X, dx, dy):
    shifted = np.roll(X, (dy, dx), axis=(1, 2))
    shifted[:, :dy] = 0
    shifted[:, :, :dx] = 0
    return shifted


@wrong("shift_images")
def wrong_dtype(X, dx, dy):
    return _shift(X, dx, dy).astype("float64")


@wrong("shift_images")
def input_mutated(X, dx, dy):
    X[:] = _shift(X, dx, dy)
    return X


@wrong("shift_images")
def not_an_array(X, dx, dy):
    return list(_shift(X, dx, dy))


# features_up_to


def _part(model, end):
    import keras

    return keras.Model(model.inputs, model.layers[end].output)


def _index(model, layer_name):
    return model.layers.index(model.get_layer(layer_name))


@wrong("features_up_to")
def always_in_training(model, layer_name):
    import keras

    part = keras.Model(model.inputs[0], model.get_layer(layer_name).output)

    class InTraining(keras.Model):
        def call(self, images, training=None):
            return part(images, training=True)

    return InTraining()


@wrong("features_up_to")
def one_layer_too_few(model, layer_name):
    import keras

    end = _index(model, layer_name) - 1
    return _part(model, end) if end >= 0 else keras.Model(model.inputs, model.inputs)


@wrong("features_up_to")
def one_layer_too_many(model, layer_name):
    return _part(model, min(_index(model, layer_name) + 1, len(model.layers) - 1))


@wrong("features_up_to")
def whole_network(model, layer_name):
    model.get_layer(layer_name)
    return model


@wrong("features_up_to")
def another_layer(model, layer_name):
    return _part(model, {0: 0, 1: 3}.get(_index(model, layer_name), 0))


@wrong("features_up_to")
def weights_not_taken(model, layer_name):
    import keras

    model.get_layer(layer_name)
    clone = keras.models.clone_model(model)
    return keras.Model(clone.inputs, clone.get_layer(layer_name).output)


@wrong("features_up_to")
def layers_taken_away(model, layer_name):
    model.get_layer(layer_name)
    while model.layers[-1].name != layer_name:
        model.pop()
    return model if layer_name != "conv" else _popped(model)


def _popped(model):
    return model


@wrong("features_up_to")
def weights_changed(model, layer_name):
    part = _part(model, _index(model, layer_name))
    last = model.layers[-1]
    last.set_weights([0 * weight for weight in last.get_weights()])
    return part


@wrong("features_up_to")
def network_frozen(model, layer_name):
    part = _part(model, _index(model, layer_name))
    part.trainable = False
    return part


@wrong("features_up_to")
def absent_layer_accepted(model, layer_name):
    names = [layer.name for layer in model.layers]
    return _part(model, names.index(layer_name) if layer_name in names else len(names) - 1)


@wrong("features_up_to")
def does_not_run(model, layer_name):
    import keras

    class Part(keras.Model):
        """Has no method call."""

    _index(model, layer_name)
    return Part()


@wrong("features_up_to")
def not_a_model(model, layer_name):
    return model.get_layer(layer_name)


@wrong("features_up_to")
def class_not_network(model, layer_name):
    return type(_part(model, _index(model, layer_name)))


@wrong("features_up_to")
def layer_set_otherwise(model, layer_name):
    import keras

    layer = model.get_layer(layer_name)
    part = _part(model, _index(model, layer_name))
    if hasattr(layer, "activation"):
        layer.activation = keras.activations.linear  # to get what goes into it
    return part


@wrong("features_up_to")
def not_one_array(model, layer_name):
    import keras

    return keras.Model(model.inputs, {layer_name: model.get_layer(layer_name).output})


@wrong("features_up_to")
def other_features(model, layer_name):
    import keras

    output = model.get_layer(layer_name).output
    if len(output.shape) == 4:
        output = keras.layers.GlobalAveragePooling2D()(output)
    return keras.Model(model.inputs, output)


# accuracy_under_shift


def _moved(X, dx):
    return _shift(X, dx, 0)


def _accuracies(model, y, pictures, threshold=0.5):
    return np.array(
        [
            np.mean((model.predict(picture, verbose=0)[:, 0] > threshold) == (y > 0.5))
            for picture in pictures
        ]
    )


@wrong("accuracy_under_shift")
def shifts_ignored(model, X, y, shifts):
    return _accuracies(model, y, [X for _ in shifts])


@wrong("accuracy_under_shift")
def other_direction(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, -dx) for dx in shifts])


@wrong("accuracy_under_shift")
def half_is_enough(model, X, y, shifts):
    accuracies = []
    for dx in shifts:
        is_positive = model.predict(_moved(X, dx), verbose=0).ravel() >= 0.5
        accuracies.append(np.count_nonzero(is_positive == y) / len(y))
    return np.array(accuracies)


@wrong("accuracy_under_shift")
def wraps_around(model, X, y, shifts):
    return _accuracies(model, y, [np.roll(X, dx, axis=2) for dx in shifts])


@wrong("accuracy_under_shift")
def shifted_again_and_again(model, X, y, shifts):
    pictures, picture = [], X
    for dx in shifts:
        picture = _moved(picture, dx)
        pictures.append(picture)
    return _accuracies(model, y, pictures)


@wrong("accuracy_under_shift")
def up_and_down(model, X, y, shifts):
    return _accuracies(model, y, [_shift(X, 0, dx) for dx in shifts])


@wrong("accuracy_under_shift")
def every_image_with_every_label(model, X, y, shifts):
    return np.array(
        [np.mean((model.predict(_moved(X, dx), verbose=0) > 0.5) == (y > 0.5)) for dx in shifts]
    )


@wrong("accuracy_under_shift")
def errors_counted(model, X, y, shifts):
    return 1 - _accuracies(model, y, [_moved(X, dx) for dx in shifts])


@wrong("accuracy_under_shift")
def in_per_cent(model, X, y, shifts):
    return 100 * _accuracies(model, y, [_moved(X, dx) for dx in shifts])


@wrong("accuracy_under_shift")
def argmax_of_one(model, X, y, shifts):
    return np.array(
        [np.mean(model.predict(_moved(X, dx), verbose=0).argmax(axis=1) == y) for dx in shifts]
    )


@wrong("accuracy_under_shift")
def mean_over_shifts(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts]).mean(keepdims=True)


@wrong("accuracy_under_shift")
def another_threshold(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts], threshold=0.9)


@wrong("accuracy_under_shift")
def axis_of_length_1(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts])[:, np.newaxis]


@wrong("accuracy_under_shift")
def not_an_array(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts]).tolist()


@wrong("accuracy_under_shift")
def input_mutated(model, X, y, shifts):
    result = _accuracies(model, y, [_moved(X, dx) for dx in shifts])
    X[:, 0] = 0
    return result


# fine_tune_normalised


def _norms(layers):
    """Return the normalisations at every depth."""
    return [layer for layer in _all_of(layers) if hasattr(layer, "moving_mean")]


def _all_of(layers):
    found = []
    for layer in layers:
        found += [layer, *_all_of(getattr(layer, "layers", []))]
    return found


def _set_trainable(model, of_norms=False):
    for layer in [model, *_all_of(model.layers)]:
        layer.trainable = True
    for layer in _norms(model.layers):
        layer.trainable = of_norms


def _compile(model, loss="binary_crossentropy", rate=0.01):
    import keras

    model.compile(loss=loss, optimizer=keras.optimizers.SGD(rate))


def _fit(model, X, y, **options):
    return model.fit(X, y, **{"batch_size": 32, "epochs": 5, "verbose": 0, **options})


@wrong("fine_tune_normalised")
def training_false_overridden(model, X, y):
    import keras

    _set_trainable(model, of_norms=True)
    images = keras.Input(X.shape[1:])
    outer = keras.Model(images, model(images, training=False))
    _compile(outer)
    return _fit(outer, X, y)


@wrong("fine_tune_normalised")
def normalisation_trains(model, X, y):
    _set_trainable(model)
    model.trainable = False
    model.trainable = True
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def not_compiled_again(model, X, y):
    _set_trainable(model)
    if not model.compiled:
        _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def everything_frozen(model, X, y):
    model.trainable = False
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def head_only(model, X, y):
    model.trainable = True
    for layer in model.layers:
        if hasattr(layer, "moving_mean"):
            layer.trainable = False
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def nested_model_frozen(model, X, y):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = not _norms([layer])
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def partly_trained(model, X, y):
    _set_trainable(model)
    hidden = next(layer for layer in _all_of(model.layers) if hasattr(layer, "units"))
    hidden.trainable = False
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def nested_normalisation_trains(model, X, y):
    import keras

    model.trainable = True
    for layer in model.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def momentum_for_freezing(model, X, y):
    _set_trainable(model, of_norms=True)
    for layer in _norms(model.layers):
        layer.momentum = 1.0
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def batch_statistics_used(model, X, y):
    _set_trainable(model, of_norms=True)
    for layer in _norms(model.layers):
        layer.momentum = 1.0
        layer.gamma.trainable = layer.beta.trainable = False
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def scale_and_offset_train(model, X, y):
    import keras

    class InUse(keras.Model):
        def __init__(self):
            super().__init__()
            self.network = model

        def call(self, images):
            return self.network(images, training=False)

    _set_trainable(model, of_norms=True)
    outer = InUse()
    _compile(outer)
    return _fit(outer, X, y)


@wrong("fine_tune_normalised")
def moving_statistics_move(model, X, y):
    _set_trainable(model, of_norms=True)
    for layer in _norms(model.layers):
        layer.gamma.trainable = layer.beta.trainable = False
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def restored_afterwards(model, X, y):
    _set_trainable(model, of_norms=True)
    before = [layer.get_weights() for layer in _norms(model.layers)]
    _compile(model)
    history = _fit(model, X, y)
    for layer, weights in zip(_norms(model.layers), before, strict=True):
        layer.set_weights(weights)
    return history


@wrong("fine_tune_normalised")
def normalisation_set_anew(model, X, y):
    _set_trainable(model)
    for layer in _norms(model.layers):
        scale, offset, mean, variance = layer.get_weights()
        layer.set_weights([scale, offset, 0 * mean, 0 * variance + 1])
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def copy_trained(model, X, y):
    import keras

    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    _set_trainable(clone)
    _compile(clone)
    return _fit(clone, X, y)


@wrong("fine_tune_normalised")
def not_trained(model, X, y):
    _set_trainable(model)
    _compile(model)
    for _ in range(5):
        model.train_on_batch(X[:32], y[:32])
    return model.evaluate(X, y, verbose=0)


@wrong("fine_tune_normalised")
def trained_more_than_once(model, X, y):
    for layer in model.layers[:-1]:
        layer.trainable = False
    _compile(model)
    _fit(model, X, y, epochs=1)
    _set_trainable(model)
    _compile(model, rate=0.001)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def weights_changed(model, X, y):
    _set_trainable(model)
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([0 * kernel, 0 * bias])
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def undone_afterwards(model, X, y):
    _set_trainable(model)
    start = model.get_weights()
    _compile(model)
    history = _fit(model, X, y)
    model.set_weights(start)
    return history


@wrong("fine_tune_normalised")
def layers_changed(model, X, y):
    import keras

    _set_trainable(model)
    longer = keras.Sequential([model, keras.layers.Dense(1, activation="sigmoid")])
    _compile(longer)
    return _fit(longer, X, y)


@wrong("fine_tune_normalised")
def normalisation_alone_trains(model, X, y):
    model.trainable = False
    model.trainable = True
    for layer in _all_of(model.layers):
        layer.trainable = hasattr(layer, "layers") or hasattr(layer, "moving_mean")
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def diverged(model, X, y):
    _set_trainable(model)
    _compile(model, rate=float("inf"))
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def other_epochs(model, X, y):
    _set_trainable(model)
    _compile(model)
    return _fit(model, X, y, epochs=4)


@wrong("fine_tune_normalised")
def other_batches(model, X, y):
    _set_trainable(model)
    _compile(model)
    return _fit(model, X, y, batch_size=64)


@wrong("fine_tune_normalised")
def another_loss(model, X, y):
    _set_trainable(model)
    _compile(model, loss="mse")
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def images_changed(model, X, y):
    _set_trainable(model)
    _compile(model)
    return _fit(model, X / 255, y)


@wrong("fine_tune_normalised")
def weighted(model, X, y):
    _set_trainable(model)
    _compile(model)
    return _fit(model, X, y, class_weight={0: 1.0, 1: 3.0})


@wrong("fine_tune_normalised")
def other_first_loss(model, X, y):
    _set_trainable(model)
    for layer in _norms(model.layers):
        layer.epsilon = 0.3
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def losses_not_noted(model, X, y):
    import keras
    import tensorflow as tf

    class Silent(keras.Model):
        def __init__(self):
            super().__init__()
            self.network = model

        def call(self, images):
            return self.network(images)

        def train_step(self, data):
            images, labels = data
            with tf.GradientTape() as tape:
                predicted = self.network(images, training=True)[:, 0]
                loss = keras.losses.binary_crossentropy(labels, predicted)
            self.optimizer.apply(
                tape.gradient(loss, [weight.value for weight in self.trainable_weights]),
                self.trainable_weights,
            )
            return {"loss": 0.0}

    _set_trainable(model)
    silent = Silent()
    _compile(silent)
    return _fit(silent, X, y)


@wrong("fine_tune_normalised")
def another_attribute(model, X, y):
    _set_trainable(model, of_norms=True)
    for layer in _norms(model.layers):
        layer.frozen = True
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def network_frozen(model, X, y):
    _set_trainable(model)
    _compile(model)
    model.trainable = False
    for layer in _all_of(model.layers):
        layer.trainable = not hasattr(layer, "moving_mean")
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def half_trained(model, X, y):
    _set_trainable(model)
    model.layers[-1].bias.trainable = False
    _compile(model)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def rate_below_zero(model, X, y):
    _set_trainable(model)
    _compile(model, rate=-0.01)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def rate_too_small(model, X, y):
    _set_trainable(model)
    _compile(model, rate=1e-10)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def updates_saved_up(model, X, y):
    import keras

    _set_trainable(model)
    optimizer = keras.optimizers.SGD(0.01, gradient_accumulation_steps=2)
    model.compile(loss="binary_crossentropy", optimizer=optimizer)
    return _fit(model, X, y)


@wrong("fine_tune_normalised")
def part_put_aside(model, X, y):
    _set_trainable(model)
    _compile(model)
    return _fit(model, X, y, validation_split=0.1)


@wrong("fine_tune_normalised")
def labels_changed(model, X, y):
    _set_trainable(model)
    _compile(model)
    return _fit(model, X, 1 - y)


@wrong("fine_tune_normalised")
def other_images_in_an_epoch(model, X, y):
    _set_trainable(model)
    _compile(model)
    rows = [0, *range(len(X) - 1)]
    return _fit(model, X[rows], y[rows])


@wrong("fine_tune_normalised")
def history_missing(model, X, y):
    _set_trainable(model)
    _compile(model)
    _fit(model, X, y)


@wrong("fine_tune_normalised")
def another_history(model, X, y):
    _set_trainable(model)
    _compile(model)
    history = _fit(model, X, y)
    history.history["loss"] = history.history["loss"][-1:]
    return history


@wrong("fine_tune_normalised")
def input_mutated(model, X, y):
    _set_trainable(model)
    _compile(model)
    history = _fit(model, X, y)
    X -= X.mean()
    return history


@wrong("fine_tune_normalised")
def settings_changed(model, X, y):
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    _set_trainable(model)
    _compile(model)
    return _fit(model, X, y)
