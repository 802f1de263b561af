"""What the two stages of `fine_tune` did: how often, from where, what moved, how fast, on what."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    changed,
    same_shapes,
)
from course_utils.exercises.plain import describe

_EPOCHS = (4, 16)
_BATCH_SIZE = 32
_LOSS_OF_TWO = -float(
    np.log([0.8, 0.7]).mean()
)  # of the labels 0 and 1, predicted with 0.2 and 0.7


def greys_of(images: Any) -> Plain:
    """Return the mean grey of each image, in order of size, or None for a tf.data.Dataset."""
    if not isinstance(images, np.ndarray):
        return None
    return np.sort(images.reshape(len(images), -1).mean(axis=1, dtype=np.float64))


def number_of_stages(fits: list[dict[str, Plain]]) -> Finding | None:
    """Judge how often the network was trained."""
    if len(fits) == 2:
        return None
    expected, got = "two calls of model.fit", f"{len(fits)} of them"
    if not fits:
        return Finding(
            "not-trained",
            "The network was not trained: its method fit was never called.",
            expected,
            got,
        )
    if len(fits) == 1:
        return Finding(
            "one-stage-only",
            "The network was trained once. First the last layer alone, then all of it.",
            expected,
            got,
        )
    return Finding("too-many-stages", "The network was trained more than twice.", expected, got)


def start_and_end(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the weights before the first stage and after the second."""
    first, second = observation["fits"]
    given, end = case.inputs["weights"], observation["end"]
    seen = (first["before"], first["after"], second["before"], second["after"], end)
    if not all(same_shapes(given, weights) for weights in seen):
        return Finding(
            "layers-changed",
            "The network got other layers. It has its new last layer already: nothing is put on, "
            "nothing is taken away.",
            f"{len(given)} arrays of weights all the time",
            ", then ".join(str(len(weights)) for weights in seen),
        )
    if any(changed(given, first["before"])):
        return Finding(
            "started-elsewhere",
            "The first stage does not start with the weights that the network came with. They are "
            "what is transferred.",
            "the weights of the network as it came",
            "other weights",
        )
    if any(changed(second["after"], end)):
        return Finding(
            "undone-afterwards",
            "After the second stage the weights were changed again.",
            "the network as the second stage left it",
            "other weights",
        )
    return None


def what_moved(fits: list[dict[str, Plain]]) -> Finding | None:
    """Judge which weights each stage moved."""
    head_stage, whole_stage = (changed(fit["before"], fit["after"]) for fit in fits)
    if any(changed(fits[0]["after"], fits[1]["before"])):
        return Finding(
            "head-thrown-away",
            "Between the two stages weights were changed or drawn anew, so the first was in vain.",
            "the second stage starts where the first one ended",
            "other weights",
        )
    if not any(head_stage[:-2]) and all(whole_stage) and all(head_stage[-2:]):
        return None
    expected = "first the last layer moves, then all layers do"
    if all(head_stage) and not any(whole_stage[:-2]):
        return Finding(
            "stages-exchanged",
            "The stages are exchanged: all layers train first, the last layer alone second.",
            expected,
            "all layers, then the last one",
        )
    if not any(head_stage):
        return Finding(
            "head-not-trained",
            "Nothing moves in the first stage, not even the last layer."
            + (
                ""
                if fits[0]["model_is_trainable"]
                else " model.trainable is False, which holds for the whole network whatever its "
                "layers say."
            ),
            expected,
            "nothing moves in the first stage",
        )
    if any(head_stage[:-2]):
        return Finding(
            "trunk-moves-first",
            "The reused layers move in the first stage already. While the last layer is random, "
            "it sends them in random directions: freeze them, and compile after that.",
            expected,
            "all layers in the first stage",
        )
    if not any(whole_stage[:-2]):
        return Finding(
            "never-unfrozen",
            "The reused layers do not move in the second stage. trainable = True counts from the "
            "next compile on.",
            expected,
            "the last layer in both stages",
        )
    return Finding(
        "partly-trained",
        "Part of the layers does not move when it should.",
        expected,
        f"{sum(head_stage)} of {len(head_stage)} arrays of weights moved in the first stage, "
        f"{sum(whole_stage)} in the second",
    )


