"""Training one network on Fashion-MNIST and the digits: together, or one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from course_utils import solutions
from course_utils.datasets.tasks import Part
from course_utils.training.augmentation import shifted_at_random

SHAPE = (28, 28, 1)
BATCH_SIZE = 128
RATE = 0.001
_UNCERTAINTY_RATE = 0.01
_MOST_SHIFT = 2  # pixels
_UPDATES_AT_ONCE = 100  # in one call of fit, so that little is copied at a time


def rows_of_updates(
    n: int, size: int, n_updates: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Yield the rows of each batch: all of n in random order, again and again."""
    left = np.empty(0, dtype=np.int64)
    for _ in range(n_updates):
        while len(left) < size:
            left = np.concatenate([left, rng.permutation(n)])
        yield left[:size]
        left = left[size:]


def train_heads(
    model: Any,
    parts: Mapping[str, Part],
    n_updates: int,
    seed: int,
    *,
    weights: Mapping[str, float] | None = None,
    uncertainty: bool = False,
    mirrored: Collection[str] = (),
    shifted: Collection[str] = (),
    zeros_for_missing: bool = False,
    rate: float = RATE,
    batch_size: int = BATCH_SIZE,
) -> None:
    """Train the heads of a network jointly, each update on one batch of each dataset.

    Parameters
    ----------
    model : keras.Model
        As `build_multi_head` returns it.
    parts : dict of str to Part
        The training images of each head that is trained; the other heads stay as they are. They
        share the images of an update equally.
    n_updates : int
    seed : int
        For the order of the images and for what is mirrored.
    weights : dict of str to float, optional
        Of the losses; 1 for each if not given.
    uncertainty : bool
        Whether the weights are learnt: exp(-s) for each loss, where s minimises
        exp(-s) · loss + s. Source: A. Kendall, Y. Gal and R. Cipolla, "Multi-Task Learning Using
        Uncertainty to Weigh Losses for Scene Geometry and Semantics", CVPR 2018. For
        classification the paper has s / 2 in place of s, which halves all weights alike.
    mirrored : collection of str
        The datasets of whose images a random half is mirrored in each batch.
    shifted : collection of str
        The datasets whose images are moved by up to 2 pixels, anew in each batch.
    zeros_for_missing : bool
        Whether every head learns from every image, those of other datasets with the label 0: a
        common mistake, to be measured.
    rate : float
        Of Adam.
    batch_size : int
        Images of an update, of all datasets together.
    """
    rng, shifts = np.random.default_rng(seed), np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    flip = keras.layers.RandomFlip("horizontal", seed=seed)
    for name in model.output_names:
        model.get_layer(name).trainable = name in parts
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(model.trainable_variables)
    joint_step = solutions.reference("joint_step")

    @tf.function  # type: ignore[untyped-decorator]
    def update(batches: dict[str, Any], loss_weights: dict[str, Any]) -> dict[str, Any]:
        seen = {
            name: (flip(X, training=True) if name in mirrored else X, y)
            for name, (X, y) in batches.items()
        }
        losses: dict[str, Any] = joint_step(model, optimizer, seen, loss_weights)
        return losses

    size = batch_size // len(parts)
    streams = [rows_of_updates(len(part.y), size, n_updates, rng) for part in parts.values()]
    log_variances = dict.fromkeys(parts, 0.0)
    for rows in zip(*streams, strict=True):
        batches = {}
        for (name, part), chosen in zip(parts.items(), rows, strict=True):
            X = part.X[chosen]
            if name in shifted:
                X = shifted_at_random(X[..., 0], _MOST_SHIFT, shifts)[..., np.newaxis]
            batches[name] = tf.constant(X), tf.constant(part.y[chosen])
        if zeros_for_missing:
            batches = _with_zeros(batches)
        if uncertainty:
            factors = {name: np.exp(-log_variances[name]) for name in parts}
        else:
            factors = {name: (weights or {}).get(name, 1.0) for name in parts}
        losses = update(
            batches, {name: tf.constant(factor, tf.float32) for name, factor in factors.items()}
        )
        if uncertainty:
            for name, loss in losses.items():
                log_variances[name] -= _UNCERTAINTY_RATE * (1 - factors[name] * float(loss))


def _with_zeros(batches: Mapping[str, Any]) -> dict[str, Any]:
    """Return for every dataset the images of all, with the label 0 where they have none."""
    X = tf.concat([images for images, _ in batches.values()], axis=0)
    zeros = {name: tf.zeros_like(labels) for name, (_, labels) in batches.items()}
    return {
        name: (X, tf.concat(list((zeros | {name: labels}).values()), axis=0))
        for name, (_, labels) in batches.items()
    }


def train_one_head(
    model: Any,
    part: Part,
    rows: np.ndarray,
    seed: int,
    class_weights: Mapping[int, float] | None = None,
    rate: float = RATE,
) -> None:
    """Train a network with a single head by Keras's fit.

    Parameters
    ----------
    model : keras.Model
        As `build_multi_head` returns it for one head.
    part : Part
        The images of both datasets and their labels.
    rows : ndarray of int, shape (n_updates, 128)
        Which images each update takes.
    seed : int
    class_weights : dict of int to float, optional
        For each label how much the loss of its images counts.
    rate : float
        Of Adam.
    """
    keras.utils.set_random_seed(seed)
    (name,) = model.output_names
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss={name: "sparse_categorical_crossentropy"},
        steps_per_execution=10,  # the same updates in less time
    )
    for start in range(0, len(rows), _UPDATES_AT_ONCE):
        chosen = rows[start : start + _UPDATES_AT_ONCE].ravel()
        labels = part.y[chosen]
        factors = [1.0 if class_weights is None else class_weights[int(y)] for y in labels]
        model.fit(
            part.X[chosen],
            {name: labels},
            sample_weight={name: np.array(factors, dtype="float32")},
            batch_size=BATCH_SIZE,
            shuffle=False,
            verbose=0,
        )


def few_of_each_class(part: Part, n: int, seed: int) -> Part:
    """Return n images with their labels, equally many of each class, drawn from a seed."""
    rng = np.random.default_rng(seed)
    labels = np.unique(part.y)
    rows = np.concatenate(
        [
            rng.choice(np.flatnonzero(part.y == label), n // len(labels), replace=False)
            for label in labels
        ]
    )
    return Part(part.X[rows], part.y[rows])
