"""Wrong answers to the exercises of lesson 06."""

import numpy as np

from tests.answers import wrong

# combine_datasets


def _combine(first, second, offset=None, dtype="int64"):
    if len(first[0]) != len(first[1]) or len(second[0]) != len(second[1]):
        raise ValueError("every image needs one label")
    offset = int(first[1].max()) + 1 if offset is None else offset
    X = np.concatenate([first[0], second[0]])
    return X, np.concatenate([first[1], second[1].astype("int64") + offset]).astype(dtype)


@wrong("combine_datasets")
def labels_collide(first, second):
    return _combine(first, second, 0)


@wrong("combine_datasets")
def offset_one_too_small(first, second):
    return _combine(first, second, int(first[1].max()))


@wrong("combine_datasets")
def occurring_classes_counted(first, second):
    return _combine(first, second, len(np.unique(first[1])))


@wrong("combine_datasets")
def offset_from_second(first, second):
    return _combine(first, second, int(second[1].max()) + 1)


@wrong("combine_datasets")
def second_renumbered(first, second):
    return _combine(first, (second[0], np.unique(second[1], return_inverse=True)[1]))


@wrong("combine_datasets")
def labels_come_first(first, second):
    return _combine(first, second)[::-1]


@wrong("combine_datasets")
def surplus_label_accepted(first, second):
    X, y_first = np.concatenate([first[0], second[0]]), first[1].astype("int64")
    if len(second[0]) != len(second[1]):
        raise ValueError("every image needs one label")
    return X, np.concatenate([y_first, second[1].astype("int64") + int(first[1].max()) + 1])


@wrong("combine_datasets")
def offset_of_ten(first, second):
    return _combine(first, second, 10)


@wrong("combine_datasets")
def offset_by_images(first, second):
    return _combine(first, second, len(first[1]))


@wrong("combine_datasets")
def first_raised(first, second):
    X, _ = _combine(first, second)
    raised = first[1].astype("int64") + int(second[1].max()) + 1
    return X, np.concatenate([raised, second[1].astype("int64")])


@wrong("combine_datasets")
def both_raised(first, second):
    X, y = _combine(first, second)
    return X, y + int(first[1].max()) + 1


@wrong("combine_datasets")
def labels_wrapped(first, second):
    X, y = _combine(first, second)
    return X, y.astype("uint8").astype("int64")


@wrong("combine_datasets")
def second_comes_first(first, second):
    X, y = _combine(first, second)
    n = len(first[1])
    return np.concatenate([X[n:], X[:n]]), np.concatenate([y[n:], y[:n]])


@wrong("combine_datasets")
def second_missing(first, second):
    return first[0], first[1].astype("int64")


@wrong("combine_datasets")
def order_lost(first, second):
    X, y = _combine(first, second)
    order = np.random.default_rng(0).permutation(len(y))
    return X[order], y[order]


@wrong("combine_datasets")
def wrong_dtype(first, second):
    return _combine(first, second, dtype="float32")


@wrong("combine_datasets")
def lengths_not_checked(first, second):
    offset = int(first[1].max()) + 1
    labels = [first[1].astype("int64"), second[1].astype("int64") + offset]
    return np.concatenate([first[0], second[0]]), np.concatenate(labels)


@wrong("combine_datasets")
def other_shapes_accepted(first, second):
    if first[0].shape[1:] != second[0].shape[1:]:
        return first
    return _combine(first, second)


@wrong("combine_datasets")
def not_a_pair(first, second):
    return _combine(first, second)[0]


@wrong("combine_datasets")
def lengths_differ(first, second):
    X, y = _combine(first, second)
    return X, y[: len(first[1])]


@wrong("combine_datasets")
def wrong_error(first, second):
    assert len(first[0]) == len(first[1])
    assert len(second[0]) == len(second[1])
    return _combine(first, second)


@wrong("combine_datasets")
def input_mutated(first, second):
    result = _combine(first, second)
    second[1][:] += 1
    return result


