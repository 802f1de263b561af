"""`freeze_reused`: a step of `fit` moves the head and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    build,
    changed,
    draw_weights,
    same_shapes,
)
from course_utils.exercises.plain import describe, to_plain


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
        "model_is_trainable": frozen.trainable,
        "head_is_trainable": frozen.layers[-1].trainable,
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


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge by which weights moved in training, then by the loss and the metric."""
    if "not_a_model" in observation:
        result = observation["not_a_model"]
        return [
            Finding(
                "not-a-model",
                f"The function should return the network.{forgotten_return(result)}",
                "a keras.Model",
                describe(result),
            )
        ]
    finding = _call(case, observation) or _moved(case, observation) or _compiled_with(observation)
    return [finding] if finding else []


def _call(case: Case, observation: dict[str, Plain]) -> Finding | None:
    if not observation["is_same"]:
        return Finding(
            "another-network",
            "The function should freeze the network it was given, and return that one.",
            "the same network",
            "another one",
        )
    if not same_shapes(case.inputs["weights"], observation["after_call"]):
        return Finding(
            "layers-changed",
            "The network has other layers after the call. It has its new last layer already: "
            "nothing is put on, nothing is taken away.",
            f"{len(case.inputs['weights'])} arrays of weights",
            f"{len(observation['after_call'])} of them, or of other shapes",
        )
    if any(changed(case.inputs["weights"], observation["after_call"])):
        return Finding(
            "weights-changed",
            "The call has changed weights. Freezing trains nothing and draws nothing.",
            "the same weights as before",
            "other weights",
        )
    if not observation["is_compiled"]:
        return Finding(
            "not-compiled",
            "The network is not compiled, so it cannot be trained.",
            "a compiled network",
            "one that was never compiled",
        )
    if "refused" in observation:
        return Finding(
            "fit-refused",
            "The network cannot be trained on task B as you compiled it.",
            "a call of fit that works",
            observation["refused"],
        )
    return None


def _moved(case: Case, observation: dict[str, Plain]) -> Finding | None:
    moved = changed(case.inputs["weights"], observation["trained"])
    trunk, head = moved[:-2], moved[-2:]
    if not any(trunk) and all(head):
        return None
    expected = "the last layer moves, all others stay"
    got = (
        f"{sum(head)} of 2 arrays of the last layer moved, {sum(trunk)} of {len(trunk)} of the "
        "others"
    )
    if not any(moved) and observation["head_is_trainable"]:
        return Finding(
            "model-frozen",
            "Nothing moves. model.trainable is False, which holds for the whole network whatever "
            "its layers say.",
            expected,
            "model.trainable is False, trainable of the last layer is True",
        )
    if not any(moved):
        return Finding(
            "head-frozen-too",
            "Nothing moves: the last layer is frozen too.",
            expected,
            got,
        )
    if not any(head):
        return Finding(
            "head-frozen-instead",
            "It is the other way round: the last layer is frozen and the others train.",
            expected,
            got,
        )
    if all(trunk) or (case.inputs["normalise"] and sum(trunk) >= len(trunk) - 2):
        if case.inputs["is_compiled"]:
            return Finding(
                "not-compiled-again",
                "All layers train. trainable = False counts from the next compile on: set it "
                "first, then compile.",
                expected,
                got,
            )
        return Finding("nothing-frozen", "All layers train: none is frozen.", expected, got)
    return Finding(
        "partly-frozen",
        "Some of the reused layers still train. Freeze all but the last.",
        expected,
        got,
    )


def _compiled_with(observation: dict[str, Plain]) -> Finding | None:
    if abs(observation["compiled_loss"] - observation["loss"]) > 1e-3:
        return Finding(
            "another-loss",
            "The loss is another one than binary_crossentropy.",
            f"{observation['loss']:.4f}",
            f"{observation['compiled_loss']:.4f}",
        )
    if not observation["metrics"]:
        return Finding(
            "no-accuracy",
            'The accuracy is not measured: metrics=["accuracy"] is missing.',
            "loss and accuracy",
            ", ".join(observation["measured"]),
        )
    if not any(np.isclose(value, 5 / 8, atol=1e-3) for value in observation["metrics"].values()):
        return Finding(
            "another-accuracy",
            "What is measured is not the accuracy of one sigmoid unit, which compares it with 0.5. "
            'metrics=["accuracy"] chooses the right kind.',
            "accuracy 0.625 with 5 of 8 images right",
            ", ".join(f"{name} {value:.3f}" for name, value in observation["metrics"].items()),
        )
    return None


EXERCISE = Exercise(
    name="freeze_reused",
    lesson=4,
    points=2,
    cases=cases,
    observe=observe,
    judge=judge,
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
