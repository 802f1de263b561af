"""Reference solutions of lesson 06."""

import keras
import numpy as np
import tensorflow as tf


def build_multi_head(input_shape, heads):
    """Build a network with one trunk and one head for each dataset, not yet compiled.

    The trunk: convolution with 16 filters, max pooling, convolution with 32 filters, max pooling,
    flatten, a dense layer of 64 with ReLU. Convolutions are 3 × 3 with padding "same" and ReLU,
    pooling is 2 × 2. Each head is one dense layer with softmax on the trunk, and has the name of
    its dataset.

    Parameters
    ----------
    input_shape : tuple of 3 int
        Height, width and channels of an image.
    heads : dict of str to int
        For each dataset its name and how many classes it has.

    Returns
    -------
    keras.Model
        From float images, shape (n, height, width, channels), to a dict: for each name of heads,
        in their order, the probabilities, shape (n, number of its classes).
    """
    images = keras.Input(input_shape)
    values = images
    for n_filters in (16, 32):
        values = keras.layers.Conv2D(n_filters, 3, padding="same", activation="relu")(values)
        values = keras.layers.MaxPooling2D(2)(values)
    values = keras.layers.Flatten()(values)
    values = keras.layers.Dense(64, activation="relu")(values)
    outputs = {
        name: keras.layers.Dense(n_classes, activation="softmax", name=name)(values)
        for name, n_classes in heads.items()
    }
    return keras.Model(images, outputs)


def joint_step(model, optimizer, batches, loss_weights):
    """Update a network once, with one batch of each dataset.

    The loss of a dataset is the mean of sparse_categorical_crossentropy over its batch, from the
    head of its own name. What is minimised is the sum of these losses, each times its weight.

    Parameters
    ----------
    model : keras.Model
        From images to a dict of probabilities, one entry a dataset. It is called with
        training=True.
    optimizer : keras.optimizers.Optimizer
        Applied once, to all trainable variables of the model.
    batches : dict of str to tuple
        For each dataset its name, images and labels: {"fashion": (X, y), "digits": (X, y)}. The
        batches may differ in size. A head without a batch stays as it is.
    loss_weights : dict of str to float
        For each dataset its weight.

    Returns
    -------
    dict of str to scalar tensor
        For each dataset its loss, not weighted, before the update.
    """
    with tf.GradientTape() as tape:
        losses = {}
        for name, (X, y) in batches.items():
            probabilities = model(X, training=True)[name]
            each = keras.losses.sparse_categorical_crossentropy(y, probabilities)
            losses[name] = tf.reduce_mean(each)
        total = sum(loss_weights[name] * loss for name, loss in losses.items())
    gradients = tape.gradient(total, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    return losses


def combine_datasets(first, second):
    """Put two labelled datasets together, so that every class has a label of its own.

    Parameters
    ----------
    first, second : tuple
        Images, float32, shape (n, height, width, channels), and labels, integers from 0, shape
        (n,). Not every label need occur.

    Returns
    -------
    X : array of float32
        The images of first, then those of second, in their order.
    y : array of int64
        The labels of first as they are; those of second raised by 1 + the largest label of
        first.

    Raises
    ------
    ValueError
        If the images of both differ in height, width or channels, or in one of them the numbers
        of images and labels differ.
    """
    (X_first, y_first), (X_second, y_second) = first, second
    if len(X_first) != len(y_first) or len(X_second) != len(y_second):
        raise ValueError("every image needs one label")
    if X_first.shape[1:] != X_second.shape[1:]:
        raise ValueError(f"the images have the shapes {X_first.shape[1:]} and {X_second.shape[1:]}")
    offset = int(y_first.max()) + 1
    X = np.concatenate([X_first, X_second])
    y = np.concatenate([y_first.astype("int64"), y_second.astype("int64") + offset])
    return X, y


def inverse_frequency_weights(y):
    """Return a weight for each class, so that all classes count the same in a loss.

    The weight of a class is the number of labels divided by the number of classes that occur and
    by the number of labels of that class. So the weights of all n labels add up to n.

    Parameters
    ----------
    y : array of integers, shape (n,)
        Labels. Classes that do not occur get no weight.

    Returns
    -------
    dict of int to float
        As Keras's class_weight takes it.

    Raises
    ------
    ValueError
        If y is empty.
    """
    if len(y) == 0:
        raise ValueError("no labels, so no weights")
    classes, counts = np.unique(y, return_counts=True)
    weights = len(y) / (len(classes) * counts)
    return dict(zip(classes.tolist(), weights.tolist(), strict=True))
