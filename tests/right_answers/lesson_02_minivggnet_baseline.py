"""Correct answers to lesson 02 in other styles than the reference solutions."""

import math

import numpy as np
from sklearn.metrics import confusion_matrix, precision_score, recall_score

from tests.answers import right

# build_minivggnet


@right("build_minivggnet")
def one_layer_after_the_other(input_shape, n_classes):
    import keras
    from keras import layers

    model = keras.Sequential()
    model.add(keras.Input(shape=input_shape))
    for filters in (32, 64):
        for _ in range(2):
            model.add(layers.Conv2D(filters, (3, 3), padding="same"))
            model.add(layers.Activation("relu"))
            model.add(layers.BatchNormalization(axis=-1, momentum=0.9))
        model.add(layers.MaxPooling2D(pool_size=(2, 2)))
        model.add(layers.Dropout(0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(512))
    model.add(layers.ReLU())
    model.add(layers.BatchNormalization(momentum=0.9))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(n_classes))
    model.add(layers.Softmax())
    return model


@right("build_minivggnet")
def functional(input_shape, n_classes):
    import keras
    from keras import layers

    inputs = keras.Input(input_shape)
    values = inputs
    for filters in (32, 64):
        for _ in range(2):
            values = layers.Conv2D(filters, 3, padding="same", activation="relu")(values)
            values = layers.BatchNormalization(momentum=0.9)(values)
        values = layers.Dropout(0.25)(layers.MaxPool2D()(values))
    values = layers.Dense(512, activation="relu")(layers.Flatten()(values))
    values = layers.BatchNormalization(momentum=0.9)(values)
    values = layers.Dropout(0.5)(values)
    outputs = layers.Dense(n_classes, activation="softmax")(values)
    return keras.Model(inputs, outputs)


