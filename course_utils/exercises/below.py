"""What stands below a verdict: what was printed, what is saved, and what has passed before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils import solutions
from course_utils.exercises.printed import Printed
from course_utils.exercises.rendering import Fold
from course_utils.exercises.verdict import UNCERTAIN, Verdict
from course_utils.learner import noting


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
    kept = noting.kept_answer(name) if verdict.status == "not_attempted" else None
    if kept:
        before = (
            f"You have passed this before: your answer of {kept.day} is kept in {kept.place}. To "
            "have it here again, copy it from below into the cell above, and run both cells."
        )
    goes_on = (
        f"Until it passes, the notebook goes on with the course's own {name}."
        if solutions.are_here()
        else f"Until it passes, the notebook stops where {name} is needed."
    )
    return [before, goes_on, not_noted]


def folds(verdict: Verdict, printed: Printed | None) -> list[Fold]:
    """Return what a card has folded: what was printed, and an answer that has passed before."""
    kept = noting.kept_answer(verdict.exercise) if verdict.status == "not_attempted" else None
    shown = [Fold(printed.title, printed.text)] if printed else []
    return shown + ([Fold(f"Your answer of {kept.day}", kept.code.rstrip())] if kept else [])
