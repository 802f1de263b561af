"""Watching calls of `fit`: of which network, from which weights, on what, and what they moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from itertools import islice
from typing import Any

import numpy as np

from course_utils.networks.layers import leaves
from course_utils.observers.networks import keras_settings
from course_utils.observers.observing import what_was_raised
from course_utils.observers.plain import Facts, Plain, describe, to_plain, type_name

Weights = list[list[np.ndarray]]
"""The arrays of each layer that has any."""

BATCH_SIZE = 32
_MOST_BATCHES = 1_000  # of a Dataset that may have no end
_LATER = 10_000  # steps, after which a rate that should not change is looked at again
_KNOWN = np.array([[0], [1]], np.float32), np.array([[0.2], [0.7]], np.float32)

LOSS_OF_KNOWN = -float(np.log([0.8, 0.7]).mean())
"""The cross-entropy of two labels that are predicted with probabilities of 0.8 and 0.7."""


@contextmanager
def watched(
    model: Any, layers: list[Any], known: tuple[np.ndarray, np.ndarray] = _KNOWN
) -> Iterator[Facts]:
    """Yield what is noted of each call of `fit`, of a network or another that may hold its layers.

    Parameters
    ----------
    model : keras.Model
    layers : list of keras.layers.Layer
        Those that have weights, at every depth.
    known : pair of ndarray
        Labels and predictions whose right loss is `LOSS_OF_KNOWN`.
    """
    import keras

    original, settings = keras.Model.fit, keras_settings.noted()
    came_with = model.optimizer if model.compiled else None
    attributes = [set(vars(layer)) for layer in layers]
    given = _leaves(model)
    seen: Facts = {
        "start": _weights(layers),
        "came": [bool(layer.trainable) for layer in layers],
        "norms": [place for place, layer in enumerate(layers) if hasattr(layer, "moving_mean")],
        "fits": [],
        "is_compiled_anew": True,
    }

    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.compiled:
            return original(self, *args, **kwargs)  # which says that compile is missing
        call = signature(original).bind(self, *args, **kwargs)
        call.arguments["verbose"] = 0
        seen["is_compiled_anew"] = self.optimizer is not came_with
        noted: Facts = {
            "before": _weights(layers),
            "is_given": self is model,
            **_compared(_leaves(self), given),
            "flags": [bool(layer.trainable) for layer in layers],
            "is_trainable": bool(self.trainable),
            "rate": _rate(self.optimizer),
        }
        history = original(*call.args, **call.kwargs)
        noted |= {
            "after": _weights(layers),
            "later_rates": [_rate(self.optimizer), _rate(self.optimizer, _LATER)],
            "saves_up": int(getattr(self.optimizer, "gradient_accumulation_steps", None) or 1),
            "loss_of_known": _loss_of(self, *known),
            "losses": _losses(history) or [],
            "steps": history.params.get("steps"),
            **_data(call.arguments),
        }
        seen["fits"].append(noted)
        return history

    keras.Model.fit = fit
    try:
        yield seen
    finally:
        keras.Model.fit = original
        seen["setting"] = keras_settings.first_changed(settings)
        keras_settings.put_back(settings)  # for whatever comes after this check
    new = [vars(layer).keys() - old for layer, old in zip(layers, attributes, strict=True)]
    seen["attributes"] = sorted(name for name in set().union(*new) if name[0] != "_")
    seen |= {"end": _weights(layers), "model": _compared(_leaves(model), given)}


def prepared(seen: Facts, model: Any, result: Any, train: Callable[[], dict[str, Plain]]) -> None:
    """Note what a function returned for a model that it should prepare, and train that.

    Parameters
    ----------
    seen : dict
        As `watched` yields it.
    model, result
        What the function was given, and what it returned.
    train : callable
        Calls `fit`, and returns the metrics.
    """
    import keras

    seen["is_given"] = result is model
    if not issubclass(type(result), keras.Model):
        seen["not_a_model"] = to_plain(result)
    elif result is model:
        try:
            seen["is_compiled"] = bool(model.compiled)
            seen["n_steps"] = int(model.optimizer.iterations) if model.compiled else 0
            model.run_eagerly = True  # a graph for a few steps takes longer to trace than to run
            seen["metrics"] = train() if model.compiled else {}
        except BaseException as error:  # an optimizer or a loss of the learner's own runs here
            seen["refused"] = what_was_raised(error)


def returned(result: Any, fits: list[Facts]) -> Plain:
    """Return of which call of `fit` a History is, or -1; else what came in its place, in words."""
    import keras

    if not isinstance(result, keras.callbacks.History):
        return describe(to_plain(result))
    losses = _losses(result)
    return next((place for place, fit in enumerate(fits) if fit["losses"] == losses), -1)


def _weights(layers: list[Any]) -> Weights:
    return [[np.array(array) for array in layer.get_weights()] for layer in layers]


def _leaves(model: Any) -> list[Any]:
    """Return the layers that hold no others, at every depth, inputs not counted."""
    return [leaf for leaf in leaves(model) if type_name(leaf) != "InputLayer"]


def _compared(leaves: list[Any], given: list[Any]) -> Facts:
    """Return which layers a network has that another one had not, and how many are missing."""
    added = [leaf for leaf in leaves if not any(leaf is one for one in given)]
    lacks = [leaf for leaf in given if not any(leaf is one for one in leaves)]
    return {
        "added": [type_name(leaf) for leaf in added],
        "lacks": len(lacks),
        "is_a_copy": len(lacks) == len(given),
    }


def _rate(optimizer: Any, steps: int = 0) -> float:
    """Return the learning rate, after so many further steps where a schedule gives it."""
    try:
        count = optimizer.iterations
        if not hasattr(count, "assign"):  # it is worked out, where updates are saved up
            return float(optimizer.learning_rate)
        made = int(count)
        count.assign(made + steps)
        try:
            return float(optimizer.learning_rate)
        finally:
            count.assign(made)
    except Exception:  # an optimizer of the learner's own
        return float("nan")


def _loss_of(model: Any, labels: np.ndarray, predictions: np.ndarray) -> float | None:
    """Return the compiled loss; None where there is none, as in a train_step of one's own."""
    try:
        penalties = sum(float(penalty) for penalty in model.losses)
        return float(model.compute_loss(y=labels, y_pred=predictions)) - penalties
    except Exception:
        return None


