"""More answers to the exercises of lesson 08, odd results, and what the checks leave as it was."""

import random

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageOps

from course_utils import solutions
from course_utils.exercises import find, of_lesson
from course_utils.exercises.checking import verdict_on
from course_utils.exercises.trying import observe
from course_utils.grading.messages import decode, encode

EXERCISES = [exercise.name for exercise in of_lesson(8)]
BatchNormalization = keras.layers.BatchNormalization


def verdict(exercise, answer):
    return verdict_on(find(exercise), answer, seed=0)


def assert_fails(exercise, answer, misconception):
    found = verdict(exercise, answer)
    assert found.status == "failed", found
    assert found.finding.misconception == misconception, found
    assert found.finding.expected
    assert found.finding.got


def name_of(value):
    return getattr(value, "__name__", str(value))


# prepare_for_network


def square_of(image, colour=255):
    side = max(image.shape)
    square = np.full((side, side, 3), colour, "uint8")
    top, left = (side - image.shape[0]) // 2, (side - image.shape[1]) // 2
    square[top : top + image.shape[0], left : left + image.shape[1]] = image
    return square


def scaled(pixels):
    return (np.asarray(pixels, "float32") - 127) / 128


def resized(pixels, how="BILINEAR", side=128, **options):
    return Image.fromarray(pixels).resize((side, side), Image.Resampling[how], **options)


def with_filter(how, **options):
    def answer(images):
        return np.stack([scaled(resized(square_of(image), how, **options)) for image in images])

    answer.__name__ = f"{how} {options or ''}"
    return answer


def padded_by_keras(images):
    resize = keras.ops.image.resize
    options = {"pad_to_aspect_ratio": True, "fill_value": 255.0, "antialias": True}
    images = [resize(image.astype("float32"), (128, 128), **options) for image in images]
    return (np.stack(images) - 127) / np.float32(128)


def shrunk_by_thumbnail_then_padded(images):
    prepared = []
    for image in images:
        picture = ImageOps.contain(Image.fromarray(image), (128, 128))
        prepared.append(scaled(ImageOps.pad(picture, (128, 128), color=(255, 255, 255))))
    return np.array(prepared)


@pytest.mark.parametrize(
    "answer",
    [
        *map(with_filter, ("BOX", "HAMMING", "BICUBIC", "LANCZOS")),
        with_filter("BILINEAR", reducing_gap=2.0),
        padded_by_keras,
        shrunk_by_thumbnail_then_padded,
    ],
    ids=name_of,
)
def test_another_filter_that_averages_is_right(answer):
    found = verdict("prepare_for_network", answer)
    assert found.passed, found


def right_images(images):
    return solutions.reference("prepare_for_network")(images)


def taken_from_the_original(images):
    """Resize without a square, cut after it."""
    small = [ImageOps.fit(Image.fromarray(image), (128, 128)) for image in images]
    return np.stack([scaled(image) for image in small])


def scaled_in_uint8(images):
    squares = [np.asarray(resized(square_of(image))) for image in images]
    return ((np.stack(squares) - np.uint8(127)) / 128).astype("float32")


def sorted_by_size(images):
    return right_images(sorted(images, key=lambda image: image.size))


def the_last_photo_in_all_places(images):
    return np.stack([right_images(images)[-1]] * len(images))


def black_padding_by_imageops(images):
    return np.stack([scaled(ImageOps.pad(Image.fromarray(image), (128, 128))) for image in images])


