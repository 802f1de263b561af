"""Correct answers to lesson 05 in other styles than the reference solutions."""

import numpy as np
from scipy import ndimage

from tests.answers import right


@right("shift_images")
def padded_then_cut(X, dx, dy):
    height, width = X.shape[1:3]
    margin = max(abs(dx), abs(dy))
    padding = [(0, 0), (margin, margin), (margin, margin)] + [(0, 0)] * (X.ndim - 3)
    padded = np.pad(X, padding)
    top, left = margin - dy, margin - dx
    return padded[:, top : top + height, left : left + width]


@right("shift_images")
def rolled_then_blanked(X, dx, dy):
    rolled = np.roll(X, (dy, dx), axis=(1, 2))
    if dy > 0:
        rolled[:, :dy] = 0
    elif dy < 0:
        rolled[:, dy:] = 0
    if dx > 0:
        rolled[:, :, :dx] = 0
    elif dx < 0:
        rolled[:, :, dx:] = 0
    return rolled


@right("shift_images")
def by_scipy(X, dx, dy):
    return ndimage.shift(X, (0, dy, dx, 0)[: X.ndim], order=0, mode="constant", cval=0)


@right("features_up_to")
def layers_in_a_new_sequential(model, layer_name):
    import keras

    names = [layer.name for layer in model.layers]
    if layer_name not in names:
        raise ValueError(layer_name)
    kept = model.layers[: names.index(layer_name) + 1]
    return keras.Sequential([keras.Input(model.input_shape[1:]), *kept])


@right("features_up_to")
def a_clone_that_lost_its_end(model, layer_name):
    import keras

    end = model.get_layer(layer_name)
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    while clone.layers[-1].name != end.name:
        clone.pop()
    return clone


@right("features_up_to")
def a_class_that_calls_layer_after_layer(model, layer_name):
    import keras

    wanted = [layer.name for layer in model.layers].index(layer_name)

    class Part(keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = model.layers[: wanted + 1]

        def call(self, values):
            for part in self.parts:
                values = part(values)
            return values

    return Part()


@right("accuracy_under_shift")
def with_evaluate(model, X, y, shifts):
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    accuracies = []
    for shift in shifts:
        moved = np.roll(X, shift, axis=2)
        if shift > 0:
            moved[:, :, :shift] = 0
        if shift < 0:
            moved[:, :, shift:] = 0
        accuracies.append(model.evaluate(moved, y, verbose=0)[1])
    return np.array(accuracies)


@right("accuracy_under_shift")
def called_directly(model, X, y, shifts):
    def accuracy(dx):
        moved = np.zeros(X.shape, X.dtype)
        if dx >= 0:
            moved[:, :, dx:] = X[:, :, : X.shape[2] - dx]
        else:
            moved[:, :, :dx] = X[:, :, -dx:]
        probabilities = np.asarray(model(moved)).ravel()
        return ((probabilities > 0.5).astype("float32") == y).mean()

    return np.array([accuracy(dx) for dx in shifts])


def _at_every_depth(layers):
    """Return layers and those inside of them, outer ones first."""
    found = []
    for layer in layers:
        found.append(layer)
        found += _at_every_depth(getattr(layer, "layers", []))
    return found


def _freeze_normalisation(model):
    import keras

    model.trainable = True
    for layer in _at_every_depth(model.layers):
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)


@right("fine_tune_normalised")
def with_a_list_of_layers_to_visit(model, X, y):
    import keras

    to_visit = [model]
    while to_visit:
        layer = to_visit.pop()
        layer.trainable = layer.__class__.__name__ != "BatchNormalization"
        to_visit += getattr(layer, "layers", [])
    model.compile(keras.optimizers.Adam(1e-5), keras.losses.BinaryCrossentropy())
    return model.fit(X, y, 32, 5, 0)


@right("fine_tune_normalised")
def thawed_by_off_and_on_then_a_dataset(model, X, y):
    import keras
    import tensorflow as tf

    model.trainable = False
    model.trainable = True
    for layer in _at_every_depth(model.layers):
        if hasattr(layer, "moving_variance"):
            layer.trainable = False
    dataset = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(len(X)).batch(32)
    model.compile(optimizer=keras.optimizers.SGD(1e-4, momentum=0.9), loss="bce")
    return model.fit(dataset, epochs=5)


@right("fine_tune_normalised")
def inside_another_functional_model(model, X, y):
    import keras

    _freeze_normalisation(model)
    images = keras.Input(X.shape[1:])
    outer = keras.Model(images, model(images, training=False))
    outer.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return outer.fit(X, y, epochs=5, verbose=0)


@right("fine_tune_normalised")
def a_class_that_calls_with_training_false(model, X, y):
    import keras

    class InUse(keras.Model):
        def __init__(self, network):
            super().__init__()
            self.network = network

        def call(self, images):
            return self.network(images, training=False)

    for layer in [model, *_at_every_depth(model.layers)]:
        layer.trainable = True
    for layer in _at_every_depth(model.layers):
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.gamma.trainable = False
            layer.beta.trainable = False
    outer = InUse(model)
    outer.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01))
    return outer.fit(X, y, batch_size=32, epochs=5, verbose=0)


@right("fine_tune_normalised")
def a_training_step_of_its_own(model, X, y):
    import keras
    import tensorflow as tf

    normalisation = keras.layers.BatchNormalization
    layers = _at_every_depth(model.layers)
    kept = {id(w) for layer in layers if isinstance(layer, normalisation) for w in layer.weights}
    moved = [weight for weight in model.weights if id(weight) not in kept]

    class Stepwise(keras.Model):
        def __init__(self, network):
            super().__init__()
            self.network = network
            self.mean_loss = keras.metrics.Mean("loss")

        def call(self, images):
            return self.network(images, training=False)

        def train_step(self, data):
            images, labels = data
            with tf.GradientTape() as tape:
                predicted = self.network(images, training=False)[:, 0]
                loss = keras.losses.binary_crossentropy(labels, predicted)
            gradients = tape.gradient(loss, [weight.value for weight in moved])
            self.optimizer.apply(gradients, moved)
            self.mean_loss.update_state(loss, sample_weight=tf.shape(labels)[0])
            return {"loss": self.mean_loss.result()}

    stepwise = Stepwise(model)
    stepwise.compile(optimizer=keras.optimizers.SGD(0.001))
    return stepwise.fit(X, y, batch_size=32, epochs=5, verbose=0)


@right("fine_tune_normalised")
def flags_put_back_afterwards(model, X, y):
    layers = [model, *_at_every_depth(model.layers)]
    flags = [layer.trainable for layer in layers]
    _freeze_normalisation(model)
    model.compile(loss="binary_crossentropy", optimizer="rmsprop", run_eagerly=True)
    history = model.fit(x=X, y=y, batch_size=32, epochs=5, verbose=0, shuffle=False)
    for layer, flag in zip(layers, flags, strict=True):
        layer.trainable = flag
    return history
