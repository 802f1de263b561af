"""The judge of an exercise as one function of a case and what was observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.judged import UNEXPLAINED, Judgement, Observed


@dataclass(frozen=True)
class ByFunction:
    """A judge whose function returns findings, the first of which is told."""

    function: Callable[[Case, dict[str, Plain]], list[Finding]]

    def is_right(self, case: Case, observation: dict[str, Plain]) -> bool:
        """Return whether nothing is found on one case."""
        return not self.function(case, observation)

    def judgement(self, exercise: Exercise, observed: Observed) -> Judgement:
        """Return the first finding on the first case that has one."""
        found = (self.function(case, seen) for case, seen in observed)
        return Judgement(next(filter(None, found), [])[:1])

    def is_open(self, finding: Finding) -> bool:
        """Return whether a finding says only that something is wrong."""
        return finding.misconception in UNEXPLAINED

    def essence(self, case: Case, observation: dict[str, Plain]) -> dict[str, Plain]:
        """Return what is compared to find answers that are alike."""
        return observation
