"""What each part of the fast recipe gives, measured on validation images.

Trained on 55,000 images, judged on the 5,000 held out. The test images are not read: the recipes of
`minivggnet_fast` are chosen here.
"""

from __future__ import annotations

from dataclasses import replace

from course_utils.data import load_fashion_mnist
from course_utils.experiments.experiment import Experiment, Row
from course_utils.training.recipes import FAST_RECIPES

SEEDS = range(1)
_N_VALID = 5_000
_SHORT, _LONG = FAST_RECIPES["short"], FAST_RECIPES["long"]
CHOICES = {
    "short": _SHORT,
    "short, not mirrored": replace(_SHORT, mirror=False),
    "short, labels not smoothed": replace(_SHORT, label_smoothing=0.0),
    "short, half the rate": replace(_SHORT, peak_rate=_SHORT.peak_rate / 2),
    "short, shifted": replace(_SHORT, shift=1),
    "long": _LONG,
}


def runs() -> list[Row]:
    """Return one run a choice and seed."""
    return [{"choice": choice, "seed": seed} for seed in SEEDS for choice in CHOICES]


def measure(run: Row) -> list[Row]:
    """Train by one choice and return the accuracies on the validation images."""
    from course_utils.training import fast

    fashion = load_fashion_mnist()
    X, y = fashion.X_train[_N_VALID:], fashion.y_train[_N_VALID:]
    X_valid = fashion.X_train[:_N_VALID, ..., None].astype("float32") / 255
    y_valid = fashion.y_train[:_N_VALID]
    *_, last = fast.train(X, y, CHOICES[str(run["choice"])], int(run["seed"]))
    plain = last.model.predict(X_valid, batch_size=500, verbose=0)
    mirrored = fast.probabilities_with_mirrored(last.model, X_valid)
    return [
        {
            "seconds": round(last.seconds, 1),
            "valid_accuracy": round(float((plain.argmax(axis=1) == y_valid).mean()), 4),
            "with_mirrored": round(float((mirrored.argmax(axis=1) == y_valid).mean()), 4),
        }
    ]


EXPERIMENT = Experiment(
    name="minivggnet_choices",
    keys=("choice", "seed"),
    values=("seconds", "valid_accuracy", "with_mirrored"),
    runs=runs,
    measure=measure,
)
