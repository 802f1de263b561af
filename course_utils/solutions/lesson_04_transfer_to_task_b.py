"""Reference solutions of lesson 04."""

import numpy as np


def reuse_layers(model_A):
    """Build a network for task B from all layers of model A but the last.

    Parameters
    ----------
    model_A : keras.Sequential
        Trained on task A. Its last layer is its output layer.

    Returns
    -------
    keras.Model
        The layers of model A without the last, then Dense(1, activation="sigmoid"). The reused
        layers start with the weights of model A and have weights of their own: training the new
        network leaves model A as it is. All layers are trainable. Not compiled.
    """
    from keras import Sequential, layers, models

    copy_of_A = models.clone_model(model_A)
    copy_of_A.set_weights(model_A.get_weights())
    for layer in copy_of_A.layers:
        layer.trainable = True
    return Sequential([*copy_of_A.layers[:-1], layers.Dense(1, activation="sigmoid")])


def freeze_reused(model):
    """Freeze all layers but the last, so that training moves the last layer only.

    Parameters
    ----------
    model : keras.Sequential
        A network for task B, compiled or not. Some of its layers or all may be frozen already.

    Returns
    -------
    keras.Sequential
        The same network, compiled with the loss "binary_crossentropy", the metric "accuracy" and
        any optimizer. No weight has changed; a call of fit changes the weights of the last layer
        only.
    """
    model.trainable = True
    for layer in model.layers:
        layer.trainable = layer is model.layers[-1]
    model.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])
    return model


def fine_tune(model, X, y):
    """Train the last layer first, then all layers at a tenth of the learning rate.

    Parameters
    ----------
    model : keras.Sequential
        A network for task B that starts with reused layers.
    X : array of float32
        Images, as the network takes them.
    y : array of float32, shape (n,)
        1.0 or 0.0.

    Returns
    -------
    head_history, whole_history : keras.callbacks.History
        Of two calls of model.fit. The first trains the last layer only, for 4 epochs; the second
        trains all layers, for 16 epochs, at a tenth of the first learning rate. Both use the loss
        "binary_crossentropy" and batches of 32. The first rate is yours: SGD(0.01) does well.
    """
    from keras.optimizers import SGD

    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.01), metrics=["accuracy"])
    head_history = model.fit(X, y, batch_size=32, epochs=4)
    for layer in model.layers:
        layer.trainable = True
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.001), metrics=["accuracy"])
    whole_history = model.fit(X, y, batch_size=32, epochs=16)
    return head_history, whole_history


def paired_gain(transfer, scratch):
    """Compare two ways of training, seed by seed.

    Parameters
    ----------
    transfer : array of float, shape (n,)
        The accuracy with transfer, one for each seed.
    scratch : array of float, shape (n,)
        The accuracy from scratch with the same seeds, in the same order.

    Returns
    -------
    gain : float
        The mean of the differences, transfer minus scratch.
    low, high : float
        The 95 % interval of the mean difference, by Student's t with n - 1 degrees of freedom.
    lost : float
        The share of the seeds in which transfer is below scratch, 0 to 1.

    Raises
    ------
    ValueError
        If the two differ in length, or there are fewer than two seeds.
    """
    from scipy import stats

    if len(transfer) != len(scratch) or len(transfer) < 2:
        raise ValueError("two accuracies for each seed are needed, and two seeds at least")
    differences = np.asarray(transfer) - np.asarray(scratch)
    gain = differences.mean()
    half_width = stats.t.ppf(0.975, len(differences) - 1) * stats.sem(differences)
    lost = np.mean(differences < 0)
    return float(gain), float(gain - half_width), float(gain + half_width), float(lost)
