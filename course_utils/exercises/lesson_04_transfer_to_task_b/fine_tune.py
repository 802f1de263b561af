"""`fine_tune`: the head first, then everything at a tenth of the rate; watched at each `fit`."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    draw_weights,
    trained_from,
)
from course_utils.exercises.symptoms import BySymptoms, Shown, symptom
from course_utils.exercises.trainings.belonging import has_trained
from course_utils.exercises.trainings.network_symptoms import changed, moved
from course_utils.observers.fine_tune import observe
from course_utils.observers.plain import Facts

_FAR_OFF = np.float32(1.5)  # of the last bias, so that training makes the loss smaller in any case


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a network for task B with its reused layers trainable, and one with them frozen."""
    return [_case(rng, "trainable", True), _case(rng, "frozen and compiled", False)]


def _case(rng: np.random.Generator, what: str, trainable: bool) -> Case:
    shape = tuple(int(side) for side in rng.integers(4, 8, 2))
    hidden = [int(size) for size in rng.choice(np.arange(9, 20), 2, replace=False)]
    n = int(rng.integers(65, 67))  # a little more than two batches, so that each image counts
    labels = rng.permutation(n).astype(np.float32) % 2  # in no order that is its own reverse
    images = rng.random((n, *shape), dtype=np.float32)
    images[:, 0] *= labels[:, np.newaxis]
    weights = draw_weights(rng, int(np.prod(shape)), hidden, 1, False)
    weights[-1] += _FAR_OFF
    return Case(
        f"a network whose reused layers come {what}, and {n} images",
        {
            "X": images,
            "y": labels,
            "shape": shape,
            "hidden": hidden,
            "trainable": trainable,
            "weights": weights,
        },
        known={"loss": "binary_crossentropy", "epochs": [4, 16]},
    )


_fit = partial(symptom, "fine_tune")
_twice = partial(_fit, expected="two calls of model.fit", got="{n} of them")
_moves = partial(_fit, expected="first the last layer moves, then all layers do")
_rate = partial(_fit, expected="{wanted:g} in the second stage", got="{rate:g}")
_returns = partial(_fit, expected="the History of each stage", is_last=True)


@_twice()
def one_stage_only(given: Facts, seen: Facts) -> Shown:
    """The network was trained once. First the last layer alone, then all of it."""
    return len(seen["fits"]) == 1 and {"n": 1}


@_twice()
def too_many_stages(given: Facts, seen: Facts) -> Shown:
    """The network was trained more than twice. A stage is one call of fit for all its epochs."""
    return len(seen["fits"]) > 2 and {"n": len(seen["fits"])}


@_fit(expected="the second stage starts where the first one ended", got="other weights")
def head_thrown_away(given: Facts, seen: Facts) -> Shown:
    """Between the two stages weights were changed or drawn anew, so the first was in vain."""
    first, second = seen["fits"]
    return any(map(any, changed(first["after"], second["before"])))


@_moves(got="all layers, then the last one")
def stages_exchanged(given: Facts, seen: Facts) -> Shown:
    """The stages are exchanged: all layers train first, the last layer alone second."""
    first, second = map(moved, seen["fits"])
    return all(first) and not any(second[:-1])


@_moves(got="nothing moves in the first stage, where trainable of the last layer is {flag}")
def head_not_trained(given: Facts, seen: Facts) -> Shown:
    """Nothing moves in the first stage, not even the last layer.{model}"""
    fit = seen["fits"][0]
    words = " model.trainable is False, which holds for the whole network whatever its layers say."
    model = "" if fit["is_trainable"] else words
    return not any(moved(fit)) and {"model": model, "flag": fit["flags"][-1]}


@_moves(got="the last layer stays in the first stage, others move")
def head_frozen_instead(given: Facts, seen: Facts) -> Shown:
    """It is the other way round: in the first stage the last layer is frozen and others train."""
    fit = seen["fits"][0]
    return not moved(fit)[-1] and not fit["flags"][-1]


