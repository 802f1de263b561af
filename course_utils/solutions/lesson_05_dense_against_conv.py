"""Reference solutions of lesson 05."""

import numpy as np


def shift_images(X, dx, dy):
    """Shift images by whole pixels; zeros come in where nothing was.

    Parameters
    ----------
    X : array of shape (n, height, width) or (n, height, width, channels)
        Images, of any dtype.
    dx : int
        How many pixels to the right; to the left if negative.
    dy : int
        How many pixels down; up if negative.

    Returns
    -------
    array of the shape and dtype of X
        What is shifted out is lost, so a shift beyond the size leaves zeros. X stays unchanged.
    """
    height, width = X.shape[1:3]
    shifted = np.zeros_like(X)
    if abs(dx) >= width or abs(dy) >= height:
        return shifted
    to_rows = slice(max(dy, 0), height + min(dy, 0))
    from_rows = slice(max(-dy, 0), height + min(-dy, 0))
    to_columns = slice(max(dx, 0), width + min(dx, 0))
    from_columns = slice(max(-dx, 0), width + min(-dx, 0))
    shifted[:, to_rows, to_columns] = X[:, from_rows, from_columns]
    return shifted


def features_up_to(model, layer_name):
    """Return the part of a network that ends with a given layer.

    Parameters
    ----------
    model : keras.Sequential
        A trained network.
    layer_name : str
        The name of one of its layers.

    Returns
    -------
    keras.Model
        From the images that model takes to what that layer gives for them. The weights are those
        of model, and may be shared with it: nothing is trained here.

    Raises
    ------
    ValueError
        If model has no layer of that name.
    """
    from keras import Model

    return Model(model.inputs[0], model.get_layer(layer_name).output)


def accuracy_under_shift(model, X, y, shifts):
    """Measure the accuracy of a network for task B on images shifted to the side.

    Parameters
    ----------
    model : keras.Model
        From images to one probability each, shape (n, 1): how sure it is of the label 1.
    X : array of float32, shape (n, height, width, channels)
        Images, not shifted.
    y : array of float32, shape (n,)
        1.0 or 0.0.
    shifts : list of int
        By how many pixels to the right; to the left if negative. Zeros come in.

    Returns
    -------
    array of float, shape (len(shifts),)
        The accuracy for each shift, 0 to 1. A probability above 0.5 means the label 1.
    """
    accuracies = []
    for dx in shifts:
        shifted = np.zeros_like(X)
        for column in range(X.shape[2]):
            if 0 <= column - dx < X.shape[2]:
                shifted[:, :, column] = X[:, :, column - dx]
        predicted = model.predict(shifted, verbose=0)[:, 0] > 0.5
        accuracies.append(np.mean(predicted == (y > 0.5)))
    return np.array(accuracies)


def fine_tune_normalised(model, X, y):
    """Train all layers of a reused network, while its normalisation stays as task A left it.

    Parameters
    ----------
    model : keras.Model
        A network for task B that starts with reused layers: Sequential or functional, with one
        sigmoid unit at the end. Some of its layers may be models, which may hold models too. Layers
        have any names; some may be frozen, and the network compiled for something else.
    X : array of float32, shape (n, height, width, channels)
        Images, as the network takes them.
    y : array of float32, shape (n,)
        1.0 or 0.0.

    Returns
    -------
    keras.callbacks.History
        Of one call of fit: 5 epochs, batches of 32, the loss "binary_crossentropy". It trains the
        layers of model itself, from the weights they have. All weights of each BatchNormalization
        stay, and in training too it takes its moving mean and variance, not those of the batch. All
        other layers train with all their weights. The optimizer and its rate are yours, and what
        trainable says afterwards. X, y and the settings of Keras stay as they are.
    """
    from keras.layers import BatchNormalization
    from keras.optimizers import SGD

    def train_all_but_normalisation(layers):
        for layer in layers:
            layer.trainable = not isinstance(layer, BatchNormalization)
            train_all_but_normalisation(getattr(layer, "layers", []))

    model.trainable = True
    train_all_but_normalisation(model.layers)
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.001), metrics=["accuracy"])
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)
