"""What a network runs, read off one call of it: as a list, by calls, in a class, all alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from course_utils.observers.plain import Plain, to_plain, type_name

Step = dict[str, Plain]
"""What is done with values. Its "kind" is the name of Keras's class, or "activation"; its "options"
are where it differs from Keras's defaults, or the "function". A layer with weights has a "layer"
number, the same wherever it is used, and "learns" or not."""

_PROBE = np.linspace(-9, 9, 64, dtype=np.float32).reshape(4, 16)
_FIRST = ("linear", "relu", "softmax", "sigmoid", "tanh", "elu", "leaky_relu")  # of equal ones
_ACTIVATION_LAYERS = ("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax")
_IN_TRAINING = ("Dropout", "Noise", "Random")
_NOT_COMPARED = {"name", "trainable", "dtype", "seed", "activation"}
# Arguments with which some layer can be made, and which nobody else chooses.
_ARGUMENTS: tuple[tuple[Any, ...], ...] = ((), (7919, 97), (7919,), (0.7919,))


class Call(NamedTuple):
    """One layer or operation that ran, what it was given (the last of several) and what it gave."""

    operation: Any
    given: Any
    result: Any


class Trace(NamedTuple):
    """One call of a network, and all that ran in it, in that order."""

    images: np.ndarray
    output: Any
    calls: list[Call]

    def weighted(self) -> list[Any]:
        """Return the layers that hold weights, each once, in the order of their first calls."""
        layers = {id(call.operation): call.operation for call in self.calls}
        return [layer for layer in layers.values() if _n_weights(layer)]

    def chain(self, end: Any) -> list[Step]:
        """Return what was done on the way from the images to some values."""
        numbers = {id(layer): number for number, layer in enumerate(self.weighted())}
        steps: list[Step] = []
        before = len(self.calls)
        while before >= 0:
            before, between = self._origin(end, before)
            steps = between + steps
            if before >= 0:
                layer = self.calls[before].operation
                ran = _steps_of(self.calls[before])
                if id(layer) in numbers:
                    ran[0] |= {"layer": numbers[id(layer)], "learns": bool(layer.trainable)}
                steps = ran + steps
                end = self.calls[before].given
        return in_one_form(steps)

    def _origin(self, values: Any, before: int) -> tuple[int, list[Step]]:
        """Return which call gave some values, -1 for the images, and what was done without one."""
        numbers = range(before - 1, -1, -1)
        for number in numbers:
            if self.calls[number].result is values:
                return number, []
        array = _array(values)
        earlier = [(number, _array(self.calls[number].result)) for number in numbers]
        earlier.append((-1, self.images))
        for number, given in earlier:
            if np.array_equal(given, array):
                return number, []
        for number, given in earlier:
            if found := _between(given, array):
                return number, [found]
        return before - 1, [_step("another computation")]


def traced(model: Any, images: np.ndarray, training: bool = False) -> Trace:
    """Call a network on images, and note what runs."""
    with _calls_noted() as calls:
        output = model(images, training=training)
    return Trace(images, output, calls)


@contextmanager
def _calls_noted() -> Iterator[list[Call]]:
    """List the calls of layers and operations: the innermost, but none within one with weights."""
    import keras

    calls: list[Call] = []
    original = keras.Operation.__call__

    def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
        start = len(calls)
        result = original(self, *args, **kwargs)
        if any(map(keras.utils.is_keras_tensor, keras.tree.flatten(result))):
            return result  # a network is built meanwhile
        inner = {id(call.operation): call.operation for call in calls[start:]}
        has_own = _n_weights(self) > sum(map(_n_weights, inner.values()))
        if not isinstance(self, keras.Model) and (has_own or not inner):
            given = keras.tree.flatten(args[0] if args else list(kwargs.values()))
            calls[start:] = [Call(self, given[-1], result)]
        return result

    keras.Operation.__call__ = noted
    try:
        yield calls
    finally:
        keras.Operation.__call__ = original


def _n_weights(operation: Any) -> int:
    return len(getattr(operation, "weights", []))


def _array(values: Any) -> np.ndarray:
    import keras

    return np.asarray(keras.tree.flatten(values)[0])


def _step(kind: str, **options: Plain) -> Step:
    return {"kind": kind, "options": options}


def _steps_of(call: Call) -> list[Step]:
    """Return what a call did; the activation of a layer is a step of its own."""
    layer, given = call.operation, _array(call.given)
    kind = _class_of(layer)
    if kind in _ACTIVATION_LAYERS:
        return [_step("activation", function=_function(layer))]
    step = _step(kind, **_options(layer, kind, given.ndim))
    if _n_weights(layer):
        function = getattr(layer, "activation", None)
        return [step, *([_step("activation", function=_function(function))] if function else [])]
    result = _array(call.result)
    if any(word in kind for word in _IN_TRAINING):
        return [step] if not np.array_equal(given, result) else []
    return [step] if kind == "StopGradient" else [_between(given, result) or step]


def _class_of(layer: Any) -> str:
    """Return the name of Keras's class that a layer is of, or else of its own."""
    import keras

    for kind in type(layer).__mro__:
        if getattr(keras.layers, kind.__name__, None) is kind and kind is not keras.Layer:
            return str(kind.__name__)
    return type_name(layer)


