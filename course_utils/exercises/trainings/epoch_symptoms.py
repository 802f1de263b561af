"""Mistakes in how long and on what a network was trained, in its first loss and its accuracy.

They are looked for last: they rely on all that an exercise finds for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises.rows import UNKNOWN, rows_of
from course_utils.exercises.symptoms import Shown
from course_utils.exercises.trainings.network_symptoms import NORMALISE, PREPARE, TRAIN, last
from course_utils.observers.networks.watching import BATCH_SIZE
from course_utils.observers.plain import Facts

TOLERANCE = 1e-4
"""Of a first loss: float32 agrees with float64 to about 1e-5."""

_image = partial(last, *TRAIN, expected="every image of X once, with its own label")
_first_loss = partial(
    last, *NORMALISE, expected="a loss of {wanted:.4f} before the first step", got="{loss:.4f}"
)


@last(*TRAIN, expected="{wanted} epochs", got="{done}{stopped}")
def other_epochs(given: Facts, seen: Facts) -> Shown:
    """The network should be trained for {wanted} epochs.{advice}"""
    wanted, asked, done = given["epochs"], *_epochs(seen)
    words = {"wanted": ", then ".join(map(str, wanted)), "done": ", then ".join(map(str, done))}
    is_stopped = asked == wanted
    words["stopped"] = ", stopped by a callback" if is_stopped else ""
    words["advice"] = " Take out the callback that stops it early." if is_stopped else ""
    return done != wanted and words


def _epochs(seen: Facts) -> tuple[list[int], list[int]]:
    """Return for each call how many epochs were asked for, and how many were done."""
    return [fit["epochs"] for fit in seen["fits"]], [len(fit["losses"]) for fit in seen["fits"]]


@last(*TRAIN, expected="all images in training", got="validation_split={put_aside:g}")
def part_put_aside(given: Facts, seen: Facts) -> Shown:
    """validation_split puts images aside: the network never trains on them. Train on all of X."""
    return next((fit for fit in seen["fits"] if fit["put_aside"]), False)


@last(*TRAIN, expected="all images count the same", got="{weighted_by} is given")
def weighted(given: Facts, seen: Facts) -> Shown:
    """{weighted_by} makes some images count more than others. Leave it out."""
    return next((fit for fit in seen["fits"] if fit["weighted_by"]), False)


@last(*TRAIN, expected="batches of {wanted}", got="{sizes}")
def other_batches(given: Facts, seen: Facts) -> Shown:
    """An epoch should take every image once, in batches of 32."""
    n = len(given["y"])
    wanted = [min(BATCH_SIZE, n - start) for start in range(0, n, BATCH_SIZE)]
    for fit in seen["fits"]:
        sizes = [len(labels) for _, labels in fit["batches"] or []]
        if fit["batches"] and sorted(sizes) != sorted(wanted):
            more = " and so on" if len(sizes) > 6 else ""
            words = [", ".join(map(str, it)) for it in (wanted, sizes[:6])]
            return {"wanted": words[0], "sizes": f"batches of {words[1]}{more}"}
        if fit["batches"] is None and fit["steps"] not in (None, len(wanted)):
            return {"wanted": wanted, "sizes": f"{fit['steps']} batches"}
    return False


@_image(got="images with a mean of {mean:.3f}; X has {wanted:.3f}")
def images_changed(given: Facts, seen: Facts) -> Shown:
    """fit got images that are not in X. They come as the network takes them: change nothing."""
    for images, rows, _ in _epochs_of(given, seen):
        if rows is None or UNKNOWN in rows:
            return {"mean": images.mean(), "wanted": given["X"].mean()}
    return False


@_image(got="images that come twice or never: {n}")
def other_images_in_an_epoch(given: Facts, seen: Facts) -> Shown:
    """In an epoch some image comes twice, or never. Print which rows the second batch takes."""
    for _, rows, _ in _epochs_of(given, seen):
        counts = np.bincount(rows, minlength=len(given["y"]))
        if (counts != 1).any():
            return {"n": int((counts != 1).sum())}
    return False


@_image(got="{n} of {of} images with another label")
def labels_changed(given: Facts, seen: Facts) -> Shown:
    """fit got other labels than y, or got them in another order than the images."""
    for _, rows, labels in _epochs_of(given, seen):
        differs = given["y"][rows] != labels.ravel()
        if differs.any():
            return {"n": int(differs.sum()), "of": len(differs)}
    return False


def _epochs_of(given: Facts, seen: Facts) -> Iterator[tuple[np.ndarray, Any, np.ndarray]]:
    """Yield images, their rows in X, and labels of an epoch of each `fit`, where known."""
    for fit in seen["fits"]:
        if fit["batches"]:
            images, labels = map(np.concatenate, zip(*fit["batches"], strict=True))
            yield images, rows_of(images, given["X"]), labels


@_first_loss()
def batch_statistics_used(given: Facts, seen: Facts) -> Shown:
    """The normalisation has kept its numbers, and yet it was not used in training: each batch was
    normalised with its own mean and variance. trainable = False on each BatchNormalization, before
    you compile, makes it take the moving ones.
    """
    flags = seen["fits"][-1]["flags"]
    return any(flags[place] for place in seen["norms"]) and _off(given, seen)


@_first_loss()
def other_first_loss(given: Facts, seen: Facts) -> Shown:
    """The loss is of the right kind, and yet not that of this network for these images and labels:
    something computes otherwise, such as a penalty, noise or another activation.
    """
    return _off(given, seen)


def _off(given: Facts, seen: Facts) -> dict[str, float] | bool:
    """Return whether the first loss is another one than that of the weights as they came."""
    wanted, loss = given["first_loss"], seen["fits"][-1]["losses"][0]
    return (
        wanted is not None and abs(loss - wanted) > TOLERANCE and {"wanted": wanted, "loss": loss}
    )


@last(*PREPARE, expected="loss and accuracy", got="the loss alone")
def no_accuracy(given: Facts, seen: Facts) -> Shown:
    """The accuracy is not measured: metrics=["accuracy"] is missing."""
    return not seen["metrics"]


@last(*PREPARE, expected="accuracy {accuracy:.4f}", got="{words}")
def another_accuracy(given: Facts, seen: Facts) -> Shown:
    """What is measured is not the accuracy of this task: metrics=["accuracy"] chooses it."""
    values, accuracy = seen["metrics"], given["accuracy"]
    words = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
    is_among = np.isclose(list(values.values()), accuracy, atol=1e-3).any()
    return not is_among and {"accuracy": accuracy, "words": words}
