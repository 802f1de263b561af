"""The trained MiniVGGNet that lessons start from: weights only, and the record of how they came.

`python -m course_utils.networks.trained_minivggnet` trains it anew and writes both files.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.datasets.stored_arrays import MODELS, read_arrays, write_record
from course_utils.errors import CourseError
from course_utils.networks.layers import weight_shapes, weighted

WEIGHTS = MODELS / "minivggnet.npz"
RECORD = MODELS / "minivggnet.json"
_RECIPE = "short"
_SEED = 0


def load_trained_weights(model: Any) -> None:
    """Put the trained weights into a MiniVGGNet for 28 × 28 grey images and ten classes.

    Parameters
    ----------
    model : keras.Model
        As any correct `build_minivggnet((28, 28, 1), 10)` returns it.

    Raises
    ------
    CourseError
        If the file is not there, is not the one that was recorded, or does not fit the model.
    """
    arrays = read_arrays(WEIGHTS, RECORD)
    model(np.zeros((1, 28, 28, 1), np.float32))  # one without an Input has no weights before
    layers = weighted(model)
    weights = [arrays[name] for name in sorted(arrays)]
    if [shape for layer in layers for shape in weight_shapes(layer)] != [w.shape for w in weights]:
        raise CourseError(
            "the trained weights do not fit this model. They are for "
            "build_minivggnet((28, 28, 1), 10)."
        )
    for layer in layers:
        count = len(layer.get_weights())
        layer.set_weights(weights[:count])
        weights = weights[count:]


def train_and_keep() -> None:
    """Train by the fast recipe, and write the weights and their record."""
    from course_utils.datasets.fashion_mnist import load_fashion_mnist
    from course_utils.training import fast
    from course_utils.training.recipes import FAST_RECIPES

    fashion = load_fashion_mnist()
    for epoch in fast.train(fashion.X_train, fashion.y_train, FAST_RECIPES[_RECIPE], _SEED):
        print(f"epoch {epoch.number}: {epoch.seconds:.0f} seconds")
        model = epoch.model
    MODELS.mkdir(parents=True, exist_ok=True)
    weights = [weight for layer in weighted(model) for weight in layer.get_weights()]
    np.savez(WEIGHTS, **{f"{number:02}": weight for number, weight in enumerate(weights)})
    X_test = fashion.X_test[..., np.newaxis].astype("float32") / 255
    predicted = model.predict(X_test, batch_size=500, verbose=0).argmax(axis=1)
    write_record(
        RECORD,
        WEIGHTS,
        command="python -m course_utils.networks.trained_minivggnet",
        recipe=f"course_utils.training.fast, {_RECIPE}, seed {_SEED}, 60,000 images",
        test_accuracy=round(float(np.mean(predicted == fashion.y_test)), 4),
    )


if __name__ == "__main__":
    train_and_keep()
