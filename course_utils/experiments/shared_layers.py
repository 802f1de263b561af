"""What training task B does to model A: with A's own layers in the new network, and with copies.

Two recipes: the textbook's, in two stages at a rate of 0.001; and all layers at once at 0.01.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from course_utils import solutions
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import Part, task_a, task_b
from course_utils.experiments.experiment import Experiment, Row, every

SEEDS = range(20)
LAYERS = ("copied", "shared")
GENTLE, ROUGH = "two stages at 0.001", "all at once at 0.01"


def measure(seed: int) -> list[Row]:
    """Train task B by both recipes in both ways; return the accuracies on A and on B."""
    import keras

    from course_utils.training import textbook
    from course_utils.training.task_a import model_a

    fashion = load_fashion_mnist()
    A, B = task_a(fashion, textbook.PAIR), task_b(fashion, textbook.PAIR)
    few = Part(B.train.X[: textbook.N_LABELS], B.train.y[: textbook.N_LABELS])
    rows: list[Row] = []
    for recipe, layers in product((GENTLE, ROUGH), LAYERS):
        model_A = model_a("dense", textbook.PAIR, seed)
        before = textbook.accuracy(model_A, A.test)
        keras.utils.set_random_seed(seed)
        reuse = _shared if layers == "shared" else solutions.reference("reuse_layers")
        reused = reuse(model_A)
        if recipe == GENTLE:
            textbook.in_two_stages(reused, few, seed)
        else:
            textbook.train(reused, few, textbook.EPOCHS, rate=0.01)
        rows.append(
            {
                "recipe": recipe,
                "layers": layers,
                "A_before": round(before, 4),
                "A_after": round(textbook.accuracy(model_A, A.test), 4),
                "B": round(textbook.accuracy(reused, B.test), 4),
            }
        )
    return rows


def _shared(model_A: Any) -> Any:
    import keras

    return keras.Sequential([*model_A.layers[:-1], keras.layers.Dense(1, activation="sigmoid")])


EXPERIMENT = Experiment(
    "shared_layers",
    every(seed=SEEDS),
    measure,
    steps=("recipe", "layers"),
    values=("A_before", "A_after", "B"),
    rows_per_run=2 * len(LAYERS),
)
