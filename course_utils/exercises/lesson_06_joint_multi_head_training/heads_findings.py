"""What the network of `build_multi_head` has: outputs by name, heads, one trunk, and its values."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.numpy_layers import convolved, pooled, softmax
from course_utils.exercises.plain import describe

_TOLERANCE = 1e-4
_N_UNITS = 64


def names(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the outputs are a dict with the names of the heads, in their order."""
    heads, outputs = case.inputs["heads"], observation["outputs"]
    expected = f"a dict with the keys {', '.join(heads)}"
    if not observation["is_dict"]:
        if isinstance(outputs, np.ndarray):
            name, message = (
                "one-output",
                "The network has a single output. Each dataset needs a head of its own, and the "
                "outputs are a dict by name, even where there is only one.",
            )
        else:
            name, message = (
                "outputs-not-named",
                "The outputs come without names. Return keras.Model(images, outputs), where "
                "outputs is a dict from name to head.",
            )
        return Finding(name, message, expected, describe(outputs))
    got = f"a dict with the keys {', '.join(map(str, outputs))}"
    if set(outputs) != set(heads):
        return Finding(
            "other-names", "The outputs have other names than the datasets.", expected, got
        )
    if list(outputs) != list(heads):
        return Finding("order-lost", "The outputs are not in the order of heads.", expected, got)
    return None


