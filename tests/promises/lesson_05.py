"""Each promise of a docstring of lesson 05: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuses, with_another_error


def shifted(change):
    """Return an answer to `shift_images` that takes other shifts."""

    def shift_images(X, dx, dy):
        return solutions.reference("shift_images")(X, *change(dx, dy))

    return shift_images


def normalised_of_one_level(model, X, y):
    from keras.layers import BatchNormalization

    model.trainable = True
    for layer in model.layers:
        layer.trainable = not isinstance(layer, BatchNormalization)
        for inner in getattr(layer, "layers", []):
            inner.trainable = not isinstance(inner, BatchNormalization)
    model.compile(loss="binary_crossentropy", optimizer="sgd")
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)


def found_by_name(model, X, y):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = "batch_normalization" not in layer.name
    model.compile(loss="binary_crossentropy", optimizer="sgd")
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)


def but_for_the_first_layer(model, layer_name):
    must(layer_name != model.layers[0].name)
    return solutions.reference("features_up_to")(model, layer_name)


PROMISES = {
    "shift_images": [
        ("Shift images by whole pixels;", "one-pixel-off", FIRST),
        ("zeros come in where nothing was.", "edge-repeated", FIRST),
        (
            "X : array of shape (n, height, width)",
            also("shift_images", lambda X, dx, dy: must(X.ndim == 4)),
            FIRST,
        ),
        ("or (n, height, width, channels)", "channels-shifted", "channel"),
        (
            "Images, of any dtype.",
            also("shift_images", lambda X, dx, dy: must(X.dtype == np.uint8)),
            "float32",
        ),
        ("dx : int How many pixels to the right;", "left-for-right", FIRST),
        ("to the left if negative.", shifted(lambda dx, dy: (max(dx, 0), dy)), "left"),
        ("dy : int How many pixels down;", "up-for-down", FIRST),
        ("up if negative.", shifted(lambda dx, dy: (dx, max(dy, 0))), "up"),
        ("array of the shape", "cut-smaller", FIRST),
        ("and dtype of X", "wrong-dtype", FIRST),
        ("What is shifted out is lost,", "wraps-around", FIRST),
        ("so a shift beyond the size leaves zeros.", "shift-cut-off", "far out"),
        ("X stays unchanged.", "input-mutated", FIRST),
    ],
    "accuracy_under_shift": [
        ("Measure the accuracy of a network for task B", "loss-for-accuracy", FIRST),
        ("on images shifted to the side.", "up-and-down", FIRST),
        (
            "model : keras.Model From images to one probability each, shape (n, 1):",
            "every-image-with-every-label",
            FIRST,
        ),
        ("how sure it is of the label 1.", "errors-counted", FIRST),
        (
            "X : array of float32, shape (n, height, width, channels) Images, not shifted.",
            "shifted-again-and-again",
            FIRST,
        ),
        ("y : array of float32, shape (n,) 1.0 or 0.0.", "labels-not-used", FIRST),
        ("shifts : list of int By how many pixels to the right;", "other-direction", FIRST),
        ("to the left if negative.", "negative-shift-ignored", "[-2, 1, -1]"),
        ("Zeros come in.", "wraps-around", FIRST),
        ("array of float, shape (len(shifts),)", "mean-over-shifts", FIRST),
        ("The accuracy for each shift,", "each-shift-once", "shifts ["),
        ("0 to 1.", "in-per-cent", FIRST),
        ("A probability above 0.5 means the label 1.", "another-threshold", FIRST),
    ],
    "fine_tune_normalised": [
        ("Train all layers of a reused network,", "head-only", FIRST),
        ("while its normalisation stays", "normalisation-trains", FIRST),
        ("as task A left it.", "normalisation-set-anew", FIRST),
        ("model : keras.Model A network for task B", "copy-trained", FIRST),
        ("that starts with reused layers:", "weights-changed", FIRST),
        (
            "Sequential",
            refuses("fine_tune_normalised", lambda model, X, y: len(X) == 32),
            "a Sequential",
        ),
        (
            "or functional,",
            refuses("fine_tune_normalised", lambda model, X, y: len(X) > 32),
            "a network around a model",
        ),
        ("with one sigmoid unit at the end.", "layers-changed", FIRST),
        ("Some of its layers may be models,", "nested-normalisation-trains", "around a model"),
        ("which may hold models too.", normalised_of_one_level, "around a model"),
        ("Layers have any names;", found_by_name, FIRST),
        ("some may be frozen,", "head-only", "frozen but for its last layer"),
        ("and the network compiled for something else.", "not-compiled-again", FIRST),
        ("X : array of float32,", "images-changed", FIRST),
        (
            "shape (n, height, width, channels) Images, as the network takes them.",
            "other-images-in-an-epoch",
            FIRST,
        ),
        ("y : array of float32, shape (n,) 1.0 or 0.0.", "labels-changed", FIRST),
        ("keras.callbacks.History", "history-missing", FIRST),
        ("Of one call of fit:", "trained-more-than-once", FIRST),
        ("5 epochs,", "other-epochs", FIRST),
        ("batches of 32,", "other-batches", "a Sequential"),
        ('the loss "binary_crossentropy".', "another-loss", FIRST),
        ("It trains the layers of model itself,", "copy-trained", FIRST),
        ("from the weights they have.", "weights-changed", FIRST),
        ("All weights of each BatchNormalization stay,", "moving-statistics-move", FIRST),
        ("", "scale-and-offset-train", FIRST),
        (
            "and in training too it takes its moving mean and variance,",
            "batch-statistics-used",
            "a network around a model",
        ),
        ("not those of the batch.", "momentum-for-freezing", FIRST),
        ("All other layers train", "partly-trained", FIRST),
        ("with all their weights.", "half-trained", FIRST),
        ("The optimizer and its rate are yours,", "rate-too-small", FIRST),
        ("and what trainable says afterwards.", "undone-afterwards", FIRST),
        ("X, y", "input-mutated", FIRST),
        ("and the settings of Keras stay as they are.", "settings-changed", FIRST),
    ],
    "features_up_to": [
        ("Return the part of a network", "whole-network", FIRST),
        ("that ends with a given layer.", "one-layer-too-many", FIRST),
        ("model : keras.Sequential A trained network.", "weights-not-taken", FIRST),
        ("layer_name : str The name of one of its layers.", but_for_the_first_layer, "conv_1"),
        ("keras.Model", "not-a-model", FIRST),
        ("From the images that model takes", "does-not-run", FIRST),
        ("to what that layer gives for them.", "one-layer-too-few", FIRST),
        ("The weights are those of model,", "weights-not-taken", FIRST),
        ("and may be shared with it:", "network-frozen", FIRST),
        ("nothing is trained here.", "weights-changed", FIRST),
        ("ValueError", with_another_error("features_up_to"), "layer conv"),
        ("If model has no layer of that name.", "absent-layer-accepted", "layer conv"),
    ],
}
