"""Wrong answers to the exercises of lesson 08."""

import numpy as np

from tests.answers import wrong

# prepare_for_network


def _square(image, background=255, places=None):
    height, width = image.shape[:2]
    side = max(height, width)
    square = np.full((side, side, 3), background, "uint8")
    top, left = ((side - height) // 2, (side - width) // 2) if places is None else places
    square[top : top + height, left : left + width] = image
    return square


def _small(pixels, side=128, how="BILINEAR"):
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(picture.resize((side, side), Image.Resampling[how]))


def _scale(pixels):
    return (pixels.astype("float32") - 127) / 128


def _prepared(images, square=_square, small=_small, scale=_scale):
    return np.stack([scale(small(square(image))) for image in images])


@wrong("prepare_for_network")
def stretched(images):
    return _prepared(images, square=lambda image: image)


@wrong("prepare_for_network")
def cut_to_the_middle(images):
    from PIL import Image, ImageOps

    return _scale(
        np.stack(
            [
                np.asarray(ImageOps.fit(Image.fromarray(image), (128, 128), Image.Resampling.BOX))
                for image in images
            ]
        )
    )


@wrong("prepare_for_network")
def black_background(images):
    return _prepared(images, square=lambda image: _square(image, 0))


@wrong("prepare_for_network")
def grey_background(images):
    from PIL import Image

    prepared = np.zeros((len(images), 128, 128, 3), "float32")
    for number, image in enumerate(images):
        picture = Image.fromarray(image)
        scale = 128 / max(picture.size)
        size = (round(picture.width * scale), round(picture.height * scale))
        small = _scale(np.asarray(picture.resize(size, Image.Resampling.BILINEAR)))
        top, left = (128 - size[1]) // 2, (128 - size[0]) // 2
        prepared[number, top : top + size[1], left : left + size[0]] = small
    return prepared


def _filled(image, mode):
    missing = [max(image.shape[:2]) - side for side in image.shape[:2]]
    padding = [(side // 2, side - side // 2) for side in missing]
    return np.pad(image, [*padding, (0, 0)], mode=mode)


@wrong("prepare_for_network")
def filled_from_the_photo(images):
    return _prepared(images, square=lambda image: _filled(image, "edge"))


@wrong("prepare_for_network")
def not_in_the_middle(images):
    return _prepared(images, square=lambda image: _square(image, places=(0, 0)))


@wrong("prepare_for_network")
def height_and_width_exchanged(images):
    from PIL import Image

    def square(image):
        side = max(image.shape[:2])
        white = Image.new("RGB", (side, side), "white")
        top, left = (side - image.shape[0]) // 2, (side - image.shape[1]) // 2
        white.paste(Image.fromarray(image), (top, left))
        return np.asarray(white)

    return _prepared(images, square=square)


@wrong("prepare_for_network")
def not_resized(images):
    import tensorflow as tf

    squares = [tf.cast(_square(image), "float32") - 255 for image in images]
    cut = [tf.image.resize_with_crop_or_pad(square, 128, 128) + 255 for square in squares]
    return (np.stack(cut) - 127) / 128


@wrong("prepare_for_network")
def small_photo_not_enlarged(images):
    from PIL import Image

    prepared = []
    for image in images:
        picture = Image.fromarray(image)
        picture.thumbnail((128, 128))
        square = Image.new("RGB", (128, 128), "white")
        square.paste(picture, ((128 - picture.width) // 2, (128 - picture.height) // 2))
        prepared.append(_scale(np.asarray(square)))
    return np.stack(prepared)


@wrong("prepare_for_network")
def from_28_by_28(images):
    return _prepared(images, small=lambda square: _small(_small(square, 28)))


@wrong("prepare_for_network")
def pixels_picked(images):
    return _prepared(images, small=lambda square: _small(square, how="NEAREST"))


@wrong("prepare_for_network")
def every_other_pixel(images):
    def small(square):
        places = np.arange(128) * len(square) // 128
        return square[places][:, places]

    return _prepared(images, small=small)


@wrong("prepare_for_network")
def not_averaged(images):
    import keras

    def small(square):
        return np.asarray(keras.ops.image.resize(square.astype("float32"), (128, 128)))

    return _prepared(images, small=small)


@wrong("prepare_for_network")
def red_and_blue_exchanged(images):
    return _prepared(images)[..., ::-1]


@wrong("prepare_for_network")
def grey(images):
    from PIL import Image

    def in_grey(image):
        return np.asarray(Image.fromarray(image).convert("L").convert("RGB"))

    return _prepared([in_grey(image) for image in images])


@wrong("prepare_for_network")
def one_channel_three_times(images):
    return np.repeat(_prepared(images)[..., :1], 3, axis=3)


@wrong("prepare_for_network")
def turned_or_mirrored(images):
    return _prepared(images)[:, ::-1]


@wrong("prepare_for_network")
def light_and_dark_exchanged(images):
    return -_prepared(images)


@wrong("prepare_for_network")
def stretched_to_the_full_range(images):
    def scale(pixels):
        values = pixels.astype("float32")
        return 2 * (values - values.min()) / (values.max() - values.min()) - 1

    return _prepared(images, scale=scale)


@wrong("prepare_for_network")
def not_scaled(images):
    return _prepared(images, scale=lambda pixels: pixels.astype("float32"))


@wrong("prepare_for_network")
def scaled_0_to_1(images):
    return _prepared(images, scale=lambda pixels: pixels.astype("float32") / 255)


@wrong("prepare_for_network")
def computed_in_uint8(images):
    return _prepared(images, scale=lambda pixels: ((pixels - 127) / 128).astype("float32"))


@wrong("prepare_for_network")
def standardised_per_photo(images):
    return _prepared(images, scale=lambda pixels: (pixels - pixels.mean()) / pixels.std())


@wrong("prepare_for_network")
def mean_of_imagenet(images):
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    return _prepared(images, scale=lambda pixels: (pixels / 255 - mean) / deviation)


@wrong("prepare_for_network")
def other_constants(images):
    return _prepared(images, scale=lambda pixels: pixels.astype("float32") / 127.5 - 1)


@wrong("prepare_for_network")
def wrong_values(images):
    def scale(pixels):
        return _scale((255 * (pixels / 255) ** 1.02).astype("uint8"))

    return _prepared(images, scale=scale)


@wrong("prepare_for_network")
def not_quite_white(images):
    return _prepared(images, square=lambda image: _square(image, 254))


@wrong("prepare_for_network")
def order_lost(images):
    return _prepared(images)[::-1]


@wrong("prepare_for_network")
def wrong_dtype(images):
    return _prepared(images).astype("float64")


@wrong("prepare_for_network")
def flattened(images):
    return _prepared(images).reshape(len(images), -1)


@wrong("prepare_for_network")
def channels_first(images):
    return _prepared(images).transpose(0, 3, 1, 2)


@wrong("prepare_for_network")
def one_channel(images):
    return _prepared(images).mean(axis=3, keepdims=True)


@wrong("prepare_for_network")
def another_side(images):
    return _prepared(images, small=lambda square: _small(square, 28))


@wrong("prepare_for_network")
def wrong_shape(images):
    prepared = _prepared(images)
    return np.concatenate([prepared, prepared[..., :1]], axis=3)


@wrong("prepare_for_network")
def axis_of_length_1(images):
    return _prepared(images)[:, np.newaxis]


@wrong("prepare_for_network")
def one_photo_only(images):
    for image in images:
        return _prepared([image])[0]


@wrong("prepare_for_network")
def batch_axis_missing(images):
    return np.squeeze(_prepared(images))


@wrong("prepare_for_network")
def a_list_of_images(images):
    return list(_prepared(images))


@wrong("prepare_for_network")
def not_an_array(images):
    _prepared(images)


@wrong("prepare_for_network")
def not_a_number(images):
    return np.full_like(_prepared(images), np.nan)


@wrong("prepare_for_network")
def input_mutated(images):
    for number, image in enumerate(images):
        images[number] = _square(image)
    return _prepared(images)


# split_by_object


def _check(objects, labels):
    if len(objects) != len(labels):
        raise ValueError("lengths")
    for label in set(labels.tolist()):
        if len({name for name, of in zip(objects, labels, strict=True) if of == label}) == 1:
            raise ValueError("one object")


def _kept(n, number):
    return min(max(round(number), 1), n - 1)


def _split(objects, labels, share, number=None, rng=None):
    """Split as it should be, but for the number of test objects of a class."""
    _check(objects, labels)
    rng = rng or np.random.default_rng(3)
    names = np.array(objects)
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        of_class = rng.permutation(np.unique(names[labels == label]))
        n = len(of_class)
        n_test = _kept(n, share * n) if number is None else number(n)
        is_test |= (labels == label) & np.isin(names, of_class[:n_test])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@wrong("split_by_object")
def split_by_pictures(objects, labels, share):
    from sklearn.model_selection import train_test_split

    _check(objects, labels)
    places = np.arange(len(labels))
    train, test = train_test_split(places, test_size=share, random_state=0, stratify=labels)
    return np.sort(train), np.sort(test)


@wrong("split_by_object")
def object_in_both_parts(objects, labels, share):
    _check(objects, labels)
    pairs = list(zip(objects, labels.tolist(), strict=True))
    test = sorted(pairs.index(pair) for pair in set(pairs))
    return np.setdiff1d(np.arange(len(pairs)), test), np.array(test)


@wrong("split_by_object")
def share_of_pictures(objects, labels, share):
    _check(objects, labels)
    names, is_test = np.array(objects), np.zeros(len(labels), bool)
    for label in np.unique(labels):
        in_class = labels == label
        of_class, counts = np.unique(names[in_class], return_counts=True)
        order = np.argsort(counts)
        n_test = np.searchsorted(np.cumsum(counts[order]), share * in_class.sum())
        is_test |= in_class & np.isin(names, of_class[order][: _kept(len(of_class), n_test)])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@wrong("split_by_object")
def share_of_all_objects(objects, labels, share):
    _check(objects, labels)
    keys = np.array([f"{label} {name}" for label, name in zip(labels, objects, strict=True)])
    different = np.unique(keys)
    chosen = np.random.default_rng(0).permutation(different)[: round(share * len(different))]
    is_test = np.isin(keys, chosen)
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@wrong("split_by_object")
def same_name_for_same_object(objects, labels, share):
    _check(objects, labels)
    names, is_test, assigned = np.array(objects), np.zeros(len(labels), bool), set()
    for label in np.unique(labels):
        of_class = [name for name in np.unique(names[labels == label]) if name not in assigned]
        assigned |= set(of_class)
        is_test |= np.isin(names, of_class[: _kept(len(of_class), share * len(of_class))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@wrong("split_by_object")
def parts_exchanged(objects, labels, share):
    return _split(objects, labels, share)[::-1]


@wrong("split_by_object")
def no_test_object(objects, labels, share):
    return _split(objects, labels, share, lambda n: min(round(share * n), n - 1))


@wrong("split_by_object")
def no_training_object(objects, labels, share):
    return _split(objects, labels, share, lambda n: max(round(share * n), 1))


@wrong("split_by_object")
def always_one_object(objects, labels, share):
    return _split(objects, labels, share, lambda n: 1)


@wrong("split_by_object")
def rounded_down(objects, labels, share):
    return _split(objects, labels, share, lambda n: max(int(share * n), 1))


@wrong("split_by_object")
def rounded_up(objects, labels, share):
    return _split(objects, labels, share, lambda n: min(int(np.ceil(share * n)), n - 1))


@wrong("split_by_object")
def same_number_in_each_class(objects, labels, share):
    n_objects = len(set(zip(objects, labels.tolist(), strict=True)))
    n_test = max(1, round(share * n_objects / len(np.unique(labels))))
    return _split(objects, labels, share, lambda n: min(n_test + 1, n - 1))


@wrong("split_by_object")
def wrong_number(objects, labels, share):
    return _split(objects, labels, share, lambda n: _kept(n, share * n + 1))


@wrong("split_by_object")
def mask_not_places(objects, labels, share):
    _, test = _split(objects, labels, share)
    is_test = np.isin(np.arange(len(labels)), test)
    return ~is_test, is_test


@wrong("split_by_object")
def labels_not_places(objects, labels, share):
    train, test = _split(objects, labels, share)
    return labels[train], labels[test]


@wrong("split_by_object")
def names_not_places(objects, labels, share):
    train, test = _split(objects, labels, share)
    return np.array(objects)[train], np.array(objects)[test]


@wrong("split_by_object")
def tuple_around_the_array(objects, labels, share):
    _, test = _split(objects, labels, share)
    is_test = np.isin(np.arange(len(labels)), test)
    return np.where(~is_test), np.where(is_test)


@wrong("split_by_object")
def not_an_array(objects, labels, share):
    return tuple(part.tolist() for part in _split(objects, labels, share))


@wrong("split_by_object")
def wrong_structure(objects, labels, share):
    train, test = _split(objects, labels, share)
    return {"train": train, "test": test}


@wrong("split_by_object")
def wrong_dtype(objects, labels, share):
    return tuple(part.astype("float64") for part in _split(objects, labels, share))


@wrong("split_by_object")
def counted_from_1(objects, labels, share):
    return tuple(part + 1 for part in _split(objects, labels, share))


@wrong("split_by_object")
def no_such_picture(objects, labels, share):
    return tuple(part - len(labels) for part in _split(objects, labels, share))


@wrong("split_by_object")
def picture_twice(objects, labels, share):
    train, test = _split(objects, labels, share)
    return np.sort(np.concatenate([train, train[:3]])), test


@wrong("split_by_object")
def picture_in_both_parts(objects, labels, share):
    return np.arange(len(labels)), _split(objects, labels, share)[1]


@wrong("split_by_object")
def class_left_out(objects, labels, share):
    _check(objects, labels)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        train, test = _split([objects[place] for place in places], labels[places], share)
    return places[train], places[test]


@wrong("split_by_object")
def classes_split(objects, labels, share):
    _check(objects, labels)
    is_test = labels == labels.min()
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@wrong("split_by_object")
def pictures_lost(objects, labels, share):
    train, test = _split(objects, labels, share)
    return train[: len(test)], test


@wrong("split_by_object")
def one_picture_an_object(objects, labels, share):
    place_of = {pair: place for place, pair in enumerate(zip(objects, labels, strict=True))}
    last = set(place_of.values())
    return tuple(
        np.array([place for place in part if place in last])
        for part in _split(objects, labels, share)
    )


@wrong("split_by_object")
def not_rising(objects, labels, share):
    train, test = _split(objects, labels, share)
    return train, np.random.default_rng(0).permutation(test)


@wrong("split_by_object")
def another_split_each_time(objects, labels, share):
    return _split(objects, labels, share, rng=np.random.default_rng())


@wrong("split_by_object")
def single_object_accepted(objects, labels, share):
    if len(objects) != len(labels):
        raise ValueError("lengths")
    counts = [len({n for n, of in zip(objects, labels, strict=True) if of == y}) for y in labels]
    several = np.flatnonzero(np.array(counts) > 1)
    train, test = _split([objects[place] for place in several], labels[several], share)
    rest = np.flatnonzero(np.array(counts) == 1)
    return np.sort(np.concatenate([several[train], rest])), several[test]


@wrong("split_by_object")
def lengths_not_checked(objects, labels, share):
    n = min(len(objects), len(labels))
    return _split(objects[:n], labels[:n], share)


@wrong("split_by_object")
def input_mutated(objects, labels, share):
    result = _split(objects, labels, share)
    objects.sort()
    return result


# feature_extractor


def _in_use(part, call=None):
    """Return a network that calls a part as in use, or in a way of its own."""
    import keras

    class InUse(keras.Model):
        def __init__(self):
            super().__init__()
            self.part = part

        def call(self, images):
            values = self.part(images, training=False)
            return values if call is None else call(values)

    part.trainable = False
    return InUse()


def _end(network, layer_name, places="mean"):
    """Return what a layer gives; where it has places, pooled in some way."""
    import keras

    end = network.get_layer(layer_name).output
    if len(end.shape) != 4 or places is None:
        return end
    if places == "mean":
        return keras.layers.GlobalAveragePooling2D()(end)
    return places(end)


def _extractor(network, layer_name, places="mean", call=None):
    import keras

    return _in_use(keras.Model(network.inputs[0], _end(network, layer_name, places)), call)


def _place(network, layer_name):
    names = [layer.name for layer in network.layers]
    if layer_name not in names:
        raise ValueError(layer_name)
    return names.index(layer_name)


@wrong("feature_extractor")
def not_averaged(network, layer_name):
    return _extractor(network, layer_name, None)


@wrong("feature_extractor")
def largest_for_mean(network, layer_name):
    import keras

    return _extractor(network, layer_name, keras.layers.GlobalMaxPooling2D())


@wrong("feature_extractor")
def sum_for_mean(network, layer_name):
    import keras

    return _extractor(network, layer_name, lambda values: keras.ops.sum(values, axis=(1, 2)))


@wrong("feature_extractor")
def flattened(network, layer_name):
    import keras

    return _extractor(network, layer_name, keras.layers.Flatten())


@wrong("feature_extractor")
def mean_over_channels(network, layer_name):
    import keras

    return _extractor(network, layer_name, lambda values: keras.ops.mean(values, axis=-1))


@wrong("feature_extractor")
def mean_over_one_axis(network, layer_name):
    import keras

    return _extractor(network, layer_name, lambda values: keras.ops.mean(values, axis=1))


@wrong("feature_extractor")
def axes_kept(network, layer_name):
    import keras

    pooling = keras.layers.GlobalAveragePooling2D(keepdims=True)
    return _extractor(network, layer_name, pooling)


@wrong("feature_extractor")
def one_place_only(network, layer_name):
    return _extractor(network, layer_name, lambda values: values[:, 0, 0])


@wrong("feature_extractor")
def whole_network(network, layer_name):
    _place(network, layer_name)
    return _extractor(network, network.layers[-1].name)


@wrong("feature_extractor")
def one_layer_too_few(network, layer_name):
    return _extractor(network, network.layers[_place(network, layer_name) - 1].name)


@wrong("feature_extractor")
def one_layer_too_many(network, layer_name):
    place = min(_place(network, layer_name) + 1, len(network.layers) - 1)
    return _extractor(network, network.layers[place].name)


@wrong("feature_extractor")
def always_the_last_features(network, layer_name):
    _place(network, layer_name)
    return _extractor(network, network.layers[-2].name)


@wrong("feature_extractor")
def another_layer(network, layer_name):
    _place(network, layer_name)
    return _extractor(network, network.layers[1].name, None)


@wrong("feature_extractor")
def weights_not_taken(network, layer_name):
    import keras

    return _extractor(keras.models.clone_model(network), layer_name)


@wrong("feature_extractor")
def length_1(network, layer_name):
    import keras

    return _extractor(network, layer_name, call=lambda values: keras.ops.normalize(values, axis=1))


@wrong("feature_extractor")
def not_one_array(network, layer_name):
    return _extractor(network, layer_name, call=lambda values: {"features": values})


@wrong("feature_extractor")
def always_in_training(network, layer_name):
    import keras

    part = keras.Model(network.inputs[0], _end(network, layer_name))
    part.trainable = False
    images = keras.Input(network.input_shape[1:])
    return keras.Model(images, keras.layers.Lambda(lambda X: part(X, training=True))(images))


@wrong("feature_extractor")
def weights_trainable(network, layer_name):
    import keras

    return keras.Model(network.inputs[0], _end(network, layer_name))


@wrong("feature_extractor")
def dropout_in_training(network, layer_name):
    import keras

    part = keras.Model(network.inputs[0], _end(network, layer_name))
    part.trainable = False
    images = keras.Input(network.input_shape[1:])
    extractor = keras.Model(images, part(images, training=False))
    extractor.trainable = False
    return extractor


@wrong("feature_extractor")
def normalisation_in_training(network, layer_name):
    import keras

    extractor = keras.Model(network.inputs[0], _end(network, layer_name))
    for weight in extractor.trainable_weights:
        weight.trainable = False
    return extractor


@wrong("feature_extractor")
def moves_in_fit(network, layer_name):
    import keras

    class Features(keras.Model):
        def __init__(self):
            super().__init__(trainable=False)
            self.part = keras.Model(network.inputs[0], _end(network, layer_name))

        def call(self, images):
            return self.part(images, training=False)

    extractor = Features()
    extractor.trainable = False
    return extractor


@wrong("feature_extractor")
def layer_set_otherwise(network, layer_name):
    import keras

    for layer in network.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0
    extractor = keras.Model(network.inputs[0], _end(network, layer_name))
    extractor.trainable = False
    return extractor


@wrong("feature_extractor")
def weights_changed(network, layer_name):
    extractor = _extractor(network, layer_name)
    kernel, bias = network.layers[-1].get_weights()
    network.layers[-1].set_weights([0 * kernel, 0 * bias])
    return extractor


@wrong("feature_extractor")
def does_not_run(network, layer_name):
    import keras

    _place(network, layer_name)

    class Features(keras.Model):
        """Has no method call."""

    return Features()


@wrong("feature_extractor")
def not_for_a_larger_network(network, layer_name):
    part = _extractor(network, layer_name)
    return _in_use(part, lambda values: values.numpy())


@wrong("feature_extractor")
def training_not_taken(network, layer_name):
    import keras

    part = _extractor(network, layer_name)

    class Features(keras.Model):
        def __init__(self):
            super().__init__(trainable=False)
            self.part = part

        def __call__(self, images):
            return self.part(images)

    return Features()


@wrong("feature_extractor")
def class_not_network(network, layer_name):
    _place(network, layer_name)
    return type(_extractor(network, layer_name))


@wrong("feature_extractor")
def absent_layer_accepted(network, layer_name):
    found = [layer.name for layer in network.layers if layer.name.startswith(layer_name)]
    return _extractor(network, found[0])


@wrong("feature_extractor")
def not_a_model(network, layer_name):
    extractor = _extractor(network, layer_name)
    return lambda images: extractor(images)


@wrong("feature_extractor")
def settings_changed(network, layer_name):
    import keras

    def as_in_use(self, inputs, training=None):
        return inputs

    keras.layers.Dropout.call = as_in_use
    extractor = keras.Model(network.inputs[0], _end(network, layer_name))
    extractor.trainable = False
    return extractor


@wrong("feature_extractor")
def other_features(network, layer_name):
    import keras

    return _extractor(network, layer_name, lambda values: keras.ops.std(values, axis=(1, 2)))


@wrong("feature_extractor")
def other_in_training(network, layer_name):
    import keras

    part = _extractor(network, layer_name)

    class Scaled(keras.Model):
        def __init__(self):
            super().__init__()
            self.part = part

        def call(self, images, training=False):
            values = self.part(images)
            return 2 * values if training else values

    return Scaled()


@wrong("feature_extractor")
def other_in_fit(network, layer_name):
    """Give other features in the first call after it was put into a larger network."""
    import keras

    part = _extractor(network, layer_name)

    class Scaled(keras.Model):
        def __init__(self):
            super().__init__()
            self.part, self.is_in_larger = part, False

        def call(self, images):
            factor = 2 if self.is_in_larger else 1
            self.is_in_larger = not hasattr(images, "numpy")  # it was just put together
            return self.part(images) * factor

    return Scaled()


# fine_tune_network


def _is_norm(layer):
    return hasattr(layer, "moving_mean")


def _convolutions(network, kinds=("Conv2D", "DepthwiseConv2D")):
    return [layer for layer in network.layers if type(layer).__name__ in kinds]


def _last(layers, n):
    return layers[max(len(layers) - n, 0) :]


def _train_only(network, layers, with_head=True):
    network.trainable = True
    trained = {id(layer) for layer in layers}
    for layer in network.layers:
        layer.trainable = id(layer) in trained
    network.layers[-1].trainable = with_head


def _compile(network, rate, **options):
    import keras

    network.compile(
        **{
            "optimizer": keras.optimizers.Adam(rate),
            "loss": "sparse_categorical_crossentropy",
            "metrics": ["accuracy"],
            **options,
        }
    )
    return network


def _fine_tuned(network, n_top, rate, **options):
    """Prepare a network as it should be, but for what it is compiled with."""
    _train_only(network, _last(_convolutions(network), n_top))
    return _compile(network, rate, **options)


@wrong("fine_tune_network")
def another_network(network, n_top, rate):
    import keras

    clone = keras.models.clone_model(network)
    clone.set_weights(network.get_weights())
    return _fine_tuned(clone, n_top, rate)


@wrong("fine_tune_network")
def layers_changed(network, n_top, rate):
    network.trainable = True
    network.layers[-1].trainable = True
    network.layers[-1].enable_lora(1)
    return _fine_tuned(network, n_top, rate)


@wrong("fine_tune_network")
def trained_in_the_function(network, n_top, rate):
    _fine_tuned(network, n_top, rate, run_eagerly=True)
    images = np.random.default_rng(0).random((8, *network.input_shape[1:]))
    network.fit(images, np.zeros(8, int), verbose=0)
    return network


@wrong("fine_tune_network")
def head_drawn_anew(network, n_top, rate):
    kernel, bias = network.layers[-1].get_weights()
    drawn = np.random.default_rng(0).normal(size=kernel.shape)
    network.layers[-1].set_weights([drawn, 0 * bias])
    return _fine_tuned(network, n_top, rate)


@wrong("fine_tune_network")
def weights_changed(network, n_top, rate):
    for layer in network.layers:
        if _is_norm(layer):
            scale, offset, mean, variance = layer.get_weights()
            layer.set_weights([scale, offset, 0 * mean, 0 * variance + 1])
    return _fine_tuned(network, n_top, rate)


@wrong("fine_tune_network")
def not_compiled(network, n_top, rate):
    was_compiled = network.compiled
    _train_only(network, _last(_convolutions(network), n_top))
    return _compile(network, rate) if was_compiled else network


@wrong("fine_tune_network")
def not_compiled_again(network, n_top, rate):
    _train_only(network, _last(_convolutions(network), n_top))
    return network if network.compiled else _compile(network, rate)


@wrong("fine_tune_network")
def fit_refused(network, n_top, rate):
    return _fine_tuned(network, n_top, rate, loss="categorical_crossentropy")


@wrong("fine_tune_network")
def everything_frozen(network, n_top, rate):
    _train_only(network, [], with_head=False)
    return _compile(network, rate)


@wrong("fine_tune_network")
def network_frozen(network, n_top, rate):
    network.trainable = False
    for layer in [*_last(_convolutions(network), n_top), network.layers[-1]]:
        layer.trainable = True
    return _compile(network, rate)


@wrong("fine_tune_network")
def nothing_frozen(network, n_top, rate):
    _train_only(network, network.layers)
    return _compile(network, rate)


@wrong("fine_tune_network")
def normalisation_trains(network, n_top, rate):
    norms = [layer for layer in network.layers if _is_norm(layer)]
    _train_only(network, [*_last(_convolutions(network), n_top), *norms])
    return _compile(network, rate)


@wrong("fine_tune_network")
def last_normalisations_train(network, n_top, rate):
    lowest = _last(_convolutions(network), n_top)[:1]
    place = network.layers.index(lowest[0]) if lowest else len(network.layers) - 1
    top = [layer for layer in network.layers[place:] if layer.weights]
    _train_only(network, top)
    return _compile(network, rate)


@wrong("fine_tune_network")
def moving_statistics_move(network, n_top, rate):
    norms = [layer for layer in network.layers if _is_norm(layer)]
    _train_only(network, [*_last(_convolutions(network), n_top), *norms])
    for layer in norms:
        layer.gamma.trainable = layer.beta.trainable = False
    return _compile(network, rate)


@wrong("fine_tune_network")
def scale_and_offset_train(network, n_top, rate):
    norms = [layer for layer in network.layers if _is_norm(layer)]
    _train_only(network, [*_last(_convolutions(network), n_top), *norms])
    for layer in norms:
        layer.momentum = 1.0
    return _compile(network, rate)


@wrong("fine_tune_network")
def batch_statistics_used(network, n_top, rate):
    norms = [layer for layer in network.layers if _is_norm(layer)]
    _train_only(network, [*_last(_convolutions(network), n_top), *norms])
    for layer in norms:
        layer.momentum = 1.0
        layer.gamma.trainable = layer.beta.trainable = False
    return _compile(network, rate)


@wrong("fine_tune_network")
def head_frozen(network, n_top, rate):
    _train_only(network, _last(_convolutions(network), max(n_top, 1)), with_head=False)
    return _compile(network, rate)


@wrong("fine_tune_network")
def all_for_none(network, n_top, rate):
    _train_only(network, _convolutions(network)[-n_top:])
    return _compile(network, rate)


@wrong("fine_tune_network")
def all_convolutions_train(network, n_top, rate):
    _train_only(network, _convolutions(network))
    return _compile(network, rate)


@wrong("fine_tune_network")
def counted_from_the_input(network, n_top, rate):
    _train_only(network, _convolutions(network)[:n_top])
    return _compile(network, rate)


@wrong("fine_tune_network")
def depthwise_not_counted(network, n_top, rate):
    _train_only(network, _last(_convolutions(network, ("Conv2D",)), n_top))
    return _compile(network, rate)


@wrong("fine_tune_network")
def depthwise_frozen(network, n_top, rate):
    last = _last(_convolutions(network), n_top)
    _train_only(network, [layer for layer in last if type(layer).__name__ == "Conv2D"])
    return _compile(network, rate)


@wrong("fine_tune_network")
def n_top_beyond_all(network, n_top, rate):
    convolutions = _convolutions(network)
    _train_only(network, convolutions[len(convolutions) - n_top :])
    return _compile(network, rate)


@wrong("fine_tune_network")
def layers_counted(network, n_top, rate):
    last = _last(network.layers, n_top)
    _train_only(network, [layer for layer in last if not _is_norm(layer)])
    return _compile(network, rate)


@wrong("fine_tune_network")
def head_counted(network, n_top, rate):
    kinds = ("Conv2D", "DepthwiseConv2D", "Dense")
    _train_only(network, _last(_convolutions(network, kinds), n_top))
    return _compile(network, rate)


@wrong("fine_tune_network")
def one_too_many(network, n_top, rate):
    _train_only(network, _last(_convolutions(network), n_top + 1))
    return _compile(network, rate)


@wrong("fine_tune_network")
def frozen_ones_not_thawed(network, n_top, rate):
    network.trainable = True
    top = _last(_convolutions(network), n_top)
    for layer in network.layers[:-1]:
        if not any(layer is one for one in top):
            layer.trainable = False
    network.layers[-1].trainable = True
    return _compile(network, rate)


@wrong("fine_tune_network")
def no_convolution_trains(network, n_top, rate):
    _train_only(network, [])
    return _compile(network, rate)


@wrong("fine_tune_network")
def other_convolutions(network, n_top, rate):
    by_name = sorted(_convolutions(network), key=lambda layer: layer.name)
    _train_only(network, _last(by_name, n_top))
    return _compile(network, rate)


@wrong("fine_tune_network")
def the_others_train(network, n_top, rate):
    top = _last(_convolutions(network), n_top)
    _train_only(network, [layer for layer in _convolutions(network) if layer not in top])
    return _compile(network, rate)


@wrong("fine_tune_network")
def normalisations_counted(network, n_top, rate):
    kinds = ("Conv2D", "DepthwiseConv2D", "BatchNormalization")
    last = _last(_convolutions(network, kinds), n_top)
    _train_only(network, [layer for layer in last if not _is_norm(layer)])
    return _compile(network, rate)


@wrong("fine_tune_network")
def another_attribute(network, n_top, rate):
    _train_only(network, network.layers)
    for layer in network.layers:
        layer.trainabel = layer in _last(_convolutions(network), n_top)
    return _compile(network, rate)


@wrong("fine_tune_network")
def rate_below_zero(network, n_top, rate):
    return _fine_tuned(network, n_top, -rate)


@wrong("fine_tune_network")
def rate_too_small(network, n_top, rate):
    return _fine_tuned(network, n_top, 0.0)


@wrong("fine_tune_network")
def updates_saved_up(network, n_top, rate):
    import keras

    optimizer = keras.optimizers.Adam(rate, gradient_accumulation_steps=4)
    return _fine_tuned(network, n_top, rate, optimizer=optimizer)


@wrong("fine_tune_network")
def other_first_loss(network, n_top, rate):
    for layer in network.layers:
        if _is_norm(layer):
            layer.epsilon = 0.3
    return _fine_tuned(network, n_top, rate)


@wrong("fine_tune_network")
def half_trained(network, n_top, rate):
    _train_only(network, _last(_convolutions(network), n_top))
    for layer in _convolutions(network):
        if layer.use_bias:
            layer.bias.trainable = False
    return _compile(network, rate)


@wrong("fine_tune_network")
def another_loss(network, n_top, rate):
    def squared(labels, probabilities):
        import keras

        n_classes = probabilities.shape[-1]
        wanted = keras.ops.one_hot(keras.ops.cast(labels, "int32"), n_classes)
        return keras.ops.mean((keras.ops.reshape(wanted, (-1, n_classes)) - probabilities) ** 2)

    return _fine_tuned(network, n_top, rate, loss=squared)


@wrong("fine_tune_network")
def default_rate(network, n_top, rate):
    return _fine_tuned(network, n_top, rate, optimizer="adam")


@wrong("fine_tune_network")
def another_rate(network, n_top, rate):
    return _fine_tuned(network, n_top, rate / 10)


@wrong("fine_tune_network")
def rate_changes(network, n_top, rate):
    import keras

    schedule = keras.optimizers.schedules.CosineDecay(rate, 1000)
    return _fine_tuned(network, n_top, rate, optimizer=keras.optimizers.Adam(schedule))


@wrong("fine_tune_network")
def another_optimizer(network, n_top, rate):
    import keras

    return _fine_tuned(network, n_top, rate, optimizer=keras.optimizers.SGD(rate))


def _adam_with(rate, factors):
    """Return Adam with another rate for the weights of some layers."""
    import keras

    factor_of = {
        id(weight.value): factor for layer, factor in factors.items() for weight in layer.weights
    }

    class Adam(keras.optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            factor = factor_of.get(id(variable), 1)
            super().update_step(gradient, variable, learning_rate * factor)

    return Adam(rate)


@wrong("fine_tune_network")
def head_at_another_rate(network, n_top, rate):
    return _fine_tuned(network, n_top, rate, optimizer=_adam_with(rate, {network.layers[-1]: 10}))


@wrong("fine_tune_network")
def several_rates(network, n_top, rate):
    factors = {layer: 1 / place for place, layer in enumerate(_convolutions(network), start=2)}
    return _fine_tuned(network, n_top, rate, optimizer=_adam_with(rate, factors))


@wrong("fine_tune_network")
def no_accuracy(network, n_top, rate):
    return _fine_tuned(network, n_top, rate, metrics=None)


@wrong("fine_tune_network")
def another_accuracy(network, n_top, rate):
    import keras

    metric = keras.metrics.SparseTopKCategoricalAccuracy(k=5, name="accuracy")
    return _fine_tuned(network, n_top, rate, metrics=[metric])


@wrong("fine_tune_network")
def not_a_model(network, n_top, rate):
    _fine_tuned(network, n_top, rate)


@wrong("fine_tune_network")
def settings_changed(network, n_top, rate):
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    return _fine_tuned(network, n_top, rate)
