"""The trained MiniVGGNet that lessons start from: weights only, and the record of how they came.

`python -m course_utils.networks.trained_minivggnet` trains it anew and writes both files.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError
from course_utils.networks.layers import weight_shapes, weighted

MODELS = Path(__file__).resolve().parents[2] / "data" / "models"
WEIGHTS = MODELS / "minivggnet.npz"
RECORD = MODELS / "minivggnet.json"
_RECIPE = "short"
_SEED = 0


def read_arrays(file: Path, record: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file in data/models, if it is the one that was recorded.

    Parameters
    ----------
    file : Path
        Arrays by their names, without pickled objects (npz).
    record : Path
        What is known of it, its sha256 among that (JSON).

    Raises
    ------
    CourseError
        If one of the two is not there, or the arrays are not those that were recorded.
    """
    restore = "`git checkout -- data/models` brings it back."
    try:
        content = file.read_bytes()
        expected = json.loads(record.read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError):
        raise CourseError(
            f"data/models/{file.name} or its record {record.name} is not there. {restore}"
        ) from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise CourseError(f"data/models/{file.name} is damaged: its sha256 differs. {restore}")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


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


def train_and_keep() -> dict[str, Any]:
    """Train by the fast recipe, write the weights and their record, and return the record."""
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
    record = {
        "command": "python -m course_utils.networks.trained_minivggnet",
        "recipe": f"course_utils.training.fast, {_RECIPE}, seed {_SEED}, 60,000 images",
        "sha256": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(),
        "bytes": WEIGHTS.stat().st_size,
        "test_accuracy": round(float(np.mean(predicted == fashion.y_test)), 4),
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record


if __name__ == "__main__":
    print(json.dumps(train_and_keep(), indent=1))
