"""Measure `load_fashion_mnist` beside Keras's own loader.

Run as `python -m benchmarks.data_loading [ROUNDS]` from the repository. Needs no network: Keras's
cache is laid out in a temporary folder with the repository's files. Keras checks no content; ours
hashes it the first time, and from then on finds in its stamp that it did.

Counted is the time that they compute. They take turns, and each is compared with Keras's in the
same round, so that what else the computer does falls on all alike; one lucky round moves nothing in
the median of these ratios.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

OWN_COPY = Path(__file__).resolve().parent.parent / "data" / "fashion_mnist"
STAMP_NAME = ".verified.json"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as home:
        # Keras reads KERAS_HOME when it is imported, so its import has to wait until here.
        os.environ["KERAS_HOME"] = home
        cache = Path(home, "datasets", "fashion-mnist")
        shutil.copytree(OWN_COPY, cache, ignore=shutil.ignore_patterns(".*"))
        loaders = prepare_loaders(cache)
        check_equal(loaders)
        print_table(measure(loaders, rounds), rounds)


def prepare_loaders(folder: Path) -> dict[str, Callable[[], object]]:
    """Return the loaders by name, Keras's first; all read the same four files."""
    from course_utils.datasets.fashion_mnist import load_fashion_mnist  # isort: skip - quietens TensorFlow's start

    from keras.datasets import fashion_mnist

    def load_first_time() -> object:
        (folder / STAMP_NAME).unlink(missing_ok=True)
        return load_fashion_mnist(folder)

    return {
        "Keras, checks nothing": fashion_mnist.load_data,
        "ours, first time: hashes all": load_first_time,
        "ours, verified before": lambda: load_fashion_mnist(folder),
    }


def check_equal(loaders: dict[str, Callable[[], object]]) -> None:
    """Stop if the loaders do not return the same arrays. Also warms the disk's cache."""
    (X_train, y_train), (X_test, y_test) = loaders["Keras, checks nothing"]()
    for name, load in list(loaders.items())[1:]:
        for ours, keras in zip(load(), (X_train, y_train, X_test, y_test), strict=True):
            np.testing.assert_array_equal(ours, keras, err_msg=name)


def measure(loaders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds that each loader took in each round."""
    seconds: dict[str, list[float]] = {name: [] for name in loaders}
    for _ in range(rounds):
        for name, load in loaders.items():
            start = time.process_time()
            arrays = load()
            seconds[name].append(time.process_time() - start)
            del arrays  # freed outside the measured time, before the next loader allocates
    return seconds


def print_table(seconds: dict[str, list[float]], rounds: int) -> None:
    of_keras = next(iter(seconds.values()))
    print(f"Loading Fashion-MNIST, {rounds} rounds in turns, milliseconds of CPU time")
    print(f"{'loader':30} {'best':>6} {'median':>7} {'/ Keras':>8}")
    for name, times in seconds.items():
        best, median = min(times), statistics.median(times)
        ratio = statistics.median(ours / its for ours, its in zip(times, of_keras, strict=True))
        print(f"{name:30} {1e3 * best:6.0f} {1e3 * median:7.0f} {ratio:8.2f}")


if __name__ == "__main__":
    main()
