"""Features for the shift and cut experiments: which network, which layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.experiments.transfer_arms import PAIRS

PAIR = "2-6"
N_LABELS = 200


def network(kind: str, seed: int) -> Any:
    """Return the network whose features are used.

    Parameters
    ----------
    kind : str
        ``"dense from A"``, ``"conv from A"`` or ``"random conv"``.
    seed : int
        Of model A, or of the random start.
    """
    import keras

    from course_utils.training.task_a import build_conv, model_a

    if kind == "random conv":
        keras.utils.set_random_seed(seed)
        return build_conv()
    return model_a(kind.split()[0], PAIRS[PAIR], seed)


def outputs(model: Any, layer_number: int, X: np.ndarray) -> np.ndarray:
    """Return what one layer of a Sequential gives, in its own shape."""
    import keras

    part = keras.Model(model.inputs[0], model.layers[layer_number].output)
    values: np.ndarray = part.predict(X, batch_size=500, verbose=0)
    return values
