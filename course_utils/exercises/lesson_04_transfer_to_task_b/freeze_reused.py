"""`freeze_reused`: a step of `fit` moves the head and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    build,
    changed,
    draw_weights,
    same_shapes,
)
from course_utils.exercises.plain import describe, to_plain
from course_utils.exercises.symptoms import BySymptoms, Facts, Shown, symptom

_LOSS_TOLERANCE = 1e-3


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks for task B: trained before, new, and one normalised and frozen."""
    return [
        _case(rng, "compiled and trained before", is_compiled=True),
        _case(rng, "never compiled", is_compiled=False),
        _case(rng, "with a normalisation, all frozen", True, normalise=True, is_frozen=True),
    ]


def _case(
    rng: np.random.Generator,
    what: str,
    is_compiled: bool,
    normalise: bool = False,
    is_frozen: bool = False,
) -> Case:
    shape = tuple(int(side) for side in rng.integers(4, 8, 2))
    hidden = [int(size) for size in rng.choice(np.arange(9, 20), 2, replace=False)]
    return Case(
        f"a network for task B, {what}, images of {shape[0]} × {shape[1]}",
        {
            "shape": shape,
            "hidden": hidden,
            "normalise": normalise,
            "is_compiled": is_compiled,
            "is_frozen": is_frozen,
            "weights": draw_weights(rng, int(np.prod(shape)), hidden, 1, normalise),
            "images": rng.random((8, *shape), dtype=np.float32),
            "labels": np.arange(8, dtype=np.float32) % 2,
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Let the function freeze a network, train that, and see what has moved."""
    import keras

    given = case.inputs
    images, labels = given["images"], given["labels"]
    model = build(given["shape"], given["hidden"], given["weights"], given["normalise"], "sigmoid")
    if given["is_compiled"]:
        model.trainable = not given["is_frozen"]
        model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.1))
        if not given["is_frozen"]:  # Keras warns of training that trains nothing
            model.fit(images, labels, epochs=1, verbose=0)
            model.set_weights(given["weights"])
    frozen = function(model)
    if not isinstance(frozen, keras.Model):
        return {"not_a_model": to_plain(frozen)}
    seen: dict[str, Plain] = {"is_same": frozen is model, "after_call": frozen.get_weights()}
    if not frozen.compiled:
        return {**seen, "is_compiled": False}
    try:
        history = frozen.fit(images, labels, batch_size=4, epochs=2, verbose=0)
    except Exception as error:
        return {**seen, "is_compiled": True, "refused": f"{type(error).__name__}: {error}"[:300]}
    seen |= {
        "is_compiled": True,
        "trained": frozen.get_weights(),
        "are_trainable": [layer.trainable for layer in frozen.layers],
        "measured": sorted(history.history),
    }
    if not same_shapes(given["weights"], seen["trained"]):
        return seen
    loss = keras.losses.binary_crossentropy(labels, frozen(images)[:, 0])
    seen["loss"] = float(np.mean(loss))
    seen["compiled_loss"] = float(frozen.compute_loss(y=labels[:, None], y_pred=frozen(images)))
    seen["metrics"] = _metrics_at_five_eighths(frozen, images)
    return seen


def _metrics_at_five_eighths(model: Any, images: np.ndarray) -> dict[str, Plain]:
    """Return the metrics on labels of which the network gets 5 of 8 right.

    It says 1 for four images. Labels of these are changed, so that other kinds of accuracy, which
    see one class only, do not give 5/8.
    """
    *trunk, kernel, bias = model.get_weights()
    model.set_weights([*trunk, kernel, 0 * bias])
    outputs = np.asarray(model(images))[:, 0]
    logits = np.log(outputs) - np.log1p(-outputs)
    middle = np.sort(logits)[3:5].mean()
    model.set_weights([*trunk, kernel, 0 * bias - middle])
    labels = (logits > middle).astype(np.float32)
    labels[np.flatnonzero(labels == 1)[:3]] = 0
    model.run_eagerly = True  # a graph for one batch takes longer to trace than to run
    measured = model.test_on_batch(images, labels, return_dict=True)
    return {name: float(np.mean(value)) for name, value in measured.items() if name != "loss"}


_freeze = partial(symptom, "freeze_reused", expected="the last layer moves, all others stay")


@_freeze(expected="a keras.Model", got="{result}")
def not_a_model(given: Facts, seen: Facts) -> Shown:
    """The function should return the network.{asked}"""
    result = seen.get("not_a_model", ...)
    return result is not ... and {"result": describe(result), "asked": forgotten_return(result)}


@_freeze(expected="the same network", got="another one")
def another_network(given: Facts, seen: Facts) -> Shown:
    """The function should freeze the network it was given, and return that one."""
    return not seen["is_same"]


@_freeze(expected="{wanted} arrays of weights", got="{count} of them, or of other shapes")
def layers_changed(given: Facts, seen: Facts) -> Shown:
    """The network has other layers after the call. It has its new last layer already: nothing is
    put on, nothing is taken away.
    """
    if same_shapes(given["weights"], seen["after_call"]):
        return False
    return {"wanted": len(given["weights"]), "count": len(seen["after_call"])}


@_freeze(expected="the same weights as before", got="other weights")
def weights_changed(given: Facts, seen: Facts) -> Shown:
    """The call has changed weights. Freezing trains nothing and draws nothing."""
    return any(changed(given["weights"], seen["after_call"]))


@_freeze(expected="a compiled network", got="one that was never compiled")
def not_compiled(given: Facts, seen: Facts) -> Shown:
    """The network is not compiled, so it cannot be trained."""
    return not seen["is_compiled"]


@_freeze(expected="a call of fit that works", got="{refused}")
def fit_refused(given: Facts, seen: Facts) -> Shown:
    """The network cannot be trained on task B as you compiled it."""
    return "refused" in seen and {"refused": seen["refused"]}


@_freeze(got="model.trainable is False, trainable of the last layer is True")
def model_frozen(given: Facts, seen: Facts) -> Shown:
    """Nothing moves. model.trainable is False, which holds for the whole network whatever its
    layers say.
    """
    return not any(changed(given["weights"], seen["trained"])) and seen["are_trainable"][-1]


@_freeze(got="nothing moves")
def head_frozen_too(given: Facts, seen: Facts) -> Shown:
    """Nothing moves: the last layer is frozen too."""
    return not any(changed(given["weights"], seen["trained"]))


@_freeze(got="the last layer stays, others move")
def head_frozen_instead(given: Facts, seen: Facts) -> Shown:
    """It is the other way round: the last layer is frozen and the others train."""
    return not any(changed(given["weights"], seen["trained"])[-2:])


@_freeze(got="all layers move, though trainable of {n} is False")
def not_compiled_again(given: Facts, seen: Facts) -> Shown:
    """All layers train. trainable = False counts from the next compile on: set it first, then
    compile.
    """
    frozen = seen["are_trainable"][:-1].count(False)
    return _trunk_trains(given, seen) and frozen and {"n": frozen}


@_freeze(got="all layers move, and trainable of each is True")
def nothing_frozen(given: Facts, seen: Facts) -> Shown:
    """All layers train: after your call trainable is True for each of them. It takes one =, this
    spelling, and False for all layers but the last, before you compile.
    """
    return _trunk_trains(given, seen)


@_freeze(got="{moved} of {of} arrays of weights of the others move")
def partly_frozen(given: Facts, seen: Facts) -> Shown:
    """Some of the reused layers still train. Freeze all but the last: model.layers[:-1]."""
    trunk = changed(given["weights"], seen["trained"])[:-2]
    return any(trunk) and {"moved": sum(trunk), "of": len(trunk)}


@_freeze(expected="{loss:.4f}", got="{compiled_loss:.4f}")
def another_loss(given: Facts, seen: Facts) -> Shown:
    """The loss is another one than binary_crossentropy."""
    return abs(seen["compiled_loss"] - seen["loss"]) > _LOSS_TOLERANCE and seen


@_freeze(expected="loss and accuracy", got="{measured}")
def no_accuracy(given: Facts, seen: Facts) -> Shown:
    """The accuracy is not measured: metrics=["accuracy"] is missing."""
    return not seen["metrics"] and {"measured": ", ".join(seen["measured"])}


@_freeze(expected="accuracy 0.625 with 5 of 8 images right", got="{metrics}")
def another_accuracy(given: Facts, seen: Facts) -> Shown:
    """What is measured is not the accuracy of one sigmoid unit, which compares it with 0.5.
    metrics=["accuracy"] chooses the right kind.
    """
    metrics = seen["metrics"]
    words = ", ".join(f"{name} {value:.3f}" for name, value in metrics.items())
    return not np.isclose(list(metrics.values()), 5 / 8, atol=1e-3).any() and {"metrics": words}


def _trunk_trains(given: Facts, seen: Facts) -> bool:
    """Return whether every kernel and bias of the trunk moved; averages need not."""
    trunk = changed(given["weights"], seen["trained"])[:-2]
    return all(trunk) or (given["normalise"] and sum(trunk) >= len(trunk) - 2)


EXERCISE = Exercise(
    name="freeze_reused",
    lesson=4,
    points=2,
    cases=cases,
    observe=observe,
    judge=BySymptoms("freeze_reused", varying=("trained", "loss", "compiled_loss")),
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
