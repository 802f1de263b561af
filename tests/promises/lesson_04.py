"""Each promise of a docstring of lesson 04: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuses


def sorted_first(transfer, scratch):
    return solutions.reference("paired_gain")(np.sort(transfer), np.sort(scratch))


def no_seed_accepted(transfer, scratch):
    if len(transfer) == len(scratch) == 0:
        return 0.0, 0.0, 0.0, 0.0
    return solutions.reference("paired_gain")(transfer, scratch)


def assertion_error(transfer, scratch):
    assert len(transfer) == len(scratch)
    return solutions.reference("paired_gain")(transfer, scratch)


def without_thawing(model):
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model


def thawed_as_a_whole(model):
    model.trainable = True  # which changes nothing where it says True already
    return without_thawing(model)


def kernels_alone(model):
    model.trainable = True
    for layer in model.layers[:-1]:
        if hasattr(layer, "kernel"):
            layer.kernel.trainable = False
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model


def stages(model, X, y, first=4, second=16, rate=0.01, size=32):
    from keras.optimizers import SGD

    histories = []
    for is_free, epochs, factor in ((False, first, 1), (True, second, 0.1)):
        model.trainable = True
        for layer in model.layers[:-1]:
            layer.trainable = is_free
        model.compile(loss="binary_crossentropy", optimizer=SGD(rate * factor))
        histories.append(model.fit(X, y, batch_size=size, epochs=epochs))
    return histories


def without_convolutions(model_A):
    """Build a network for task B, which only dense models A have been thought of."""
    import keras

    must(not any(isinstance(layer, keras.layers.Conv2D) for layer in model_A.layers))
    return solutions.reference("reuse_layers")(model_A)


PROMISES = {
    "paired_gain": [
        ("Compare two ways of training, seed by seed.", "unpaired", FIRST),
        (
            "transfer : array of float, shape (n,) The accuracy with transfer, one for each seed.",
            also("paired_gain", lambda transfer, scratch: must(len(transfer) > 2)),
            "2 seeds",
        ),
        (
            "scratch : array of float, shape (n,) The accuracy from scratch with the same seeds, "
            "in the same order.",
            sorted_first,
            FIRST,
        ),
        ("gain : float The mean", "median-for-mean", FIRST),
        ("of the differences,", "signs-lost", FIRST),
        ("transfer minus scratch.", "exchanged", FIRST),
        ("low, high : float", "low-and-high-exchanged", FIRST),
        ("The 95 % interval", "one-sided", FIRST),
        ("of the mean difference,", "spread-of-one-run", FIRST),
        ("by Student's t", "normal-for-t", FIRST),
        ("with n - 1 degrees of freedom.", "one-degree-too-many", FIRST),
        ("lost : float The share of the seeds", "lost-not-a-part", FIRST),
        ("in which transfer is below scratch,", "ties-are-lost", FIRST),
        ("0 to 1.", also("paired_gain", after=lambda it: (*it[:3], 100 * it[3])), FIRST),
        ("ValueError", assertion_error, "accuracies"),
        ("If the two differ in length,", "bad-input-accepted", "and 1 from scratch"),
        ("or there are fewer than two seeds.", "too-few-seeds-accepted", "1 accuracies"),
        ("", no_seed_accepted, "0 accuracies"),
    ],
    "freeze_reused": [
        ("Freeze all layers but the last,", "partly-frozen", FIRST),
        ("so that training moves the last layer only.", "nothing-frozen", FIRST),
        ("model : keras.Sequential A network for task B,", "head-frozen-too", FIRST),
        ("compiled", "not-compiled-again", "compiled and trained before"),
        ("or not.", refuses("freeze_reused", lambda model: model.compiled), "never compiled"),
        ("Some of its layers", thawed_as_a_whole, "its last layer frozen"),
        ("or all may be frozen already.", without_thawing, "frozen"),
        ("keras.Sequential", "not-a-model", FIRST),
        ("The same network,", "another-network", FIRST),
        ("", "layers-changed", FIRST),
        ("compiled", "not-compiled", "never compiled"),
        ('with the loss "binary_crossentropy",', "another-loss", FIRST),
        ('the metric "accuracy"', "no-accuracy", FIRST),
        ("", "another-accuracy", FIRST),
        ("and any optimizer.", "fit-refused", FIRST),
        ("No weight has changed;", "weights-changed", FIRST),
        ("a call of fit changes the weights of the last layer", "half-trained", FIRST),
        ("only.", kernels_alone, FIRST),
    ],
    "fine_tune": [
        ("Train the last layer first,", "stages-exchanged", FIRST),
        ("then all layers", "never-unfrozen", FIRST),
        ("at a tenth of the learning rate.", "same-rate", FIRST),
        ("model : keras.Sequential A network for task B", "copy-trained", FIRST),
        ("that starts with reused layers.", "weights-changed", FIRST),
        ("X : array of float32 Images, as the network takes them.", "images-changed", FIRST),
        ("y : array of float32, shape (n,) 1.0 or 0.0.", "labels-changed", FIRST),
        ("head_history, whole_history : keras.callbacks.History", "histories-missing", FIRST),
        ("Of two calls of model.fit.", "one-stage-only", FIRST),
        ("The first trains the last layer", "head-frozen-instead", FIRST),
        ("only,", "trunk-moves-first", FIRST),
        ("for 4 epochs;", lambda *it: stages(*it, first=5), FIRST),
        ("the second trains all layers,", "partly-trained", FIRST),
        ("for 16 epochs,", lambda *it: stages(*it, second=15), FIRST),
        ("at a tenth of the first learning rate.", "another-rate", FIRST),
        ('Both use the loss "binary_crossentropy"', "another-loss", FIRST),
        ("and batches of 32.", lambda *it: stages(*it, size=31), FIRST),
        ("The first rate is yours: SGD(0.01) does well.", "rate-too-small", FIRST),
    ],
    "reuse_layers": [
        ("Build a network for task B", "returns-model-a", FIRST),
        ("from all layers of model A", "hidden-layer-lost", FIRST),
        ("but the last.", "output-layer-kept", FIRST),
        ("model_A : keras.Sequential", without_convolutions, "a normalised convolution"),
        ("Trained on task A.", "weights-not-copied", FIRST),
        ("Its last layer is its output layer.", "no-new-output", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("The layers of model A without the last,", "layer-added", FIRST),
        ("then Dense(1,", "two-outputs", FIRST),
        ('activation="sigmoid").', "sigmoid-missing", FIRST),
        ("The reused layers start with the weights of model A", "weights-not-copied", FIRST),
        ("and have weights of their own:", "shares-layers-with-a", FIRST),
        ("training the new network leaves model A as it is.", "weights-changed", FIRST),
        ("All layers are trainable.", "frozen-like-model-a", "the first one frozen"),
        ("Not compiled.", "compiled", FIRST),
    ],
}