def reduced_by_slices(images):
    small = []
    for image in images:
        square = square_of(image)
        step = max(1, len(square) // 128)
        small.append(scaled(resized(np.ascontiguousarray(square[::step, ::step]))))
    return np.stack(small)


def never_filled(images):
    return np.zeros((len(images), 128, 128, 3), "float32")


def filled_with_the_first_only(images):
    prepared = np.zeros((len(images), 128, 128, 3), "float32")
    prepared[0] = right_images(images[:1])[0]
    return prepared


def in_half_precision(images):
    return right_images(images).astype("float16")


def doubled_constants(images):
    return 2 * right_images(images)


def after(change):
    return lambda images: change(right_images(images))


def with_pixels(change):
    return lambda images: np.stack(
        [change(np.asarray(resized(square_of(image)), "float32")) for image in images]
    )


def mirrored_around(images):
    squares = []
    for image in images:
        missing = [max(image.shape) - length for length in image.shape[:2]]
        padding = [(length // 2, length - length // 2) for length in missing]
        squares.append(np.pad(image, [*padding, (0, 0)], mode="symmetric"))
    return np.stack([scaled(resized(square)) for square in squares])


def stretched_and_scaled_0_to_1(images):
    return np.stack([resized(image, "BICUBIC") for image in images]).astype("float32") / 255


def written_into_the_photos(images):
    result = right_images(images)
    for image in images:
        image[:5] = 255
    return result


def taken_out_of_the_list(images):
    prepared = []
    while images:
        prepared += list(right_images([images.pop(0)]))
    return np.stack(prepared)


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (taken_from_the_original, "cut-to-the-middle"),
        (scaled_in_uint8, "computed-in-uint8"),
        (sorted_by_size, "order-lost"),
        (the_last_photo_in_all_places, "rows-repeated"),
        (black_padding_by_imageops, "black-background"),
        (reduced_by_slices, "every-other-pixel"),
        (never_filled, "never-filled"),
        (filled_with_the_first_only, "wrong-values"),
        (in_half_precision, "wrong-dtype"),
        (doubled_constants, "scaled"),
        (mirrored_around, "filled-from-the-photo"),
        (stretched_and_scaled_0_to_1, "scaled-0-to-1"),
        (after(lambda right: right[:, :, ::-1]), "turned-or-mirrored"),
        (after(lambda right: right.transpose(0, 2, 1, 3)), "turned-or-mirrored"),
        (after(lambda right: right[..., [1, 1, 1]]), "one-channel-three-times"),
        (after(lambda right: right[..., [2, 2, 2]]), "one-channel-three-times"),
        (after(lambda right: np.roll(right, 30, axis=2)), "wrong-values"),
        (with_pixels(lambda x: x / 255 - 0.5), "other-constants"),
        (with_pixels(lambda x: (x - 128) / 128), "other-constants"),
        (with_pixels(lambda x: (x - 127) / 127), "other-constants"),
        (written_into_the_photos, "input-mutated"),
        (taken_out_of_the_list, "input-mutated"),
    ],
    ids=name_of,
)
def test_photos_prepared_in_another_wrong_way(answer, misconception):
    assert_fails("prepare_for_network", answer, misconception)


# split_by_object


def with_numpys_old_seed(objects, labels, share):
    if len(objects) != len(labels):
        raise ValueError("lengths")
    np.random.seed(1)
    keys = list(zip(labels.tolist(), objects, strict=True))
    test = []
    for label in sorted(set(labels.tolist())):
        of_class = sorted({key for key in keys if key[0] == label})
        if len(of_class) < 2:
            raise ValueError("one object")
        n_test = sorted((1, round(share * len(of_class)), len(of_class) - 1))[1]
        chosen = np.random.permutation(len(of_class))[:n_test]
        test += [place for place, key in enumerate(keys) if key in {of_class[i] for i in chosen}]
    test = np.array(sorted(test), "uint16")
    return np.delete(np.arange(len(keys)), test), test


def test_a_split_with_numpys_old_generator_is_right():
    found = verdict("split_by_object", with_numpys_old_seed)
    assert found.passed, found


def right_split(objects, labels, share):
    return solutions.reference("split_by_object")(objects, labels, share)


def with_pythons_random(objects, labels, share):
    """Choose as the reference does, from names in an order that is new each time."""
    if len(objects) != len(labels):
        raise ValueError("lengths")
    test = []
    for label in np.unique(labels):
        names = sorted({objects[place] for place in np.flatnonzero(labels == label)})
        if len(names) == 1:
            raise ValueError("one object")
        n_test = min(max(round(share * len(names)), 1), len(names) - 1)
        chosen = random.sample(names, n_test)
        test += [p for p in np.flatnonzero(labels == label) if objects[p] in chosen]
    test = np.sort(test)
    return np.setdiff1d(np.arange(len(labels)), test), test


def by_names_alone(objects, labels, share):
    right_split(objects, labels, share)
    names = np.unique(objects)
    test = np.isin(
        objects, np.random.default_rng(5).permutation(names)[: round(share * len(names))]
    )
    return np.flatnonzero(~test), np.flatnonzero(test)


def every_object_split(objects, labels, share):
    right_split(objects, labels, share)
    train, test = [], []
    pairs = list(zip(labels.tolist(), objects, strict=True))
    for pair in set(pairs):
        places = [place for place, one in enumerate(pairs) if one == pair]
        n_test = round(share * len(places))
        test, train = test + places[:n_test], train + places[n_test:]
    return np.sort(train).astype(int), np.sort(test).astype(int)


def half_of_the_objects(objects, labels, share):
    return right_split(objects, labels, 0.5)


def nothing_to_test(objects, labels, share):
    right_split(objects, labels, share)
    return np.arange(len(objects)), np.arange(0)


def words_without_numbers(objects, labels, share):
    words = [name.split()[0] for name in objects]
    right_split(objects, labels, share)
    test = np.array([word == sorted(words)[0] for word in words])
    return np.flatnonzero(~test), np.flatnonzero(test)


def in_one_array(objects, labels, share):
    return np.concatenate(right_split(objects, labels, share))


def in_a_column(objects, labels, share):
    return tuple(part[:, np.newaxis] for part in right_split(objects, labels, share))


def with_labels_too(objects, labels, share):
    train, test = right_split(objects, labels, share)
    return train, test, labels[train], labels[test]


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (with_pythons_random, "another-split-each-time"),
        (by_names_alone, "share-of-all-objects"),
        (every_object_split, "split-by-pictures"),
        (half_of_the_objects, "wrong-number"),
        (nothing_to_test, "no-test-object"),
        (words_without_numbers, "classes-split"),
        (in_a_column, "not-an-array"),
        (in_one_array, "wrong-structure"),
        (with_labels_too, "wrong-structure"),
    ],
    ids=name_of,
)
def test_objects_split_in_another_wrong_way(answer, misconception):
    assert_fails("split_by_object", answer, misconception)


