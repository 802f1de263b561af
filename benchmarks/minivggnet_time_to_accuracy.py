"""Train MiniVGGNet by the published and by the fast recipe, in turns, and compare times.

Run as `python -m benchmarks.minivggnet_time_to_accuracy [--seed N] [--keep]` from the repository;
it takes about 50 minutes. The three trainings take turns epoch by epoch, so that what else the
computer does falls on all alike. Only training is timed; the test images are looked at between
epochs, to say when each accuracy was first reached.

With `--keep` the rows also go where `course experiment` would put them, so that long runs are not
done twice.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.experiments import minivggnet_fast, minivggnet_published
from course_utils.experiments.experiment import RESULTS, Row, add_rows
from course_utils.experiments.measured_on import write_anew
from course_utils.training.recipes import FAST_RECIPES, PUBLISHED_EPOCHS

CURVES = RESULTS / "minivggnet_time_to_accuracy.csv"
TARGETS = (0.90, 0.92, 0.93, 0.9324, 0.94)
N_IMAGES = 60_000
_MATRIX_SIDE = 4096


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="add the rows to data/results")
    arguments = parser.parse_args()
    rates = [matrix_multiply_rate()]
    rows = train_in_turns(arguments.seed)
    rates.append(matrix_multiply_rate())
    write_curves(rows)
    if arguments.keep:
        keep(rows, arguments.seed)
    print_tables(rows, max(rates))


def train_in_turns(seed: int) -> dict[str, list[Row]]:
    """Train all recipes side by side and return a row for each of their epochs."""
    from course_utils.training import fast, published

    fashion = load_fashion_mnist()
    data = fashion.X_train, fashion.y_train
    trainings: dict[str, Iterator[Any]] = {"published": published.train(*data, seed)}
    lengths = {"published": PUBLISHED_EPOCHS}
    for name, recipe in FAST_RECIPES.items():
        trainings[name] = fast.train(*data, recipe, seed)
        lengths[name] = recipe.n_epochs
    turns = sorted((done / n, name) for name, n in lengths.items() for done in range(1, n + 1))
    rows: dict[str, list[Row]] = {name: [] for name in trainings}
    for _, name in turns:
        experiment = minivggnet_published if name == "published" else minivggnet_fast
        rows[name].append(experiment.row_of(next(trainings[name]), fashion))
        print(name, rows[name][-1], file=sys.stderr, flush=True)
    return rows


def reported_accuracy(row: Row) -> float:
    """Return the accuracy that a recipe reports."""
    return float(row["published_accuracy"] if "epoch" in row else row["with_mirrored"])


def seconds_to(rows: list[Row], target: float) -> float | None:
    """Return the seconds of training after which an accuracy was first reached, or None."""
    reached = [float(row["seconds"]) for row in rows if reported_accuracy(row) >= target]
    return reached[0] if reached else None


def operations_per_image() -> float:
    """Return the floating-point operations that training takes for one image, without the rest.

    Multiplications and additions of the convolutions and dense layers, forward once and backward
    twice (for the weights and for the values).
    """
    pixels, channels = 28 * 28, 1
    multiplications = 0
    for filters in (32, 32, 64, 64):
        multiplications += pixels * 9 * channels * filters
        if filters == channels:
            pixels //= 4
        channels = filters
    multiplications += 7 * 7 * 64 * 512 + 512 * 10
    return 2 * 3 * multiplications


def matrix_multiply_rate() -> float:
    """Return the operations a second of a large matrix product in float32, the best of five."""
    import tensorflow as tf

    matrix = tf.random.normal((_MATRIX_SIDE, _MATRIX_SIDE))
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        tf.matmul(matrix, matrix).numpy()
        best = min(best, time.perf_counter() - start)
    return 2 * _MATRIX_SIDE**3 / best


def write_curves(rows: dict[str, list[Row]]) -> None:
    """Write the accuracy after each epoch of each recipe."""
    curves = [
        {
            "recipe": name,
            "epoch": number,
            "seconds": row["seconds"],
            "accuracy": reported_accuracy(row),
        }
        for name, its_rows in rows.items()
        for number, row in enumerate(its_rows, start=1)
    ]
    write_anew(CURVES, curves)


def keep(rows: dict[str, list[Row]], seed: int) -> None:
    """Add the rows to the results of the two experiments, unless the seed is there already."""
    published = [{"seed": seed, **row} for row in rows["published"]]
    fast = [{"recipe": name, "seed": seed, **rows[name][-1]} for name in FAST_RECIPES]
    for experiment, new in (
        (minivggnet_published.EXPERIMENT, published),
        (minivggnet_fast.EXPERIMENT, fast),
    ):
        add_rows(experiment, new, RESULTS / f"{experiment.name}.csv")


def print_tables(rows: dict[str, list[Row]], matrix_rate: float) -> None:
    """Print times, ratios and rates."""
    whole = float(rows["published"][-1]["seconds"])
    table = Table(title="MiniVGGNet on 60,000 images, in turns on this machine")
    for heading in ("recipe", "epochs", "seconds", "of published", "accuracy at the end"):
        table.add_column(heading, justify="left" if heading == "recipe" else "right")
    for target in TARGETS:
        table.add_column(f"seconds to {target:.2%}", justify="right")
    table.add_column("images/s", justify="right")
    table.add_column("of matrix multiply", justify="right")
    for name, its_rows in rows.items():
        seconds = float(its_rows[-1]["seconds"])
        images_per_second = N_IMAGES * len(its_rows) / seconds
        times = [seconds_to(its_rows, target) for target in TARGETS]
        table.add_row(
            name,
            str(len(its_rows)),
            f"{seconds:.0f}",
            f"{seconds / whole:.3f}",
            f"{reported_accuracy(its_rows[-1]):.2%}",
            *("never" if t is None else f"{t:.0f}" for t in times),
            f"{images_per_second:,.0f}",
            f"{images_per_second * operations_per_image() / matrix_rate:.0%}",
        )
    console = Console(width=150)
    console.print(table)
    console.print(
        f"matrix multiply in float32: {matrix_rate / 1e9:.0f} billion operations a second"
    )


if __name__ == "__main__":
    main()
