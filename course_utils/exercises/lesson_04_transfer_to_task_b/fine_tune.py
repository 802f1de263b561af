"""`fine_tune`: the head first, then everything at a tenth of the rate; watched at each `fit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_04_transfer_to_task_b import stages
from course_utils.exercises.lesson_04_transfer_to_task_b.small_networks import (
    build,
    draw_weights,
)
from course_utils.exercises.plain import to_plain

_PLACE_OF_VERBOSE = 4  # among the arguments of fit
_LABELS = np.array([[0], [1]], np.float32)
_PROBABILITIES = np.array([[0.2], [0.7]], np.float32)


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a network for task B with its reused layers trainable, and one with them frozen."""
    return [_case(rng, "trainable", True), _case(rng, "frozen and compiled", False)]


def _case(rng: np.random.Generator, what: str, trainable: bool) -> Case:
    shape = tuple(int(side) for side in rng.integers(4, 8, 2))
    hidden = [int(size) for size in rng.choice(np.arange(9, 20), 2, replace=False)]
    n = int(rng.integers(65, 67))  # a little more than two batches, so that each image counts
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
            if not self.compiled:
                return super().fit(*args, **kwargs)  # which says that compile is missing
            before = self.get_weights()
            updates = int(self.optimizer.iterations)
            quiet = kwargs if len(args) > _PLACE_OF_VERBOSE else {**kwargs, "verbose": 0}
            history = super().fit(*args, **quiet)
            fits.append(
                {
                    "before": before,
                    "after": self.get_weights(),
                    "model_is_trainable": self.trainable,
                    "rate": float(self.optimizer.learning_rate),
                    "epochs": len(history.epoch),
                    "updates": int(self.optimizer.iterations) - updates,
                    "greys": stages.greys_of(args[0] if args else kwargs.get("x")),
                    "loss_of_two": float(self.compute_loss(y=_LABELS, y_pred=_PROBABILITIES)),
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
    is_pair = isinstance(result, (tuple, list)) and len(result) == 2
    return {
        "fits": fits,
        "returned": [_losses(history) for history in result] if is_pair else None,
        "returned_as_it_is": to_plain(result),
        "inputs_after": {"X": X, "y": y},
        "end": model.get_weights(),
    }


def _losses(history: Any) -> Plain:
    """Return the losses in a History, or None for anything else."""
    import keras

    if not isinstance(history, keras.callbacks.History) or "loss" not in history.history:
        return None
    return [float(value) for value in history.history["loss"]]


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge how often it was trained, what moved each time, and how fast."""
    inputs = {name: case.inputs[name] for name in ("X", "y")}
    finding = (
        changed_input(inputs, observation["inputs_after"])
        or stages.number_of_stages(observation["fits"])
        or stages.start_and_end(case, observation)
        or stages.what_moved(observation["fits"])
        or stages.rates(observation["fits"])
        or stages.lengths(case, observation["fits"])
        or stages.loss_and_images(case, observation["fits"])
        or stages.histories(observation)
    )
    return [finding] if finding else []


EXERCISE = Exercise(
    name="fine_tune",
    lesson=4,
    points=4,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
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