@right("build_minivggnet")
def blocks_within_a_model(input_shape, n_classes):
    import keras
    from keras import layers

    def block(filters):
        block = keras.Sequential()
        for _ in range(2):
            block.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
            block.add(layers.BatchNormalization(momentum=0.9))
        block.add(layers.MaxPooling2D(2))
        block.add(layers.Dropout(0.25))
        return block

    head = keras.Sequential(
        [
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Dropout(0.5),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )
    return keras.Sequential([keras.Input(input_shape), block(32), block(64), head])


@right("build_minivggnet")
def a_class_with_its_dense_layers_first(input_shape, n_classes):
    import keras
    from keras import layers

    class MiniVGGNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.classify = layers.Dense(n_classes, activation="softmax")
            self.hidden = layers.Dense(512, activation="relu")
            self.convolutions = [
                layers.Conv2D(filters, 3, padding="same", activation="relu")
                for filters in (32, 32, 64, 64)
            ]
            self.normalisations = [layers.BatchNormalization(momentum=0.9) for _ in range(5)]
            self.pool = layers.MaxPooling2D()
            self.dropouts = [layers.Dropout(rate) for rate in (0.25, 0.25, 0.5)]
            self.flatten = layers.Flatten()

        def call(self, values, training=False):
            for i in range(4):
                values = self.convolutions[i](values)
                values = self.normalisations[i](values, training=training)
                if i % 2 == 1:
                    values = self.dropouts[i // 2](self.pool(values), training=training)
            values = self.hidden(self.flatten(values))
            values = self.normalisations[4](values, training=training)
            values = self.dropouts[2](values, training=training)
            return self.classify(values)

    return MiniVGGNet()


@right("build_minivggnet")
def one_dropout_layer_used_in_both_blocks(input_shape, n_classes):
    import keras
    from keras import layers

    drop = layers.Dropout(0.25)
    values = inputs = keras.Input(input_shape)
    for filters in (32, 64):
        for _ in range(2):
            convolution = layers.Conv2D(filters, 3, padding="same", activation=layers.ReLU())
            values = layers.BatchNormalization(momentum=0.9)(convolution(values))
        values = drop(layers.MaxPool2D()(values))
    values = layers.Dense(512, activation="relu")(layers.Flatten()(values))
    values = layers.Dropout(0.5)(layers.BatchNormalization(momentum=0.9)(values))
    return keras.Model(inputs, layers.Dense(n_classes, activation="softmax")(values))


@right("build_minivggnet")
def blocks_as_layers_of_their_own(input_shape, n_classes):
    import keras
    from keras import layers

    class Block(layers.Layer):
        def __init__(self, filters):
            super().__init__()
            self.conv1 = layers.Conv2D(filters, 3, padding="same", activation="relu")
            self.norm1 = layers.BatchNormalization(momentum=0.9)
            self.conv2 = layers.Conv2D(filters, 3, padding="same", activation="relu")
            self.norm2 = layers.BatchNormalization(momentum=0.9)
            self.pool = layers.MaxPooling2D()
            self.drop = layers.Dropout(0.25)

        def call(self, values, training=False):
            values = self.norm1(self.conv1(values), training=training)
            values = self.norm2(self.conv2(values), training=training)
            return self.drop(self.pool(values), training=training)

    return keras.Sequential(
        [
            keras.Input(input_shape),
            Block(32),
            Block(64),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Dropout(0.5),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )


def _block(filters):
    from keras import layers

    return [
        layers.Conv2D(filters, 3, padding="same", activation="relu"),
        layers.BatchNormalization(momentum=0.9),
        layers.Conv2D(filters, 3, padding="same", activation="relu"),
        layers.BatchNormalization(momentum=0.9),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
    ]


@right("build_minivggnet")
def blocks_that_keep_their_layers_to_themselves(input_shape, n_classes):
    import keras
    from keras import layers

    class PrivateBlock(layers.Layer):
        def __init__(self, filters):
            super().__init__()
            self._parts = keras.Sequential(_block(filters))

        def call(self, values, training=False):
            return self._parts(values, training=training)

    class BlockOfADict(layers.Layer):
        def __init__(self, filters):
            super().__init__()
            self.parts = {str(number): part for number, part in enumerate(_block(filters))}

        def call(self, values, training=False):
            for number in range(6):
                part = self.parts[str(number)]
                values = part(values, training=training) if number in (1, 3, 5) else part(values)
            return values

    inputs = keras.Input(input_shape)
    values = BlockOfADict(64)(PrivateBlock(32)(inputs))
    values = layers.Dense(512, activation="relu")(layers.Flatten()(values))
    values = layers.BatchNormalization(momentum=0.9)(values)
    values = layers.Dropout(0.5)(values)
    return keras.Model(inputs, layers.Dense(n_classes, activation="softmax")(values))


@right("build_minivggnet")
def a_class_that_creates_its_head_first(input_shape, n_classes):
    import keras
    from keras import layers

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.head_drop = layers.Dropout(0.5)
            self.head_norm = layers.BatchNormalization(momentum=0.9)
            self.blocks = [*_block(32), *_block(64)]
            self.flatten = layers.Flatten()
            self.hidden = layers.Dense(512, activation="relu")
            self.classify = layers.Dense(n_classes, activation="softmax")

        def call(self, images, training=False):
            values = images
            for number, layer in enumerate(self.blocks):
                takes_training = number % 6 in (1, 3, 5)
                values = layer(values, training=training) if takes_training else layer(values)
            values = self.head_norm(self.hidden(self.flatten(values)), training=training)
            return self.classify(self.head_drop(values, training=training))

    return Network()


@right("build_minivggnet")
def built_at_its_first_call(input_shape, n_classes):
    from keras import Sequential, layers

    stack = []
    for filters in (32, 64):
        for _ in range(2):
            stack.append(layers.Conv2D(filters, 3, padding="same", activation="relu"))
            stack.append(layers.BatchNormalization(momentum=0.9))
        stack += [layers.MaxPooling2D(), layers.Dropout(1 / 4)]
    stack += [layers.Flatten(), layers.Dense(512, activation="relu")]
    stack += [layers.BatchNormalization(momentum=0.9), layers.Dropout(1 / 2)]
    return Sequential([*stack, layers.Dense(n_classes, activation="softmax")])


@right("build_minivggnet")
def activations_and_flattening_without_layers(input_shape, n_classes):
    import keras
    from keras import layers, ops

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            sizes = (32, 32, 64, 64)
            self.convolutions = [layers.Conv2D(size, (3, 3), padding="same") for size in sizes]
            self.normalisations = [layers.BatchNormalization(momentum=0.9) for _ in range(5)]
            self.pool = layers.MaxPooling2D()
            self.dropouts = [layers.Dropout(rate) for rate in (0.25, 0.25, 0.5)]
            self.hidden, self.last = layers.Dense(512), layers.Dense(n_classes)

        def call(self, values, training=False):
            for number, convolution in enumerate(self.convolutions):
                values = ops.maximum(convolution(values), 0.0)
                values = self.normalisations[number](values, training=training)
                if number % 2:
                    values = self.dropouts[number // 2](self.pool(values), training=training)
            values = ops.relu(self.hidden(ops.reshape(values, (-1, math.prod(values.shape[1:])))))
            values = self.normalisations[4](values, training=training)
            return ops.softmax(self.last(self.dropouts[2](values, training=training)))

    return Network()


@right("build_minivggnet")
def convolutions_and_dropout_of_their_own(input_shape, n_classes):
    import keras
    from keras import layers, ops

    class Convolution(layers.Layer):
        def __init__(self, filters):
            super().__init__()
            self.filters = filters

        def build(self, shape):
            self.kernel = self.add_weight(shape=(3, 3, shape[-1], self.filters))
            self.bias = self.add_weight(shape=(self.filters,), initializer="zeros")

        def call(self, values):
            return ops.relu(ops.conv(values, self.kernel, padding="same") + self.bias)

    class Drop(layers.Layer):
        def call(self, values, training=False):
            return keras.random.dropout(values, 0.5) if training else values

    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (32, 64):
        for _ in range(2):
            model.add(Convolution(filters))
            model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.MaxPooling2D())
        model.add(layers.Dropout(0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.BatchNormalization(momentum=0.9))
    model.add(Drop())
    model.add(layers.Dense(n_classes, activation="softmax"))
    return model


# precision_recall


@right("precision_recall")
def with_scikit_learn(y_true, y_pred, label):
    options = {"labels": [label], "average": None, "zero_division": 0}
    return (
        precision_score(y_true, y_pred, **options)[0],
        recall_score(y_true, y_pred, **options)[0],
    )


@right("precision_recall")
def from_the_confusion_matrix(y_true, y_pred, label):
    matrix = confusion_matrix(y_true, y_pred, labels=range(10))
    predicted, actual = matrix[:, label].sum(), matrix[label].sum()
    right_ones = matrix[label, label]
    return [right_ones / max(predicted, 1), right_ones / max(actual, 1)]


@right("precision_recall")
def counted_in_a_loop(y_true, y_pred, label):
    true_positives = false_positives = false_negatives = 0
    for truth, guess in zip(y_true, y_pred, strict=True):
        if guess == label and truth == label:
            true_positives += 1
        elif guess == label:
            false_positives += 1
        elif truth == label:
            false_negatives += 1
    if true_positives == 0:
        return 0.0, 0.0
    return (
        true_positives / (true_positives + false_positives),
        true_positives / (true_positives + false_negatives),
    )


@right("precision_recall")
def means_of_masks(y_true, y_pred, label):
    precision = (y_true[y_pred == label] == label).mean() if label in y_pred else 0
    recall = (y_pred[y_true == label] == label).mean() if label in y_true else 0
    return np.array([precision, recall])


# prepare_photo


def _garment(rgb):
    """Return what is common to most answers: the garment, light on dark, cut out."""
    grey = (0.299 * rgb[..., 0] + 0.587 * rgb[..., 1] + 0.114 * rgb[..., 2]) / 255
    rim = np.ones(grey.shape, dtype=bool)
    rim[1:-1, 1:-1] = False
    if grey[rim].mean() > 0.5:
        grey = 1 - grey
    garment = grey > 0.1
    if not garment.any():
        raise ValueError("no garment")
    rows, columns = np.where(garment.any(axis=1))[0], np.where(garment.any(axis=0))[0]
    return grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@right("prepare_photo")
def padded_to_a_square_then_resized_by_tensorflow(rgb):
    import tensorflow as tf

    garment = _garment(rgb)
    side = max(garment.shape)
    square = np.zeros((side, side))
    top, left = (side - garment.shape[0]) // 2, (side - garment.shape[1]) // 2
    square[top : top + garment.shape[0], left : left + garment.shape[1]] = garment
    small = tf.image.resize(square[..., None], (28, 28), antialias=True)
    return tf.clip_by_value(small[..., 0], 0, 1)


@right("prepare_photo")
def nearest_pixels_by_index(rgb):
    garment = _garment(rgb)
    scale = 28 / max(garment.shape)
    height, width = (int(side * scale + 1e-9) or 1 for side in garment.shape)
    rows = ((np.arange(height) + 0.5) * garment.shape[0] / height).astype(int)
    columns = ((np.arange(width) + 0.5) * garment.shape[1] / width).astype(int)
    image = np.zeros((28, 28), "float32")
    top, left = math.ceil((28 - height) / 2), math.ceil((28 - width) / 2)
    image[top : top + height, left : left + width] = garment[np.ix_(rows, columns)]
    return image


@right("prepare_photo")
def pillow_in_whole_grey_levels(rgb):
    from PIL import Image, ImageOps

    garment = Image.fromarray((_garment(rgb) * 255).round().astype("uint8"))
    small = ImageOps.contain(garment, (28, 28), Image.Resampling.LANCZOS)
    return np.asarray(ImageOps.pad(small, (28, 28)), dtype="float32") / 255


@right("prepare_photo")
def grey_by_a_weighted_mean(rgb):
    from PIL import Image

    grey = np.average(rgb, axis=2, weights=[0.299, 0.587, 0.114]) / 255
    rim = np.ones(grey.shape, bool)
    rim[1:-1, 1:-1] = False
    if grey[rim].mean() > 0.5:
        grey = 1 - grey
    rows, columns = np.nonzero(grey > 0.1)
    if not rows.size:
        raise ValueError("nothing to see")
    garment = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = (max(1, round(28 * side / max(garment.shape))) for side in garment.shape)
    image = np.zeros((28, 28), np.float32)
    top, left = (28 - height) // 2, (28 - width) // 2
    small = Image.fromarray(garment).resize((width, height), Image.Resampling.BILINEAR)
    image[top : top + height, left : left + width] = small
    return image
