"""What `fine_tune_normalised` did: how often it trained, from where, what moved and what stayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_05_dense_against_conv.first_loss import (
    LAYERS_ADDED,
    NOT_COMPILED_AGAIN,
    takes_batches,
)
from course_utils.exercises.lesson_05_dense_against_conv.normalised_network import (
    NORMALISATIONS,
    WITHIN_BASE,
    Weights,
)

_LEAST_RATE = 1e-5


def number_of_fits(observation: dict[str, Plain]) -> Finding | None:
    """Judge how often fit was called, and whether on the layers that were given."""
    fits = observation["fits"]
    expected, got = "one call of fit", f"{len(fits)} of them"
    if not fits:
        return Finding(
            "not-trained", "The network was not trained: fit was never called.", expected, got
        )
    if len(fits) > 1:
        return Finding(
            "trained-more-than-once",
            "fit was called more than once. Here there are no stages: all layers train from the "
            "start, in one call for all epochs.",
            expected,
            got,
        )
    return None


def arrays(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the layers have the arrays that they came with, and no others."""
    (fit,) = observation["fits"]
    given = case.inputs["weights"]
    for weights in (fit["before"], fit["after"], observation["end"]):
        for old, new in zip(given, weights, strict=True):
            shapes, of_new = ([array.shape for array in layer] for layer in (old, new))
            if of_new != shapes:
                return Finding(
                    "other-arrays",
                    "A layer has other arrays than it came with, as enable_lora or quantize put "
                    "into it. Train those that are there.",
                    f"arrays of the shapes {shapes}",
                    f"arrays of the shapes {of_new}",
                )
    return None


