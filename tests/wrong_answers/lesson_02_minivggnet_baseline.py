"""Wrong answers to the exercises of lesson 02."""

import numpy as np

from tests.answers import wrong

# build_minivggnet


def _network(
    input_shape,
    n_classes,
    *,
    filters=(32, 32, 64, 64),
    pool_after=(1, 3),
    relu="first",
    kernel=3,
    padding="same",
    bias=True,
    momentum=0.9,
    rates=(0.25, 0.25, 0.5),
    pooling="max",
    pooling_options=None,
    normalised=True,
    end="flatten",
    hidden=512,
    softmaxes=1,
    dropout_first=False,
):
    """Build a network in which one thing can be wrong."""
    from keras import Input, Sequential, layers

    pool = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}[pooling]
    stack = [Input(input_shape)]

    def activate_and_normalise():
        steps = []
        if relu:
            steps.append(layers.ReLU())
        if normalised:
            steps.insert(0 if relu == "last" else 1, layers.BatchNormalization(momentum=momentum))
        return steps

    def drop(rate):
        return [layers.Dropout(rate)] if rate else []

    for number, n_filters in enumerate(filters):
        stack.append(layers.Conv2D(n_filters, kernel, padding=padding, use_bias=bias))
        stack += activate_and_normalise()
        if number in pool_after:
            rate = drop(rates[min(number // 2, 1)])
            block_end = [pool(2, **(pooling_options or {}))]
            stack += [*rate, *block_end] if dropout_first else [*block_end, *rate]
    stack.append(layers.Flatten() if end == "flatten" else layers.GlobalMaxPooling2D())
    stack.append(layers.Dense(hidden))
    stack += [*activate_and_normalise(), *[layer for rate in rates[2:] for layer in drop(rate)]]
    stack.append(layers.Dense(n_classes))
    stack += [layers.Softmax() for _ in range(softmaxes)]
    return Sequential(stack)


@wrong("build_minivggnet")
def relu_after_normalisation(input_shape, n_classes):
    return _network(input_shape, n_classes, relu="last")


@wrong("build_minivggnet")
def always_in_training(input_shape, n_classes):
    import keras

    values = inputs = keras.Input(input_shape)
    for layer in _network(input_shape, n_classes, relu="first").layers:
        is_dropout = isinstance(layer, keras.layers.Dropout)
        values = layer(values, training=True) if is_dropout else layer(values)
    return keras.Model(inputs, values)


@wrong("build_minivggnet")
def relu_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, relu=None)


@wrong("build_minivggnet")
def padding_valid(input_shape, n_classes):
    return _network(input_shape, n_classes, padding="valid")


@wrong("build_minivggnet")
def convolution_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, filters=(32, 32, 64), pool_after=(1, 2))


@wrong("build_minivggnet")
def too_many_convolutions(input_shape, n_classes):
    return _network(input_shape, n_classes, filters=(32, 32, 64, 64, 64))


@wrong("build_minivggnet")
def kernel_not_3_by_3(input_shape, n_classes):
    return _network(input_shape, n_classes, kernel=5)


@wrong("build_minivggnet")
def wrong_filters(input_shape, n_classes):
    return _network(input_shape, n_classes, filters=(32, 64, 64, 128))


@wrong("build_minivggnet")
def bias_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, bias=False)


@wrong("build_minivggnet")
def normalisation_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, normalised=False)


@wrong("build_minivggnet")
def normalisation_misplaced(input_shape, n_classes):
    """Normalise after the last layer in place of the first."""
    from keras import Input, Sequential, layers

    stack = [Input(input_shape)]
    for filters, times in ((32, (0, 1)), (64, (1, 1))):
        for normalise in times:
            stack.append(layers.Conv2D(filters, 3, padding="same", activation="relu"))
            stack += [layers.BatchNormalization(momentum=0.9) for _ in range(normalise)]
        stack += [layers.MaxPooling2D(), layers.Dropout(0.25)]
    stack += [layers.Flatten(), layers.Dense(512, activation="relu")]
    stack += [layers.BatchNormalization(momentum=0.9), layers.Dropout(0.5)]
    stack += [layers.Dense(n_classes), layers.BatchNormalization(momentum=0.9), layers.Softmax()]
    return Sequential(stack)