def _options(layer: Any, kind: str, n_axes: int) -> dict[str, Plain]:
    """Return where the configuration of one of Keras's layers is not Keras's default."""
    defaults = _defaults(kind)
    config = {key: _short(value) for key, value in layer.get_config().items()} if defaults else {}
    if config.get("axis") == n_axes - 1:
        config["axis"] = -1
    changed = {key: config[key] for key in config if config[key] != defaults.get(key, config[key])}
    return {key: to_plain(value) for key, value in changed.items() if key not in _NOT_COMPARED}


@cache
def _defaults(kind: str) -> dict[str, Any]:
    """Return the configuration of a layer of which nothing was chosen; empty if there is none."""
    import keras

    for arguments in _ARGUMENTS:
        try:
            config = getattr(keras.layers, kind)(*arguments).get_config()
        except Exception:  # another number of arguments, or of another kind
            continue
        return {key: _short(value) for key, value in config.items()}
    return {}


def _short(value: Any) -> Any:
    """Return an object of Keras by the name of its class, and lists as tuples."""
    if isinstance(value, dict):
        return value.get("class_name", str(value))
    return tuple(value) if isinstance(value, list) else value


def _function(function: Any) -> str:
    """Return which activation a function or a layer is, found by what it does."""
    try:
        result = np.asarray(function(_PROBE))
        return next(name for name, its in _activated(_PROBE) if _is_near(its, result))
    except Exception:  # it is none of Keras's, or does not fit the probe
        kind = _class_of(function)
        options = [f"{key}={value}" for key, value in _options(function, kind, 2).items()]
        return str(getattr(function, "__name__", f"{kind}({', '.join(options)})"))


def _activated(values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each of Keras's activations, and what it gives."""
    import keras

    others = [name for name in dir(keras.activations) if name not in _FIRST and name[0].islower()]
    for name in (*_FIRST, *others):
        try:
            yield name, np.asarray(getattr(keras.activations, name)(values))
        except Exception:  # not an activation, or one that needs more arguments
            continue


def _between(given: np.ndarray, result: np.ndarray) -> Step | None:
    """Return what turns one array into another: an activation, dropout or flattening."""
    if given.shape != result.shape:
        is_flat = given.ndim > 2 and np.array_equal(given.reshape(len(given), -1), result)
        return _step("Flatten") if is_flat else None
    for name, values in _activated(given):
        if _is_near(values, result):
            return _step("activation", function=name)
    factors = result[given != 0] / given[given != 0]
    kept = factors[factors != 0]
    if 0 < len(kept) < len(factors) and kept[0] > 1 and np.allclose(kept, kept[0], rtol=1e-4):
        return _step("Dropout", rate=float(1 - 1 / kept[0]))
    return None


def _is_near(one: np.ndarray, two: np.ndarray) -> bool:
    return one.shape == two.shape and np.allclose(one, two, rtol=1e-4, atol=1e-5)


def in_one_form(steps: list[Step]) -> list[Step]:
    """Leave out what does nothing, and flatten before dropout: after it is the same."""
    nothing: list[Plain] = [{"function": "linear"}, {"rate": 0}]
    steps = [it for it in steps if it["options"] not in nothing and it["kind"] != "Identity"]
    for i, (one, two) in enumerate(pairwise(steps)):
        if one["kind"] == "Dropout" and two["kind"] in ("Flatten", "Reshape", "Permute"):
            steps[i : i + 2] = [two, one]
    return steps
