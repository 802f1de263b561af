"""EfficientNet-Lite0 on few photos: its features, and fine-tuning what lies behind a cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression

from course_utils.networks.imagenet import CUTS, build_efficientnet_lite0, load_imagenet_network
from course_utils.training.heads import mean_and_scale

Array = np.ndarray
Weights = list[Array]

SIDE = 128
_BATCH_SIZE = 16
_FROM_IMAGES = ""  # the cut before the first layer


class Labelled(NamedTuple):
    """What a network learns from: values at a cut, one set for each epoch in turn, and labels."""

    sets: Sequence[Array]
    y: Array


def new_network(seed: int, side: int = SIDE) -> Any:
    """Return the network for images of a side, with weights drawn from a seed."""
    keras.utils.set_random_seed(seed)
    return build_efficientnet_lite0(side)


def recalibrated(network: Any, X: Array) -> Any:
    """Set the statistics of every normalisation to those of some images; return the network.

    Parameters
    ----------
    network : keras.Model
    X : ndarray of float32, shape (n, height, width, channels)
    """
    norms = [x for x in network.layers if isinstance(x, keras.layers.BatchNormalization)]
    dropouts = [x for x in network.layers if isinstance(x, keras.layers.Dropout)]
    before = [norm.momentum for norm in norms], [dropout.rate for dropout in dropouts]
    for norm in norms:
        norm.momentum = 0.0  # the new average is the batch's
    for dropout in dropouts:
        dropout.rate = 0.0
    network(X, training=True)
    for norm, momentum in zip(norms, before[0], strict=True):
        norm.momentum = momentum
    for dropout, rate in zip(dropouts, before[1], strict=True):
        dropout.rate = rate
    return network


def values_at(network: Any, cut: str, X: Array) -> Array:
    """Return what a network gives for images after one of `CUTS`, or the images if it is empty."""
    if cut == _FROM_IMAGES:
        return X
    part = keras.Model(network.inputs, network.get_layer(CUTS[cut]).output)
    return np.asarray(part.predict(X, batch_size=50, verbose=0))


def pooled(values: Array) -> Array:
    """Return the mean of each channel over all places, shape (n, channels)."""
    return np.asarray(values.mean(axis=(1, 2)))


def fitted_head(features: Array, y: Array, C: float) -> Weights:
    """Return kernel and bias of a softmax layer that is a logistic regression on features.

    Parameters
    ----------
    features : ndarray, shape (n, n_features)
    y : ndarray of int, shape (n,)
        All classes, from 0.
    C : float
        The inverse of the penalty.
    """
    mean, scale = mean_and_scale(features)
    regression = LogisticRegression(C=C, max_iter=1_000).fit((features - mean) / scale, y)
    kernel = regression.coef_.T / scale[:, np.newaxis]
    return [kernel, regression.intercept_ - mean @ kernel]


def fine_tuned(
    cut: str,
    head: Weights,
    labelled: Labelled,
    rate: float,
    epochs: Sequence[int],
    seed: int,
    *,
    normalisation_stands: bool,
    start: Weights | None = None,
) -> Iterator[tuple[int, Any]]:
    """Train what lies behind a cut, and the head; yield the model after some numbers of epochs.

    Adam at one rate, batches of 16, the layers before the cut frozen.

    Parameters
    ----------
    cut : str
        One of `CUTS`, or empty to train all layers.
    head : list of ndarray
        Kernel and bias that the softmax starts with.
    labelled : Labelled
    rate : float
        Of Adam. At 0 nothing but the statistics of a normalisation that moves can change.
    epochs : sequence of int
        After which the model is yielded, rising.
    seed : int
        For the order of the photos.
    normalisation_stands : bool
        Whether normalisation goes by the statistics in the weights and is not trained.
    start : list of ndarray, optional
        The other weights behind the cut at the start; those that learnt ImageNet by default.

    Yields
    ------
    epochs, model : int, keras.Model
        The model takes values at the cut. It is the same object each time, and that of the next
        call.
    """
    model, of_imagenet = _trainer(cut, len(head[1]), normalisation_stands)
    model.set_weights([*(start or of_imagenet), *head])
    for variable in model.optimizer.variables:
        variable.assign(keras.ops.zeros_like(variable))
    model.optimizer.learning_rate = rate
    keras.utils.set_random_seed(seed)
    done = 0
    for n_epochs in epochs:
        for epoch in range(done, n_epochs):
            values = labelled.sets[epoch % len(labelled.sets)]
            model.fit(values, labelled.y, batch_size=_BATCH_SIZE, verbose=0)
        done = n_epochs
        yield n_epochs, model


@cache
def _trainer(cut: str, n_classes: int, normalisation_stands: bool) -> tuple[Any, Weights]:
    """Return the compiled part of the network behind a cut, and its weights below the head."""
    network = load_imagenet_network(SIDE)
    inputs = network.inputs[0] if cut == _FROM_IMAGES else network.get_layer(CUTS[cut]).output
    head = keras.layers.Dense(n_classes, activation="softmax", name="head")
    model = keras.Model(inputs, head(network.output))
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = not normalisation_stands
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    return model, model.get_weights()[:-2]


def augmented(X: Array, seed: int) -> Array:
    """Return each photo turned, enlarged, moved and mirrored a little, at random.

    Parameters
    ----------
    X : ndarray of float32, shape (n, 128, 128, 3)
        As the network takes them; about 1 is white, which comes in at the rim.
    seed : int
    """
    layers = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomRotation(0.06, fill_mode="constant", fill_value=1.0, seed=seed),
            keras.layers.RandomZoom(0.15, fill_mode="constant", fill_value=1.0, seed=seed),
            keras.layers.RandomTranslation(
                0.08, 0.08, fill_mode="constant", fill_value=1.0, seed=seed
            ),
        ]
    )
    return np.asarray(layers(X, training=True))