@wrong("build_minivggnet")
def default_momentum(input_shape, n_classes):
    return _network(input_shape, n_classes, momentum=0.99)


@wrong("build_minivggnet")
def wrong_momentum(input_shape, n_classes):
    return _network(input_shape, n_classes, momentum=0.1)


@wrong("build_minivggnet")
def dropout_forgotten(input_shape, n_classes):
    return _network(input_shape, n_classes, rates=(0, 0, 0))


@wrong("build_minivggnet")
def wrong_dropout(input_shape, n_classes):
    return _network(input_shape, n_classes, rates=(0.25, 0.25, 0.25))


@wrong("build_minivggnet")
def another_kind_of_dropout(input_shape, n_classes):
    """Drop whole channels in the blocks."""
    from keras import Input, Sequential, layers

    stack = [Input(input_shape)]
    for filters in (32, 64):
        for _ in range(2):
            stack.append(layers.Conv2D(filters, 3, padding="same", activation="relu"))
            stack.append(layers.BatchNormalization(momentum=0.9))
        stack += [layers.MaxPooling2D(), layers.SpatialDropout2D(0.25)]
    stack += [layers.Flatten(), layers.Dense(512, activation="relu")]
    stack += [layers.BatchNormalization(momentum=0.9), layers.Dropout(0.5)]
    return Sequential([*stack, layers.Dense(n_classes, activation="softmax")])


@wrong("build_minivggnet")
def dropout_misplaced(input_shape, n_classes):
    return _network(input_shape, n_classes, dropout_first=True)


@wrong("build_minivggnet")
def average_pooling(input_shape, n_classes):
    return _network(input_shape, n_classes, pooling="average")


@wrong("build_minivggnet")
def pooling_misplaced(input_shape, n_classes):
    return _network(input_shape, n_classes, pool_after=(0, 2))


@wrong("build_minivggnet")
def pooling_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, pool_after=())


@wrong("build_minivggnet")
def one_pooling_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, pool_after=(1,))


@wrong("build_minivggnet")
def pooling_padded(input_shape, n_classes):
    return _network(input_shape, n_classes, pooling_options={"padding": "same"})


@wrong("build_minivggnet")
def pooling_stride_one(input_shape, n_classes):
    return _network(
        input_shape,
        n_classes,
        pooling_options={"strides": 1},
    )


@wrong("build_minivggnet")
def global_pooling(input_shape, n_classes):
    return _network(input_shape, n_classes, end="global")


@wrong("build_minivggnet")
def softmax_missing(input_shape, n_classes):
    return _network(input_shape, n_classes, softmaxes=0)


@wrong("build_minivggnet")
def softmax_twice(input_shape, n_classes):
    return _network(input_shape, n_classes, softmaxes=2)


@wrong("build_minivggnet")
def wrong_dense_layers(input_shape, n_classes):
    return _network(input_shape, n_classes, hidden=256)


@wrong("build_minivggnet")
def classes_hard_coded(input_shape, n_classes):
    return _network(input_shape, 10)


@wrong("build_minivggnet")
def input_shape_hard_coded(input_shape, n_classes):
    return _network((28, 28, 1), n_classes)


