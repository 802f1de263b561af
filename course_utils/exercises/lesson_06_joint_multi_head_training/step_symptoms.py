"""What a call of `joint_step` did: how often, in which mode and along which gradient it updated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import changed_input
from course_utils.exercises.lesson_06_joint_multi_head_training.observed_steps import (
    Step,
    steps,
    went_wrong,
)
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.observers.networks.two_headed import TRUNK, Weights
from course_utils.observers.plain import Facts

_step = partial(symptom, "joint_step", expected="{expected}", got="{got}")
_once = partial(_step, expected="the optimizer applied once")


@_step(expected="the arguments as they were", got="other contents")
def input_mutated(given: Facts, seen: Facts) -> Shown:
    """Your function changed an argument. The code that called it still needs the old values."""
    names = ("batches", "loss_weights")
    before = [dict(zip(names, call, strict=True)) for call in given["calls"]]
    return any(map(changed_input, before, (call["arguments"] for call in seen["calls"])))


@_step(expected="a frozen trunk that stays as it was", got="other weights, or no longer frozen")
def frozen_layers_moved(given: Facts, seen: Facts) -> Shown:
    """A frozen layer was moved. Take model.trainable_variables, and leave trainable as it is."""
    is_kept = [it.seen["is_frozen"] and it.stayed(TRUNK) for it in steps(given, seen)]
    return bool(given["is_frozen"]) and not all(is_kept)


@_once(got="weights changed in another way")
def optimizer_not_used(given: Facts, seen: Facts) -> Shown:
    """The weights have changed, but not by the optimizer that was given. It knows the learning rate
    and keeps the momentum: use optimizer.apply.
    """
    unused = [it for it in steps(given, seen) if not it.seen["n_updates"]]
    return any(not it.stayed(name) for it in unused for name in it.before)


@_once(got="not applied")
def not_updated(given: Facts, seen: Facts) -> Shown:
    """Nothing was updated: the optimizer was not applied."""
    return not all(call["n_updates"] for call in seen["calls"])


@_once(got="applied {n_updates} times")
def one_update_each_dataset(given: Facts, seen: Facts) -> Shown:
    """The optimizer was applied more than once. Add the losses up, and apply it once to all
    variables: so no dataset pulls the trunk alone.
    """
    return next((call for call in seen["calls"] if call["n_updates"] > 1), False)


@_step(expected="model(X, training=True)", got="{n_in_training} of {n_calls} calls with it")
def not_in_training_mode(given: Facts, seen: Facts) -> Shown:
    """The model was called without training=True: as in use, without dropout."""
    first = seen["calls"][0]  # a compiled function calls the model the first time only
    wrong = (call for call in seen["calls"] if call["n_in_training"] < call["n_calls"])
    return next(wrong, not first["n_calls"] and first)


@_step(expected="a head without a batch that stays as it is", got="{name} moves")
def head_without_batch_moved(given: Facts, seen: Facts) -> Shown:
    """A head without a batch moves. Zeros in place of its missing gradient do not hold it, since
    the optimizer remembers steps before: leave None.
    """
    for it in steps(given, seen):
        for name in set(it.before) - {TRUNK, *it.batches}:
            if not it.stayed(name):
                return {"name": name}
    return False


def _along(given: Facts, seen: Facts, gradient: Callable[[Step], Weights | None]) -> Shown:
    """Return words if each wrong step goes along this gradient, which may be impossible."""

    def is_suspected(step: Step) -> bool:
        suspect = gradient(step)
        return suspect is not None and step.went(suspect)

    return went_wrong(given, seen, is_suspected)


def _weighs(given: Facts, seen: Facts, of: Callable[[Step, str, float], float]) -> Shown:
    """Return words if each loss counts so much, given its dataset and its weight."""
    return _along(
        given, seen, lambda it: it.along({n: of(it, n, it.weights[n]) for n in it.batches})
    )


@_step()
def weights_ignored(given: Facts, seen: Facts) -> Shown:
    """The loss weights have no effect: all losses count the same."""
    return _weighs(given, seen, lambda *_: 1.0)


@_step()
def weights_by_place(given: Facts, seen: Facts) -> Shown:
    """A loss has the weight of another dataset: the two dicts differ in order. Look up by name."""
    return _weighs(given, seen, lambda it, n, _: [*it.weights.values()][it.names().index(n)])


@_step()
def weights_normalised(given: Facts, seen: Facts) -> Shown:
    """The loss weights were divided by their sum. Take them as they are."""
    return _weighs(given, seen, lambda it, _, weight: weight / sum(it.weights.values()))


@_step()
def mean_of_losses(given: Facts, seen: Facts) -> Shown:
    """The losses were averaged, over the datasets or over all images together. Take the mean of
    each batch, and add these up, each times its weight.
    """
    return _weighs(given, seen, lambda it, _, weight: weight / len(it.batches))


@_step()
def weights_squared(given: Facts, seen: Facts) -> Shown:
    """The loss weights come in twice."""
    return _weighs(given, seen, lambda it, _, weight: weight**2)


@_step()
def summed_over_images(given: Facts, seen: Facts) -> Shown:
    """The losses were summed over the images, so that a larger batch counts more. Take means."""
    return _weighs(given, seen, lambda it, name, weight: weight * len(it.batches[name][1]))


@_step()
def first_dataset_only(given: Facts, seen: Facts) -> Shown:
    """Only the first dataset was learnt."""
    return _weighs(given, seen, lambda it, name, weight: weight * (name == it.names()[0]))


@_step()
def last_dataset_only(given: Facts, seen: Facts) -> Shown:
    """Only the last dataset was learnt."""
    return _weighs(given, seen, lambda it, name, weight: weight * (name == it.names()[-1]))


@_step()
def uphill(given: Facts, seen: Facts) -> Shown:
    """The step goes uphill: the losses grow. The optimizer subtracts the gradient itself."""
    return _weighs(given, seen, lambda it, _, weight: -weight)


def _learns(
    given: Facts, seen: Facts, batch_of: Callable[[Step, np.ndarray, np.ndarray], Any]
) -> Shown:
    """Return words if each head learns other images and labels in place of its own."""

    def gradient(step: Step) -> Weights | None:
        batches = {name: batch_of(step, *batch) for name, batch in step.batches.items()}
        fit = all(len(X) == len(y) for X, y in batches.values())
        return step.along(step.weights, batches) if fit else None

    return _along(given, seen, gradient)


@_step()
def cut_to_the_shorter(given: Facts, seen: Facts) -> Shown:
    """Only as many images were used as the smallest batch has: zip stops where the shorter one
    ends. Use every image of each batch.
    """

    def cut(step: Step, X: np.ndarray, y: np.ndarray) -> Any:
        least = min(len(labels) for _, labels in step.batches.values())
        return X[:least], y[:least]

    return _learns(given, seen, cut)


@_step()
def images_of_first_for_all(given: Facts, seen: Facts) -> Shown:
    """Every head saw the images of the first dataset. Their labels belong to other images."""
    return _learns(given, seen, lambda it, X, y: (it.batches[it.names()[0]][0], y))


@_step()
def images_of_last_for_all(given: Facts, seen: Facts) -> Shown:
    """Every head saw the images of the last dataset. Their labels belong to other images."""
    return _learns(given, seen, lambda it, X, y: (it.batches[it.names()[-1]][0], y))


@_step()
def labels_moved(given: Facts, seen: Facts) -> Shown:
    """The labels are not those of the images: they were moved, by a place or by 1, or reversed."""
    orders: tuple[Callable[..., Any], ...] = (
        lambda _, X, y: (X, y[::-1]),
        *(lambda _, X, y, by=by: (X, np.roll(y, by)) for by in (1, -1)),
        *(lambda _, X, y, by=by: (X, (y + by) % (y.max() + 1)) for by in (1, -1)),
    )
    found = (_learns(given, seen, order) for order in orders)
    return next((words for words in found if words), False)


@_step()
def probabilities_as_logits(given: Facts, seen: Facts) -> Shown:
    """The heads give probabilities, and the loss took them for logits. Leave from_logits."""
    return _along(given, seen, lambda it: it.along(it.weights, as_logits=True))


def _are_alike(step: Step) -> bool:
    """Return whether all heads with a batch have the same number of classes."""
    return len({len(step.before[name][1]) for name in step.batches}) == 1


def _by_other_heads(step: Step, by: int) -> Weights | None:
    """Return the gradient where the head so many places on learns each batch, if it can."""
    names = step.names()
    if not _are_alike(step):
        return None
    head_of = dict(zip(names, [*names[by:], *names[:by]], strict=True))
    factors = {head_of[name]: step.weights[name] for name in names}
    return step.along(factors, {head_of[name]: step.batches[name] for name in names})


@_step()
def heads_exchanged(given: Facts, seen: Facts) -> Shown:
    """A dataset was learnt by the head of another one. Take the output of its own name."""
    return _along(given, seen, lambda step: _by_other_heads(step, 1))


@_step()
def every_head_on_every_image(given: Facts, seen: Facts) -> Shown:
    """Every head learnt from every image. An image has a label for one head only."""

    def gradient(step: Step) -> Weights:
        return _added(step, [_by_other_heads(step, by) for by in range(len(step.batches))])

    return _along(given, seen, gradient)


@_step()
def one_head_for_all(given: Facts, seen: Facts) -> Shown:
    """One head learnt every dataset. Take for each the output of its own name."""

    def gradient(step: Step, head: int) -> Weights | None:
        if not _are_alike(step):
            return None
        name = step.names()[head]
        return _added(
            step,
            [step.along({name: step.weights[n]}, {name: step.batches[n]}) for n in step.batches],
        )

    found = (_along(given, seen, partial(gradient, head=head)) for head in (0, -1))
    return next((words for words in found if words), False)


def _added(step: Step, parts: list[Weights | None]) -> Weights:
    """Return the sum of gradients, where there are any."""
    total = {name: [0 * array for array in step.before[name]] for name in step.before}
    for part in filter(None, parts):
        total = {n: [a + b for a, b in zip(total[n], part[n], strict=True)] for n in total}
    return total


@_step()
def trunk_left_out(given: Facts, seen: Facts) -> Shown:
    """The trunk does not move: only the heads were updated. It should learn from all datasets."""
    return went_wrong(given, seen, lambda it: not given["is_frozen"] and it.stayed(TRUNK))


@_step()
def heads_left_out(given: Facts, seen: Facts) -> Shown:
    """A head does not move, though it has a batch. Update all trainable variables."""
    return went_wrong(given, seen, lambda it: any(map(it.stayed, it.batches)))


@_step()
def trunk_learns_otherwise(given: Facts, seen: Facts) -> Shown:
    """The heads move as they should, and the trunk does not. It learns from the sum of all losses,
    each times its weight.
    """
    return went_wrong(given, seen, lambda it: all(map(it.is_right, it.batches)))


@_step()
def other_factors(given: Facts, seen: Facts) -> Shown:
    """The losses count by other numbers than their loss weights, or the step is too long."""
    return went_wrong(given, seen, lambda it: bool(it.counted()))


@_step(is_vague=True)
def another_gradient(given: Facts, seen: Facts) -> Shown:
    """The weights move along another gradient than that of the weighted sum of the losses."""
    return went_wrong(given, seen, lambda it: True)