# Odd results of functions that return arrays


class RaisesWhenRead:
    def __array__(self, *args, **kwargs):
        raise SystemExit

    def __len__(self):
        raise RuntimeError


class LyingArray(np.ndarray):
    shape = (3, 128, 128, 3)

    def __eq__(self, other):
        return True

    __hash__ = None


class RaisingList(list):
    def __iter__(self):
        raise KeyError


ODD = {
    "None": None,
    "text": "done",
    "dict": {"images": 3},
    "ragged": [[1, 2], [3]],
    "NaN": np.full((3, 128, 128, 3), np.nan, "float32"),
    "infinity": np.full((3, 128, 128, 3), -np.inf),
    "far too large": np.float64(1e300) * np.ones((3, 128, 128, 3)),
    "huge": np.broadcast_to(np.float64(0), (10**6, 128, 128, 3)),
    "complex": np.zeros((3, 128, 128, 3), complex),
    "text in an array": np.full((3, 128, 128, 3), "x"),
    "objects": np.full((3, 128, 128, 3), None),
    "bool": np.ones((3, 128, 128, 3), bool),
    "no images": np.zeros((0, 128, 128, 3), "float32"),
    "one number": np.float32(1),
    "raises when read": RaisesWhenRead(),
    "lies": np.zeros(4).view(LyingArray),
    "list that raises": RaisingList([1, 2]),
    "class": RaisesWhenRead,
    "pair of None": (None, None),
    "pair of text": ("a", "b"),
    "pair of NaN": (np.array([np.nan]), np.array([0.0])),
    "pair of empty": (np.arange(0), np.arange(0)),
    "pair of unsigned": (np.array([2**63], "uint64"), np.arange(2)),
    "pair of negative": (np.arange(3) - 5, np.arange(2)),
    "pair of numbers": (np.int64(3), np.int64(4)),
    "pair that raises": (RaisesWhenRead(), RaisesWhenRead()),
    "pair that lies": (np.arange(3).view(LyingArray), np.arange(3)),
    "pair of dates": (np.array(["2020-01-01"], "datetime64[D]"), np.arange(2)),
    "pair of sets": ({1}, {2}),
}