@wrong("build_minivggnet")
def does_not_run(input_shape, n_classes):
    import keras

    class Unfinished(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = keras.layers.Dense(512)

        def call(self, images):
            return self.hidden(images.flatten())

    return Unfinished()


@wrong("build_minivggnet")
def not_a_model(input_shape, n_classes):
    _network(input_shape, n_classes)


def _layers(input_shape, n_classes, normalise_first=(False, False)):
    """Return the layers of MiniVGGNet in a list."""
    from keras import Input, layers

    def weighted(layer, relu_last):
        steps = [layers.ReLU(), layers.BatchNormalization(momentum=0.9)]
        return [layer, *(steps[::-1] if relu_last else steps)]

    stack = [Input(input_shape)]
    for filters in (32, 64):
        for _ in range(2):
            convolution = layers.Conv2D(filters, 3, padding="same")
            stack += weighted(convolution, normalise_first[0])
        stack += [layers.MaxPooling2D(), layers.Dropout(0.25)]
    stack += [layers.Flatten(), *weighted(layers.Dense(512), normalise_first[1])]
    return [*stack, layers.Dropout(0.5), layers.Dense(n_classes, activation="softmax")]


def _without(stack, kind, after=()):
    """Return the layers but for those of a kind that follow one of another kind."""
    return [
        layer
        for before, layer in zip([None, *stack], stack, strict=False)
        if not (isinstance(layer, kind) and (not after or isinstance(before, after)))
    ]


@wrong("build_minivggnet")
def relu_after_normalisation_in_the_blocks(input_shape, n_classes):
    from keras import Sequential

    return Sequential(_layers(input_shape, n_classes, (True, False)))


@wrong("build_minivggnet")
def relu_after_normalisation_in_the_dense_part(input_shape, n_classes):
    from keras import Sequential

    return Sequential(_layers(input_shape, n_classes, (False, True)))


@wrong("build_minivggnet")
def relu_missing_in_convolutions(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)
    return Sequential(_without(stack, layers.ReLU, after=layers.Conv2D))


@wrong("build_minivggnet")
def relu_missing_in_dense(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)
    return Sequential(_without(stack, layers.ReLU, after=layers.Dense))


@wrong("build_minivggnet")
def sigmoid_for_softmax(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)[:-1]
    return Sequential([*stack, layers.Dense(n_classes, activation="sigmoid")])


@wrong("build_minivggnet")
def normalisation_after_pooling(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)
    for place, layer in enumerate(stack):
        if isinstance(layer, layers.MaxPooling2D):
            stack[place - 1], stack[place] = stack[place], stack[place - 1]
    return Sequential(stack)


@wrong("build_minivggnet")
def flatten_missing(input_shape, n_classes):
    from keras import Sequential, layers

    return Sequential(_without(_layers(input_shape, n_classes), layers.Flatten))


@wrong("build_minivggnet")
def height_and_width_exchanged(input_shape, n_classes):
    from keras import Sequential

    height, width, channels = input_shape
    return Sequential(_layers((width, height, channels), n_classes))


@wrong("build_minivggnet")
def noise_added(input_shape, n_classes):
    from keras import Sequential, layers

    first, *others = _layers(input_shape, n_classes)
    return Sequential([first, layers.GaussianNoise(0.3), *others])


@wrong("build_minivggnet")
def loss_added(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)[:-1]
    output = layers.Dense(n_classes, activation="softmax", kernel_regularizer="l2")
    return Sequential([*stack, output])


@wrong("build_minivggnet")
def constant_start(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)[:-1]
    output = layers.Dense(n_classes, activation="softmax", kernel_initializer="zeros")
    return Sequential([*stack, output])


@wrong("build_minivggnet")
def frozen(input_shape, n_classes):
    from keras import Sequential

    model = Sequential(_layers(input_shape, n_classes))
    for layer in model.layers[:3]:
        layer.trainable = False
    return model


@wrong("build_minivggnet")
def another_activation(input_shape, n_classes):
    from keras import Sequential, layers

    stack = _layers(input_shape, n_classes)
    return Sequential(
        [layers.ReLU(max_value=6) if isinstance(layer, layers.ReLU) else layer for layer in stack]
    )


@wrong("build_minivggnet")
def class_not_network(input_shape, n_classes):
    import keras

    class MiniVGGNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.stack = keras.Sequential(_layers(input_shape, n_classes))

        def call(self, images, training=False):
            return self.stack(images, training=training)

    return MiniVGGNet


@wrong("build_minivggnet")
def compiled(input_shape, n_classes):
    from keras import Sequential

    model = Sequential(_layers(input_shape, n_classes))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    return model


def _replaced(input_shape, n_classes, kind, number, make):
    """Return MiniVGGNet with other layers in the place of one of a kind."""
    from keras import Sequential

    stack = _layers(input_shape, n_classes)
    place = [place for place, layer in enumerate(stack) if isinstance(layer, kind)][number]
    return Sequential([*stack[:place], *make(stack[place]), *stack[place + 1 :]])


@wrong("build_minivggnet")
def pooling_not_2_by_2(input_shape, n_classes):
    from keras.layers import MaxPooling2D

    def overlapping(pooling):
        return [MaxPooling2D(3, strides=2)]

    return _replaced(input_shape, n_classes, MaxPooling2D, 0, overlapping)


@wrong("build_minivggnet")
def layer_added(input_shape, n_classes):
    from keras.layers import Conv2D, Rescaling

    def rescaled(convolution):
        return [Rescaling(1 / 255), convolution]

    return _replaced(input_shape, n_classes, Conv2D, 0, rescaled)


@wrong("build_minivggnet")
def another_order(input_shape, n_classes):
    """Normalise before ReLU after one of the convolutions."""
    from keras import Sequential

    stack = _layers(input_shape, n_classes)
    stack[2], stack[3] = stack[3], stack[2]
    return Sequential(stack)


@wrong("build_minivggnet")
def another_layer_there(input_shape, n_classes):
    from keras.layers import BatchNormalization, LayerNormalization

    def of_layers(normalisation):
        return [LayerNormalization()]

    return _replaced(input_shape, n_classes, BatchNormalization, -1, of_layers)


@wrong("build_minivggnet")
def another_setting(input_shape, n_classes):
    from keras.layers import Conv2D

    def from_he(convolution):
        return [Conv2D(64, 3, padding="same", kernel_initializer="he_normal")]

    return _replaced(input_shape, n_classes, Conv2D, -1, from_he)


@wrong("build_minivggnet")
def layer_used_twice(input_shape, n_classes):
    """Create one normalisation for both convolutions of the first block."""
    import keras

    _, *stack = _layers(input_shape, n_classes)
    stack[5] = stack[2]
    inputs = values = keras.Input(input_shape)
    for layer in stack:
        values = layer(values)
    return keras.Model(inputs, values)


@wrong("build_minivggnet")
def computes_something_else(input_shape, n_classes):
    """Normalise with the mean and variance of the batch, in use too."""
    import keras

    _, *stack = _layers(input_shape, n_classes)

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.stack = stack

        def call(self, values, training=False):
            for layer in self.stack:
                if isinstance(layer, keras.layers.BatchNormalization):
                    values = layer(values, training=True)
                elif isinstance(layer, keras.layers.Dropout):
                    values = layer(values, training=training)
                else:
                    values = layer(values)
            return values

    return Network()


@wrong("build_minivggnet")
def training_refused(input_shape, n_classes):
    import keras

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.stack = keras.Sequential(_layers(input_shape, n_classes))

        def call(self, images, training=False):
            return self.dropout(self.stack(images)) if training else self.stack(images)

    return Network()


# precision_recall


def _counts(y_true, y_pred, label):
    """Return the true positives, how many were predicted, and how many there are."""
    predicted, actual = y_pred == label, y_true == label
    return (predicted & actual).sum(), max(predicted.sum(), 1), max(actual.sum(), 1)


@wrong("precision_recall")
def swapped(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true, y_pred, label)
    return right / actual, right / predicted


@wrong("precision_recall")
def both_are_precision(y_true, y_pred, label):
    right, predicted, _ = _counts(y_true, y_pred, label)
    return right / predicted, right / predicted


@wrong("precision_recall")
def both_are_recall(y_true, y_pred, label):
    right, _, actual = _counts(y_true, y_pred, label)
    return right / actual, right / actual


@wrong("precision_recall")
def in_per_cent(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true, y_pred, label)
    return 100 * right / predicted, 100 * right / actual


@wrong("precision_recall")
def counts_not_parts(y_true, y_pred, label):
    right, _, _ = _counts(y_true, y_pred, label)
    return right, right


@wrong("precision_recall")
def another_fraction(y_true, y_pred, label):
    right, _, _ = _counts(y_true, y_pred, label)
    return right / len(y_true), right / len(y_true)


@wrong("precision_recall")
def accuracy(y_true, y_pred, label):
    return np.mean(y_true == y_pred), np.mean(y_true == y_pred)


@wrong("precision_recall")
def agreement_on_the_class(y_true, y_pred, label):
    agreement = np.mean((y_true == label) == (y_pred == label))
    return agreement, agreement


@wrong("precision_recall")
def label_ignored(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true, y_pred, 1)
    return right / predicted, right / actual


@wrong("precision_recall")
def all_classes_averaged(y_true, y_pred, label):
    pairs = [_counts(y_true, y_pred, c) for c in range(10)]
    return np.mean([r / p for r, p, _ in pairs]), np.mean([r / a for r, _, a in pairs])


@wrong("precision_recall")
def right_ones_of_every_class(y_true, y_pred, label):
    _, predicted, actual = _counts(y_true, y_pred, label)
    right = np.sum(y_true == y_pred)
    return right / predicted, right / actual


@wrong("precision_recall")
def whole_number_division(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true, y_pred, label)
    return right // predicted, right // actual


@wrong("precision_recall")
def nothing_counted_is_not_zero(y_true, y_pred, label):
    predicted, actual = y_pred == label, y_true == label
    with np.errstate(invalid="ignore"):
        right = np.sum(predicted & actual)
        return right / predicted.sum(), right / actual.sum()


@wrong("precision_recall")
def more_than_counted(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true, y_pred, label)
    return right / (predicted + 1), right / actual


@wrong("precision_recall")
def wrong_values(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true[:99], y_pred[:99], label)
    return right / predicted, right / actual


@wrong("precision_recall")
def wrong_structure(y_true, y_pred, label):
    right, predicted, _ = _counts(y_true, y_pred, label)
    return right / predicted


@wrong("precision_recall")
def not_a_number(y_true, y_pred, label):
    right, predicted, _ = _counts(y_true, y_pred, label)
    return right / predicted, "recall"


@wrong("precision_recall")
def input_mutated(y_true, y_pred, label):
    right, predicted, actual = _counts(y_true, y_pred, label)
    y_true[y_true != label] = -1
    return right / predicted, right / actual


# prepare_photo


def _grey(rgb, weights=(0.299, 0.587, 0.114)):
    return rgb @ np.array(weights) / 255


def _rim_is_light(grey):
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]).mean() > 0.5


