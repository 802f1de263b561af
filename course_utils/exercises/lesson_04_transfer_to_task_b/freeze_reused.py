"""`freeze_reused`: a step of `fit` moves the head and nothing else."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    draw_weights,
    trained_from,
)
from course_utils.exercises.symptoms import BySymptoms, Shown, symptom
from course_utils.exercises.trainings.belonging import has_stepped
from course_utils.exercises.trainings.network_symptoms import changed, moved
from course_utils.observers.freeze_reused import observe
from course_utils.observers.plain import Facts


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks for task B: trained before, new, and one normalised and frozen."""
    return [
        _case(rng, "compiled and trained before"),
        _case(rng, "never compiled, its last layer frozen"),
        _case(rng, "compiled, with a normalisation, all frozen"),
    ]


def _case(rng: np.random.Generator, what: str) -> Case:
    shape = tuple(int(side) for side in rng.integers(4, 8, 2))
    hidden = [int(size) for size in rng.choice(np.arange(9, 20), 2, replace=False)]
    normalise = "normalisation" in what
    return Case(
        f"a network for task B, {what}, images of {shape[0]} × {shape[1]}",
        {
            "what": what,
            "shape": shape,
            "hidden": hidden,
            "normalise": normalise,
            "weights": draw_weights(rng, int(np.prod(shape)), hidden, 1, normalise),
            "images": rng.random((8, *shape), dtype=np.float32),
            "labels": np.arange(8, dtype=np.float32) % 2,
        },
        known={"loss": "binary_crossentropy", "accuracy": 5 / 8},
    )


_freeze = partial(symptom, "freeze_reused", expected="the last layer moves, all others stay")


@_freeze(got="nothing moves")
def head_frozen_too(given: Facts, seen: Facts) -> Shown:
    """Nothing moves: the last layer is frozen too. It may come so: set trainable = True on the
    model, then on its last layer.
    """
    fit = seen["fits"][-1]
    return not any(moved(fit)) and not fit["flags"][-1]


@_freeze(got="the last layer stays, others move")
def head_frozen_instead(given: Facts, seen: Facts) -> Shown:
    """It is the other way round: the last layer is frozen and others train."""
    fit = seen["fits"][-1]
    return not moved(fit)[-1] and not fit["flags"][-1]


@_freeze(got="the last layer stays")
def head_stays(given: Facts, seen: Facts) -> Shown:
    """The last layer does not move, though its trainable is True: look at trainable of its kernel
    and bias, and whether its activation is still the one that it came with.
    """
    return not moved(seen["fits"][-1])[-1]


@_freeze(got="all layers move, though trainable of {n} is False")
def not_compiled_again(given: Facts, seen: Facts) -> Shown:
    """All layers train. trainable = False has no effect until you compile: set it, then compile."""
    *flags, _ = seen["fits"][-1]["flags"]
    return all(_trunk(seen)) and not all(flags) and {"n": flags.count(False)}


@_freeze(got="all layers move, and trainable of each is True")
def nothing_frozen(given: Facts, seen: Facts) -> Shown:
    """All layers train: after your call trainable is True for each that has weights. It takes one =
    and False, for all layers but the last, before you compile.
    """
    fit = seen["fits"][-1]
    return all(map(all, changed(fit["before"], fit["after"])[:-1]))


@_freeze(got="{moved} of {of} reused layers move")
def partly_frozen(given: Facts, seen: Facts) -> Shown:
    """Some of the reused layers still train. Freeze each of model.layers[:-1] as a whole."""
    trunk = _trunk(seen)
    return any(trunk) and {"moved": sum(trunk), "of": len(trunk)}


def _trunk(seen: Facts) -> list[bool]:
    """Return which of the reused layers moved."""
    return moved(seen["fits"][-1])[:-1]


def belongs(given: Facts, seen: Facts) -> bool:
    """Return whether this was trained on the given images, from the given weights on."""
    return has_stepped(trained_from(given, given["images"], given["labels"]), seen)


EXERCISE = Exercise(
    name="freeze_reused",
    lesson=4,
    points=2,
    cases=cases,
    observe=observe,
    judge=BySymptoms(
        "freeze_reused", varying=("trained", "loss", "compiled_loss"), belongs=belongs
    ),
    hints=(
        "Every layer has an attribute trainable. model.layers[:-1] are all but the last.",
        "What trainable says is read when the network is compiled. So set it first, then call "
        "model.compile.",
        "The network may come frozen as a whole: set model.trainable = True, then False for "
        'model.layers[:-1]. model.compile(loss="binary_crossentropy", optimizer="sgd", '
        'metrics=["accuracy"]) comes after that, return model last.',
    ),
    takeaway="After freezing and compiling, training moves the last layer and nothing else, moving "
    "averages included.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
