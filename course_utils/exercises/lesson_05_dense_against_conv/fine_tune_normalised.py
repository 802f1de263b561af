"""`fine_tune_normalised`: all layers train, and the normalisation stays as task A left it."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_05_dense_against_conv.normalised_network import (
    draw_weights,
    features_of,
    loss_of,
)
from course_utils.exercises.symptoms import BySymptoms, Shown, symptom
from course_utils.exercises.trainings.belonging import Given, has_trained
from course_utils.exercises.trainings.network_symptoms import (
    changed,
    moved,
    norm_symptom,
    norms_moved,
)
from course_utils.observers.fine_tune_normalised import observe
from course_utils.observers.networks.normalised import Weights
from course_utils.observers.networks.watching import BATCH_SIZE
from course_utils.observers.plain import Facts

_FAR_OFF = np.float32(1.5)  # of the last bias, so that training makes the loss smaller in any case


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a network around a frozen base, with one batch of images, and a Sequential with three.

    32 images are one batch, so that the loss of the first epoch is that of the weights as they
    came, whatever the optimizer. A little more than 64 are three batches of 32 and no other size.
    """
    return [
        _case(rng, "a network around a model, frozen but for its last layer", 32, True),
        _case(rng, "a Sequential, frozen as a whole", int(rng.integers(65, 67)), False),
    ]


