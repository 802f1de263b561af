"""Each promise of a docstring of lesson 08: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuse, with_another_error


def prepare(images):
    return solutions.reference("prepare_for_network")(images)


def a_level_off_in_one_colour(images):
    right = prepare(images)
    is_plain = [(image == image[0, 0]).all() for image in images]
    right[is_plain] += np.float32(1 / 128)
    return right


def without_large_photos(images):
    return prepare([image[:400] for image in images])


def split(objects, labels, share):
    return solutions.reference("split_by_object")(objects, labels, share)


def each_object_once(objects, labels, share):
    """Split as if all pictures of an object stood side by side."""
    order = np.argsort(objects, kind="stable")
    train, test = split([objects[place] for place in order], labels[order], share)
    return train, test


def names_alone(objects, labels, share):
    must(len(set(objects)) == len(set(zip(objects, labels.tolist(), strict=True))))
    return split(objects, labels, share)


def classes_from_0(objects, labels, share):
    must(labels.max() < len(np.unique(labels)))
    return split(objects, labels, share)


def other_parts(change):
    return also("split_by_object", after=lambda parts: tuple(map(change, parts)))


def only_lengths(objects, labels, share):
    refuse(len(objects) != len(labels))
    one = [len(set(np.array(objects)[labels == label])) == 1 for label in labels]
    kept = np.flatnonzero(~np.array(one))
    train, test = split([objects[place] for place in kept], labels[kept], share)
    return kept[train], kept[test]


def n_top_beyond_all_refused(network, n_top, rate):
    n = sum("Conv2D" in type(layer).__name__ for layer in network.layers)
    must(n_top <= n)
    return also("fine_tune_network")(network, n_top, rate)


def in_a_row_alone(network, layer_name):
    """Extract features of a network that does not branch, by calling its layers in a row."""
    import keras

    values = inputs = keras.Input(network.input_shape[1:])
    for layer in network.layers[1:]:
        values = layer(values)
    return keras.Model(inputs, values)


def only_with_places(network, layer_name):
    must(len(network.get_layer(layer_name).output.shape) == 4)
    return solutions.reference("feature_extractor")(network, layer_name)


def only_without_places(network, layer_name):
    must(len(network.get_layer(layer_name).output.shape) == 2)
    return solutions.reference("feature_extractor")(network, layer_name)


PROMISES = {
    "prepare_for_network": [
        ("Turn pictures of any sizes", without_large_photos, "tall"),
        ("into images as a network trained on ImageNet takes them.", "mean-of-imagenet", FIRST),
        ("1. Put each picture in the middle", "not-in-the-middle", FIRST),
        ("of a white square", "black-background", FIRST),
        ("whose side is its longer side:", "cut-to-the-middle", FIRST),
        ("nothing is cut off,", "height-and-width-exchanged", FIRST),
        ("nothing stretched.", "stretched", FIRST),
        ("2. Resize the square to 128 × 128", "not-resized", FIRST),
        (
            "with Pillow's Image.Resampling.BILINEAR, which averages where it shrinks.",
            "not-averaged",
            "three",
        ),
        ("3. Scale: a grey level x becomes (x - 127) / 128.", "other-constants", FIRST),
        ("images : list of arrays of uint8,", "computed-in-uint8", FIRST),
        (
            "shape (height, width, 3)",
            also("prepare_for_network", lambda images: must(images[0].shape[0] > 190)),
            "small",
        ),
        ("One", also("prepare_for_network", lambda images: must(len(images) > 1)), "one tall"),
        ("or more pictures", "one-photo-only", FIRST),
        ("of any sizes;", "small-photo-not-enlarged", "small"),
        ("the channels are red, green and blue.", "red-and-blue-exchanged", FIRST),
        ("They stay unchanged.", "input-mutated", FIRST),
        ("array", "a-list-of-images", FIRST),
        ("of float32,", "wrong-dtype", FIRST),
        ("shape (len(images), 128, 128, 3)", "batch-axis-missing", "one tall"),
        ("One image for each picture,", lambda images: prepare(images[:1] * len(images)), FIRST),
        ("in their order,", "order-lost", FIRST),
        ("with the channels in theirs.", "channels-first", FIRST),
        (
            "If height and width differ by an odd number, the extra row or column of white may lie "
            "on either side.",
            also(
                "prepare_for_network",
                lambda images: refuse(any((len(it) - len(it[0])) % 2 for it in images)),
            ),
            "odd",
        ),
        ("An image may differ by 0.02 on average from what Pillow gives,", "from-28-by-28", FIRST),
        ("as with another filter that averages;", "pixels-picked", "three"),
        (
            "where a picture is of one colour it may not, but for rounding.",
            a_level_off_in_one_colour,
            "one colour",
        ),
    ],
    "split_by_object": [
        ("Split pictures into a training and a test part,", "parts-exchanged", FIRST),
        ("so that no object is in both.", "split-by-pictures", FIRST),
        ("objects : list of str", "input-mutated", FIRST),
        ("For each picture the name of the object that it shows.", "names-not-places", FIRST),
        ("An object may have one picture or many,", "share-of-pictures", FIRST),
        ("in any places.", each_object_once, FIRST),
        ("The same name in two classes means two objects.", names_alone, "same names"),
        (
            "labels : array of integers, shape (len(objects),) The class of each picture.",
            "share-of-all-objects",
            FIRST,
        ),
        ("Classes need not count from 0.", classes_from_0, FIRST),
        (
            "share : float Which share of the objects of each class goes to the test part,",
            "same-number-in-each-class",
            FIRST,
        ),
        (
            "0 < share",
            also("split_by_object", lambda objects, labels, share: refuse(share < 0.1)),
            "less than one object",
        ),
        (
            "< 1.",
            also("split_by_object", lambda objects, labels, share: refuse(share > 0.9)),
            "nearly all",
        ),
        ("train, test :", "wrong-structure", FIRST),
        ("arrays", "not-an-array", FIRST),
        ("of integers", other_parts(np.float64), FIRST),
        ("The places of the pictures in objects,", "labels-not-places", FIRST),
        ("from 0,", "counted-from-1", FIRST),
        ("each in rising order.", "not-rising", FIRST),
        ("Every picture", "pictures-lost", FIRST),
        ("is in exactly one part,", "picture-in-both-parts", FIRST),
        ("and so are all pictures of an object.", "object-in-both-parts", FIRST),
        (
            "Of each class the test part has share × the number of its objects,",
            "always-one-object",
            FIRST,
        ),
        ("rounded to the nearest whole number,", "rounded-down", FIRST),
        ("but at least one", "no-test-object", "less than one"),
        ("and at most all but one.", "no-training-object", "nearly all"),
        (
            "Which objects is free, but a second call with the same arguments gives the same "
            "answer.",
            "another-split-each-time",
            FIRST,
        ),
        (
            "The inputs stay unchanged.",
            also("split_by_object", lambda objects, labels, share: labels.sort()),
            FIRST,
        ),
        (
            "ValueError",
            also("split_by_object", lambda objects, labels, _: must(len(objects) == len(labels))),
            "too few",
        ),
        ("If objects and labels differ in length,", "lengths-not-checked", "too few"),
        ("or a class has only one object.", only_lengths, "one object only"),
    ],
    "fine_tune_network": [
        ("Prepare a network for fine-tuning its last layers.", "counted-from-the-input", FIRST),
        ("Nothing is trained here.", "trained-in-the-function", FIRST),
        (
            "network : keras.Model A functional network for a new task:",
            "no-convolution-trains",
            FIRST,
        ),
        ("reused convolutions (Conv2D and DepthwiseConv2D)", "depthwise-not-counted", FIRST),
        ("with BatchNormalization,", "normalisations-counted", FIRST),
        ("which may branch,", "other-convolutions", FIRST),
        ("and a Dense layer with softmax at the end,", "layers-changed", FIRST),
        ("which was fitted to the task already.", "head-drawn-anew", FIRST),
        ("Some", "frozen-ones-not-thawed", "frozen but for its last layer"),
        ("or all layers may be frozen,", "frozen-ones-not-thawed", "frozen"),
        ("and the network compiled for something else.", "not-compiled-again", "another task"),
        ("No layer of it is a model.", "layers-counted", FIRST),
        ("n_top : int How many of its convolutions are trained,", "one-too-many", FIRST),
        ("", "head-counted", FIRST),
        ("0 or more:", "all-for-none", "n_top = 0"),
        ("the last ones", "the-others-train", FIRST),
        ("in the order of network.layers,", "other-convolutions", FIRST),
        ("or all if there are fewer.", "n-top-beyond-all", "frozen but for its last layer"),
        ("", n_top_beyond_all_refused, "frozen but for its last layer"),
        ("rate : float The learning rate.", "another-rate", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("The same network,", "another-network", FIRST),
        ("with the same weights,", "weights-changed", FIRST),
        ("and compiled:", "not-compiled", FIRST),
        ("Adam", "another-optimizer", FIRST),
        ("at that rate", "default-rate", FIRST),
        ("", "rate-changes", FIRST),
        ("for all that trains,", "several-rates", FIRST),
        ("its other numbers as Keras has them;", "updates-saved-up", FIRST),
        ('the loss "sparse_categorical_crossentropy";', "another-loss", FIRST),
        ("the accuracy as a metric.", "no-accuracy", FIRST),
        ("", "another-accuracy", FIRST),
        ("From now on fit trains", "everything-frozen", FIRST),
        ("all weights", "half-trained", FIRST),
        ("of the last layer", "head-frozen", FIRST),
        ("and of the last n_top convolutions,", "depthwise-frozen", FIRST),
        ("and no others.", "all-convolutions-train", FIRST),
        ("Every BatchNormalization keeps all of its weights,", "normalisation-trains", FIRST),
        ("", "moving-statistics-move", FIRST),
        (
            "and in training too it takes its moving mean and variance,",
            "batch-statistics-used",
            FIRST,
        ),
        ("not those of the batch.", "scale-and-offset-train", FIRST),
        ("The settings of Keras stay as they are.", "settings-changed", FIRST),
    ],
    "feature_extractor": [
        ("Turn a trained network into one", "weights-not-taken", FIRST),
        ("that gives the features of a layer,", "always-the-last-features", FIRST),
        ("and is never trained.", "weights-trainable", FIRST),
        ("network : keras.Model A trained functional network for images,", "does-not-run", FIRST),
        ("shape (batch, height, width, channels).", "not-averaged", FIRST),
        ("It may branch, with residual additions,", in_a_row_alone, FIRST),
        ("and hold normalisation", "normalisation-in-training", FIRST),
        ("and dropout.", "dropout-in-training", FIRST),
        ("layer_name : str The name of one of its layers.", "another-layer", FIRST),
        ("What the layer gives has the shape", "one-layer-too-few", FIRST),
        ("(batch, height, width, channels)", only_without_places, FIRST),
        ("or (batch, values).", only_with_places, "the pooling at the end"),
        ("keras.Model", "not-a-model", FIRST),
        ("From the images that network takes", "does-not-run", FIRST),
        ("to the features of that layer:", "one-layer-too-many", FIRST),
        ("the mean over all places where there are places,", "largest-for-mean", FIRST),
        ("shape (batch, channels),", "axes-kept", FIRST),
        ("else the values as they are.", only_with_places, "the pooling at the end"),
        ("The weights are those of network,", "weights-not-taken", FIRST),
        ("shared or copied.", "weights-changed", FIRST),
        ("None of them can be trained:", "moves-in-fit", FIRST),
        ("trainable_weights is empty.", "weights-trainable", FIRST),
        ("It computes as in use,", "always-in-training", FIRST),
        ("without dropout", "dropout-in-training", FIRST),
        (
            "and with the moving mean and variance of each normalisation,",
            "normalisation-in-training",
            FIRST,
        ),
        ("however it is called: with training=True too,", "other-in-training", FIRST),
        ("and in a larger network while that is fitted.", "other-in-fit", FIRST),
        ("The layers of network keep their weights", "weights-changed", FIRST),
        (
            "and settings; only what trainable says of them may change.",
            "layer-set-otherwise",
            FIRST,
        ),
        ("ValueError", with_another_error("feature_extractor"), "the start of a name"),
        ("If network has no layer of that name.", "absent-layer-accepted", "the start of a name"),
    ],
}