@pytest.mark.parametrize("exercise", ["prepare_for_network", "split_by_object"])
@pytest.mark.parametrize("result", ODD.values(), ids=ODD)
def test_an_odd_result_fails_with_words(exercise, result):
    found = verdict(exercise, lambda *arguments: result)
    assert found.status == "failed", found
    assert found.message


# feature_extractor


def end_of(network, layer_name):
    values = network.get_layer(layer_name).output
    return keras.layers.GlobalAveragePooling2D()(values) if len(values.shape) == 4 else values


def part_of(network, layer_name):
    part = keras.Model(network.inputs[0], end_of(network, layer_name))
    part.trainable = False
    return part


class Wrapped(keras.Model):
    def __init__(self, part):
        super().__init__()
        self.part = part

    def call(self, images):
        return self.part(images, training=False)


def copied_without_dropout(network, layer_name):
    clone = keras.models.clone_model(network)
    clone.set_weights(network.get_weights())
    for layer in clone.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    return part_of(clone, layer_name)


def wrapped_in_a_functional_model(network, layer_name):
    wrapped = Wrapped(part_of(network, layer_name))
    images = keras.Input(network.input_shape[1:])
    return keras.Model(images, wrapped(images))


@pytest.mark.slow
@pytest.mark.parametrize("answer", [copied_without_dropout, wrapped_in_a_functional_model])
def test_an_extractor_of_another_kind_is_right(answer):
    found = verdict("feature_extractor", answer)
    assert found.passed, found


def frozen_alone(network, layer_name):
    return part_of(network, layer_name)


def training_passed_on(network, layer_name):
    class PassesOn(Wrapped):
        def call(self, images, training=False):
            return self.part(images, training=training)

    return PassesOn(part_of(network, layer_name))


def a_layer_not_a_model(network, layer_name):
    part = part_of(network, layer_name)
    return keras.layers.Lambda(lambda images: part(images, training=False))


def predictions_not_a_model(network, layer_name):
    return part_of(network, layer_name).predict


def copied_with_momentum_1(network, layer_name):
    clone = keras.models.clone_model(network)
    clone.set_weights(network.get_weights())
    for layer in clone.layers:
        if isinstance(layer, BatchNormalization):
            layer.momentum = 1.0
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    part = keras.Model(clone.inputs[0], end_of(clone, layer_name))
    for weight in part.trainable_weights:
        weight.trainable = False
    return part


def larger_in_training(network, layer_name):
    class Larger(Wrapped):
        def call(self, images, training=False):
            return self.part(images, training=False) * (2 if training else 1)

    return Larger(part_of(network, layer_name))


def other_after_four_calls(network, layer_name):
    class Counting(Wrapped):
        n_calls = 0

        def call(self, images):
            self.n_calls += 1
            return self.part(images, training=False) + (self.n_calls == 6)

    return Counting(part_of(network, layer_name))


def says_that_nothing_trains(network, layer_name):
    class Says(Wrapped):
        @property
        def trainable_weights(self):
            return []

    return Says(keras.Model(network.inputs[0], end_of(network, layer_name)))


def momentum_changed(network, layer_name):
    extractor = Wrapped(part_of(network, layer_name))
    for layer in network.layers:
        if isinstance(layer, BatchNormalization):
            layer.momentum = 1.0
    return extractor


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (frozen_alone, "dropout-in-training"),
        (training_passed_on, "dropout-in-training"),
        (a_layer_not_a_model, "not-a-model"),
        (predictions_not_a_model, "not-a-model"),
        (copied_with_momentum_1, "normalisation-in-training"),
        (larger_in_training, "other-in-training"),
        (other_after_four_calls, "other-in-fit"),
        (says_that_nothing_trains, "moves-in-fit"),
        (momentum_changed, "layer-set-otherwise"),
    ],
    ids=name_of,
)
def test_an_extractor_made_in_another_wrong_way(answer, misconception):
    assert_fails("feature_extractor", answer, misconception)