# inverse_frequency_weights


def _weights(y):
    if len(y) == 0:
        raise ValueError("no labels")
    classes, counts = np.unique(y, return_counts=True)
    return classes.tolist(), len(y) / (len(classes) * counts), counts


def _as_dict(classes, weights):
    return dict(zip(classes, np.asarray(weights, dtype=float).tolist(), strict=True))


@wrong("inverse_frequency_weights")
def frequency_itself(y):
    classes, _, counts = _weights(y)
    return _as_dict(classes, counts / len(y))


@wrong("inverse_frequency_weights")
def counts_returned(y):
    classes, _, counts = _weights(y)
    return _as_dict(classes, counts)


@wrong("inverse_frequency_weights")
def classes_not_divided_by(y):
    classes, _, counts = _weights(y)
    return _as_dict(classes, len(y) / counts)


@wrong("inverse_frequency_weights")
def one_over_count(y):
    classes, _, counts = _weights(y)
    return _as_dict(classes, 1 / counts)


@wrong("inverse_frequency_weights")
def adds_up_to_one(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, weights / weights.sum())


@wrong("inverse_frequency_weights")
def largest_is_one(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, weights / weights.max())


@wrong("inverse_frequency_weights")
def commonest_is_one(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, weights / weights.min())


@wrong("inverse_frequency_weights")
def root_taken(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, np.sqrt(weights))


