"""The verdict on an exercise whose cell still has the fault that it was given with."""

from __future__ import annotations

from course_utils.exercises.verdict import Verdict
from course_utils.solutions import is_as_given


def not_attempted_if_as_given(verdict: Verdict, cell: str) -> Verdict:
    """Return a verdict, or "not attempted" where it is on the fault that the cell was given with.

    Parameters
    ----------
    verdict : Verdict
    cell : str
        The code of the cell that defines the function.
    """
    if verdict.passed or not is_as_given(verdict.exercise, cell):
        return verdict
    return as_given(verdict.exercise)


def as_given(name: str) -> Verdict:
    """Return the verdict on an exercise whose fault is still to be found."""
    return Verdict(
        name,
        "not_attempted",
        "This is the code as it was given: it runs, and something in it is wrong.",
        next_step="compare it line by line with its docstring, mend what differs, then run the "
        f'cell and this one again; hint("{name}") helps you to start',
    )
