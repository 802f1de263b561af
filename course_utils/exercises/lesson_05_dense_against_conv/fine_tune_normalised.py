"""`fine_tune_normalised`: all layers train, and the normalisation stays as task A left it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from course_utils.exercises import keras_settings
from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_05_dense_against_conv import (
    epoch_batches,
    first_loss,
    moved_and_kept,
)
from course_utils.exercises.lesson_05_dense_against_conv.normalised_network import (
    Weights,
    build,
    draw_weights,
    loss_of,
)
from course_utils.exercises.plain import to_plain

_PLACE_OF_VERBOSE = 4  # among the arguments of fit
_PLACE_OF_STEPS = 12
_LABELS = np.array([[0], [1]], np.float32)
_PROBABILITIES = np.array([[0.2], [0.7]], np.float32)


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
    weights = draw_weights(rng, channels)
    while not _loss_tells(images, labels, weights):
        weights = draw_weights(rng, channels)
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
    )


def _loss_tells(images: np.ndarray, labels: np.ndarray, weights: Weights) -> bool:
    """Return whether the loss tells whose mean and variance were taken, and other data.

    Mirrored and turned images change it little, and so do classes that weigh the same: it is
    enough if that is far beyond rounding.
    """
    truth = loss_of(images, labels, weights)
    others = [loss_of(images, labels, weights, modes) for modes in first_loss.BATCH_MODES]
    others.append(loss_of(images, 1 - labels, weights))
    of_classes = [
        loss_of(images[labels == label], labels[labels == label], weights) for label in (0, 1)
    ]
    near = [float(np.mean(of_classes))]
    near += [loss_of(np.flip(images, axes), labels, weights) for axes in (1, 2, (1, 2))]
    return bool(
        np.abs(np.subtract(others, truth)).min() > 0.05
        and np.abs(np.subtract(near, truth)).min() > 10 * first_loss.TOLERANCE
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Hand over a network, and note at each call of `fit` where it starts and what it leaves."""
    import keras

    given = case.inputs
    model, holders = build(
        given["X"].shape[1:], given["weights"], given["names"], given["is_nested"]
    )
    if given["is_nested"]:
        for layer in model.layers[:-1]:
            layer.trainable = False
        model.compile(loss="mean_absolute_error", optimizer="sgd")
    else:
        model.trainable = False
    X, y = given["X"].copy(), given["y"].copy()
    settings = keras_settings.noted()
    try:
        with _watched(model, holders) as fits:
            result = function(model, X, y)
            settings_after = keras_settings.noted()
    finally:
        keras_settings.put_back(settings)  # for whatever comes after this check
    return {
        "fits": fits,
        "is_history": isinstance(result, keras.callbacks.History),
        "losses_returned": _losses(result),
        "returned": to_plain(result),
        "inputs_after": {"X": to_plain(X), "y": to_plain(y)},
        "settings": keras_settings.as_text(settings),
        "settings_after": keras_settings.as_text(settings_after),
        "end": _weights(holders),
    }


@contextmanager
def _watched(model: Any, holders: list[Any]) -> Iterator[list[dict[str, Plain]]]:
    """Note each call of fit, on this network or on another one that may hold its layers."""
    import keras

    fits: list[dict[str, Plain]] = []
    original = keras.Model.fit
    came_with = model.optimizer if model.compiled else None
    given = {id(weight) for layer in holders for weight in layer.weights}

    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.compiled:
            return original(self, *args, **kwargs)  # which says that compile is missing
        before = _weights(holders)
        quiet = kwargs if len(args) > _PLACE_OF_VERBOSE else {**kwargs, "verbose": 0}
        given_images = args[0] if args else kwargs.get("x")
        steps = kwargs.get("steps_per_epoch", (*args, *[None] * 13)[_PLACE_OF_STEPS])
        history = original(self, *args, **quiet)
        losses = _losses(history) or []
        trained = {id(weight) for weight in self.weights}
        fits.append(
            {
                "before": before,
                "after": _weights(holders),
                "is_on_given": self is model,
                "is_on_its_layers": not given.isdisjoint(trained),
                "has_more_layers": not trained <= given,
                "is_compiled_anew": self.optimizer is not came_with,
                "losses": losses,
                **epoch_batches.noted(given_images, steps, history),
                "rate": _rate(self),
                "saves_up": int(getattr(self.optimizer, "gradient_accumulation_steps", None) or 1),
                "loss_of_two": _loss_of_two(self),
                "images": to_plain(given_images),
            }
        )
        return history

    keras.Model.fit = fit
    try:
        yield fits
    finally:
        keras.Model.fit = original


def _weights(holders: list[Any]) -> Weights:
    return [layer.get_weights() for layer in holders]


def _losses(history: Any) -> list[float] | None:
    """Return the losses of a History; None if it is none, or has no list of numbers."""
    try:
        losses = history.history["loss"]
        is_list = isinstance(losses, list | tuple | np.ndarray)
        return [float(loss) for loss in losses] if is_list else None
    except Exception:  # an object of the learner's own class
        return None


def _rate(model: Any) -> float:
    return float(getattr(model.optimizer, "learning_rate", np.nan))


def _loss_of_two(model: Any) -> float | None:
    """Return the compiled loss of two predictions; a class with its own train_step has none."""
    try:
        return float(model.compute_loss(y=_LABELS, y_pred=_PROBABILITIES))
    except Exception:
        return None


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the one call of fit: where it started, what moved, how batches were normalised."""
    inputs = {name: case.inputs[name] for name in ("X", "y")}
    finding = (
        changed_input(inputs, observation["inputs_after"])
        or keras_settings.changed(observation["settings"], observation["settings_after"])
        or moved_and_kept.number_of_fits(observation)
        or moved_and_kept.arrays(case, observation)
        or moved_and_kept.start_and_end(case, observation)
        or moved_and_kept.other_layers(case, observation)
        or moved_and_kept.normalisation(case, observation)
        or first_loss.lengths(case, observation)
        or first_loss.first_loss(case, observation)
        or first_loss.history(observation)
    )
    return [finding] if finding else []


EXERCISE = Exercise(
    name="fine_tune_normalised",
    lesson=5,
    points=3,
    cases=cases,
    observe=observe,
    judge=ByFunction(judge),
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