def sizes(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the shape of each output, and whether it holds probabilities."""
    heads, outputs, n = case.inputs["heads"], observation["outputs"], len(case.inputs["images"])
    wrong = [
        name
        for name, n_classes in heads.items()
        if not isinstance(outputs[name], np.ndarray) or outputs[name].shape != (n, n_classes)
    ]
    if wrong:
        return _wrong_size(heads, outputs, n, wrong[0])
    for name in heads:
        if outputs[name].dtype.kind != "f":
            return Finding(
                "not-probabilities",
                "The head gives something else than probabilities.",
                f"{name}: floats",
                f"{name}: {outputs[name].dtype}",
            )
        sums = outputs[name].sum(axis=1)
        if np.allclose(sums, 1, atol=_TOLERANCE) and (outputs[name] >= 0).all():
            continue
        is_between = ((outputs[name] >= 0) & (outputs[name] <= 1)).all()
        return Finding(
            "sigmoid-for-softmax" if is_between else "softmax-missing",
            "The probabilities of an image do not add up to 1. Classes that exclude one another "
            "need softmax over the classes of the head; sigmoid, for one, takes each by itself."
            if is_between
            else "The outputs are not probabilities: the head has no softmax.",
            f"{name}: probabilities that add up to 1 for each image",
            f"{name}: the first image adds up to {sums[0]:.4f}",
        )
    return None


def _wrong_size(heads: dict[str, int], outputs: dict[str, Plain], n: int, name: str) -> Finding:
    expected = ", ".join(f"{head}: shape {(n, n_classes)}" for head, n_classes in heads.items())
    got = ", ".join(
        f"{head}: shape {outputs[head].shape}"
        if isinstance(outputs[head], np.ndarray)
        else f"{head}: {describe(outputs[head])}"
        for head in heads
    )
    shapes = [outputs[head].shape for head in heads if isinstance(outputs[head], np.ndarray)]
    if shapes == [(n, sum(heads.values()))] * len(heads):
        return Finding(
            "classes-of-all",
            "Every head has the classes of all datasets. Each needs only its own.",
            expected,
            got,
        )
    if sorted(shapes) == sorted((n, size) for size in heads.values()):
        return Finding("sizes-exchanged", "The heads have one another's sizes.", expected, got)
    if len(set(shapes)) == 1 and len(heads) > 1:
        return Finding(
            "same-size-for-all",
            "All heads have the same size. Take the number of classes from heads.",
            expected,
            got,
        )
    return Finding("wrong-size", f"The head {name} has the wrong size.", expected, got)


def layers(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether each head is one dense layer that bears the name of its dataset."""
    owners = observation["owners"]
    for name in case.inputs["heads"]:
        n_arrays = owners.count(name)
        if n_arrays == 0:
            return Finding(
                "head-without-name",
                f"No dense layer is called {name}, so model.get_layer cannot find the head: pass "
                "name=name to the dense layer that has the softmax.",
                f"a layer called {name} with 2 arrays of weights",
                "none",
            )
        if n_arrays != 2:
            return Finding(
                "head-not-dense",
                f"The layer called {name} is not one dense layer with kernel and bias.",
                "2 arrays of weights: kernel and bias",
                f"{n_arrays}",
            )
    return None


def sharing(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge by what moves: a step on one head's loss moves the trunk and that head."""
    owners, moved = observation["owners"], observation["moved"]
    expected = "a step on one head's loss moves the trunk and that head, and no other head"
    for name in moved:
        others = {o for o, m in zip(owners, moved[name], strict=True) if m and o not in ("", name)}
        if others:
            return Finding(
                "head-on-a-head",
                f"A step on the loss of {name} moves the head {min(others)} too: one head stands "
                "on the other. All of them should stand on the trunk.",
                expected,
                f"it moves the heads {name} and {', '.join(sorted(others))}",
            )
    for name in moved:
        if not all(m for o, m in zip(owners, moved[name], strict=True) if o == name):
            return Finding(
                "head-does-not-learn",
                f"The head {name} does not move in a step on its own loss: it is frozen, or "
                "something before its softmax cuts it off.",
                expected,
                f"{name} stays as it is",
            )
    trunk = [
        [moved[name][place] for name in moved] for place, owner in enumerate(owners) if not owner
    ]
    own = sum(any(by_head) and not all(by_head) for by_head in trunk)
    if own:
        return Finding(
            "trunk-not-shared",
            "There are layers below the heads that learn from one dataset only. Build the trunk "
            "once, and put every head on what it gives.",
            expected,
            f"{own} of {len(trunk)} arrays of weights below the heads belong to one dataset",
        )
    still = sum(not any(by_head) for by_head in trunk)
    if still or not trunk:
        return Finding(
            "trunk-does-not-learn",
            "Layers below the heads do not move, whichever head learns: they are frozen, or cut "
            "off.",
            expected,
            f"{still} of {len(trunk)} arrays of weights below the heads never move",
        )
    return None


def trunk(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge the layers of the trunk by the shapes of their weights."""
    got = sorted(_trunk_weights(observation), key=_size)
    truth = sorted((np.empty(shape) for shape in _trunk_shapes(case)), key=_size)
    if [array.shape for array in got] == [array.shape for array in truth]:
        return None
    expected = f"weights of the shapes {', '.join(str(a.shape) for a in truth)}"
    seen = f"weights of the shapes {', '.join(str(a.shape) for a in got)}"
    kernels = [array.shape for array in got if array.ndim > 1]
    convolutions = [shape for shape in kernels if len(shape) == 4]
    if not convolutions:
        return Finding(
            "no-convolution",
            "The trunk has no convolution, so it knows nothing of neighbouring pixels.",
            expected,
            seen,
        )
    if [shape[-1] for shape in kernels if len(shape) == 2] != [_N_UNITS]:
        return Finding(
            "dense-layer-differs",
            f"Between the convolutions and the heads should be one dense layer of {_N_UNITS}, "
            "shared by all.",
            expected,
            seen,
        )
    if sorted(shape[-1] for shape in convolutions) != [16, 32]:
        return Finding(
            "other-convolutions",
            "The trunk should have one convolution with 16 filters and one with 32.",
            expected,
            seen,
        )
    return Finding(
        "other-trunk",
        "The trunk has other layers than asked for, or in another order: convolution with 16 "
        "filters, max pooling, convolution with 32 filters, max pooling, flatten, dense layer of "
        "64, and nothing else that has weights.",
        expected,
        seen,
    )


def _trunk_shapes(case: Case) -> list[tuple[int, ...]]:
    height, width, channels = case.inputs["input_shape"]
    flat = (height // 4) * (width // 4) * 32
    return [(3, 3, channels, 16), (16,), (3, 3, 16, 32), (32,), (flat, _N_UNITS), (_N_UNITS,)]


def _trunk_weights(observation: dict[str, Plain]) -> list[np.ndarray]:
    pairs = zip(observation["weights"], observation["owners"], strict=True)
    return [weight for weight, owner in pairs if not owner]


def _size(array: np.ndarray) -> tuple[int, tuple[int, ...]]:
    return array.ndim, array.shape


def kernels(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether each head stands on the dense layer of the trunk, and on nothing else."""
    for name, n_classes in case.inputs["heads"].items():
        pairs = zip(observation["weights"], observation["owners"], strict=True)
        got = [weight.shape for weight, owner in pairs if owner == name]
        if got != [(_N_UNITS, n_classes), (n_classes,)]:
            return Finding(
                "head-not-on-dense-layer",
                f"The head {name} is not one dense layer on the {_N_UNITS} values that the trunk "
                "ends with.",
                f"a kernel of shape {(_N_UNITS, n_classes)} and a bias of shape {(n_classes,)}",
                f"weights of the shapes {', '.join(map(str, got))}",
            )
    return None


def values(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge what each head computes from the known weights."""
    heads, outputs = case.inputs["heads"], observation["outputs"]
    name = next(iter(heads))
    truth = _predict(case, observation)
    if _near(outputs, truth):
        if observation["n_added_losses"]:
            return Finding(
                "loss-added",
                "The network adds a loss of its own, as a regularizer does. It was not asked for.",
                "no losses of its own",
                f"{observation['n_added_losses']} of them",
            )
        trained = observation["outputs_in_training"]
        if _near(trained, truth):
            return None
        return Finding(
            "something-added",
            "The network gives other values while it is trained. There is a layer such as dropout, "
            "which was not asked for.",
            "the same values in training and in use",
            "other values in training",
        )
    expected = f"{name}: {truth[name][0, 0]:.4f} for the first class of the first image"
    seen = f"{name}: {outputs[name][0, 0]:.4f}"
    for misconception, message, options in (
        (
            "relu-missing-in-convolutions",
            "The convolutions have no ReLU.",
            {"relu_in_convolutions": False},
        ),
        ("relu-missing-in-dense", "The dense layer has no ReLU.", {"relu_in_dense": False}),
        (
            "relu-missing",
            "The trunk has no ReLU at all, so its layers are one linear map.",
            {"relu_in_convolutions": False, "relu_in_dense": False},
        ),
        ("average-pooling", "The pooling takes the mean, not the maximum.", {"average": True}),
    ):
        if _near(outputs, _predict(case, observation, **options)):
            return Finding(misconception, message, expected, seen)
    return Finding(
        "computes-something-else",
        "The network has the right weights and computes something else: look at activations, "
        "padding and pooling, and at what comes before or between the layers asked for.",
        expected,
        seen,
    )


def _predict(
    case: Case,
    observation: dict[str, Plain],
    relu_in_convolutions: bool = True,
    relu_in_dense: bool = True,
    average: bool = False,
) -> dict[str, np.ndarray]:
    """Return the outputs worked out in NumPy; the shapes tell the weights apart."""
    by_shape = {weight.shape: weight for weight in _trunk_weights(observation)}
    shapes = iter(_trunk_shapes(case))
    got = case.inputs["images"].astype(np.float64)
    for _ in range(2):
        got = convolved(got, by_shape[next(shapes)], by_shape[next(shapes)])
        got = pooled(np.maximum(got, 0) if relu_in_convolutions else got, average)
    got = got.reshape(len(got), -1) @ by_shape[next(shapes)] + by_shape[next(shapes)]
    got = np.maximum(got, 0) if relu_in_dense else got
    outputs = {}
    for name in case.inputs["heads"]:
        pairs = zip(observation["weights"], observation["owners"], strict=True)
        kernel, bias = (weight for weight, owner in pairs if owner == name)
        outputs[name] = softmax(got @ kernel + bias)
    return outputs


def _near(got: Plain, truth: dict[str, np.ndarray]) -> bool:
    return all(
        isinstance(got[name], np.ndarray)
        and got[name].shape == values.shape
        and np.allclose(got[name], values, atol=_TOLERANCE)
        for name, values in truth.items()
    )
