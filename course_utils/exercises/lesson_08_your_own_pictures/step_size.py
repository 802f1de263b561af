"""How far one step of `fine_tune_network` went, from which loss, and what was measured."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    NORMALISATION,
    names_of,
    outputs_by_name,
)
from course_utils.exercises.plain import to_plain

_LOSS_TOLERANCE = 1e-4  # float32 agrees to about 1e-6, with a batch's variance to about 1e-5
_STEP_TOLERANCE = 0.02  # of the first step of Adam, which is the rate but for float32
_DEFAULT_RATE = 0.001
_START = np.array([10.0, -20.0, 5.0])  # so far from 0 that weight decay shows
_GRADIENTS = np.array([[0.3, -4.0, 2.0], [-0.2, -3.0, 0.1], [0.5, 1.0, 2.0]])
_LATER = 10_000  # steps, after which a rate that should not change is looked at again


def probed(optimizer: Any) -> dict[str, Plain]:
    """Return an optimizer's rate, and where a copy of it leads with gradients that are known.

    Some optimizers, such as one of the learner's own, cannot be copied: then there are no places.
    """
    import keras

    rate = float(optimizer.learning_rate)
    try:
        copy = type(optimizer).from_config(optimizer.get_config())
        values = keras.Variable(_START, dtype="float64")
        places = []
        for gradient in _GRADIENTS:
            copy.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")], [values])
            places.append(to_plain(values.numpy()))
        copy.iterations.assign(_LATER)
        return {"rate": rate, "rate_later": float(copy.learning_rate), "places": places}
    except Exception:
        return {"rate": rate, "rate_later": rate, "places": []}


def loss(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the loss before the step: it tells which one it is, and how batches are normalised."""
    network, got = case.inputs["network"], observation["loss"]
    truth = _loss(case)
    if _is_near(got, truth):
        return None
    expected, seen = f"a loss of {truth:.4f} before the first step", f"{got:.4f}"
    names = names_of(network, NORMALISATION)
    if any(
        _is_near(
            got, _loss(case, {name for name, is_on in zip(names, chosen, strict=True) if is_on})
        )
        for chosen in product((False, True), repeat=len(names))
    ):
        return Finding(
            "batch-statistics-used",
            "The normalisation has kept its numbers, and yet it was not used in training: each "
            "batch was normalised with its own mean and variance. trainable = False on every "
            "BatchNormalization makes it take the moving ones.",
            expected,
            seen,
        )
    return Finding(
        "another-loss",
        'The loss should be "sparse_categorical_crossentropy".',
        expected,
        seen,
    )


def rate(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the rate, the optimizer, and the steps of the layers that moved."""
    wanted, got = case.inputs["rate"], observation["rate"]
    expected = f"Adam with a rate of {wanted:g}"
    if np.isclose(got, _DEFAULT_RATE, rtol=1e-4):
        return Finding(
            "default-rate",
            'The rate is that of Keras: the name "adam" stands for Adam(0.001). Give it yours: '
            "Adam(rate).",
            expected,
            f"a rate of {got:g}",
        )
    if not np.isclose(got, wanted, rtol=1e-4):
        return Finding(
            "another-rate",
            "The rate is another one than the argument says.",
            expected,
            f"a rate of {got:g}",
        )
    if not np.isclose(observation["rate_later"], wanted, rtol=1e-4):
        return Finding(
            "rate-changes",
            "The rate changes while the network is trained. It should stay as the argument says.",
            f"{expected}, also after {_LATER:,} steps",
            f"{observation['rate_later']:g} then",
        )
    places, allowed = observation["places"], _STEP_TOLERANCE * wanted
    if not places or not np.allclose(np.stack(places), _adam(wanted), rtol=0, atol=allowed):
        return Finding(
            "another-optimizer",
            "This is not Adam as Keras has it: another optimizer, or one with weight decay, "
            "clipping or other numbers.",
            expected,
            "other steps than those of Adam for the same gradients",
        )
    return _steps(case, observation)


def _steps(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the first step of Adam, which is as long as the rate."""
    wanted = case.inputs["rate"]
    steps = {
        name: max(
            float(np.abs(after - before).max())
            for before, after in zip(arrays, observation["after_fit"][name], strict=True)
        )
        for name, arrays in observation["after_call"].items()
        if arrays
    }
    head = case.inputs["network"][-1]["name"]
    is_as_long = {
        name: abs(step / wanted - 1) <= _STEP_TOLERANCE for name, step in steps.items() if step
    }
    if all(is_as_long.values()):
        return None
    name = next(name for name, holds in is_as_long.items() if not holds)
    expected = f"steps of {wanted:g} in all layers that train"
    got = f"a step of {steps[name]:.3g} in {name}"
    if all(holds for other, holds in is_as_long.items() if other != head):
        return Finding(
            "head-at-another-rate",
            "The last layer trains at another rate than the convolutions. All that trains does so "
            "at the same rate.",
            expected,
            got,
        )
    return Finding(
        "several-rates",
        "Not all layers train at the same rate.",
        expected,
        got,
    )


def accuracy(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the accuracy is among the metrics."""
    metrics = observation["metrics"]
    if not metrics:
        return Finding(
            "no-accuracy",
            'The accuracy is not measured: metrics=["accuracy"] is missing.',
            "loss and accuracy",
            "the loss alone",
        )
    truth = float(np.mean(_probabilities(case).argmax(axis=1) == case.inputs["labels"]))
    if any(np.isclose(value, truth, atol=1e-4) for value in metrics.values()):
        return None
    return Finding(
        "another-accuracy",
        "What is measured is not the accuracy of one label out of several. "
        'metrics=["accuracy"] chooses the right kind.',
        f"accuracy {truth:.4f}",
        ", ".join(f"{name} {value:.4f}" for name, value in metrics.items()),
    )


def _adam(rate: float) -> np.ndarray:
    """Return the places after each step of Adam, from `_START` with `_GRADIENTS`."""
    mean, square, place, places = np.zeros(3), np.zeros(3), _START, []
    for number, gradient in enumerate(_GRADIENTS, start=1):
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        unbiased, spread = mean / (1 - 0.9**number), np.sqrt(square / (1 - 0.999**number))
        place = place - rate * unbiased / (spread + 1e-7)
        places.append(place)
    return np.stack(places)


def _probabilities(case: Case, with_batch: set[str] | None = None) -> np.ndarray:
    network = case.inputs["network"]
    outputs = outputs_by_name(network, case.inputs["images"], with_batch or ())
    return outputs[network[-1]["name"]]


def _loss(case: Case, with_batch: set[str] | None = None) -> float:
    """Return the mean cross-entropy, where some normalisations take the batch's statistics."""
    probabilities, labels = _probabilities(case, with_batch), case.inputs["labels"]
    return -float(np.log(probabilities[np.arange(len(labels)), labels]).mean())


def _is_near(got: float, loss: float) -> bool:
    return abs(got - loss) <= _LOSS_TOLERANCE
