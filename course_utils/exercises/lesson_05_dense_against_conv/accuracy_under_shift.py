"""`accuracy_under_shift`: how a network for task B fares when images move to the side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import (
    Suspect,
    array_finding,
    changed_input,
    forgotten_return,
)
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.plain import describe, to_plain


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw a network that looks at every pixel, with images that it mostly gets right."""
    return [
        _case(rng, [0, 1, 2, 3]),
        _case(rng, [-2, 1, -1]),
        _case(rng, [3]),
        _case(rng, [1, 1, 0]),
    ]


def _case(rng: np.random.Generator, shifts: list[int]) -> Case:
    height, width = int(rng.integers(5, 8)), int(rng.integers(8, 12))
    n = int(rng.integers(60, 90))
    X = rng.random((n, height, width, 1), dtype=np.float32)
    kernel = rng.normal(0, 1, (height * width, 1)).astype(np.float32)
    scores = X.reshape(n, -1) @ kernel
    bias = -np.sort(scores, axis=0)[n // 2 - 1 : n // 2 + 1].mean(axis=0)  # no image on the edge
    y = (scores[:, 0] + bias[0] > 0).astype(np.float32)
    flipped = rng.choice(n, n // 6, replace=False)
    y[flipped] = 1 - y[flipped]
    return Case(
        f"{n} images of {height} × {width} pixels, shifts {shifts}",
        {"X": X, "y": y, "shifts": shifts, "kernel": kernel, "bias": bias},
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Let the function measure a network that is one dense layer with known weights."""
    from keras import Input, Sequential, layers

    X, y, shifts = (case.inputs[name] for name in ("X", "y", "shifts"))
    model = Sequential(
        [Input(X.shape[1:]), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
    )
    model.set_weights([case.inputs["kernel"], case.inputs["bias"]])
    given = {"X": X.copy(), "y": y.copy(), "shifts": list(shifts)}
    result = function(model, *given.values())
    return {"result": to_plain(result), "inputs_after": to_plain(given)}


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the accuracies, worked out from the known weights."""
    inputs = {name: case.inputs[name] for name in ("X", "y", "shifts")}
    after = observation["inputs_after"]
    finding = changed_input(inputs, after)
    result = observation["result"]
    if finding is None and not isinstance(result, np.ndarray):
        finding = Finding(
            "not-an-array",
            f"The function should return one array.{forgotten_return(result)}",
            f"an array of shape ({len(inputs['shifts'])},)",
            describe(result),
        )
    if finding is None and result.dtype.kind == "f":
        result = result.astype(np.float64)
    finding = finding or array_finding(
        "The result", result, _truth(case), suspects=list(_suspects(case))
    )
    return [finding] if finding else []


def _scores(case: Case, X: np.ndarray) -> np.ndarray:
    """Return what stands before the sigmoid, float64, shape (n,)."""
    flat = X.reshape(len(X), -1).astype(np.float64)
    scores: np.ndarray = (flat @ case.inputs["kernel"] + case.inputs["bias"])[:, 0]
    return scores


def _moved(X: np.ndarray, dx: int) -> np.ndarray:
    columns = np.arange(X.shape[2]) - dx
    moved = np.take(X, columns, axis=2, mode="clip")
    moved[:, :, (columns < 0) | (columns >= X.shape[2])] = 0
    return moved


def _accuracy(case: Case, X: np.ndarray, threshold: float = 0.5) -> float:
    limit = np.log(threshold / (1 - threshold))
    return float(np.mean((_scores(case, X) > limit) == (case.inputs["y"] > 0.5)))


def _with_every_label(case: Case, X: np.ndarray) -> float:
    return float(np.mean((_scores(case, X) > 0)[:, np.newaxis] == (case.inputs["y"] > 0.5)))


def _truth(case: Case) -> np.ndarray:
    X = case.inputs["X"]
    return np.array([_accuracy(case, _moved(X, dx)) for dx in case.inputs["shifts"]])


def _suspects(case: Case) -> Iterator[Suspect]:
    X, y, shifts = (case.inputs[name] for name in ("X", "y", "shifts"))
    truth = _truth(case)
    yield Suspect(
        "shifts-ignored",
        "Every accuracy is that of the images as they are: the shift is not applied.",
        np.full(len(shifts), _accuracy(case, X)),
    )
    yield Suspect(
        "other-direction",
        "The images move to the left. A positive shift means to the right.",
        np.array([_accuracy(case, _moved(X, -dx)) for dx in shifts]),
    )
    yield Suspect(
        "wraps-around",
        "What leaves on the right comes in on the left. Zeros should come in.",
        np.array([_accuracy(case, np.roll(X, dx, axis=2)) for dx in shifts]),
    )
    yield Suspect(
        "shifted-again-and-again",
        "Each shift is added to the ones before. Start from the unshifted images every time.",
        np.array([_accuracy(case, _moved_in_turn(X, shifts[: i + 1])) for i in range(len(shifts))]),
    )
    yield Suspect(
        "up-and-down",
        "The images move up and down. Columns are axis 2.",
        np.array(
            [
                _accuracy(case, _moved(X.transpose(0, 2, 1, 3), dx).transpose(0, 2, 1, 3))
                for dx in shifts
            ]
        ),
    )
    yield Suspect(
        "every-image-with-every-label",
        "Each prediction was compared with the labels of all images: predict gives the shape "
        "(n, 1), which against (n,) makes (n, n). Take [:, 0] of it.",
        np.array([_with_every_label(case, _moved(X, dx)) for dx in shifts]),
    )
    yield Suspect(
        "errors-counted",
        "These are the parts that are wrong. The accuracy is the part that is right.",
        1 - truth,
    )
    yield Suspect(
        "in-per-cent", "The accuracies run from 0 to 100. They should run from 0 to 1.", 100 * truth
    )
    yield Suspect(
        "argmax-of-one",
        "There is one output, so argmax is always 0. Compare the probability with 0.5.",
        np.full(len(shifts), float(np.mean(y == 0))),
    )
    yield Suspect(
        "mean-over-shifts",
        "This is the mean over all shifts. One accuracy for each is asked for.",
        np.array(truth.mean())[np.newaxis],
    )


def _moved_in_turn(X: np.ndarray, shifts: list[int]) -> np.ndarray:
    for dx in shifts:
        X = _moved(X, dx)
    return X


EXERCISE = Exercise(
    name="accuracy_under_shift",
    lesson=5,
    points=2,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
    hints=(
        "A loop over the shifts; in it three steps: shift the images, predict, compare with y.",
        "shift_images(X, dx, 0) is the exercise before this one. model.predict(shifted, verbose=0) "
        "gives probabilities of the shape (n, 1).",
        "np.mean((model.predict(shifted, verbose=0)[:, 0] > 0.5) == (y > 0.5)) is one accuracy. "
        "Collect them in a list and return np.array of it.",
    ),
    takeaway="One number for each shift, always from the unshifted images, with the threshold that "
    "a sigmoid needs.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
