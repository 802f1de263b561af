"""What an update of `joint_step` did: how often, in which mode, along which gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_06_joint_multi_head_training.two_headed_network import (
    TRUNK,
    Batches,
    Weights,
    gradients_of,
    losses_of,
)
from course_utils.exercises.plain import describe, number

_TOLERANCE = 2e-4


class Step(NamedTuple):
    """What one call of the function should do."""

    weights: Weights
    batches: Batches
    loss_weights: dict[str, float]
    last_change: Weights | None
    rate: float
    momentum: float


def frozen(case: Case, start: Weights, seen: dict[str, Plain]) -> Finding | None:
    """Judge whether a frozen trunk was left alone."""
    if not case.inputs["is_frozen"]:
        return None
    if seen["is_frozen"] and _equal(start[TRUNK], seen["weights"][TRUNK]):
        return None
    return Finding(
        "frozen-layers-moved",
        "A frozen layer was moved. Take the gradients for model.trainable_variables, and leave "
        "trainable as it is.",
        "the weights of the frozen trunk as they were",
        "other weights" if seen["is_frozen"] else "a trunk that is no longer frozen",
    )


def number_of_updates(number: int, start: Weights, seen: dict[str, Plain]) -> Finding | None:
    """Judge how often the optimizer was applied."""
    done = seen["n_updates"] - number
    moved = not all(_equal(start[name], seen["weights"][name]) for name in start)
    expected, got = "the optimizer applied once", f"applied {done} times"
    if done == 1:
        return None
    if done == 0 and moved:
        return Finding(
            "optimizer-not-used",
            "The weights have changed, but not by the optimizer that was given. It knows the "
            "learning rate and keeps the momentum: use optimizer.apply.",
            expected,
            "the weights changed in another way",
        )
    if done == 0:
        return Finding(
            "not-updated",
            "Nothing was updated: the optimizer was not applied.",
            expected,
            "not applied",
        )
    return Finding(
        "one-update-each-dataset",
        "The optimizer was applied more than once. Add the losses up, and apply it once to all "
        "variables: so no dataset pulls the trunk alone.",
        expected,
        got,
    )


def mode(number: int, seen: dict[str, Plain]) -> Finding | None:
    """Judge whether the model was called with training=True.

    A compiled function calls it the first time only, so later calls may show nothing.
    """
    if seen["n_in_training"] == seen["n_calls"] and (seen["n_calls"] or number):
        return None
    return Finding(
        "not-in-training-mode",
        "The model was called without training=True. Then dropout and normalisation behave as in "
        "use, and the network trains as if they were not there.",
        "model(X, training=True)",
        f"{seen['n_calls'] - seen['n_in_training']} of {seen['n_calls']} calls without it",
    )


def update(step: Step, is_frozen: bool, after: Weights) -> Finding | None:
    """Judge the change of the weights against gradients worked out in NumPy."""
    truth = _moved(step, gradients_of(step.weights, step.batches, step.loss_weights), is_frozen)
    if _near(after, truth):
        return None
    name, expected, got = _first_difference(after, truth)
    wanted = f"the first weight of {name}: {expected:.4f} after the update"
    seen = f"{got:.4f}"
    for misconception, message, gradients in _suspects(step):
        if gradients is not None and _near(after, _moved(step, gradients, is_frozen)):
            return Finding(misconception, message, wanted, seen)
    heads = [name for name in truth if name != TRUNK]
    if not is_frozen and _equal(step.weights[TRUNK], after[TRUNK]):
        return Finding(
            "trunk-left-out",
            "The trunk does not move: only the heads were updated. The trunk should learn from "
            "all datasets.",
            wanted,
            seen,
        )
    if all(_equal(step.weights[name], after[name]) for name in heads):
        return Finding(
            "heads-left-out", "The heads do not move: only the trunk was updated.", wanted, seen
        )
    return Finding(
        "another-gradient",
        "The weights move along another gradient than that of the weighted sum of the losses.",
        wanted,
        seen,
    )


def returned(step: Step, result: Plain, after: Weights) -> Finding | None:
    """Judge the losses that the function returned."""
    truth = losses_of(step.weights, step.batches)
    expected = ", ".join(f"{name}: {loss:.4f}" for name, loss in truth.items())
    if not isinstance(result, dict) or "unreadable" in result or not set(truth) <= set(result):
        is_number = number(result) is not None
        message = (
            "The function returns one number. Return the losses one by one, so that each dataset "
            "can be followed."
            if is_number
            else f"The function should return the loss of each dataset.{forgotten_return(result)}"
        )
        name = "total-returned" if is_number else "losses-not-returned"
        return Finding(name, message, f"a dict, {expected}", describe(result))
    if len(result) > len(truth):
        return Finding(
            "more-than-losses",
            "The dict holds more than the losses of the datasets. Whoever goes through it takes "
            "every entry for a dataset.",
            f"the keys {', '.join(truth)}",
            f"the keys {', '.join(result)}",
        )
    read = {name: number(result[name]) for name in truth}
    numbers = {name: loss for name, loss in read.items() if loss is not None}
    if len(numbers) < len(truth):
        return Finding(
            "loss-not-a-number",
            "The loss of a dataset should be one number, the mean over its batch.",
            f"a dict, {expected}",
            ", ".join(f"{name}: {describe(result[name])}" for name in truth),
        )
    if _same_losses(numbers, truth):
        return None
    seen = ", ".join(f"{name}: {loss:.4f}" for name, loss in numbers.items())
    weighted = {name: step.loss_weights[name] * loss for name, loss in truth.items()}
    if _same_losses(numbers, weighted):
        return Finding(
            "weighted-losses-returned",
            "The losses are returned with their weights. Return them without, so that runs with "
            "other weights can be compared.",
            expected,
            seen,
        )
    if _same_losses(numbers, losses_of(after, step.batches)):
        return Finding(
            "losses-after-update",
            "These are the losses after the update. Return those before it: they are known "
            "already, and cost no second pass.",
            expected,
            seen,
        )
    return Finding("other-losses", "These are not the losses of the batches.", expected, seen)


def _suspects(step: Step) -> list[tuple[str, str, Weights | None]]:
    weights, batches, factors = step.weights, step.batches, step.loss_weights
    names = list(batches)
    sizes = {name: len(y) for name, (_, y) in batches.items()}
    shortest = min(sizes.values())

    def along(new: Mapping[str, float], of: Batches = batches) -> Weights:
        return gradients_of(weights, of, new)

    def alone(name: str) -> Weights:
        return along({other: factors[other] if other == name else 0.0 for other in names})

    cut = {name: (X[:shortest], y[:shortest]) for name, (X, y) in batches.items()}
    by_place = dict(zip(names, factors.values(), strict=True))
    return [
        (
            "weights-ignored",
            "The loss weights have no effect: all losses count the same.",
            along(dict.fromkeys(names, 1.0)),
        ),
        (
            "weights-by-place",
            "A loss gets the weight of another dataset: the two dicts have different orders. Look "
            "weights up by name.",
            along(by_place),
        ),
        (
            "weights-normalised",
            "The loss weights were divided by their sum. Take them as they are.",
            along({name: factors[name] / sum(factors.values()) for name in names}),
        ),
        (
            "mean-of-losses",
            "The losses were averaged, over the datasets or over all images together. Take the "
            "mean of each batch, and add these up, each times its weight.",
            along({name: factors[name] / len(names) for name in names}),
        ),
        (
            "weights-squared",
            "The loss weights come in twice.",
            along({name: factors[name] ** 2 for name in names}),
        ),
        (
            "summed-over-images",
            "The losses were summed over the images. Take the mean of each batch, or the larger "
            "batch counts more and the steps grow with it.",
            along({name: factors[name] * sizes[name] for name in names}),
        ),
        ("first-dataset-only", "Only the first dataset was learnt.", alone(names[0])),
        ("last-dataset-only", "Only the last dataset was learnt.", alone(names[-1])),
        (
            "cut-to-the-shorter",
            "Only as many images were used as the smallest batch has: zip stops where the shorter "
            "one ends. Use every image of each batch.",
            along(factors, cut),
        ),
        (
            "uphill",
            "The step goes uphill: the losses grow. The optimizer subtracts the gradient itself.",
            along({name: -factors[name] for name in names}),
        ),
        (
            "probabilities-as-logits",
            "The heads give probabilities already, and the loss took them for logits. Leave "
            "from_logits as it is.",
            gradients_of(weights, batches, factors, as_logits=True),
        ),
        (
            "images-of-first-for-all",
            "Every head saw the images of the first dataset. Their labels belong to other images.",
            _with(step, images_of=lambda name: names[0]),
        ),
        (
            "images-of-last-for-all",
            "Every head saw the images of the last dataset. Their labels belong to other images.",
            _with(step, images_of=lambda name: names[-1]),
        ),
        (
            "heads-exchanged",
            "A dataset was learnt by the head of another one. Take the output of its own name.",
            _with_heads_turned(step),
        ),
        (
            "every-head-on-every-image",
            "Every head learnt from every image, with labels that are not its own. An image has a "
            "label for one head only.",
            _with_all_heads(step),
        ),
    ]


def _with(step: Step, images_of: Callable[[str], str]) -> Weights | None:
    """Return the gradient where each head sees the images of another batch, if they fit."""
    batches = {name: (step.batches[images_of(name)][0], y) for name, (_, y) in step.batches.items()}
    if any(len(X) != len(y) for X, y in batches.values()):
        return None
    return gradients_of(step.weights, batches, step.loss_weights)


def _with_heads_turned(step: Step) -> Weights | None:
    """Return the gradient where each batch is learnt by the next head, if the sizes allow it."""
    names = list(step.batches)
    turned = dict(zip(names, [*names[1:], names[0]], strict=True))
    if len({len(step.weights[name][1]) for name in names}) > 1:
        return None
    batches = {turned[name]: step.batches[name] for name in names}
    factors = {turned[name]: step.loss_weights[name] for name in names}
    return gradients_of(step.weights, batches, factors)


def _with_all_heads(step: Step) -> Weights | None:
    """Return the gradient where each head learns every batch, if the sizes allow it."""
    names = list(step.batches)
    if len({len(step.weights[name][1]) for name in names}) > 1:
        return None
    total = {name: [np.zeros(a.shape) for a in arrays] for name, arrays in step.weights.items()}
    for name in names:
        for head in names:
            part = gradients_of(
                step.weights, {head: step.batches[name]}, {head: step.loss_weights[name]}
            )
            for layer, arrays in part.items():
                for array, more in zip(total[layer], arrays, strict=True):
                    array += more
    return total


def _moved(step: Step, gradients: Weights, is_frozen: bool) -> Weights:
    """Return the weights after a step of SGD with momentum along these gradients."""
    moved: Weights = {}
    for name, arrays in step.weights.items():
        if is_frozen and name == TRUNK:
            moved[name] = arrays
            continue
        changes = [-step.rate * gradient for gradient in gradients[name]]
        if step.last_change is not None:
            changes = [
                change + step.momentum * last
                for change, last in zip(changes, step.last_change[name], strict=True)
            ]
        moved[name] = [array + change for array, change in zip(arrays, changes, strict=True)]
    return moved


def _near(got: Weights, truth: Weights) -> bool:
    return all(
        np.allclose(one, two, rtol=0, atol=_TOLERANCE)
        for name in truth
        for one, two in zip(got[name], truth[name], strict=True)
    )


def _equal(got: list[np.ndarray], before: list[np.ndarray]) -> bool:
    return all(np.array_equal(one, two) for one, two in zip(got, before, strict=True))


def _first_difference(got: Weights, truth: Weights) -> tuple[str, float, float]:
    """Return a layer whose weights differ, and the first of them as expected and as it is."""
    for name in truth:
        for one, two in zip(got[name], truth[name], strict=True):
            differs = ~np.isclose(one, two, rtol=0, atol=_TOLERANCE)
            if differs.any():
                index = int(differs.argmax())
                return name, float(two.flat[index]), float(one.flat[index])
    raise AssertionError("no weight differs")


def _same_losses(got: dict[str, float], truth: dict[str, float]) -> bool:
    return all(np.isclose(got[name], truth[name], rtol=1e-3, atol=1e-4) for name in truth)
