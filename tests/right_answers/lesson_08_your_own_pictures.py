"""Correct answers to lesson 08 in other styles than the reference solutions."""

import numpy as np

from tests.answers import right

# prepare_for_network


@right("prepare_for_network")
def by_imageops(images):
    from PIL import Image, ImageOps

    small = [ImageOps.pad(Image.fromarray(image), (128, 128), color="white") for image in images]
    return ((np.array(small).astype("float32") - 127) / 128).astype("float32")


@right("prepare_for_network")
def pasted_then_resized_in_float(images):
    from PIL import Image

    prepared = np.zeros((len(images), 128, 128, 3), np.float32)
    for number, image in enumerate(images):
        photo = Image.fromarray(image)
        side = max(photo.size)
        square = Image.new("RGB", (side, side), (255, 255, 255))
        square.paste(photo, ((side - photo.width + 1) // 2, (side - photo.height + 1) // 2))
        small = square.resize((128, 128), Image.Resampling.LANCZOS)
        prepared[number] = np.float32(small) / 128 - 127 / 128
    return prepared


@right("prepare_for_network")
def padded_and_resized_by_tensorflow(images):
    import tensorflow as tf

    prepared = []
    for image in images:
        height, width = image.shape[:2]
        side = max(height, width)
        above, before = (side - height) // 2, (side - width) // 2
        padding = [[above, side - height - above], [before, side - width - before], [0, 0]]
        square = tf.pad(tf.cast(image, tf.float32), padding, constant_values=255.0)
        prepared.append(tf.image.resize(square, (128, 128), antialias=True))
    return (tf.stack(prepared) - 127) / 128


@right("prepare_for_network")
def resized_first_then_padded(images):
    from PIL import Image

    prepared = np.ones((len(images), 128, 128, 3), "float32")
    for image, place in zip(images, prepared, strict=True):
        scale = 128 / max(image.shape[:2])
        height, width = (round(n * scale) for n in image.shape[:2])
        small = Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC)
        top, left = (128 - height) // 2, (128 - width) // 2
        part = place[top : top + height, left : left + width]
        part[:] = (np.asarray(small).astype("float32") - 127) / 128
    return prepared


@right("prepare_for_network")
def scaled_first_by_keras(images):
    import keras

    def prepare(image):
        missing = [max(image.shape) - side for side in image.shape[:2]]
        padding = [(side // 2, side - side // 2) for side in missing]
        scaled = (image.astype("float32") - 127) / 128
        square = np.pad(scaled, [*padding, (0, 0)], constant_values=1)
        return keras.ops.image.resize(square, (128, 128), antialias=True)

    return np.array([prepare(image) for image in images])


# split_by_object


@right("split_by_object")
def the_first_objects_with_plain_python(objects, labels, share):
    if len(objects) != len(labels):
        raise ValueError("lengths differ")
    seen = {}
    for name, label in zip(objects, labels, strict=True):
        if name not in seen.setdefault(int(label), []):
            seen[int(label)].append(name)
    in_test = set()
    for label, names in seen.items():
        if len(names) < 2:
            raise ValueError(f"only {names[0]} in class {label}")
        n_test = max(1, min(len(names) - 1, int(share * len(names) + 0.5)))
        in_test |= {(label, name) for name in names[:n_test]}
    pairs = [(int(label), name) for name, label in zip(objects, labels, strict=True)]
    train = [place for place, pair in enumerate(pairs) if pair not in in_test]
    test = [place for place, pair in enumerate(pairs) if pair in in_test]
    return np.array(train), np.array(test)


@right("split_by_object")
def with_pandas(objects, labels, share):
    import pandas as pd

    if len(objects) != len(labels):
        raise ValueError("lengths differ")
    table = pd.DataFrame({"object": objects, "label": labels})
    chosen = []
    for label, group in table.groupby("label"):
        names = group["object"].drop_duplicates()
        if len(names) == 1:
            raise ValueError(f"class {label} has one object")
        n_test = int(np.clip(np.round(share * len(names)), 1, len(names) - 1))
        sampled = names.sample(n_test, random_state=1)
        chosen += group.index[group["object"].isin(sampled)].tolist()
    is_test = table.index.isin(chosen)
    return [table.index[~is_test].to_numpy(), table.index[is_test].to_numpy()]


@right("split_by_object")
def with_group_shuffle_split(objects, labels, share):
    from sklearn.model_selection import GroupShuffleSplit

    if len(objects) != len(labels):
        raise ValueError("lengths differ")
    train, test = [], []
    for label in sorted(set(labels.tolist())):
        places = np.flatnonzero(labels == label)
        names = [objects[place] for place in places]
        n = len(set(names))
        if n == 1:
            raise ValueError("one object")
        n_test = min(max(round(share * n), 1), n - 1)
        split = GroupShuffleSplit(
            n_splits=1, test_size=n_test, train_size=n - n_test, random_state=0
        )
        ((kept, held_out),) = split.split(places, groups=names)
        train.extend(places[kept])
        test.extend(places[held_out])
    return np.sort(train), np.sort(test).astype("int32")


# feature_extractor


@right("feature_extractor")
def in_a_lambda_layer(network, layer_name):
    import keras

    part = keras.Model(network.input, network.get_layer(layer_name).output)

    def features(images):
        values = part(images, training=False)
        return keras.ops.mean(values, axis=(1, 2)) if len(values.shape) == 4 else values

    images = keras.Input(network.input_shape[1:])
    return keras.Model(images, keras.layers.Lambda(features)(images))


@right("feature_extractor")
def a_clone_without_dropout(network, layer_name):
    import keras

    def copied(layer):
        if isinstance(layer, keras.layers.Dropout):
            return keras.layers.Identity(name=layer.name)
        return layer.__class__.from_config(layer.get_config())

    clone = keras.models.clone_model(network, clone_function=copied)
    clone.set_weights(network.get_weights())
    output = clone.get_layer(layer_name).output
    if output.ndim == 4:
        output = keras.layers.GlobalAveragePooling2D()(output)
    extractor = keras.Model(clone.inputs[0], output)
    extractor.trainable = False
    return extractor


@right("feature_extractor")
def a_layer_of_its_own_in_a_sequential(network, layer_name):
    import keras

    output = [layer.output for layer in network.layers if layer.name == layer_name]
    if not output:
        raise ValueError(f"no layer {layer_name}")
    part = keras.Model(network.inputs[0], output[0])

    class Features(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.part = part

        def call(self, images, training=None):
            values = self.part(images, training=False)
            places = tuple(range(1, len(values.shape) - 1))
            return keras.ops.mean(values, axis=places) if places else values

    extractor = keras.Sequential([keras.Input(network.input_shape[1:]), Features()])
    extractor.trainable = False
    return extractor


@right("feature_extractor")
def a_class_that_keeps_the_whole_network(network, layer_name):
    import keras

    end = network.get_layer(layer_name).output
    is_flat = len(end.shape) == 2

    class Extractor(keras.Model):
        def __init__(self):
            super().__init__(trainable=False)
            self.network = network
            self.part = keras.Model(network.inputs[0], end)
            self.pool = keras.layers.GlobalAveragePooling2D()
            self.network.trainable = False

        def call(self, images):
            values = self.part(images, training=False)
            return values if is_flat else self.pool(values)

    return Extractor()


# fine_tune_network


@right("fine_tune_network")
def counted_from_the_output(network, n_top, rate):
    import keras

    kinds = ("Conv2D", "DepthwiseConv2D")
    network.trainable = True
    left = n_top
    for layer in reversed(network.layers):
        is_counted = type(layer).__name__ in kinds and left > 0
        left -= is_counted
        layer.trainable = is_counted or layer is network.layers[-1]
    network.compile(
        keras.optimizers.Adam(learning_rate=rate),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return network


@right("fine_tune_network")
def all_frozen_then_some_thawed(network, n_top, rate):
    import keras

    network.trainable = True
    for layer in network.layers:
        layer.trainable = False
    is_convolution = [
        isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D)
        for layer in network.layers
    ]
    places = [place for place, is_one in enumerate(is_convolution) if is_one]
    for place in [*places[::-1][:n_top], -1]:
        network.layers[place].trainable = True
    network.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.Adam(rate),
        metrics=["acc", keras.metrics.SparseTopKCategoricalAccuracy(2)],
        jit_compile=False,
    )
    return network


@right("fine_tune_network")
def with_a_set_of_names(network, n_top, rate):
    import keras

    names = [layer.name for layer in network.layers if "Conv2D" in type(layer).__name__]
    trained = set(names[-n_top:] if n_top else []) | {network.layers[-1].name}
    network.trainable = True
    for layer in network.layers:
        if layer.name in trained:
            layer.trainable = True
        elif layer.weights:
            layer.trainable = False
    optimizer = keras.optimizers.Adam(rate, weight_decay=None)
    network.compile(optimizer, "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
    return network
