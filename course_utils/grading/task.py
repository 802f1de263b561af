"""A submission as data, and grading it: the same on this machine and on another one."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from course_utils.exercises import find
from course_utils.exercises.judging import crashed
from course_utils.grading.budget import is_out_of_time
from course_utils.grading.limits import BUDGET, Limits
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.nursery_process import Nursery
from course_utils.grading.records import Key, Record
from course_utils.grading.settings import Settings
from course_utils.grading.submissions import Contents, Submission
from course_utils.grading.unexplained import kept
from course_utils.notebooks.reading import CodeCell
from course_utils.observers.plain import Plain

_LONGEST = 20_000  # signs of an answer that are kept, to find answers that are alike


@dataclass(frozen=True)
class Task:
    """One notebook to grade.

    Parameters
    ----------
    key : Key
    cells : list of CodeCell
    exercises : list of str
        Those to grade.
    files : dict of str to bytes
        What lies beside the notebook.
    seed : int
        Of the hidden inputs.
    most_seconds : float
        For all cases of an exercise together.
    budget : float
        Seconds by the clock for all exercises together.
    lost : tuple of str
        Exercises that have failed for good before, and whose references others may need.
    """

    key: Key
    cells: list[CodeCell]
    exercises: list[str]
    files: dict[str, bytes]
    seed: int
    most_seconds: float
    budget: float = BUDGET
    lost: tuple[str, ...] = ()


def task_of(submission: Submission, contents: Contents, key: Key, settings: Settings) -> Task:
    """Return what grading a submission takes."""
    names = [exercise.name for exercise in contents.exercises]
    files = submission.files_beside()
    return Task(key, contents.cells, names, files, settings.seed, settings.most_seconds)


def carry_out(task: Task, nursery: Nursery | None) -> Record:
    """Grade a notebook. Without a nursery its worker imports TensorFlow for itself."""
    start = time.perf_counter()
    conditions = Conditions(
        files=task.files,
        nursery=nursery,
        limits=Limits(),
        seed=task.seed,
        most_seconds=task.most_seconds,
        budget=task.budget,
        lost=task.lost,
    )
    exercises = [exercise for exercise in map(find, task.exercises) if exercise]
    observations: dict[str, Plain] = {}
    changed: set[str] = set()
    verdicts = verdicts_on(task.cells, exercises, conditions, observations, changed)
    code = {cell.exercise: cell.source[:_LONGEST] for cell in task.cells if cell.exercise}
    seconds = round(time.perf_counter() - start, 2)
    seen = kept(verdicts, observations)
    return Record(task.key, verdicts, seconds, code, seen, sorted(changed))


def that_ends_its_machine(task: Task) -> Record:
    """Return the record of a notebook that ends whatever grades it."""
    message = "Grading it ended the process that graded it, each time it was tried."
    exercises = [exercise for exercise in map(find, task.exercises) if exercise]
    return Record(task.key, [crashed(exercise, message) for exercise in exercises])


def once_more(task: Task, record: Record) -> Task | None:
    """Return the task to try again what a busy machine, or a neighbour, could have caused.

    None if there is no such exercise, or nothing is left of the submission's time.
    """
    names = [
        verdict.exercise
        for verdict in record.verdicts
        if not verdict.is_final and not is_out_of_time(verdict)
    ]
    left = task.budget - record.seconds
    if not names or left <= 0:
        return None
    lost = [it.exercise for it in record.verdicts if it.is_final and not it.passed]
    return replace(task, exercises=names, budget=left, lost=(*task.lost, *lost))


def merged(first: Record, second: Record) -> Record:
    """Return a record with the verdicts of a second trial in place of those of the first."""
    again = {verdict.exercise: verdict for verdict in second.verdicts}
    verdicts = [again.get(verdict.exercise, verdict) for verdict in first.verdicts]
    seconds = round(first.seconds + second.seconds, 2)
    changed = sorted({*first.changed, *second.changed})
    seen = first.seen | second.seen
    return replace(first, verdicts=verdicts, seconds=seconds, seen=seen, changed=changed)