def rates(fits: list[dict[str, Plain]]) -> Finding | None:
    """Judge the learning rates."""
    first, second = (fit["rate"] for fit in fits)
    if np.isclose(second, first / 10, rtol=0.01):
        return None
    expected, got = f"{first / 10:g} in the second stage", f"{second:g}"
    if np.isclose(second, first, rtol=0.01):
        return Finding(
            "same-rate",
            "Both stages have the same learning rate. Large steps would destroy what the reused "
            "layers know: take a tenth.",
            expected,
            got,
        )
    if second > first:
        return Finding(
            "rate-rises",
            "The second stage has the higher learning rate. It should be a tenth of the first.",
            expected,
            got,
        )
    return Finding(
        "another-rate",
        "The learning rate of the second stage should be a tenth of the first.",
        expected,
        got,
    )


def lengths(case: Case, fits: list[dict[str, Plain]]) -> Finding | None:
    """Judge the epochs, and the updates in each."""
    epochs = tuple(fit["epochs"] for fit in fits)
    if epochs != _EPOCHS:
        return Finding(
            "other-epochs",
            "The stages should have 4 and 16 epochs.",
            f"{_EPOCHS[0]} and {_EPOCHS[1]} epochs",
            f"{epochs[0]} and {epochs[1]} epochs",
        )
    per_epoch = -(-len(case.inputs["y"]) // _BATCH_SIZE)
    updates = [fit["updates"] // fit["epochs"] for fit in fits]
    if updates != [per_epoch, per_epoch]:
        return Finding(
            "other-images",
            "An epoch should take all images in batches of 32.",
            f"{per_epoch} updates an epoch for {len(case.inputs['y'])} images",
            f"{updates[0]} and {updates[1]}",
        )
    return None


def loss_and_images(case: Case, fits: list[dict[str, Plain]]) -> Finding | None:
    """Judge the loss, and the images that fit got."""
    losses = [fit["loss_of_two"] for fit in fits]
    if not np.allclose(losses, _LOSS_OF_TWO, atol=1e-3):
        return Finding(
            "another-loss",
            "The loss should be binary_crossentropy in both stages.",
            f"{_LOSS_OF_TWO:.4f} for the probabilities 0.2 and 0.7 of the labels 0 and 1",
            f"{losses[0]:.4f} and {losses[1]:.4f}",
        )
    greys = greys_of(case.inputs["X"])
    for fit in fits:
        seen = fit["greys"]
        if seen is not None and (seen.shape != greys.shape or not np.allclose(seen, greys)):
            return Finding(
                "images-changed",
                "fit got other images than X. They come as the network takes them: do not scale "
                "them again.",
                f"a mean grey of {greys.mean():.3f}",
                f"{seen.mean():.3f}",
            )
    return None


def histories(observation: dict[str, Plain]) -> Finding | None:
    """Judge what the function returned."""
    returned = observation["returned"]
    expected = [fit["losses"] for fit in observation["fits"]]
    if returned == expected:
        return None
    if returned is None or None in returned:
        as_it_is = observation["returned_as_it_is"]
        return Finding(
            "histories-missing",
            "The function should return both histories, as the two calls of fit return them."
            + forgotten_return(as_it_is),
            "two objects of the type keras.callbacks.History",
            describe(as_it_is),
        )
    if returned == expected[::-1]:
        return Finding(
            "histories-exchanged",
            "The histories come in the wrong order.",
            "that of the last layer first",
            "that of all layers first",
        )
    if returned[0] == returned[1]:
        return Finding(
            "same-history-twice",
            "Both histories are the same. Keep what the first call of fit returns before the "
            "second.",
            "the history of each stage",
            "one of them twice",
        )
    return Finding(
        "other-histories",
        "These are not the histories of the two calls of fit.",
        "what model.fit returned",
        "losses that no stage had",
    )
