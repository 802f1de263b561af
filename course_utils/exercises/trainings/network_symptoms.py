"""Mistakes of exercises whose answer trains a network, or prepares one for training.

What a call of `fit` did is noted by `watching`. Some answers train; others prepare a network,
and the check calls `fit`. Symptoms that are last rely on what an exercise finds for itself.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.observers.networks.watching import LOSS_OF_KNOWN, Weights
from course_utils.observers.plain import Facts, describe

PREPARE = ("freeze_reused", "fine_tune_network")
TRAIN = ("fine_tune", "fine_tune_normalised")
NORMALISE = ("fine_tune_normalised", "fine_tune_network")
ALL = (*PREPARE, *TRAIN)
_SMALLEST_RATE = 1e-5


def changed(before: Weights, after: Weights) -> list[list[bool]]:
    """Return for each array of each layer whether any of its values changed."""
    return [
        [not np.array_equal(one, two) for one, two in zip(old, new, strict=True)]
        for old, new in zip(before, after, strict=True)
    ]


def moved(fit: Facts) -> list[bool]:
    """Return for each layer whether a call of `fit` moved any of its arrays."""
    return [any(arrays) for arrays in changed(fit["before"], fit["after"])]


def stuck(fit: Facts) -> bool:
    """Return whether some layer that was free to move has not."""
    return any(free and not moves for free, moves in zip(fit["flags"], moved(fit), strict=True))


def norms_moved(seen: Facts) -> dict[str, int]:
    """Return in how many normalisations scale or offset moved, and mean or variance."""
    arrays = changed(seen["fits"][-1]["before"], seen["fits"][-1]["after"])
    norms = [arrays[place] for place in seen["norms"]]
    scales, means = (sum(any(norm[half]) for norm in norms) for half in (slice(2), slice(2, 4)))
    return {"n": len(norms), "scales": scales, "means": means}


# The call, and the network that it is about


@symptom(*NORMALISE, expected="{name} is {before}", got="{name} is {after}")
def settings_changed(given: Facts, seen: Facts) -> Shown:
    """After the call {name} is something else. It holds for all networks: leave it as it is."""
    return dict(seen["setting"])


@symptom(*TRAIN, expected="{name} as it was before the call", got="{name} with other contents")
def input_mutated(given: Facts, seen: Facts) -> Shown:
    """Your function changed its argument {name}, and its caller still needs it: work on a copy."""
    after = seen["inputs_after"]
    return next(({"name": it} for it in after if not np.array_equal(given[it], after[it])), False)


@symptom(*PREPARE, expected="a keras.Model", got="{result}")
def not_a_model(given: Facts, seen: Facts) -> Shown:
    """The function should return the network.{asked}"""
    result = seen.get("not_a_model", ...)
    return result is not ... and {
        "result": describe(result),
        "asked": forgotten_return(describe(result)),
    }


@symptom(*PREPARE, expected="the same network", got="another one")
def another_network(given: Facts, seen: Facts) -> Shown:
    """The function should prepare and return the network that it was given, not another one."""
    return not seen["is_given"]


@symptom(*TRAIN, expected="calls of fit: {n}", got="none")
def not_trained(given: Facts, seen: Facts) -> Shown:
    """The network was not trained: fit was never called."""
    return not seen["fits"] and {"n": len(given["epochs"])}


@symptom(*TRAIN, expected="fit on layers of the given network", got="fit on other layers")
def copy_trained(given: Facts, seen: Facts) -> Shown:
    """Another network was trained, such as a clone, which has layers of its own: train model."""
    return any(fit["is_a_copy"] for fit in seen["fits"])


@symptom(*ALL, expected="the layers that it came with", got="{words}")
def layers_changed(given: Facts, seen: Facts) -> Shown:
    """What trains has other layers than the given network, or other arrays in them. Add nothing,
    and take nothing away.
    """
    for it in (*seen["fits"], seen["model"]):
        if it["added"] or it["lacks"]:
            return {"words": f"{it['lacks']} missing, new: {', '.join(it['added']) or 'none'}"}
    all_weights = (seen["start"], *(fit["before"] for fit in seen["fits"]), seen["end"])
    shapes = [[array.shape for layer in one for array in layer] for one in all_weights]
    return any(one != shapes[0] for one in shapes) and {"words": "other arrays in a layer"}


@symptom(*PREPARE, expected="a compiled network", got="one that was never compiled")
def not_compiled(given: Facts, seen: Facts) -> Shown:
    """The network is not compiled, so it cannot be trained."""
    return not seen["is_compiled"]


@symptom(*NORMALISE, expected="a loss and an optimizer of yours", got="those that it came with")
def not_compiled_again(given: Facts, seen: Facts) -> Shown:
    """It is still compiled as it came, for something else. Set trainable first, then compile."""
    return not seen["is_compiled_anew"]


@symptom(*PREPARE, expected="a call of fit that works", got="{refused}")
def fit_refused(given: Facts, seen: Facts) -> Shown:
    """The network cannot be trained as you compiled it. Where the error speaks of shapes or labels,
    the loss or a metric is made for labels of another kind.{advice}
    """
    refused = seen.get("refused", "")
    is_by_place = "dtype='string'" in refused
    advice = " What stands third in compile is loss_weights: write metrics=[...]."
    return bool(refused) and {"refused": refused, "advice": advice if is_by_place else ""}


@symptom(*ALL, expected="{loss:.4f} for predictions that are known", got="{got:.4f}")
def another_loss(given: Facts, seen: Facts) -> Shown:
    """The loss should be "{name}", which by that name takes probabilities, not logits."""
    losses = [fit["loss_of_known"] for fit in seen["fits"] if fit["loss_of_known"] is not None]
    wrong = [loss for loss in losses if not np.isclose(loss, LOSS_OF_KNOWN, atol=1e-3)]
    return bool(wrong) and {"loss": LOSS_OF_KNOWN, "got": wrong[0], "name": given["loss"]}


@symptom(*TRAIN, expected="finite weights", got="NaN or infinity among them")
def diverged(given: Facts, seen: Facts) -> Shown:
    """Training has run away: some weights are no numbers any more. Take a lower rate."""
    return not all(np.isfinite(array).all() for layer in seen["end"] for array in layer)


@symptom(
    "fine_tune", "fine_tune_network", expected="a rate that stays", got="{rate:g}, then {it:g}"
)
def rate_changes(given: Facts, seen: Facts) -> Shown:
    """The rate changes in training: take out what changes it, a schedule or a callback."""
    rates = [(fit["rate"], it) for fit in seen["fits"] for it in fit["later_rates"]]
    return next(({"rate": a, "it": b} for a, b in rates if not np.isclose(a, b, rtol=1e-3)), False)


@symptom(*ALL, expected="a rate above 0", got="{rate:g}")
def rate_below_zero(given: Facts, seen: Facts) -> Shown:
    """The rate is below 0, so each step makes the loss larger. Take a rate above 0."""
    return next((fit for fit in seen["fits"] if fit["rate"] < 0), False)


@symptom(*ALL, expected="weights that move", got="a rate of {rate:g}")
def rate_too_small(given: Facts, seen: Facts) -> Shown:
    """At this rate some weights do not move: an update is less than float32 can add. Raise it."""
    return next((fit for fit in seen["fits"] if fit["rate"] < _SMALLEST_RATE and stuck(fit)), False)


@symptom(*ALL, expected="an update after each batch", got="one after {saves_up} batches")
def updates_saved_up(given: Facts, seen: Facts) -> Shown:
    """gradient_accumulation_steps makes an update only after so many batches. Leave it out."""
    fits = [fit for fit in seen["fits"] if fit["saves_up"] > 1]
    return next((fit for fit in fits if "epochs" in given or stuck(fit)), False)


@symptom(*ALL, expected="layer.trainable is set", got="layer.{name} is set")
def another_attribute(given: Facts, seen: Facts) -> Shown:
    """Layers train that should not. You set layer.{name}: Python takes any name there, and Keras
    reads layer.trainable alone.
    """
    trains = any(moved(seen["fits"][0])[place] for place in seen["stay"])
    return trains and bool(seen["attributes"]) and {"name": seen["attributes"][0]}


@symptom(*PREPARE, "fine_tune_normalised", expected="layers that move", got="nothing moves")
def network_frozen(given: Facts, seen: Facts) -> Shown:
    """No layer moves. trainable of the network is False, which holds for all of its layers,
    whatever they say: set it to True first, then say of each layer whether it trains.
    """
    fit = seen["fits"][-1]
    return not any(moved(fit)) and any(fit["flags"]) and not fit["is_trainable"]


@symptom(*NORMALISE, expected="layers that move", got="nothing moves")
def everything_frozen(given: Facts, seen: Facts) -> Shown:
    """No layer moves: all are frozen. trainable = False on a model freezes all of its layers: set
    it to True on the model first, then say of each layer in it whether it trains.
    """
    return not any(moved(seen["fits"][-1]))


# What else moved and what did not: looked for last

last = partial(symptom, is_last=True)
norm_symptom = partial(
    symptom,
    expected="every normalisation keeps scale, offset, moving mean and moving variance",
    got="of {n} normalisations, {means} moved in mean or variance, {scales} in scale or offset",
)


@norm_symptom(*NORMALISE, is_last=True)
def moving_statistics_move(given: Facts, seen: Facts) -> Shown:
    """Scale and offset of the normalisation stay, but its moving mean and variance move: no
    gradient moves them, but training itself. trainable = False on the whole layer stops both.
    """
    norms = norms_moved(seen)
    return norms["means"] > 0 == norms["scales"] and norms


@norm_symptom(*NORMALISE, is_last=True)
def scale_and_offset_train(given: Facts, seen: Facts) -> Shown:
    """Scale and offset of the normalisation train. Set trainable = False on every
    BatchNormalization before you compile; a momentum of 1 stops its moving mean and variance only.
    """
    norms = norms_moved(seen)
    return norms["scales"] > 0 == norms["means"] and norms


@norm_symptom(*NORMALISE, is_last=True)
def normalisation_trains(given: Facts, seen: Facts) -> Shown:
    """Normalisation trains, as other layers do. Set trainable = False on every BatchNormalization
    before you compile, and set nothing to True after that. isinstance tells it, whatever its name.
    """
    norms = norms_moved(seen)
    return norms["scales"] + norms["means"] > 0 and norms


@last(*ALL, expected="the weights of the network as it came", got="other weights")
def weights_changed(given: Facts, seen: Facts) -> Shown:
    """Weights were changed before fit. Train from those that the network came with."""
    start = seen["fits"][0 if "epochs" in given else -1]["before"]
    return any(map(any, changed(seen["start"], start)))


@last(*TRAIN, expected="all {of} layers move", got="of these stays layer {still}")
def partly_trained(given: Facts, seen: Facts) -> Shown:
    """Some layers that should train do not move. Print trainable of each before you compile."""
    moves = enumerate(moved(seen["fits"][-1]))
    wanted = [moves_too for place, moves_too in moves if place not in seen["norms"]]
    still = [str(place) for place, moves_too in enumerate(wanted, start=1) if not moves_too]
    return bool(still) and {"of": len(wanted), "still": ", ".join(still)}


@last(*ALL, expected="all arrays of a layer move", got="{n} of {of} in one layer")
def half_trained(given: Facts, seen: Facts) -> Shown:
    """A layer trains with a part of its arrays only. Set trainable on the layer as a whole."""
    layers = [arrays for fit in seen["fits"] for arrays in changed(fit["before"], fit["after"])]
    halves = [arrays for arrays in layers if 0 < sum(arrays) < len(arrays)]
    return bool(halves) and {"n": sum(halves[0]), "of": len(halves[0])}


@last(*TRAIN, expected="the network as fit left it", got="other weights")
def undone_afterwards(given: Facts, seen: Facts) -> Shown:
    """After training, weights were changed again."""
    return any(map(any, changed(seen["fits"][-1]["after"], seen["end"])))