def _darkened(grey):
    return 1 - grey if _rim_is_light(grey) else grey


def _rectangle(grey):
    rows, columns = np.nonzero(grey > 0.1)
    if len(rows) == 0:
        raise ValueError("no garment")
    return slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)


def _fitted(garment):
    scale = 28 / max(garment.shape)
    return _resized(garment, *(max(1, round(side * scale)) for side in garment.shape))


def _resized(grey, height, width):
    from PIL import Image

    picture = Image.fromarray(grey.astype("float32"))
    return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR)).clip(0, 1)


def _centred(small):
    image = np.zeros((28, 28), "float32")
    top, left = (28 - small.shape[0]) // 2, (28 - small.shape[1]) // 2
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def _prepared(rgb, **options):
    grey = _darkened(_grey(rgb, **options))
    return _centred(_fitted(grey[_rectangle(grey)]))


@wrong("prepare_photo")
def background_light(rgb):
    grey = _grey(rgb)
    rectangle = _rectangle(_darkened(grey))
    image = _centred(_fitted(_darkened(grey)[rectangle]))
    return 1 - image if _rim_is_light(grey) else image


@wrong("prepare_photo")
def background_light_and_not_found(rgb):
    grey = _grey(rgb)
    _rectangle(_darkened(grey))
    return _centred(_fitted(grey[_rectangle(grey)]))


