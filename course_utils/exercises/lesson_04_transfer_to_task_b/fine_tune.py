"""`fine_tune`: the head first, then everything at a tenth of the rate; watched at each `fit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    build,
    changed,
    draw_weights,
)
from course_utils.exercises.plain import describe, to_plain
from course_utils.exercises.rows import is_sequence_of

_EPOCHS = (4, 16)
_BATCH_SIZE = 32


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a network for task B with its reused layers trainable, and one with them frozen."""
    return [_case(rng, "trainable", True), _case(rng, "frozen and compiled", False)]


def _case(rng: np.random.Generator, what: str, trainable: bool) -> Case:
    shape = tuple(int(side) for side in rng.integers(4, 8, 2))
    hidden = [int(size) for size in rng.choice(np.arange(9, 20), 2, replace=False)]
    n = int(rng.integers(70, 90))
    labels = np.arange(n, dtype=np.float32) % 2
    images = rng.random((n, *shape), dtype=np.float32)
    images[:, 0] *= labels[:, np.newaxis]
    return Case(
        f"a network whose reused layers come {what}, and {n} images",
        {
            "X": images,
            "y": labels,
            "shape": shape,
            "hidden": hidden,
            "trainable": trainable,
            "weights": draw_weights(rng, int(np.prod(shape)), hidden, 1, False),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Hand over a network that notes each call of `fit`: the rate, and what moved."""
    import keras

    given = case.inputs
    fits: list[dict[str, Plain]] = []

    class Watched(keras.Sequential):  # type: ignore[misc]
        """Trains as ever, and notes what each call of fit did."""

        def fit(self, *args: Any, **kwargs: Any) -> Any:
            before = self.get_weights()
            updates = int(self.optimizer.iterations)
            history = super().fit(*args, **{**kwargs, "verbose": 0})
            fits.append(
                {
                    "before": before,
                    "after": self.get_weights(),
                    "rate": float(self.optimizer.learning_rate),
                    "epochs": len(history.epoch),
                    "updates": int(self.optimizer.iterations) - updates,
                    "loss": self.loss if isinstance(self.loss, str) else type(self.loss).__name__,
                    "losses": [float(value) for value in history.history["loss"]],
                }
            )
            return history

    built = build(given["shape"], given["hidden"], given["weights"], False, "sigmoid")
    model = Watched([keras.Input(given["shape"]), *built.layers])
    if not given["trainable"]:
        for layer in model.layers[:-1]:
            layer.trainable = False
        model.compile(loss="binary_crossentropy", optimizer="sgd")
    X, y = given["X"].copy(), given["y"].copy()
    result = function(model, X, y)
    returned = (
        [_losses(history) for history in result]
        if isinstance(result, (tuple, list))
        else to_plain(result)
    )
    return {
        "fits": fits,
        "returned": returned,
        "inputs_after": {"X": X, "y": y},
        "end": model.get_weights(),
    }


def _losses(history: Any) -> Plain:
    """Return the losses in a History or in its dict, or a note of what it was."""
    losses = getattr(history, "history", history)
    if isinstance(losses, dict) and "loss" in losses:
        return [float(value) for value in losses["loss"]]
    return to_plain(history)


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge how often it was trained, what moved each time, and how fast."""
    inputs = {name: case.inputs[name] for name in ("X", "y")}
    finding = (
        changed_input(inputs, observation["inputs_after"])
        or _stages(observation["fits"])
        or _what_moved(observation["fits"])
        or _rates(observation["fits"])
        or _lengths(case, observation["fits"])
        or _returned(observation)
    )
    return [finding] if finding else []


def _stages(fits: list[dict[str, Plain]]) -> Finding | None:
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


def _what_moved(fits: list[dict[str, Plain]]) -> Finding | None:
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


def _rates(fits: list[dict[str, Plain]]) -> Finding | None:
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


def _lengths(case: Case, fits: list[dict[str, Plain]]) -> Finding | None:
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
    if any("binary" not in fit["loss"].lower() for fit in fits):
        return Finding(
            "another-loss",
            "The loss should be binary_crossentropy in both stages.",
            "binary_crossentropy",
            " and ".join(fit["loss"] for fit in fits),
        )
    return None


def _returned(observation: dict[str, Plain]) -> Finding | None:
    returned = observation["returned"]
    expected = [fit["losses"] for fit in observation["fits"]]
    if returned == expected:
        return None
    if not is_sequence_of(returned, 2):
        return Finding(
            "histories-missing",
            "The function should return both histories, which the two calls of fit return."
            + forgotten_return(returned),
            "two histories",
            describe(returned),
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
        ", ".join(describe(history) for history in returned),
    )


EXERCISE = Exercise(
    name="fine_tune",
    lesson=4,
    points=4,
    cases=cases,
    observe=observe,
    judge=judge,
    hints=(
        "Each stage has three steps: say what is trainable, compile, fit. Leave one out and the "
        "stage does something else, without a warning.",
        "First stage: trainable = False for model.layers[:-1], compile with SGD(0.01), then "
        "head_history = model.fit(X, y, batch_size=32, epochs=4, verbose=0).",
        "Second stage: trainable = True for all layers, compile again with SGD(0.001), fit for 16 "
        "epochs. Return both histories.",
    ),
    takeaway="The new layer learns first, behind layers that stand still; then all move, gently.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
