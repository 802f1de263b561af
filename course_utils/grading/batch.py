"""Grading all submissions of a class: several at once, and each of them once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from course_utils.errors import CourseError
from course_utils.exercises import all_exercises, find, of_lesson
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.verdict import Verdict
from course_utils.grading.handed_in.finding import read_class
from course_utils.grading.handed_in.students import kept_mapping
from course_utils.grading.limits import BUDGET_OF_A_STUDENT
from course_utils.grading.marks import Marks
from course_utils.grading.records import Key, Record, Records
from course_utils.grading.rows import rank
from course_utils.grading.settings import (
    Settings,
    conditions_of,
    has_settings,
    read_settings,
    settings_for,
)
from course_utils.grading.submissions import Submission, lesson_in_name, read_submission
from course_utils.grading.task import Task, merged, once_more, task_of


@dataclass(frozen=True)
class Batch:
    """What is to be graded into one folder, and how.

    Parameters
    ----------
    source : Path
        The folder of submissions, or their archive.
    submissions : list of Submission
        What is in it.
    folder : Path
        The folder of results, locked.
    marks : Marks
        Whose excluded students are left out.
    most_seconds : float
        For all cases of an exercise together, if that is less than its own limit.
    seed : int, optional
        Of the hidden inputs; that of the folder, or a new one, if not given.
    only : str, optional
        The one student who is graded. Of all others what is there stays, whatever has changed.
    """

    source: Path
    submissions: list[Submission]
    folder: Path
    marks: Marks
    most_seconds: float = math.inf
    seed: int | None = None
    only: str | None = None


class Machine(Protocol):
    """What grades: this machine, or a cluster."""

    width: int
    """How many tasks it should have at a time."""

    def submit(self, task: Task) -> Future[Record]:
        """Grade a task as soon as there is room."""


def grade(
    batch: Batch,
    machine: Machine,
    after_each: Callable[[list[Record]], object] = lambda records: None,
) -> list[Record]:
    """Grade what is not graded yet; return the records of all submissions, in their order.

    Parameters
    ----------
    batch : Batch
    machine : Machine
        What grades. It is handed one submission after another.
    after_each : callable
        Called with the records that are there, at the start and whenever one more is.
    """
    records = Records(batch.folder)
    done = records.read()
    settings = _settings(batch)
    conditions = conditions_of(settings)
    wanted = [s for s in batch.submissions if s.student not in batch.marks.excluded]
    keys = {submission: _key(submission, conditions) for submission in wanted}
    broken: list[Submission] = []
    if batch.only is not None:
        keys |= _of_others(keys, done, batch.only)

    def there() -> list[Record]:
        return [done[key] for key in dict.fromkeys(keys.values()) if key in done]

    def keep(record: Record) -> None:
        records.add(record)
        done[record.key] = record
        after_each(there())

    def tasks() -> Iterator[Task]:
        for submission in wanted:
            if keys[submission] in done or batch.only not in (None, submission.student):
                continue
            contents = read_submission(submission)
            if contents.problem:
                broken.append(submission)
            else:
                task = task_of(submission, contents, keys[submission], settings)
                left = max(0.0, BUDGET_OF_A_STUDENT - spent[submission.student])
                yield replace(task, budget=min(task.budget, left))

    after_each(there())
    spent: dict[str, float] = defaultdict(float)
    unsettled = []
    for task, record in _run(machine, tasks()):
        spent[task.key.student] += record.seconds
        if again := once_more(task, record):
            unsettled.append((again, record))
        else:
            keep(record)
    for task, record in unsettled:  # alone, because a neighbour or a busy machine is no fault
        keep(merged(record, machine.submit(task).result()))
    readable = there()
    for submission in broken:
        keep(_not_gradable(submission, keys[submission], readable))
    return there()


def unpacked_in(folder: Path) -> Path:
    """Return where a folder of results keeps what was in archives."""
    return folder / ".grading" / "unpacked"


def _settings(batch: Batch) -> Settings:
    """Return how a class is graded; where it is only one student, as the others have been."""
    if batch.only is not None and has_settings(batch.folder):
        return read_settings(batch.folder)
    return settings_for(batch.folder, batch.source, batch.seed, batch.most_seconds)


def _of_others(
    keys: dict[Submission, Key], done: dict[Key, Record], only: str
) -> dict[Submission, Key]:
    """Return for the notebooks of all others what they were graded by last."""
    by_content = {(key.student, key.fingerprint): key for key in done}
    by_name = {(key.student, key.notebook): key for key in done}
    by_student = {key.student: key for key in done}  # a notebook may have a new name by now
    found = {
        it: by_content.get((key.student, key.fingerprint))
        or by_name.get((key.student, key.notebook))
        or by_student.get(key.student)
        for it, key in keys.items()
    }
    return {it: key for it, key in found.items() if key and it.student != only}


def _run(machine: Machine, tasks: Iterator[Task]) -> Iterator[tuple[Task, Record]]:
    """Grade tasks, in whatever order they end; no more are read than the machine has room for."""
    running = {machine.submit(task): task for task in islice(tasks, machine.width)}
    while running:
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            yield running.pop(future), future.result()
            running |= {machine.submit(task): task for task in islice(tasks, 1)}


def replay(machine: Machine, folder: Path, student: str, exercise: Exercise) -> Verdict:
    """Try one exercise of a submission once more, on the inputs that it was graded on.

    Of an exercise that was handed in in two notebooks, the better verdict is returned.

    Parameters
    ----------
    machine : Machine
    folder : Path
        The folder of results.
    student : str
        As the tables name them.
    exercise : Exercise

    Raises
    ------
    CourseError
        If nothing of that student has been graded into the folder.
    """
    settings = read_settings(folder)
    found: list[Verdict] = []
    handed_in = read_class(settings.submissions, unpacked_in(folder), kept_mapping(folder))
    for submission in handed_in.submissions:
        if submission.student != student:
            continue
        contents = read_submission(submission)
        if contents.problem or exercise.name not in [e.name for e in contents.exercises]:
            continue
        task = task_of(submission, contents, _key(submission, ""), settings)
        verdicts = machine.submit(task).result().verdicts
        found += [verdict for verdict in verdicts if verdict.exercise == exercise.name]
    if found:
        return max(found, key=lambda verdict: rank(verdict.status))
    raise CourseError(
        f"{settings.submissions} holds no notebook of {student} with {exercise.name}. Students go "
        "by the names that they have in grades.csv."
    )


def _not_gradable(submission: Submission, key: Key, records: list[Record]) -> Record:
    """Return the record of a notebook that cannot be read: an error in each exercise.

    Its lessons are those of the others with its name, else those of the exercises that its text
    defines, else the one in its name, else all of the class.
    """
    contents, named = read_submission(submission), lesson_in_name(key.notebook)
    lessons = (
        _usual_lessons(key.notebook, records)
        or {exercise.lesson for exercise in contents.exercises}
        or ({named} if named else _lessons_in(records))
    )
    message = f"It cannot be graded: {contents.problem}"
    return Record(
        key,
        [
            Verdict(exercise.name, "error", message)
            for number in sorted(lessons)
            for exercise in of_lesson(number)
        ],
    )


def _usual_lessons(name: str, records: list[Record]) -> set[int]:
    """Return the lessons that most of the readable notebooks of a name hold."""
    held = [_lessons_in([it]) for it in records if it.key.notebook == name and it.code]
    return {
        lesson
        for lesson in set().union(*held)
        if 2 * sum(lesson in lessons for lessons in held) > len(held)
    }


def _lessons_in(records: Iterable[Record]) -> set[int]:
    """Return the lessons that records are of; all lessons of the course if they are of none."""
    exercises = [find(verdict.exercise) for record in records for verdict in record.verdicts]
    handed_in = {exercise.lesson for exercise in exercises if exercise}
    return handed_in or {exercise.lesson for exercise in all_exercises().values()}


def _key(submission: Submission, conditions: str) -> Key:
    return Key(submission.student, submission.notebook, submission.fingerprint(), conditions)
