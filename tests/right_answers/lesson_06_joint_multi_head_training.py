"""Correct answers to lesson 06 in other styles than the reference solutions."""

from collections import Counter

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

from tests.answers import right


@right("combine_datasets")
def filled_in_place(first, second):
    (X1, y1), (X2, y2) = first, second
    if X1.shape[1:] != X2.shape[1:] or len(X1) != len(y1) or len(X2) != len(y2):
        raise ValueError("these do not fit")
    X = np.empty((len(X1) + len(X2), *X1.shape[1:]), dtype="float32")
    y = np.empty(len(X), dtype="int64")
    X[: len(X1)], X[len(X1) :] = X1, X2
    y[: len(X1)], y[len(X1) :] = y1, y2
    y[len(X1) :] += max(y1.tolist()) + 1
    return X, y


@right("combine_datasets")
def stacked_with_checks_by_numpy(first, second):
    X = np.vstack([first[0], second[0]])  # raises ValueError where the shapes differ
    for X_part, y_part in (first, second):
        np.stack([np.arange(len(X_part)), np.arange(len(y_part))])  # raises ValueError likewise
    offset = first[1].astype(int).max() + 1
    y = np.hstack([first[1].astype(int), second[1].astype(int) + offset])
    return [X, y]


@right("inverse_frequency_weights")
def by_scikit_learn(y):
    if not len(y):
        raise ValueError("y is empty")
    classes = np.unique(y)
    return dict(zip(classes, compute_class_weight("balanced", classes=classes, y=y), strict=True))


@right("inverse_frequency_weights")
def with_a_counter(y):
    counts = Counter(y.tolist())
    if not counts:
        raise ValueError
    return {label: len(y) / len(counts) / count for label, count in counts.items()}


@right("build_multi_head")
def trunk_as_a_model(input_shape, heads):
    import keras

    trunk = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(16, (3, 3), padding="same"),
            keras.layers.ReLU(),
            keras.layers.MaxPool2D(),
            keras.layers.Conv2D(32, (3, 3), padding="same"),
            keras.layers.ReLU(),
            keras.layers.MaxPool2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(64),
            keras.layers.ReLU(),
        ]
    )
    inputs = keras.Input(input_shape)
    shared = trunk(inputs)
    outputs = {}
    for name in heads:
        outputs[name] = keras.layers.Dense(heads[name], "softmax", name=name)(shared)
    return keras.Model(inputs=inputs, outputs=outputs)


@right("build_multi_head")
def step_by_step(input_shape, heads):
    from keras import Input, Model, layers

    a = Input(shape=input_shape, name="images")
    b = layers.Conv2D(16, 3, activation="relu", padding="same")(a)
    b = layers.MaxPooling2D()(b)
    b = layers.Conv2D(32, 3, activation="relu", padding="same")(b)
    b = layers.MaxPooling2D()(b)
    b = layers.Flatten()(b)
    b = layers.Dense(64, activation="relu")(b)
    names, sizes = list(heads), list(heads.values())
    ends = [layers.Dense(n, name=m, activation="softmax")(b) for m, n in zip(names, sizes)]  # noqa: B905
    return Model(a, dict(zip(names, ends)))  # noqa: B905


@right("build_multi_head")
def a_class_that_pools_before_relu(input_shape, heads):
    from keras import Model, layers, ops

    class Network(Model):
        def __init__(self):
            super().__init__()
            self.convolutions = [layers.Conv2D(n, 3, padding="same") for n in (16, 32)]
            self.pool, self.flatten = layers.MaxPooling2D(), layers.Flatten()
            self.shared = layers.Dense(64)
            self.ends = [layers.Dense(n, "softmax", name=name) for name, n in heads.items()]

        def call(self, values):
            for convolution in self.convolutions:
                values = ops.relu(self.pool(convolution(values)))
            values = ops.relu(self.shared(self.flatten(values)))
            return {end.name: end(values) for end in self.ends}

    return Network()


@right("joint_step")
def with_loss_objects(model, optimizer, batches, loss_weights):
    import keras
    import tensorflow as tf

    loss = keras.losses.SparseCategoricalCrossentropy()
    with tf.GradientTape() as tape:
        losses = {name: loss(y, model(X, training=True)[name]) for name, (X, y) in batches.items()}
        total = tf.add_n([losses[name] * loss_weights[name] for name in losses])
    variables = model.trainable_weights
    optimizer.apply_gradients(zip(tape.gradient(total, variables), variables, strict=True))
    return {name: float(value) for name, value in losses.items()}


@right("joint_step")
def all_images_in_one_pass(model, optimizer, batches, loss_weights):
    import keras
    import tensorflow as tf

    with tf.GradientTape() as tape:
        outputs = model(tf.concat([X for X, _ in batches.values()], axis=0), training=True)
        losses, start = {}, 0
        for name, (X, y) in batches.items():
            own = outputs[name][start : start + len(X)]
            start += len(X)
            losses[name] = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y, own))
        total = sum(losses[name] * loss_weights[name] for name in losses)
    gradients = tape.gradient(total, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    return losses


@right("joint_step")
def gradients_added_up(model, optimizer, batches, loss_weights):
    import keras
    import tensorflow as tf

    variables = model.trainable_variables
    total = [None] * len(variables)  # of a head without a batch it stays None, or momentum moves it
    losses = {}
    for name, (X, y) in batches.items():
        with tf.GradientTape() as tape:
            each = keras.losses.sparse_categorical_crossentropy(y, model(X, training=True)[name])
            losses[name] = tf.reduce_mean(each)
        for place, gradient in enumerate(tape.gradient(losses[name], variables)):
            if gradient is not None:
                before = 0 if total[place] is None else total[place]
                total[place] = before + loss_weights[name] * gradient
    optimizer.apply(total, variables)
    return losses


@right("joint_step")
def compiled_and_traced_once(model, optimizer, batches, loss_weights):
    import tensorflow as tf

    key = id(model)
    if key not in _COMPILED:
        _COMPILED.clear()

        @tf.function(reduce_retracing=True)
        def step(batches, weights):
            import keras

            with tf.GradientTape() as tape:
                losses = {
                    name: tf.reduce_mean(
                        keras.losses.sparse_categorical_crossentropy(
                            y, model(X, training=True)[name]
                        )
                    )
                    for name, (X, y) in batches.items()
                }
                total = sum(weights[name] * losses[name] for name in losses)
            variables = model.trainable_variables
            optimizer.apply(tape.gradient(total, variables), variables)
            return losses

        _COMPILED[key] = (step, model)
    tensors = {name: (tf.constant(X), tf.constant(y)) for name, (X, y) in batches.items()}
    weights = {name: tf.constant(weight, tf.float32) for name, weight in loss_weights.items()}
    return _COMPILED[key][0](tensors, weights)


_COMPILED = {}
