"""What a card says besides the verdict: what is saved, and what has passed before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from course_utils import solutions
from course_utils.exercises.rendering import Fold
from course_utils.exercises.verdict import UNCERTAIN, Verdict
from course_utils.learner import noting


def with_kept(verdict: Verdict) -> tuple[Verdict, list[Fold]]:
    """Return the verdict on a blank exercise that has passed before, and the answer to be folded.

    Any other verdict is returned as it is. The tab in which the answer was written may have been
    closed without saving.
    """
    kept = noting.kept_answer(verdict.exercise) if verdict.status == "not_attempted" else None
    if kept is None:
        return verdict, []
    said = replace(
        verdict,
        message=f"You have passed this before, and that counts: your answer of {kept.day} is kept "
        f"in {kept.place}. The cell above does not have it.",
        next_step="copy your answer from below into the cell above, and run both cells; or write "
        f'another one, for which there is hint("{verdict.exercise}")',
    )
    return said, [Fold(f"Your answer of {kept.day}", kept.code.rstrip())]


def notes(verdict: Verdict, function: Callable[..., Any]) -> list[str]:
    """Note a verdict in the learner's folder, and return the sentences that close its card.

    Parameters
    ----------
    verdict : Verdict
    function : callable
        What was checked.
    """
    name = verdict.exercise
    not_noted = noting.note(name, verdict.status, function)
    if verdict.passed:
        return [noting.keep_answer(name, function), not_noted]
    before = ""
    if verdict.status in UNCERTAIN and noting.has_passed(name, function):
        before = (
            "This very code has passed before, and that pass counts. Run the cells above it, then "
            "this check again."
        )
    goes_on = (
        f"Until it passes, the notebook goes on with the course's own {name}."
        if solutions.are_here()
        else f"Until it passes, the notebook stops where {name} is needed."
    )
    return [before, goes_on, not_noted]
