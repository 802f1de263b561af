"""What the losses of `fine_tune_normalised` say: how long, on what, how batches were normalised."""

from __future__ import annotations

from itertools import product

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_05_dense_against_conv import epoch_batches
from course_utils.exercises.lesson_05_dense_against_conv.normalised_network import Weights, loss_of
from course_utils.exercises.plain import describe

BATCH_MODES = [modes for modes in product((False, True), repeat=2) if any(modes)]
"""Which of the two normalisations may take the statistics of the batch by mistake."""

TOLERANCE = 1e-5
"""Of a loss: float32 agrees to about 1e-6."""

_EPOCHS = 5
_NEAR = 1e-4  # with a batch's variance, which Keras may work out in another order, to about 1e-5
_LOSS_OF_TWO = -float(np.log([0.8, 0.7]).mean())  # labels 0 and 1, predicted with 0.2 and 0.7

NOT_COMPILED_AGAIN = (
    "not-compiled-again",
    "The network was trained as it was compiled before you got it, with that loss and that "
    "optimizer. Set trainable first, then compile, then fit.",
)
LAYERS_ADDED = (
    "layers-added",
    "You trained a network with layers that the given one does not have. It has its new last layer "
    "already: nothing is put on, nothing is taken away.",
)
"""Misconceptions with their messages: both show in the first loss, or in what moved."""


def lengths(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the epochs, and the batches in each."""
    (fit,) = observation["fits"]
    if len(fit["losses"]) != _EPOCHS:
        return Finding(
            "other-epochs",
            f"The network should be trained for {_EPOCHS} epochs.",
            f"{_EPOCHS} epochs",
            f"{len(fit['losses'])} epochs",
        )
    return epoch_batches.judged(case, fit)


def first_loss(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the loss of the first epoch, where an epoch is one batch.

    Then it is the loss of the weights as they came, whatever the optimizer. It tells which loss was
    taken, of which images, and how the batch was normalised.
    """
    (fit,) = observation["fits"]
    if len(case.inputs["y"]) > epoch_batches.BATCH_SIZE:
        return None
    truth, got = loss_of(*_batch(case)), fit["losses"][0]
    if abs(got - truth) <= TOLERANCE:
        return None
    values = f"a loss of {truth:.4f} in the first epoch, before any update", f"{got:.4f}"
    if not any(fit["losses"]):
        return Finding(
            "losses-not-noted",
            "The History has no losses of this training: all are 0. A train_step of your own must "
            "keep its loss in a metric, such as keras.metrics.Mean, and return that.",
            *values,
        )
    if not fit["is_compiled_anew"]:
        return Finding(*NOT_COMPILED_AGAIN, *values)
    if fit["has_more_layers"]:
        return Finding(*LAYERS_ADDED, *values)
    if takes_batches(case, fit):
        return Finding(
            "batch-statistics-used",
            "The normalisation has kept its numbers, and yet it was not used in training: each "
            "batch was normalised with its own mean and variance. trainable = False on each "
            "BatchNormalization, before you compile, makes it take the moving ones.",
            *values,
        )
    if fit["loss_of_two"] is not None and abs(fit["loss_of_two"] - _LOSS_OF_TWO) > 1e-3:
        return Finding("another-loss", 'The loss should be "binary_crossentropy".', *values)
    if not _same_images(fit["images"], case.inputs["X"]):
        return Finding(
            "images-changed",
            "fit got other images than X. They come as the network takes them: do not scale them "
            "again, and leave none out.",
            f"X with a mean of {case.inputs['X'].mean():.3f}",
            f"images with a mean of {fit['images'].mean():.3f}",
        )
    return Finding(
        "other-first-loss",
        "The loss of the first epoch is not that of this network for X and y. Train on them as "
        "they are: no other labels, no part put aside, no noise, no weights for images or classes.",
        *values,
    )


def history(observation: dict[str, Plain]) -> Finding | None:
    """Judge what the function returned."""
    (fit,) = observation["fits"]
    if not observation["is_history"]:
        result = observation["returned"]
        return Finding(
            "history-missing",
            f"The function should return what fit returns.{forgotten_return(result)}",
            "an object of the type keras.callbacks.History",
            describe(result),
        )
    returned, noted = observation["losses_returned"], fit["losses"]
    if returned == noted:
        return None
    return Finding(
        "another-history",
        "This is not the history of the call of fit, or it was changed.",
        f"{len(noted)} losses, one for each epoch, as fit noted them",
        "no list of losses" if returned is None else _first_other(returned, noted),
    )


def _first_other(losses: list[float], noted: list[float]) -> str:
    """Say where losses differ from those that fit noted."""
    if len(losses) != len(noted):
        return f"{len(losses)} losses"
    epoch = next(
        number for number, two in enumerate(zip(losses, noted, strict=True)) if two[0] != two[1]
    )
    return f"{losses[epoch]:.6g} in epoch {epoch + 1}, where fit noted {noted[epoch]:.6g}"


def _batch(case: Case) -> tuple[np.ndarray, np.ndarray, Weights]:
    return case.inputs["X"], case.inputs["y"], case.inputs["weights"]


def takes_batches(case: Case, fit: dict[str, Plain]) -> bool:
    """Return whether the first loss is that of normalisations that take the batch's statistics."""
    if len(case.inputs["y"]) > epoch_batches.BATCH_SIZE or fit["steps"] != 1 or not fit["losses"]:
        return False
    losses = [loss_of(*_batch(case), modes) for modes in BATCH_MODES]
    return any(abs(fit["losses"][0] - loss) <= _NEAR for loss in losses)


def _same_images(got: Plain, images: np.ndarray) -> bool:
    """Return whether fit got these images, in any order, or a Dataset that nobody can look into."""
    if not isinstance(got, np.ndarray):
        return True
    means, of_got = (
        np.sort(X.reshape(len(X), -1).mean(axis=1, dtype=np.float64)) for X in (images, got)
    )
    return means.shape == of_got.shape and np.allclose(means, of_got)
