"""Training for task B with few labels: from scratch, fine-tuned, or a head on frozen features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from course_utils.tasks import Part
from course_utils.training import fast
from course_utils.training.fast_network import faster_dtype
from course_utils.training.task_a import build_conv, build_dense

N_UPDATES = 300  # for every number of labels, so that all arms get the same
_BATCH_SIZE = 32
_LABEL_SMOOTHING = 0.1


def train_conv(
    model: Any, part: Part, peak_rate: float, seed: int, n_updates: int = N_UPDATES
) -> None:
    """Train all layers of a MiniVGGNet with two outputs, by the fast recipe's updates.

    Parameters
    ----------
    model : keras.Model
        Changed in place.
    part : Part
        The labelled images of task B.
    peak_rate : float
        The learning rate at its highest.
    seed : int
        For the order of the images.
    n_updates : int
        How many.
    """
    images = (part.X[..., 0] * 255).round().astype(np.uint8)
    labels = part.y.astype(np.int64)
    update = fast.make_update(model, faster_dtype(), _LABEL_SMOOTHING)
    batches = _batches(len(labels), seed, n_updates)
    for rate, batch in zip(fast.rise_and_fall(peak_rate, n_updates), batches, strict=True):
        update(images[batch], labels[batch], rate)


def train_dense(part: Part, rate: float, seed: int, n_updates: int = N_UPDATES) -> Any:
    """Return the textbook's dense network trained from scratch.

    Parameters
    ----------
    part : Part
        The labelled images of task B.
    rate : float
        Of SGD with momentum 0.9. Gradients are cut at a norm of 1: without that, some seeds end at
        50 % at the rates that are best for others.
    seed : int
        For the start weights and the order of the images.
    n_updates : int
        How many.
    """
    keras.utils.set_random_seed(seed)
    model = build_dense(1, "sigmoid")
    model.compile(
        loss="binary_crossentropy", optimizer=keras.optimizers.SGD(rate, momentum=0.9, clipnorm=1.0)
    )
    batches = np.concatenate(_batches(len(part.y), seed, n_updates))
    size = min(_BATCH_SIZE, len(part.y))
    model.fit(part.X[batches], part.y[batches], batch_size=size, shuffle=False, verbose=0)
    return model


def _batches(n: int, seed: int, n_batches: int) -> list[np.ndarray]:
    """Return the rows of the batches: the images in random order, again and again."""
    rng = np.random.default_rng(seed)
    size = min(_BATCH_SIZE, n)
    order = np.concatenate([rng.permutation(n) for _ in range(-(-n_batches * size // n))])
    return np.split(order[: n_batches * size], n_batches)


def features(model: Any, X: np.ndarray, layer: str) -> np.ndarray:
    """Return what a layer gives for images, flattened, float32, shape (n, values).

    Parameters
    ----------
    model : keras.Model
    X : ndarray of float32, shape (n, 28, 28, 1)
    layer : str
        ``"flatten"`` for the last layer before the dense ones, ``"penultimate"`` for the last but
        the output.
    """
    chosen = {
        "flatten": next(x for x in model.layers if isinstance(x, keras.layers.Flatten)),
        "penultimate": model.layers[-2],
    }[layer]
    part = keras.Model(model.inputs[0], chosen.output)
    values: np.ndarray = part.predict(X, batch_size=500, verbose=0)
    return values.reshape(len(X), -1)


def head(C: float) -> Pipeline:
    """Return the head on frozen features: standardised, then logistic regression."""
    regression = LogisticRegression(C=C, solver="newton-cg", max_iter=200)
    return make_pipeline(StandardScaler(), regression)


def chosen_head(learnt: Part, valid: Part, penalties: Sequence[float]) -> Pipeline:
    """Return the head on frozen features whose C is best on validation images.

    Parameters
    ----------
    learnt, valid : Part
        Features, of shape (n, values), in place of images.
    penalties : sequence of float
        What to try for C; of equals the first is taken.
    """
    heads = [head(C).fit(learnt.X, learnt.y) for C in penalties]
    return max(heads, key=lambda trained: trained.score(valid.X, valid.y))


def fine_tuned(
    model_A: Any,
    part: Part,
    C: float,
    peak_rate: float,
    seed: int,
    n_updates: int = N_UPDATES,
) -> Any:
    """Return a network for task B: head first on frozen features, then all layers trained.

    Parameters
    ----------
    model_A : keras.Model
        MiniVGGNet trained on task A. It stays as it is.
    part : Part
        The labelled images of task B.
    C : float
        Of the logistic regression that the head starts from.
    peak_rate : float
        For all layers.
    seed : int
        For the order of the images.
    n_updates : int
        How many with all layers.
    """
    model = with_new_output(model_A)
    regression = LogisticRegression(C=C, solver="newton-cg", max_iter=200)
    regression.fit(features(model, part.X, "penultimate"), part.y)
    kernel = np.concatenate([-regression.coef_, regression.coef_]).T / 2
    bias = np.concatenate([-regression.intercept_, regression.intercept_]) / 2
    model.layers[-1].set_weights([kernel, bias])
    train_conv(model, part, peak_rate, seed, n_updates)
    return model


def with_new_output(model_A: Any) -> Any:
    """Return a MiniVGGNet with A's weights in all layers but a new output layer of two units."""
    model = build_conv(2)
    model.set_weights([*model_A.get_weights()[:-2], *model.get_weights()[-2:]])
    return model
