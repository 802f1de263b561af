"""What a call of `joint_step` returned in place of the losses before the update."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import forgotten_return
from course_utils.exercises.lesson_06_joint_multi_head_training import (
    step_symptoms,  # noqa: F401 - these come first: a loss is judged where the update is right
)
from course_utils.exercises.lesson_06_joint_multi_head_training.observed_steps import Step, steps
from course_utils.exercises.lesson_06_joint_multi_head_training.two_headed_network import losses_of
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.observers.plain import Facts, Plain, describe, number

Losses = dict[str, float]

_losses = partial(symptom, "joint_step", expected="a dict, {expected}", got="{got}")


def _returned(
    given: Facts, seen: Facts, is_it: Callable[[Any, Losses, Step], bool]
) -> bool | dict[str, str]:
    """Return words on the first call whose result, the right losses and step are as asked."""
    for step in steps(given, seen):
        result, truth = step.seen["returned"], losses_of(step.before, step.batches)
        if is_it(result, truth, step):
            return {"expected": _in_words(truth), "got": _in_words(result)}
    return False


def _in_words(losses: Plain) -> str:
    if not isinstance(losses, dict) or "unreadable" in losses:
        return describe(losses)
    return ", ".join(f"{name}: {_loss_in_words(loss)}" for name, loss in losses.items())


def _loss_in_words(loss: Plain) -> str:
    return describe(loss) if number(loss) is None else f"{float(loss):.4f}"


@_losses()
def total_returned(given: Facts, seen: Facts) -> Shown:
    """The function returns one number. Return a loss for each dataset, by its name."""
    return _returned(given, seen, lambda result, *_: number(result) is not None)


@_losses()
def losses_not_returned(given: Facts, seen: Facts) -> Shown:
    """The function should return the loss of each dataset, in a dict by its name.{asked}"""
    words = _returned(
        given, seen, lambda it, truth, _: not isinstance(it, dict) or not set(truth) <= set(it)
    )
    asked = forgotten_return(describe(seen["calls"][0]["returned"]))
    return isinstance(words, dict) and {**words, "asked": asked}


@_losses()
def more_than_losses(given: Facts, seen: Facts) -> Shown:
    """The dict holds more than the losses, and its entries will be taken for datasets."""
    return _returned(given, seen, lambda result, truth, _: len(result) > len(truth))


@_losses()
def loss_not_a_number(given: Facts, seen: Facts) -> Shown:
    """The loss of a dataset should be one number, the mean over its batch."""
    return _returned(given, seen, lambda result, *_: None in map(number, result.values()))


def _gives(given: Facts, seen: Facts, wrong: Callable[[Losses, Step], Losses]) -> Shown:
    """Return words if a call gives these losses in place of the right ones."""

    def is_it(result: Plain, truth: Losses, step: Step) -> bool:
        return not _near(result, truth) and _near(result, wrong(truth, step))

    return _returned(given, seen, is_it)


@_losses()
def weighted_losses_returned(given: Facts, seen: Facts) -> Shown:
    """The losses are returned with their weights. Return them without, to compare runs."""
    return _gives(given, seen, lambda it, step: {n: it[n] * step.weights[n] for n in it})


@_losses()
def losses_after_update(given: Facts, seen: Facts) -> Shown:
    """These are the losses after the update. Return those before it, which are known already."""
    return _gives(given, seen, lambda _, step: losses_of(step.after, step.batches))


@_losses()
def summed_losses_returned(given: Facts, seen: Facts) -> Shown:
    """The losses are summed over the images. Return their means, as they are minimised."""
    return _gives(given, seen, lambda it, step: {n: it[n] * len(step.batches[n][1]) for n in it})


@_losses()
def losses_exchanged(given: Facts, seen: Facts) -> Shown:
    """These are the losses of other datasets: names and losses are not in the same order."""
    return _gives(given, seen, lambda it, _: dict(zip(it, [*it.values()][::-1], strict=True)))


@_losses(is_vague=True)
def other_losses(given: Facts, seen: Facts) -> Shown:
    """These are not the losses of the batches."""
    return _gives(given, seen, lambda it, step: step.seen["returned"])


def _near(one: Losses, two: Losses) -> bool:
    return all(np.isclose(float(one[name]), float(two[name]), rtol=1e-4, atol=1e-5) for name in two)