def start_and_end(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the weights before and after the call of fit."""
    (fit,) = observation["fits"]
    given, end = case.inputs["weights"], observation["end"]
    started = _changed(given, fit["before"])
    if any(any(started[number]) for number in NORMALISATIONS) and not _of_others(started, any):
        return Finding(
            "normalisation-set-anew",
            "Before training, the normalisation got other numbers than those it came with. Mean, "
            "variance, scale and offset of task A are what should stay.",
            "the normalisation as it came",
            "other numbers in it when fit was called",
        )
    if any(map(any, started)):
        return Finding(
            "started-elsewhere",
            "Training does not start with the weights that the network came with. They are what "
            "is transferred.",
            "the weights of the network as it came",
            "other weights when fit was called",
        )
    in_fit, afterwards = _changed(given, fit["after"]), _changed(fit["after"], end)
    ended = _changed(given, end)
    if not all(np.isfinite(array).all() for layer in end for array in layer):
        return Finding(
            "diverged",
            "Training has run away: some weights are no numbers any more. Take a lower rate.",
            "finite weights",
            "NaN or infinity among them",
        )
    put_back = [n for n in NORMALISATIONS if any(in_fit[n]) and not any(ended[n])]
    if put_back:
        return Finding(
            "restored-afterwards",
            "The normalisation moved while the network was trained, and was put back afterwards. "
            "So the other layers have learnt to work with another normalisation than the one that "
            "they have now. Set trainable = False on it, and compile, before you call fit.",
            "normalisation that stays during fit",
            "normalisation that moved, then was put back",
        )
    if any(map(any, in_fit)) and any(map(any, afterwards)):
        return Finding(
            "undone-afterwards",
            "After training, weights were changed again.",
            "the network as fit left it",
            "other weights",
        )
    return None


def other_layers(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether all layers but the normalisations were trained."""
    (fit,) = observation["fits"]
    moved = _changed(case.inputs["weights"], observation["end"])
    if _of_others(moved, all) and fit["is_on_its_layers"]:
        return None
    layers = [number for number in range(len(moved)) if number not in NORMALISATIONS]
    trained = [number for number in layers if all(moved[number])]
    expected = "all layers move, the normalisation alone stays"
    got = f"{len(trained)} of {len(layers)} layers moved, normalisations not counted"
    if not fit["is_on_its_layers"]:
        return Finding(
            "copy-trained",
            "Another network was trained, not the one that was given. A clone has layers of its "
            "own: train model itself.",
            "fit on layers of the given network",
            "fit on other layers",
        )
    if fit["has_more_layers"]:
        return Finding(*LAYERS_ADDED, expected, got)
    if not fit["is_compiled_anew"]:
        return Finding(*NOT_COMPILED_AGAIN, expected, got)
    if fit["saves_up"] > 1:
        return Finding(
            "updates-saved-up",
            "gradient_accumulation_steps makes an update only after so many batches, and here are "
            "too few. Leave it out.",
            expected,
            f"{got}, with an update every {fit['saves_up']} batches",
        )
    if fit["rate"] < _LEAST_RATE:
        return Finding(
            "rate-too-small",
            "At this learning rate an update is smaller than what float32 can add to a weight, so "
            "some weights do not move. Take a higher one, such as 0.001.",
            expected,
            f"{got}, at a rate of {fit['rate']:g}",
        )
    if not _of_others(moved, any) and any(any(moved[number]) for number in NORMALISATIONS):
        return Finding(
            "normalisation-alone-trains",
            "It is the other way round: the normalisation trains, and all other layers are frozen.",
            expected,
            got,
        )
    if not _of_others(moved, any):
        return Finding(
            "everything-frozen",
            "No layer moves. trainable = False on a model holds for all of its layers, whatever "
            "they say: set model.trainable = True, then trainable of each layer in it.",
            expected,
            got,
        )
    if trained == layers[-1:]:
        return Finding(
            "head-only",
            "The last layer trains alone; the others are frozen, some since before. Set trainable "
            "= True on each of them: model.trainable = True alone changes nothing where it says "
            "True already.",
            expected,
            got,
        )
    if case.inputs["is_nested"] and trained == [n for n in layers if n >= WITHIN_BASE]:
        return Finding(
            "nested-model-frozen",
            "All layers in the nested model are frozen, its convolutions too. Set trainable = True "
            "on it, then go through its layers and freeze the normalisation only.",
            expected,
            got,
        )
    return Finding(
        "partly-trained",
        "Some layers that are no normalisation do not move, or not with all their weights. Freeze "
        "each BatchNormalization and nothing else.",
        expected,
        got,
    )


def normalisation(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the four arrays of each normalisation stayed."""
    (fit,) = observation["fits"]
    moved = _changed(case.inputs["weights"], observation["end"])
    scales = [any(moved[number][:2]) for number in NORMALISATIONS]
    statistics = [any(moved[number][2:]) for number in NORMALISATIONS]
    if not any(scales) and not any(statistics):
        return None
    expected = "all normalisations keep scale, offset, moving mean and moving variance"
    got = f"of {len(scales)} normalisations, {sum(statistics)} moved in mean or variance, "
    got += f"{sum(scales)} in scale or offset"
    if not (scales[-1] or statistics[-1]) and case.inputs["is_nested"]:
        return Finding(
            "nested-normalisation-trains",
            "The normalisation inside a nested model trains. model.layers lists the top level "
            "only, and trainable = True on a model thaws all that is in it. Go on with the layers "
            "of every layer that has some, down to the last.",
            expected,
            got,
        )
    if not any(statistics) and takes_batches(case, fit):
        return Finding(
            "momentum-for-freezing",
            "Moving mean and variance stay, but scale and offset train, and each batch is "
            "normalised with its own mean and variance. momentum says only how fast the moving "
            "ones move: set trainable = False.",
            expected,
            got,
        )
    if not any(statistics):
        return Finding(
            "scale-and-offset-train",
            "Scale and offset of the normalisation train, its first two arrays. Set trainable = "
            "False on each BatchNormalization before you compile.",
            expected,
            got,
        )
    if not any(scales):
        return Finding(
            "only-scale-and-offset-frozen",
            "Scale and offset stay, but moving mean and variance move: no gradient moves them, but "
            "training itself. trainable = False on the whole BatchNormalization layer stops both.",
            expected,
            got,
        )
    if not fit["is_on_given"]:
        return Finding(
            "training-false-overridden",
            "The normalisation trains, inside the network that you made around model. If you "
            "called model with training=False there: fit overrides it in this version of Keras. "
            "Set trainable = False on each BatchNormalization before you compile.",
            expected,
            got,
        )
    return Finding(
        "normalisation-trains",
        "Normalisation trains, as other layers do. Set trainable = False on each "
        "BatchNormalization before you compile, and set nothing to True after that. "
        "isinstance(layer, keras.layers.BatchNormalization) tells it, whatever its name.",
        expected,
        got,
    )


def _changed(before: Weights, after: Weights) -> list[list[bool]]:
    """Return for each array of each layer whether any of its values changed."""
    return [
        [not np.array_equal(one, two) for one, two in zip(old, new, strict=True)]
        for old, new in zip(before, after, strict=True)
    ]


def _of_others(moved: list[list[bool]], quantifier: Callable[[Iterable[bool]], bool]) -> bool:
    return quantifier(
        quantifier(arrays) for number, arrays in enumerate(moved) if number not in NORMALISATIONS
    )
