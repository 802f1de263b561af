"""The time that a submission has for all of its exercises."""

from __future__ import annotations

from course_utils.exercises.exercise import Exercise, Finding
from course_utils.exercises.verdict import Verdict
from course_utils.grading.limits import BUDGET, BUDGET_OF_A_STUDENT

OUT_OF_TIME = "out-of-time"
"""What a class report counts the exercises under for which a submission had no time left."""


def is_out_of_time(verdict: Verdict) -> bool:
    """Return whether an exercise was not tried to its end for want of the submission's time."""
    return verdict.finding is not None and verdict.finding.misconception == OUT_OF_TIME


def out_of_time(exercise: Exercise) -> Verdict:
    """Return the verdict on an exercise for which nothing was left of the submission's time."""
    minutes = f"{BUDGET / 60:g} minutes"
    return Verdict(
        exercise.name,
        "timeout",
        f"A notebook has {minutes} for all its exercises, and all of a student's notebooks have "
        f"{BUDGET_OF_A_STUDENT / 60:g}. They were over before this one was done.",
        Finding(OUT_OF_TIME, "", f"less than {minutes} for all exercises", "more than that"),
        next_step="look for what takes long, in the exercises above this one too",
    )
