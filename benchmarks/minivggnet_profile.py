"""Measure where the time of training MiniVGGNet goes, and what each step of the fast recipe gives.

Run as `python -m benchmarks.minivggnet_profile [--keep]` from the repository; it takes about six
minutes. All variants take turns, and the best of their times counts, since a disturbance can only
add to it.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from rich.console import Console
from rich.table import Table

from course_utils import solutions
from course_utils.experiments.experiment import RESULTS
from course_utils.experiments.measured_on import write_anew
from course_utils.training import fast_network
from course_utils.training.update import Update

ROUNDS = 3
BATCH = 128
N_IMAGES = 2560
TARGET = RESULTS / "minivggnet_profile.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help=f"write the rows to {TARGET.name}")
    arguments = parser.parse_args()
    console = Console(width=100)
    of_operations, of_updates = best_times(operations()), best_times(updates())
    if arguments.keep:
        tables = {"operation": of_operations, "training": of_updates}
        rows = [
            {"table": table, "what": what, "seconds": f"{taken:.5f}"}
            for table, seconds in tables.items()
            for what, taken in seconds.items()
        ]
        write_anew(TARGET, rows)
    console.print(operations_table(of_operations))
    console.print(updates_table(of_updates))


def best_times(variants: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds of each, the best of several rounds in turns; the first warms up."""
    best = dict.fromkeys(variants, float("inf"))
    for variant in variants.values():
        variant()
    for _ in range(ROUNDS):
        for name, variant in variants.items():
            start = time.perf_counter()
            variant()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def operations() -> dict[str, Callable[[], object]]:
    """Return the network's operations, forward and backward, for one batch of 128."""
    variants: dict[str, Callable[[], object]] = {}
    for side, before, after in ((28, 1, 32), (28, 32, 32), (14, 32, 64), (14, 64, 64)):
        for dtype in (tf.float32, tf.bfloat16):
            images = tf.random.normal((BATCH, side, side, before), dtype=dtype)
            kernel = tf.random.normal((3, 3, before, after), dtype=dtype)
            name = f"convolution {side} × {side}, {before} to {after}, {dtype.name}"
            variants[name] = forward_and_backward(
                lambda x, w: tf.nn.conv2d(x, w, 1, "SAME"), images, kernel
            )
    for side, channels in ((28, 32), (14, 64)):
        values = tf.random.normal((BATCH, side, side, channels))
        layer = keras.layers.BatchNormalization()
        layer.build(values.shape)
        scale, offset = tf.ones(channels), tf.zeros(channels)
        name = f"normalisation {side} × {side}, {channels} channels"
        variants[f"{name}, Keras"] = forward_and_backward(
            lambda x, layer=layer: layer(x, training=True), values
        )
        for dtype in (tf.float32, tf.bfloat16):
            variants[f"{name}, fused, {dtype.name}"] = forward_and_backward(
                lambda x, a=scale, b=offset: fast_network._normalised(x, a, b, [None, None])[0],
                tf.cast(values, dtype),
            )
    values = tf.random.normal((BATCH, 14, 14, 32))
    dropout = keras.layers.Dropout(0.25)
    variants["dropout 14 × 14, 32 channels, Keras"] = forward_and_backward(
        lambda x: dropout(x, training=True), values
    )
    generator = tf.random.Generator.from_seed(0)
    variants["dropout 14 × 14, 32 channels, 8 bits"] = forward_and_backward(
        lambda x: fast_network._dropped(x, 0.25, generator), values
    )
    for dtype in (tf.float32, tf.bfloat16):
        variants[f"dense 3136 to 512, {dtype.name}"] = forward_and_backward(
            tf.matmul,
            tf.random.normal((BATCH, 3136), dtype=dtype),
            tf.random.normal((3136, 512), dtype=dtype),
        )
    return variants


def forward_and_backward(function: Callable[..., Any], *inputs: Any) -> Callable[[], object]:
    """Return a compiled call of a function and of its gradient for all its inputs."""

    @tf.function
    def both() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            result = function(*inputs)
        return tape.gradient(result, inputs, output_gradients=result)

    return both


def updates() -> dict[str, Callable[[], object]]:
    """Return ways of training on 2,560 images, each one change away from the one before."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (N_IMAGES, 28, 28), dtype=np.uint8)
    labels = rng.integers(0, 10, N_IMAGES).astype(np.uint8)
    return {
        "Keras, batches of 32, as published": keras_training(images, labels, 32),
        "Keras, batches of 128": keras_training(images, labels, 128),
        "Keras, batches of 128, XLA": keras_training(images, labels, 128, jit_compile=True),
        "fused normalisation, 8-bit dropout": fast_training(images, labels, tf.float32),
        "convolutions and dense in bfloat16: the fast recipe": fast_training(
            images, labels, tf.bfloat16
        ),
    }


def keras_training(
    images: np.ndarray, labels: np.ndarray, batch_size: int, jit_compile: bool = False
) -> Callable[[], object]:
    """Return one epoch of Keras's `fit`."""
    model = solutions.reference("build_minivggnet")((28, 28, 1), 10)
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    model.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=jit_compile)
    X = images[..., np.newaxis].astype("float32") / 255
    return lambda: model.fit(X, labels, batch_size=batch_size, verbose=0)


def fast_training(images: np.ndarray, labels: np.ndarray, dtype: Any) -> Callable[[], object]:
    """Return one epoch of the fast recipe's updates, in a given dtype."""
    model = solutions.reference("build_minivggnet")((28, 28, 1), 10)
    update = Update(model, dtype, label_smoothing=0.1)

    def epoch() -> None:
        for first in range(0, N_IMAGES, BATCH):
            batch = slice(first, first + BATCH)
            update(images[batch], labels[batch], np.float32(0.01))

    return epoch


def operations_table(seconds: dict[str, float]) -> Table:
    """Return the milliseconds of each operation."""
    table = Table("operation", title=f"Forward and backward, one batch of {BATCH}")
    table.add_column("ms", justify="right")
    for name, taken in seconds.items():
        table.add_row(name, f"{1000 * taken:.1f}")
    return table


def updates_table(seconds: dict[str, float]) -> Table:
    """Return images a second, beside the published way."""
    table = Table("training", title="One epoch of 2,560 images")
    for heading in ("images/s", "against as published"):
        table.add_column(heading, justify="right")
    first = next(iter(seconds.values()))
    for name, taken in seconds.items():
        table.add_row(name, f"{N_IMAGES / taken:,.0f}", f"{first / taken:.2f} ×")
    return table


if __name__ == "__main__":
    main()