@wrong("prepare_photo")
def always_inverted(rgb):
    grey = 1 - _grey(rgb)
    return _centred(_fitted(grey[_rectangle(grey)]))


@wrong("prepare_photo")
def not_cut_out(rgb):
    return _centred(_fitted(_darkened(_grey(rgb))))


@wrong("prepare_photo")
def photo_squeezed(rgb):
    return _resized(_darkened(_grey(rgb)), 28, 28)


@wrong("prepare_photo")
def proportions_lost(rgb):
    grey = _darkened(_grey(rgb))
    return _resized(grey[_rectangle(grey)], 28, 28)


@wrong("prepare_photo")
def not_centred(rgb):
    grey = _darkened(_grey(rgb))
    small = _fitted(grey[_rectangle(grey)])
    image = np.zeros((28, 28), "float32")
    image[: small.shape[0], : small.shape[1]] = small
    return image


@wrong("prepare_photo")
def height_and_width_exchanged(rgb):
    grey = _darkened(_grey(rgb))
    garment = grey[_rectangle(grey)]
    height, width = _fitted(garment).shape
    return _centred(_resized(garment, width, height))


@wrong("prepare_photo")
def black_and_white(rgb):
    return (_prepared(rgb) > 0.1).astype("float32")


@wrong("prepare_photo")
def black_and_white_at_one_half(rgb):
    return (_prepared(rgb) > 0.5).astype("float32")


