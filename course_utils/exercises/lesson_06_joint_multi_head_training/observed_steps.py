"""The calls of `joint_step` as steps of SGD with momentum, to compare with steps in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from course_utils.exercises.lesson_06_joint_multi_head_training.two_headed_network import (
    Batches,
    gradients_of,
)
from course_utils.exercises.symptoms import Shown
from course_utils.observers.networks.two_headed import TRUNK, Weights
from course_utils.observers.plain import Facts

_TOLERANCE = 2e-4

Factors = Mapping[str, float]


class Step(NamedTuple):
    """One call: what it was given, the weights before and after, and what else was seen."""

    given: Facts
    before: Weights
    velocity: Weights
    batches: Batches
    weights: Factors
    after: Weights
    seen: Facts

    def along(self, factors: Factors, batches: Batches | None = None, **how: bool) -> Weights:
        """Return the gradient of losses with these factors, of these batches."""
        return gradients_of(self.before, batches or self.batches, factors, **how)

    def names(self) -> list[str]:
        """Return the names of the batches, in their order."""
        return list(self.batches)

    def went(self, gradient: Weights, only: str = "") -> bool:
        """Return whether the weights, or those of one layer, moved along this gradient."""
        return all(
            np.allclose(one, two, rtol=0, atol=_TOLERANCE)
            for name in ([only] if only else self.before)
            for one, two in zip(self.after[name], self._moved(name, gradient), strict=True)
        )

    def is_right(self, only: str = "") -> bool:
        """Return whether the weights, or those of one layer, are what they should be."""
        return self.went(self.along(self.weights), only)

    def stayed(self, name: str) -> bool:
        """Return whether a layer did not move."""
        return all(map(np.array_equal, self.before[name], self.after[name]))

    def counted(self) -> dict[str, float]:
        """Return by which factors the losses count in this step; empty if it is another one."""
        factors, slopes = {}, self.along(dict.fromkeys(self.batches, 1.0))
        for name in self.batches:
            slope, velocity = slopes[name][0], self.velocity[name][0]
            pull = self.given["momentum"] * velocity + self.before[name][0] - self.after[name][0]
            factors[name] = float((pull * slope).sum() / (slope**2).sum() / self.given["rate"])
        return factors if self.went(self.along(factors)) else {}

    def _moved(self, name: str, gradient: Weights) -> list[np.ndarray]:
        is_frozen = name == TRUNK and self.given["is_frozen"]
        if is_frozen or name not in {TRUNK, *self.batches}:
            return self.before[name]
        rate, momentum = self.given["rate"], self.given["momentum"]
        arrays = zip(self.before[name], gradient[name], self.velocity[name], strict=True)
        return [old - rate * slope + momentum * last for old, slope, last in arrays]


def steps(given: Facts, seen: Facts) -> Iterator[Step]:
    """Yield the calls of a case one after the other."""
    before: Weights = given["weights"]
    velocity: Weights = {name: [0 * array for array in before[name]] for name in before}
    for (batches, weights), call in zip(given["calls"], seen["calls"], strict=True):
        after: Weights = call["weights"]
        yield Step(given, before, velocity, batches, weights, after, call)
        velocity = {
            name: [new - old for new, old in zip(after[name], before[name], strict=True)]
            for name in before
        }
        before = after


def went_wrong(given: Facts, seen: Facts, is_suspected: Callable[[Step], bool]) -> Shown:
    """Return words if some step is wrong, and each wrong one as suspected."""
    wrong = [step for step in steps(given, seen) if not step.is_right()]
    return (
        bool(wrong)
        and all(map(is_suspected, wrong))
        and {"expected": _sum(wrong[0].weights), "got": _sum(wrong[0].counted())}
    )


def _sum(factors: Factors) -> str:
    terms = " + ".join(f"{factors[name]:.3g} · {name}" for name in sorted(factors))
    return f"a step down {terms}" if terms else "another step"