@wrong("inverse_frequency_weights")
def whole_numbers(y):
    classes, _, counts = _weights(y)
    return _as_dict(classes, len(y) // (len(classes) * counts))


@wrong("inverse_frequency_weights")
def rounded(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, weights.round(2))


@wrong("inverse_frequency_weights")
def gaps_counted(y):
    classes, _, counts = _weights(y)
    return _as_dict(classes, len(y) / ((max(classes) + 1) * counts))


@wrong("inverse_frequency_weights")
def one_for_all(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, np.ones_like(weights))


@wrong("inverse_frequency_weights")
def weights_exchanged(y):
    classes, weights, _ = _weights(y)
    return _as_dict(classes, np.sort(weights)[::-1])


@wrong("inverse_frequency_weights")
def absent_class_weighted(y):
    if len(y) == 0:
        raise ValueError
    counts = np.bincount(y)
    with np.errstate(divide="ignore"):
        return _as_dict(range(len(counts)), len(y) / (len(counts) * counts))


@wrong("inverse_frequency_weights")
def labels_renumbered(y):
    classes, weights, _ = _weights(y)
    return _as_dict(range(len(classes)), weights)


@wrong("inverse_frequency_weights")
def not_a_dict(y):
    return _weights(y)[1]


@wrong("inverse_frequency_weights")
def key_not_an_integer(y):
    classes, weights, _ = _weights(y)
    return _as_dict(map(str, classes), weights)


@wrong("inverse_frequency_weights")
def weight_not_a_number(y):
    classes, weights, _ = _weights(y)
    return {label: [weight] for label, weight in zip(classes, weights, strict=True)}


@wrong("inverse_frequency_weights")
def no_labels_accepted(y):
    return _as_dict(*_weights(y)[:2]) if len(y) else {}


@wrong("inverse_frequency_weights")
def wrong_error(y):
    assert len(y) > 0, "no labels"
    return _as_dict(*_weights(y)[:2])


@wrong("inverse_frequency_weights")
def input_mutated(y):
    y.sort()
    return _as_dict(*_weights(y)[:2])


# build_multi_head


def _trunk(input_shape, relu=("relu", "relu"), pooling="MaxPooling2D", filters=(16, 32)):
    import keras

    images = keras.Input(input_shape)
    values = images
    for n_filters in filters:
        values = keras.layers.Conv2D(n_filters, 3, padding="same", activation=relu[0])(values)
        values = getattr(keras.layers, pooling)(2)(values)
    values = keras.layers.Flatten()(values)
    return images, keras.layers.Dense(64, activation=relu[1])(values)


def _heads(values, heads, activation="softmax"):
    import keras

    return {
        name: keras.layers.Dense(n_classes, activation=activation, name=name)(values)
        for name, n_classes in heads.items()
    }


def _model(images, outputs):
    import keras

    return keras.Model(images, outputs)


@wrong("build_multi_head")
def outputs_not_named(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, list(_heads(values, heads).values()))


@wrong("build_multi_head")
def one_output(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    n_classes = sum(heads.values())
    return _model(images, keras.layers.Dense(n_classes, activation="softmax")(values))


@wrong("build_multi_head")
def other_names(input_shape, heads):
    images, values = _trunk(input_shape)
    named = _heads(values, heads)
    return _model(images, {f"head_{number}": end for number, end in enumerate(named.values())})


@wrong("build_multi_head")
def order_lost(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, dict(sorted(_heads(values, heads).items())))


@wrong("build_multi_head")
def sigmoid_for_softmax(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, _heads(values, heads, "sigmoid"))


@wrong("build_multi_head")
def softmax_missing(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, _heads(values, heads, None))


@wrong("build_multi_head")
def classes_of_all(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, _heads(values, dict.fromkeys(heads, sum(heads.values()))))


@wrong("build_multi_head")
def sizes_exchanged(input_shape, heads):
    images, values = _trunk(input_shape)
    sizes = list(heads.values())
    return _model(images, _heads(values, dict(zip(heads, sizes[::-1], strict=True))))


@wrong("build_multi_head")
def same_size_for_all(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, _heads(values, dict.fromkeys(heads, 20)))


@wrong("build_multi_head")
def wrong_size(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, _heads(values, {name: n - 1 for name, n in heads.items()}))


@wrong("build_multi_head")
def head_without_name(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    ends = {name: keras.layers.Dense(n, activation="softmax")(values) for name, n in heads.items()}
    return _model(images, ends)


@wrong("build_multi_head")
def head_not_dense(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    ends = {}
    for name, n_classes in heads.items():
        layers = [keras.layers.Dense(32, "relu"), keras.layers.Dense(n_classes, "softmax")]
        ends[name] = keras.Sequential(layers, name=name)(values)
    return _model(images, ends)


@wrong("build_multi_head")
def trunk_not_shared(input_shape, heads):
    import keras

    images = keras.Input(input_shape)
    ends = {}
    for name, n_classes in heads.items():
        inputs, values = _trunk(input_shape)
        own = keras.Model(inputs, values)(images)
        ends[name] = keras.layers.Dense(n_classes, activation="softmax", name=name)(own)
    return _model(images, ends)


@wrong("build_multi_head")
def head_on_a_head(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    ends = {}
    for name, n_classes in heads.items():
        end = keras.layers.Dense(n_classes, activation="softmax", name=name)
        ends[name] = end(keras.layers.Concatenate()([values, *ends.values()]) if ends else values)
    return _model(images, ends)


@wrong("build_multi_head")
def trunk_does_not_learn(input_shape, heads):
    images, values = _trunk(input_shape)
    model = _model(images, _heads(values, heads))
    for layer in model.layers:
        layer.trainable = layer.name in heads
    return model


@wrong("build_multi_head")
def head_does_not_learn(input_shape, heads):
    images, values = _trunk(input_shape)
    model = _model(images, _heads(values, heads))
    for name in heads:
        model.get_layer(name).trainable = False
    return model


@wrong("build_multi_head")
def no_convolution(input_shape, heads):
    import keras

    images = keras.Input(input_shape)
    values = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(images))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def layer_added(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    twice = keras.layers.Concatenate()([values, values])
    return _model(images, _heads(twice, heads))


@wrong("build_multi_head")
def not_probabilities(input_shape, heads):
    images, values = _trunk(input_shape)
    return _model(images, {name: head > 0.5 for name, head in _heads(values, heads).items()})


@wrong("build_multi_head")
def compiled(input_shape, heads):
    images, values = _trunk(input_shape)
    model = _model(images, _heads(values, heads))
    model.compile(loss="sparse_categorical_crossentropy")
    return model


@wrong("build_multi_head")
def loss_added(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    values = keras.layers.ActivityRegularization(l2=0.01)(values)
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def dense_layer_differs(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    values = keras.layers.Dense(64, activation="relu")(values)
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def other_convolutions(input_shape, heads):
    images, values = _trunk(input_shape, filters=(32, 64))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def padding_valid(input_shape, heads):
    import keras

    images = keras.Input(input_shape)
    values = keras.layers.Conv2D(16, 3, activation="relu")(images)
    values = keras.layers.MaxPooling2D(2)(values)
    values = keras.layers.Conv2D(32, 3, activation="relu", padding="same")(values)
    values = keras.layers.Flatten()(values)
    values = keras.layers.Dense(64, activation="relu")(values)
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def relu_missing_in_convolutions(input_shape, heads):
    images, values = _trunk(input_shape, relu=(None, "relu"))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def relu_missing_in_dense(input_shape, heads):
    images, values = _trunk(input_shape, relu=("relu", None))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def relu_missing(input_shape, heads):
    images, values = _trunk(input_shape, relu=(None, None))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def average_pooling(input_shape, heads):
    images, values = _trunk(input_shape, pooling="AveragePooling2D")
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def another_activation(input_shape, heads):
    images, values = _trunk(input_shape, relu=("tanh", "relu"))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def something_added(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    return _model(images, _heads(keras.layers.Dropout(0.5)(values), heads))


@wrong("build_multi_head")
def height_and_width_exchanged(input_shape, heads):
    images, values = _trunk((input_shape[1], input_shape[0], input_shape[2]))
    return _model(images, _heads(values, heads))


@wrong("build_multi_head")
def not_a_model(input_shape, heads):
    return _heads(_trunk(input_shape)[1], heads)


@wrong("build_multi_head")
def input_mutated(input_shape, heads):
    images, values = _trunk(input_shape)
    outputs = _heads(values, heads)
    heads.clear()
    return _model(images, outputs)


@wrong("build_multi_head")
def class_not_network(input_shape, heads):
    images, values = _trunk(input_shape)
    return type(_model(images, _heads(values, heads)))


@wrong("build_multi_head")
def does_not_run(input_shape, heads):
    import keras

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.trunk = keras.Model(*_trunk(input_shape))

        def call(self, images):
            return {name: self.heads[name](self.trunk(images)) for name in heads}

    return Network()


@wrong("build_multi_head")
def input_shape_hard_coded(input_shape, heads):
    images, values = _trunk((28, 28, 1))
    return _model(images, _heads(values, heads))


def _in_a_row(input_shape, heads, *layers):
    """Return a network with these layers between the images and the dense layer."""
    import keras

    images = values = keras.Input(input_shape)
    for layer in layers:
        values = layer(values)
    return _model(images, _heads(keras.layers.Dense(64, activation="relu")(values), heads))


def _convolution(filters, size=3, **options):
    import keras

    options = {"padding": "same", "activation": "relu", **options}
    return keras.layers.Conv2D(filters, size, **options)


@wrong("build_multi_head")
def global_pooling(input_shape, heads):
    from keras.layers import GlobalMaxPooling2D, MaxPooling2D

    blocks = _convolution(16), MaxPooling2D(), _convolution(32), MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, GlobalMaxPooling2D())


@wrong("build_multi_head")
def flatten_missing(input_shape, heads):
    from keras.layers import MaxPooling2D

    blocks = _convolution(16), MaxPooling2D(), _convolution(32), MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks)


@wrong("build_multi_head")
def softmax_twice(input_shape, heads):
    import keras

    images, values = _trunk(input_shape)
    twice = keras.layers.Softmax()
    return _model(images, {name: twice(end) for name, end in _heads(values, heads).items()})


@wrong("build_multi_head")
def kernel_not_3_by_3(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    blocks = _convolution(16, 5), MaxPooling2D(), _convolution(32, 5), MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def bias_missing(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    first, second = (_convolution(filters, use_bias=False) for filters in (16, 32))
    blocks = first, MaxPooling2D(), second, MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def pooling_not_2_by_2(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    blocks = _convolution(16), MaxPooling2D(3), _convolution(32), MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def pooling_padded(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    first, second = (MaxPooling2D(padding="same") for _ in range(2))
    return _in_a_row(
        input_shape, heads, _convolution(16), first, _convolution(32), second, Flatten()
    )


@wrong("build_multi_head")
def pooling_stride_one(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    blocks = _convolution(16), MaxPooling2D(), _convolution(32), MaxPooling2D(strides=1)
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def layer_missing(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    blocks = _convolution(16), MaxPooling2D(), _convolution(32)
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def another_order(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    blocks = _convolution(16), _convolution(32), MaxPooling2D(), MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def another_layer_there(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D, SeparableConv2D

    separable = SeparableConv2D(32, 3, padding="same", activation="relu")
    blocks = _convolution(16), MaxPooling2D(), separable, MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def another_setting(input_shape, heads):
    from keras.layers import Flatten, MaxPooling2D

    blocks = _convolution(16), MaxPooling2D(), _convolution(32, dilation_rate=2), MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


@wrong("build_multi_head")
def computes_something_else(input_shape, heads):
    import keras
    from keras.layers import Flatten, MaxPooling2D

    class Doubled(keras.layers.Conv2D):
        def call(self, values):
            return 2 * super().call(values)

    doubled = Doubled(32, 3, padding="same", activation="relu")
    blocks = _convolution(16), MaxPooling2D(), doubled, MaxPooling2D()
    return _in_a_row(input_shape, heads, *blocks, Flatten())


# joint_step


def _mean_loss(y, probabilities):
    import keras
    import tensorflow as tf

    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, probabilities))


def _step(model, optimizer, losses_of, total_of, variables=None, sign=1.0):
    """Make a step along the gradient of total_of(losses_of()), and return the losses."""
    import tensorflow as tf

    variables = model.trainable_variables if variables is None else variables
    with tf.GradientTape() as tape:
        losses = losses_of()
        total = sign * total_of(losses)
    gradients = tape.gradient(total, variables)
    pairs = [pair for pair in zip(gradients, variables, strict=True) if pair[0] is not None]
    optimizer.apply([gradient for gradient, _ in pairs], [variable for _, variable in pairs])
    return losses


def _losses(model, batches, images_of=lambda name: name, head_of=lambda name: name):
    return {
        name: _mean_loss(y, model(batches[images_of(name)][0], training=True)[head_of(name)])
        for name, (_, y) in batches.items()
    }


def _weighted(model, optimizer, batches, factors, **options):
    return _step(
        model,
        optimizer,
        lambda: _losses(model, batches),
        lambda losses: sum(factors[name] * loss for name, loss in losses.items()),
        **options,
    )


@wrong("joint_step")
def weights_ignored(model, optimizer, batches, loss_weights):
    return _weighted(model, optimizer, batches, dict.fromkeys(batches, 1.0))


@wrong("joint_step")
def weights_by_place(model, optimizer, batches, loss_weights):
    by_place = dict(zip(batches, loss_weights.values(), strict=True))
    return _weighted(model, optimizer, batches, by_place)


@wrong("joint_step")
def weights_normalised(model, optimizer, batches, loss_weights):
    total = sum(loss_weights.values())
    return _weighted(model, optimizer, batches, {k: w / total for k, w in loss_weights.items()})


@wrong("joint_step")
def mean_of_losses(model, optimizer, batches, loss_weights):
    n = len(batches)
    return _weighted(model, optimizer, batches, {k: w / n for k, w in loss_weights.items()})


@wrong("joint_step")
def weights_squared(model, optimizer, batches, loss_weights):
    return _weighted(model, optimizer, batches, {k: w**2 for k, w in loss_weights.items()})


@wrong("joint_step")
def summed_over_images(model, optimizer, batches, loss_weights):
    factors = {name: w * len(batches[name][1]) for name, w in loss_weights.items()}
    return _weighted(model, optimizer, batches, factors)


@wrong("joint_step")
def first_dataset_only(model, optimizer, batches, loss_weights):
    first = next(iter(batches))
    return _weighted(model, optimizer, {first: batches[first]}, loss_weights)


@wrong("joint_step")
def last_dataset_only(model, optimizer, batches, loss_weights):
    last = list(batches)[-1]
    return _weighted(model, optimizer, {last: batches[last]}, loss_weights)


@wrong("joint_step")
def cut_to_the_shorter(model, optimizer, batches, loss_weights):
    n = min(len(y) for _, y in batches.values())
    cut = {name: (X[:n], y[:n]) for name, (X, y) in batches.items()}
    return _weighted(model, optimizer, cut, loss_weights)


@wrong("joint_step")
def uphill(model, optimizer, batches, loss_weights):
    return _weighted(model, optimizer, batches, loss_weights, sign=-1.0)


@wrong("joint_step")
def probabilities_as_logits(model, optimizer, batches, loss_weights):
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _step(
        model,
        optimizer,
        lambda: {n: loss(y, model(X, training=True)[n] + 0) for n, (X, y) in batches.items()},
        lambda losses: sum(loss_weights[name] * value for name, value in losses.items()),
    )


@wrong("joint_step")
def images_of_first_for_all(model, optimizer, batches, loss_weights):
    first = next(iter(batches))
    return _step(
        model,
        optimizer,
        lambda: _losses(model, batches, images_of=lambda name: first),
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def images_of_last_for_all(model, optimizer, batches, loss_weights):
    last = list(batches)[-1]
    return _step(
        model,
        optimizer,
        lambda: _losses(model, batches, images_of=lambda name: last),
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def heads_exchanged(model, optimizer, batches, loss_weights):
    one, other = batches
    return _step(
        model,
        optimizer,
        lambda: _losses(model, batches, head_of={one: other, other: one}.get),
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def one_head_for_all(model, optimizer, batches, loss_weights):
    first = next(iter(batches))
    return _step(
        model,
        optimizer,
        lambda: _losses(model, batches, head_of=lambda name: first),
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def every_head_on_every_image(model, optimizer, batches, loss_weights):
    return _step(
        model,
        optimizer,
        lambda: {
            name: sum(_mean_loss(y, model(X, training=True)[head]) for head in batches)
            for name, (X, y) in batches.items()
        },
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def not_updated(model, optimizer, batches, loss_weights):
    return _losses(model, batches)


@wrong("joint_step")
def one_update_each_dataset(model, optimizer, batches, loss_weights):
    losses = {}
    for name, batch in batches.items():
        losses |= _weighted(model, optimizer, {name: batch}, loss_weights)
    return losses


@wrong("joint_step")
def optimizer_not_used(model, optimizer, batches, loss_weights):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        losses = _losses(model, batches)
        total = sum(loss_weights[name] * loss for name, loss in losses.items())
    for variable, gradient in zip(
        model.trainable_variables, tape.gradient(total, model.trainable_variables), strict=True
    ):
        variable.assign_sub(optimizer.learning_rate * gradient)
    return losses


@wrong("joint_step")
def not_in_training_mode(model, optimizer, batches, loss_weights):
    return _step(
        model,
        optimizer,
        lambda: {name: _mean_loss(y, model(X)[name]) for name, (X, y) in batches.items()},
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def trunk_left_out(model, optimizer, batches, loss_weights):
    variables = [v for name in batches for v in model.get_layer(name).trainable_variables]
    return _weighted(model, optimizer, batches, loss_weights, variables=variables)


@wrong("joint_step")
def heads_left_out(model, optimizer, batches, loss_weights):
    of_heads = {id(v) for name in batches for v in model.get_layer(name).variables}
    variables = [v for v in model.trainable_variables if id(v) not in of_heads]
    return _weighted(model, optimizer, batches, loss_weights, variables=variables)


@wrong("joint_step")
def frozen_layers_moved(model, optimizer, batches, loss_weights):
    for layer in model.layers:
        layer.trainable = True
    return _weighted(model, optimizer, batches, loss_weights)


@wrong("joint_step")
def head_without_batch_moved(model, optimizer, batches, loss_weights):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        losses = _losses(model, batches)
        total = sum(loss_weights[name] * loss for name, loss in losses.items())
    variables = model.trainable_variables
    gradients = tape.gradient(total, variables)
    pairs = zip(gradients, variables, strict=True)
    optimizer.apply([tf.zeros_like(v) if g is None else g for g, v in pairs], variables)
    return losses


@wrong("joint_step")
def other_factors(model, optimizer, batches, loss_weights):
    factors = {name: w + 0.3 for name, w in loss_weights.items()}
    return _weighted(model, optimizer, batches, factors)


@wrong("joint_step")
def labels_moved(model, optimizer, batches, loss_weights):
    moved = {name: (X, np.roll(y, 1)) for name, (X, y) in batches.items()}
    return _weighted(model, optimizer, moved, loss_weights)


@wrong("joint_step")
def another_gradient(model, optimizer, batches, loss_weights):
    import tensorflow as tf

    def brier_scores():
        outputs = {name: model(X, training=True)[name] for name, (X, _) in batches.items()}
        return {
            name: tf.reduce_mean((tf.one_hot(batches[name][1], output.shape[1]) - output) ** 2)
            for name, output in outputs.items()
        }

    return _step(
        model,
        optimizer,
        brier_scores,
        lambda losses: sum(loss_weights[name] * loss for name, loss in losses.items()),
    )


@wrong("joint_step")
def trunk_learns_otherwise(model, optimizer, batches, loss_weights):
    import tensorflow as tf

    with tf.GradientTape(persistent=True) as tape:
        losses = _losses(model, batches)
        weighted = [loss_weights[name] * loss for name, loss in losses.items()]
    variables = model.trainable_variables
    gradients = list(tape.gradient(weighted[0], variables))
    for place, gradient in enumerate(tape.gradient(weighted[1], variables)):
        gradients[place] = gradient if gradients[place] is None else gradients[place]
    optimizer.apply(gradients, variables)
    return losses


@wrong("joint_step")
def total_returned(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return sum(losses.values())


@wrong("joint_step")
def losses_not_returned(model, optimizer, batches, loss_weights):
    _weighted(model, optimizer, batches, loss_weights)


@wrong("joint_step")
def weighted_losses_returned(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return {name: loss_weights[name] * loss for name, loss in losses.items()}


@wrong("joint_step")
def losses_after_update(model, optimizer, batches, loss_weights):
    _weighted(model, optimizer, batches, loss_weights)
    return _losses(model, batches)


@wrong("joint_step")
def summed_losses_returned(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return {name: len(batches[name][1]) * float(loss) for name, loss in losses.items()}


@wrong("joint_step")
def losses_exchanged(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return dict(zip(loss_weights, losses.values(), strict=True))


@wrong("joint_step")
def loss_not_a_number(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return {name: np.full(len(batches[name][1]), float(loss)) for name, loss in losses.items()}


@wrong("joint_step")
def other_losses(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return {name: loss + 1 for name, loss in losses.items()}


@wrong("joint_step")
def more_than_losses(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    return {**losses, "total": sum(losses.values())}


@wrong("joint_step")
def input_mutated(model, optimizer, batches, loss_weights):
    losses = _weighted(model, optimizer, batches, loss_weights)
    batches.popitem()
    return losses