# fine_tune_network


def reference_of_fine_tuning(network, n_top, rate):
    return solutions.reference("fine_tune_network")(network, n_top, rate)


def compiled_with(**options):
    def answer(network, n_top, rate):
        made = {name: make(rate) if callable(make) else make for name, make in options.items()}
        reference_of_fine_tuning(network, n_top, rate)
        network.compile(
            **{
                "optimizer": keras.optimizers.Adam(rate),
                "loss": "sparse_categorical_crossentropy",
                "metrics": ["accuracy"],
                **made,
            }
        )
        return network

    answer.__name__ = str(sorted(options))
    return answer


class OptimizerOfTheLearner(keras.optimizers.Adam):
    def __init__(self, rate, needed):
        super().__init__(rate)


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [
        compiled_with(jit_compile=True),
        compiled_with(run_eagerly=True),
        compiled_with(steps_per_execution=4),
        compiled_with(optimizer=lambda rate: OptimizerOfTheLearner(rate, "needed")),
    ],
    ids=name_of,
)
def test_how_the_network_is_run_is_free(answer):
    found = verdict("fine_tune_network", answer)
    assert found.passed, found


def trained_then_undone(network, n_top, rate):
    reference_of_fine_tuning(network, n_top, rate)
    before = network.get_weights()
    network.run_eagerly = True
    network.fit(np.zeros((4, *network.input_shape[1:])), np.zeros(4), verbose=0)
    network.set_weights(before)
    return network


def quantized(network, n_top, rate):
    reference_of_fine_tuning(network, n_top, rate)
    network.layers[-1].quantize("int8")
    return network


def names_for_kinds(network, n_top, rate):
    """Find convolutions by the names that Keras gives."""
    convolutions = [layer for layer in network.layers if "conv" in layer.name]
    network.trainable = True
    for layer in network.layers[:-1]:
        layer.trainable = layer in convolutions[-n_top:]
    network.layers[-1].trainable = True
    return compiled_anew(network, rate)


def last_layer_left_as_it_came(network, n_top, rate):
    """Set trainable of all layers but the last."""
    reference_of_fine_tuning(network, n_top, rate)
    network.layers[-1].trainable = False
    return compiled_anew(network, rate)


def compiled_anew(network, rate):
    network.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return network


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (compiled_with(optimizer=keras.optimizers.AdamW), "another-optimizer"),
        (compiled_with(optimizer=keras.optimizers.Nadam), "another-optimizer"),
        (compiled_with(optimizer=keras.optimizers.RMSprop), "another-optimizer"),
        (
            compiled_with(optimizer=lambda rate: keras.optimizers.Adam(rate, clipnorm=1.0)),
            "another-optimizer",
        ),
        (
            compiled_with(optimizer=lambda rate: keras.optimizers.Adam(rate, beta_1=0.8)),
            "another-optimizer",
        ),
        (compiled_with(loss="poisson"), "fit-refused"),
        (compiled_with(metrics=["categorical_crossentropy"]), "fit-refused"),
        (trained_then_undone, "trained-in-the-function"),
        (quantized, "layers-changed"),
        (names_for_kinds, "no-convolution-trains"),
        (last_layer_left_as_it_came, "head-frozen"),
    ],
    ids=name_of,
)
def test_a_network_prepared_in_another_wrong_way(answer, misconception):
    assert_fails("fine_tune_network", answer, misconception)


@pytest.mark.slow
def test_an_error_of_tensorflow_is_told_without_the_name_of_its_function():
    found = verdict("fine_tune_network", compiled_with(loss="mse"))
    assert found.finding.got.startswith("InvalidArgumentError: Incompatible shapes")


