"""The fast recipe for the same MiniVGGNet, short and long, with several seeds.

Trained on all 60,000 training images; the 10,000 test images are looked at once, when training has
ended. The recipes were chosen on validation images before. So was averaging over an image and its
mirror image: ``with_mirrored`` is the figure that the recipe reports, ``test_accuracy`` that of
the network alone.
"""

from __future__ import annotations

from course_utils.datasets.fashion_mnist import FashionMNIST, load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row, every
from course_utils.training.recipes import FAST_RECIPES, Epoch

SEEDS = range(5)


def measure(recipe: str, seed: int) -> list[Row]:
    """Train with one recipe and seed; return the accuracies at the end."""
    from course_utils.training import fast

    fashion = load_fashion_mnist()
    *_, last = fast.train(fashion.X_train, fashion.y_train, FAST_RECIPES[recipe], seed)
    return [row_of(last, fashion)]


def row_of(epoch: Epoch, fashion: FashionMNIST) -> Row:
    """Return what is measured after an epoch."""
    from course_utils.training import fast

    X_test = fashion.X_test[..., None].astype("float32") / 255
    plain = epoch.model.predict(X_test, batch_size=500, verbose=0)
    mirrored = fast.probabilities_with_mirrored(epoch.model, X_test)
    return {
        "epochs": epoch.number,
        "seconds": round(epoch.seconds, 1),
        "test_accuracy": round(float((plain.argmax(axis=1) == fashion.y_test).mean()), 4),
        "with_mirrored": round(float((mirrored.argmax(axis=1) == fashion.y_test).mean()), 4),
    }


EXPERIMENT = Experiment(
    "minivggnet_fast",
    every(recipe=FAST_RECIPES, seed=SEEDS),
    measure,
    values=("epochs", "seconds", "test_accuracy", "with_mirrored"),
)
