"""`freeze_reused` is given a network, and what it returns is trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.observers.networks.small import build
from course_utils.observers.networks.watching import prepared, watched
from course_utils.observers.plain import Facts


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Let the function freeze a network, train that, and see what has moved."""
    import keras

    images, labels = given["images"], given["labels"]
    model = build(given["shape"], given["hidden"], given["weights"], normalise=given["normalise"])
    model.trainable = not given["what"].endswith("all frozen")
    model.layers[-1].trainable = not given["what"].endswith("frozen")
    if given["what"].startswith("compiled"):
        model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.1))
    if given["what"].endswith("before"):
        model.fit(images, labels, epochs=1, verbose=0)
        model.set_weights(given["weights"])
    layers = [layer for layer in model.layers if layer.weights]

    def train() -> Facts:
        model.fit(images, labels, batch_size=4, epochs=2, shuffle=False, verbose=0)
        return _metrics_at_five_eighths(model, images)

    with watched(model, layers) as seen:
        seen["stay"] = list(range(len(layers) - 1))
        prepared(seen, model, function(model), train)
    return seen


def _metrics_at_five_eighths(model: Any, images: np.ndarray) -> Facts:
    """Return the metrics on labels of which the network gets 5 of 8 right.

    It says 1 for four images. Labels of these are changed, so that other kinds of accuracy, which
    see one class only, do not give 5/8.
    """
    *trunk, kernel, bias = model.get_weights()
    model.set_weights([*trunk, kernel, 0 * bias])
    outputs = np.asarray(model(images))[:, 0]
    logits = np.log(outputs) - np.log1p(-outputs)
    middle = np.sort(logits)[3:5].mean()
    model.set_weights([*trunk, kernel, 0 * bias - middle])
    labels = (logits > middle).astype(np.float32)
    labels[np.flatnonzero(labels == 1)[:3]] = 0
    measured = model.test_on_batch(images, labels, return_dict=True)
    return {name: float(np.mean(value)) for name, value in measured.items() if name != "loss"}