# Odd results of functions that return networks


class UnprintableError(Exception):
    def __str__(self):
        raise ValueError


class Raises(keras.Model):
    """Raises where it is used."""

    error = SystemExit

    def call(self, images):
        raise self.error


class RaisesUnprintable(Raises):
    error = UnprintableError


class GivesOdd(keras.Model):
    def __init__(self, given):
        super().__init__()
        self.given = given

    def call(self, images):
        return self.given


class HasNoWeights(keras.Model):
    def call(self, images):
        return images

    @property
    def trainable_weights(self):
        raise MemoryError


class SaysItIsAModel:
    @property
    def __class__(self):
        return keras.Model

    def __getattr__(self, name):
        raise SystemExit


ODD_NETWORKS = {
    "None": lambda: None,
    "text": lambda: "model",
    "dict": lambda: {"model": 1},
    "class": lambda: keras.Model,
    "layer": lambda: keras.layers.Dense(3),
    "array that raises": RaisesWhenRead,
    "says it is a model": SaysItIsAModel,
    "call that ends": Raises,
    "call with an odd error": RaisesUnprintable,
    "gives None": lambda: GivesOdd(None),
    "gives text": lambda: GivesOdd("features"),
    "gives NaN": lambda: GivesOdd(np.full((12, 4), np.nan)),
    "gives what raises": lambda: GivesOdd(RaisesWhenRead()),
    "has no weights": HasNoWeights,
    "not initialised": lambda: Raises.__new__(Raises),
}


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ["feature_extractor", "fine_tune_network"])
@pytest.mark.parametrize("make", ODD_NETWORKS.values(), ids=ODD_NETWORKS)
def test_an_odd_network_fails_with_words(exercise, make):
    found = verdict(exercise, lambda *arguments: make())
    assert found.status == "failed", found
    assert found.message


# All of them


def patched_dropout(network, *arguments):
    keras.layers.Dropout.call = lambda self, inputs, training=None: inputs
    return network


def patched_normalisation(network, *arguments):
    BatchNormalization.call = lambda self, inputs, training=None, mask=None: inputs
    return network


def another_dtype(network, *arguments):
    keras.config.set_dtype_policy("mixed_bfloat16")
    return network


def run_eagerly(network, *arguments):
    tf.config.run_functions_eagerly(True)
    return network


def raising_after_a_change(network, *arguments):
    keras.config.set_max_epochs(2)
    raise RuntimeError


CHANGES = [
    patched_dropout,
    patched_normalisation,
    another_dtype,
    run_eagerly,
    raising_after_a_change,
]


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ["feature_extractor", "fine_tune_network"])
@pytest.mark.parametrize("change", ["reference", *CHANGES], ids=name_of)
def test_the_check_leaves_keras_as_it_was(exercise, change):
    def state():
        return (
            keras.Model.fit,
            BatchNormalization.call,
            keras.layers.Dropout.call,
            keras.config.dtype_policy().name,
            keras.config.max_epochs(),
            tf.config.functions_run_eagerly(),
        )

    before = state()
    answer = solutions.reference(exercise) if change == "reference" else change
    found = verdict(exercise, answer)
    assert state() == before
    if change in CHANGES[:-1]:
        assert found.finding.misconception == "settings-changed", found


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_cases_and_observations_travel_between_processes(exercise):
    exercise = find(exercise)
    cases = exercise.cases(np.random.default_rng(0))
    records = observe(exercise, solutions.reference(exercise.name), cases)
    inputs = [case.inputs for case in cases]
    assert repr(decode(encode(inputs))) == repr(inputs)
    assert repr(decode(encode(records))) == repr(records)


def test_no_layer_is_found_by_a_name_from_another_draw():
    """Names say nothing, and those of one draw are not those of the next."""
    names = [
        {(layer["name"], layer["kind"]) for layer in case.inputs["network"]}
        for seed in (0, 1)
        for case in find("feature_extractor").cases(np.random.default_rng(seed))
    ]
    assert not set.intersection(*names)