def _losses(history: Any) -> list[float] | None:
    """Return the losses of a History; None if it has no list of numbers."""
    try:
        losses = history.history["loss"]
        is_list = isinstance(losses, list | tuple | np.ndarray)
        return [float(loss) for loss in losses] if is_list else None
    except Exception:  # an object of the learner's own class
        return None


def _data(asked: dict[str, Any]) -> Facts:
    """Return how long a call of `fit` trains by its arguments, and the batches of an epoch."""
    weights = [name for name in ("class_weight", "sample_weight") if asked.get(name) is not None]
    size, steps = asked.get("batch_size"), asked.get("steps_per_epoch")
    return {
        "epochs": int(asked.get("epochs", 1)) - int(asked.get("initial_epoch", 0)),
        "put_aside": float(asked.get("validation_split") or 0),
        "weighted_by": "".join(weights[:1]),
        "batches": _batches(asked.get("x"), asked.get("y"), size or BATCH_SIZE, steps),
    }


def _batches(x: Any, y: Any, size: int, steps: int | None) -> Plain:
    """Return images and labels of each batch; None for what gives nothing a second time."""
    import keras
    import tensorflow as tf

    try:
        if isinstance(x, tf.data.Dataset):
            found = iter(x)
        elif isinstance(x, keras.utils.PyDataset):
            found = (x[place] for place in range(int(x.num_batches or 0)))
        else:
            X, y = np.asarray(x), np.asarray(y)
            found = ((X[i : i + size], y[i : i + size]) for i in range(0, len(X), size))
        batches = [
            [np.array(it[0]), np.array(it[1])] for it in islice(found, steps or _MOST_BATCHES)
        ]
    except Exception:  # data in another form, which fit could take and this cannot
        return None
    return batches or None