def _case(rng: np.random.Generator, what: str, n: int, is_nested: bool) -> Case:
    height, width = (int(side) for side in rng.choice(np.arange(5, 9), 2, replace=False))
    channels = int(rng.integers(1, 4))
    images = rng.random((n, height, width, channels), dtype=np.float32)
    n_of_1 = int(rng.integers(n // 4, n // 3))
    labels = rng.permutation(np.arange(n) < n_of_1).astype(np.float32)
    images += labels[:, np.newaxis, np.newaxis, np.newaxis] / 4
    weights = _drawn(rng, channels)
    while not _loss_tells(images, labels, weights):
        weights = _drawn(rng, channels)
    # Unlike in Keras, a layer's name tells neither its kind nor its place.
    numbers = rng.choice(np.arange(10, 100), len(weights), replace=False)
    return Case(
        f"{what}, and {n} images of {height} × {width}",
        {
            "X": images,
            "y": labels,
            "weights": weights,
            "names": [f"layer_{number}" for number in numbers],
            "is_nested": is_nested,
        },
        known={
            "loss": "binary_crossentropy",
            "first_loss": loss_of(images, labels, weights) if n <= BATCH_SIZE else None,
            "epochs": [5],
        },
    )


def _drawn(rng: np.random.Generator, channels: int) -> Weights:
    weights = draw_weights(rng, channels)
    weights[-1][-1] += _FAR_OFF
    return weights


def _loss_tells(images: np.ndarray, labels: np.ndarray, weights: Weights) -> bool:
    """Return whether the loss tells whose mean and variance each normalisation took."""
    modes = product((False, True), repeat=2)
    truth, *others = (loss_of(images, labels, weights, with_batch) for with_batch in modes)
    return bool(np.abs(np.subtract(others, truth)).min() > 0.05)


_normalised = partial(symptom, "fine_tune_normalised")
_start = partial(_normalised, expected="the normalisation as it came, at the start and in fit")
_layers = partial(
    _normalised,
    expected="all layers move, the normalisation alone stays",
    got="{n} of {of} layers move, normalisations not counted",
)
_norms = partial(norm_symptom, "fine_tune_normalised")
_history = partial(_normalised, expected="the History that fit returns", is_last=True)


@_normalised(expected="one call of fit", got="{n} of them")
def trained_more_than_once(given: Facts, seen: Facts) -> Shown:
    """fit was called more than once. Here are no stages: all layers train in one call of fit."""
    return len(seen["fits"]) > 1 and {"n": len(seen["fits"])}


@_start(got="other numbers in it when fit was called")
def normalisation_set_anew(given: Facts, seen: Facts) -> Shown:
    """Before training, the normalisation got other numbers than those it came with. Mean, variance,
    scale and offset of task A are what should stay.
    """
    started = changed(seen["start"], seen["fits"][0]["before"])
    places = {place for place, arrays in enumerate(started) if any(arrays)}
    return bool(places) and places <= set(seen["norms"])


@_start(got="normalisation that moved, then was put back")
def restored_afterwards(given: Facts, seen: Facts) -> Shown:
    """The normalisation moved in training, and was put back afterwards: so the other layers have
    learnt to work with another one. Set trainable = False on it, and compile, before you call fit.
    """
    moves, in_the_end = moved(seen["fits"][0]), changed(seen["start"], seen["end"])
    return any(moves[place] and not any(in_the_end[place]) for place in seen["norms"])


@_normalised(expected="the losses of each epoch", got="a History in which all losses are 0")
def losses_not_noted(given: Facts, seen: Facts) -> Shown:
    """The History has no losses of this training: all are 0. A train_step of your own must keep its
    loss in a metric, such as keras.metrics.Mean, and return that.
    """
    return not any(seen["fits"][0]["losses"])


@_layers()
def normalisation_alone_trains(given: Facts, seen: Facts) -> Shown:
    """It is the other way round: the normalisation trains, and all other layers are frozen."""
    others = _others(seen)
    return not any(others) and any(moved(seen["fits"][0])) and _in_words(others)


@_layers()
def head_only(given: Facts, seen: Facts) -> Shown:
    """The last layer trains alone; the others are frozen, some since before. Set trainable = True
    on each of them: model.trainable = True alone changes nothing where it says True already.
    """
    *others, head = _others(seen)
    return head and not any(others) and _in_words([*others, head])


@_layers()
def nested_model_frozen(given: Facts, seen: Facts) -> Shown:
    """All layers in the nested model are frozen, its convolutions too. Set trainable = True on it,
    then go through its layers and freeze the normalisation only.
    """
    others = _others(seen)
    return given["is_nested"] and all(others[1:]) and not others[0] and _in_words(others)


def _others(seen: Facts) -> list[bool]:
    """Return for each layer that is no normalisation whether it moved."""
    moves = enumerate(moved(seen["fits"][0]))
    return [moves_too for place, moves_too in moves if place not in seen["norms"]]


def _in_words(others: list[bool]) -> dict[str, int]:
    return {"n": sum(others), "of": len(others)}


@_norms()
def nested_normalisation_trains(given: Facts, seen: Facts) -> Shown:
    """The normalisation inside a nested model trains. model.layers lists the top level only, and
    trainable = True on a model thaws all that is in it. Go on with the layers of every layer that
    has some, down to the last.
    """
    within, above = (moved(seen["fits"][0])[place] for place in seen["norms"])
    return given["is_nested"] and within and not above and norms_moved(seen)


@_norms()
def momentum_for_freezing(given: Facts, seen: Facts) -> Shown:
    """Moving mean and variance stay, but scale and offset train, and each batch is normalised with
    its own mean and variance. momentum says how fast the moving ones move: set trainable = False.
    """
    norms = norms_moved(seen)
    return norms["scales"] > 0 == norms["means"] and 1 in seen["momenta"] and norms


@_norms()
def training_false_overridden(given: Facts, seen: Facts) -> Shown:
    """The normalisation trains, inside the network that you made around model. If you called model
    with training=False there: fit overrides it in this version of Keras. Set trainable = False on
    each BatchNormalization before you compile.
    """
    norms = norms_moved(seen)
    is_around = not seen["fits"][0]["is_given"]
    return is_around and norms["scales"] > 0 < norms["means"] and norms


@_history(got="{what}")
def history_missing(given: Facts, seen: Facts) -> Shown:
    """The function should return what fit returns.{asked}"""
    what = seen["returned"]
    asked = forgotten_return(what)
    return isinstance(what, str) and {"what": what, "asked": asked}


@_history(got="a History with other losses")
def another_history(given: Facts, seen: Facts) -> Shown:
    """This is not the History of the call of fit, or its losses were changed."""
    return bool(seen["returned"] != 0)


def belongs(given: Facts, seen: Facts) -> bool:
    """Return whether this was trained on the given images, from the given weights on."""

    def compute(weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        features, (kernel, bias) = features_of(given["X"], weights), weights[-1]
        return features, 1 / (1 + np.exp(-(features @ kernel + bias)))

    return has_trained(Given(given["weights"], given["y"][:, np.newaxis], compute), seen)


EXERCISE = Exercise(
    name="fine_tune_normalised",
    lesson=5,
    points=3,
    cases=cases,
    observe=observe,
    judge=BySymptoms("fine_tune_normalised", belongs=belongs),
    hints=(
        "trainable = False on a BatchNormalization layer does two things: its four arrays stay, "
        "and it takes its moving mean and variance in training too. Set it before you compile. "
        "training=False in a call does not help: fit overrides it.",
        "Set trainable on every layer, at every depth: False if isinstance(layer, "
        "keras.layers.BatchNormalization), else True. A layer that is a model has layers of its "
        'own: getattr(layer, "layers", []) gives them, or an empty list. Set the outer one first: '
        "what it gets may reach all layers in it.",
        "A small function that calls itself reaches every depth: for each layer of a list it sets "
        "layer.trainable = not isinstance(layer, keras.layers.BatchNormalization), then calls "
        'itself with getattr(layer, "layers", []). Set model.trainable = True, call it with '
        'model.layers, compile with "binary_crossentropy" and SGD(0.001), then '
        "return model.fit(X, y, batch_size=32, epochs=5, verbose=0).",
    ),
    takeaway="All layers learn, and the normalisation computes what task A taught it, in training "
    "as in use.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