@_moves(got="in the first stage {n} reused layers move, and trainable of {frozen} is False")
def trunk_moves_first(given: Facts, seen: Facts) -> Shown:
    """The reused layers move in the first stage already. While the last layer is random, it sends
    them in random directions: {advice}
    """
    fit = seen["fits"][0]
    n, frozen = sum(moved(fit)[:-1]), fit["flags"][:-1].count(False)
    if any(moves and not free for moves, free in zip(moved(fit), fit["flags"], strict=True)):
        advice = "compile after you freeze them."
    elif frozen:
        advice = "freeze each of model.layers[:-1], not a part of them."
    else:
        advice = "freeze them. trainable takes one =, and False, before you compile."
    return n > 0 and {"n": n, "frozen": frozen, "advice": advice}


@_moves(got="the last layer in both stages, though trainable of all is True")
def never_unfrozen(given: Facts, seen: Facts) -> Shown:
    """No reused layer moves in the second stage. Changing trainable has no effect until you
    compile again.
    """
    fit = seen["fits"][1]
    return not any(moved(fit)[:-1]) and all(fit["flags"]) and fit["is_trainable"]


@_moves(got="in the second stage trainable of {n} layers is False")
def still_frozen(given: Facts, seen: Facts) -> Shown:
    """The reused layers do not move in the second stage: they are still frozen. Set trainable =
    True on the model and on each of its layers before you compile again.
    """
    fit = seen["fits"][1]
    return not any(moved(fit)[:-1]) and {"n": fit["flags"].count(False)}


@_rate()
def same_rate(given: Facts, seen: Facts) -> Shown:
    """Both stages have the same rate. Large steps would destroy what is known: take a tenth."""
    return (rates := _rates(seen))["factor"] == 1 and rates


@_rate()
def rate_rises(given: Facts, seen: Facts) -> Shown:
    """The second stage has the higher learning rate. It should be a tenth of the first."""
    return (rates := _rates(seen))["factor"] > 1 and rates


@_rate()
def another_rate(given: Facts, seen: Facts) -> Shown:
    """The learning rate of the second stage should be a tenth of the first."""
    return (rates := _rates(seen))["factor"] != 0.1 and rates


def _rates(seen: Facts) -> dict[str, float]:
    """Return the rate of the second stage, and by which factor it is that of the first."""
    first, second = (fit["rate"] for fit in seen["fits"])
    return {"wanted": first / 10, "rate": second, "factor": float(f"{second / first:.3g}")}


@_returns(got="{what}")
def histories_missing(given: Facts, seen: Facts) -> Shown:
    """The function should return both histories, as the two calls of fit return them.{asked}"""
    words = ["a History" if isinstance(it, int) else it for it in seen["returned"]]
    asked = forgotten_return(" and ".join(words))
    are_two = words == ["a History"] * 2
    return not are_two and {"what": " and ".join(words) or "an empty tuple", "asked": asked}


@_returns(got="that of all layers first")
def histories_exchanged(given: Facts, seen: Facts) -> Shown:
    """The histories come in the wrong order: that of the last layer is the first."""
    return bool(seen["returned"] == [1, 0])


@_returns(got="one of them twice")
def same_history_twice(given: Facts, seen: Facts) -> Shown:
    """Both histories are the same. Keep what the first call of fit returns before the second."""
    return seen["returned"] in ([0, 0], [1, 1])


@_returns(got="losses that no stage had")
def other_histories(given: Facts, seen: Facts) -> Shown:
    """These are not the histories of the two calls of fit."""
    return bool(seen["returned"] != [0, 1])


def belongs(given: Facts, seen: Facts) -> bool:
    """Return whether this was trained on the given images, from the given weights on."""
    return has_trained(trained_from(given, given["X"], given["y"]), seen)


EXERCISE = Exercise(
    name="fine_tune",
    lesson=4,
    points=4,
    cases=cases,
    observe=observe,
    judge=BySymptoms("fine_tune", belongs=belongs),
    hints=(
        "Each stage has three steps: say what is trainable, compile, fit. Leave one out and the "
        "stage does something else, without a warning.",
        "First stage: trainable = False for model.layers[:-1], compile with SGD(0.01), then "
        "head_history = model.fit(X, y, batch_size=32, epochs=4).",
        "Second stage: trainable = True for all layers, compile again with SGD(0.001), fit for 16 "
        "epochs. Return both histories.",
    ),
    takeaway="The new layer learns first, behind layers that stand still; then all move, gently.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
