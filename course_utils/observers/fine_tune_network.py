"""`fine_tune_network` prepares a network, which is then trained for one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.observers.networks.built import build
from course_utils.observers.networks.watching import prepared, watched
from course_utils.observers.plain import Facts


def _freeze_and_compile(model: Any, layers: dict[str, Any], given: Facts) -> None:
    """Freeze and compile a network as the input says."""
    import keras

    what, names = given["what"], [layer["name"] for layer in given["network"]]
    model.trainable = not what.startswith("frozen as a whole")
    frozen = names[::2] if what.startswith("partly frozen") else []
    for name in names[:-1] if what.startswith("frozen but for") else frozen:
        layers[name].trainable = False
    if what.endswith("another task"):
        model.compile(loss="mean_absolute_error", optimizer=keras.optimizers.SGD(0.05))


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Let the function prepare a network, then train that for one step."""
    images, labels = given["images"], given["labels"]
    model, by_name = build(images.shape[1:], given["network"])
    _freeze_and_compile(model, by_name, given)
    layers = [layer for layer in model.layers if layer.weights]
    names = [layer.name for layer in layers]
    order = [layer.name for layer in model.layers if layer.name in by_name]
    known = np.zeros((2, model.output_shape[-1]), np.float32)
    known[:, :2] = [0.8, 0.2], [0.3, 0.7]

    def train() -> Facts:
        seen["optimizer"] = _in_words(model.optimizer)
        history = model.fit(images, labels, batch_size=len(images), verbose=0).history
        return {str(name): float(it[0]) for name, it in history.items() if name != "loss"}

    with watched(model, layers, (np.arange(2), known)) as seen:
        seen |= {"names": names, "order": order, "stay": seen["norms"]}
        prepared(seen, model, function(model, given["n_top"], given["rate"]), train)
    return seen


def _in_words(optimizer: Any) -> str:
    """Return what is not as in Adam, but for the rate: the class, or names of settings."""
    import keras

    if not isinstance(optimizer, keras.optimizers.Adam):
        return type(optimizer).__name__
    got, wanted = optimizer.get_config(), keras.optimizers.Adam().get_config()
    free = ("name", "learning_rate")
    others = [name for name in wanted if name not in free and got.get(name) != wanted[name]]
    return f"Adam with another {', '.join(others)}" if others else ""