@wrong("prepare_photo")
def brightened(rgb):
    image = _prepared(rgb)
    return image / image.max()


@wrong("prepare_photo")
def colours_averaged(rgb):
    return _prepared(rgb, weights=(1 / 3, 1 / 3, 1 / 3))


@wrong("prepare_photo")
def red_and_blue_exchanged(rgb):
    return _prepared(rgb, weights=(0.114, 0.587, 0.299))


@wrong("prepare_photo")
def red_channel_only(rgb):
    return _prepared(rgb, weights=(1, 0, 0))


@wrong("prepare_photo")
def turned_on_its_side(rgb):
    return _prepared(rgb).T


@wrong("prepare_photo")
def mirrored(rgb):
    return _prepared(rgb)[:, ::-1]


@wrong("prepare_photo")
def upside_down(rgb):
    return _prepared(rgb)[::-1]


@wrong("prepare_photo")
def wrong_values(rgb):
    return np.roll(_prepared(rgb), 9, axis=0)


@wrong("prepare_photo")
def not_scaled(rgb):
    return 255 * _prepared(rgb)


@wrong("prepare_photo")
def wrong_dtype(rgb):
    return _prepared(rgb).astype("float64")


@wrong("prepare_photo")
def wrong_axes(rgb):
    return _prepared(rgb)[..., np.newaxis]


@wrong("prepare_photo")
def out_of_range(rgb):
    return (_prepared(rgb) * 1.02 - 0.01).astype("float32")


@wrong("prepare_photo")
def not_an_array(rgb):
    return _prepared(rgb).tolist()


@wrong("prepare_photo")
def input_mutated(rgb):
    image = _prepared(rgb)
    rgb[:] = 255 - rgb
    return image


@wrong("prepare_photo")
def empty_photo_accepted(rgb):
    try:
        return _prepared(rgb)
    except ValueError:
        return np.zeros((28, 28), "float32")


def _cut_from(grey):
    return _centred(_fitted(grey[_rectangle(grey)]))


@wrong("prepare_photo")
def whole_photo_for_rim(rgb):
    grey = _grey(rgb)
    return _cut_from(1 - grey if grey.mean() > 0.5 else grey)


@wrong("prepare_photo")
def corner_for_rim(rgb):
    grey = _grey(rgb)
    return _cut_from(1 - grey if grey[0, 0] > 0.5 else grey)


@wrong("prepare_photo")
def edges_for_rim(rgb):
    grey = _grey(rgb)
    edges = [grey[0], grey[-1], grey[:, 0], grey[:, -1]]
    return _cut_from(1 - grey if sum(edge.mean() for edge in edges) / 4 > 0.5 else grey)


@wrong("prepare_photo")
def another_threshold(rgb):
    grey = _darkened(_grey(rgb))
    rows, columns = np.nonzero(grey > 0.2)
    if len(rows) == 0:
        raise ValueError("no garment")
    return _centred(_fitted(grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]))


@wrong("prepare_photo")
def last_row_and_column_lost(rgb):
    grey = _darkened(_grey(rgb))
    rows, columns = _rectangle(grey)
    return _centred(_fitted(grey[rows.start : rows.stop - 1, columns.start : columns.stop - 1]))


@wrong("prepare_photo")
def other_weights(rgb):
    return _prepared(rgb, weights=(0.2126, 0.7152, 0.0722))


@wrong("prepare_photo")
def green_channel_only(rgb):
    return _prepared(rgb, weights=(0, 1, 0))


@wrong("prepare_photo")
def blue_channel_only(rgb):
    return _prepared(rgb, weights=(0, 0, 1))


@wrong("precision_recall")
def rounded(y_true, y_pred, label):
    predicted, actual = y_pred == label, y_true == label
    right = np.sum(predicted & actual)
    precision = right / predicted.sum() if predicted.any() else 0.0
    recall = right / actual.sum() if actual.any() else 0.0
    return round(float(precision), 4), round(float(recall), 4)
