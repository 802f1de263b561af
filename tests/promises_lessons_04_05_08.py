"""The promises of the exercises that train a network, or prepare one: see `tests.promises`."""

from tests.promises import FIRST, also, must


def refuses(exercise, condition):
    """Return the solution, which stops where a condition on its arguments does not hold."""
    return also(exercise, lambda *inputs: must(condition(*inputs)))


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


def n_top_beyond_all_refused(network, n_top, rate):
    n = sum("Conv2D" in type(layer).__name__ for layer in network.layers)
    must(n_top <= n)
    return also("fine_tune_network")(network, n_top, rate)


PROMISES = {
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
}
