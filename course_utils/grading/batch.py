"""Grading all submissions of a class: several at once, and each of them once."""

from __future__ import annotations

import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises import all_exercises, find, of_lesson
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.verdict import Verdict
from course_utils.grading.limits import Limits
from course_utils.grading.marks import Marks
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.records import Key, Record, Records
from course_utils.grading.settings import conditions_of, read_settings, settings_for
from course_utils.grading.submissions import (
    Contents,
    Submission,
    as_text,
    find_submissions,
    lesson_in_name,
    lessons_of,
    read_submission,
)
from course_utils.grading.tables import Grade


@dataclass(frozen=True)
class Batch:
    """What is to be graded into one folder, and how.

    Parameters
    ----------
    source : Path
        The folder of submissions.
    submissions : list of Submission
        What is in it.
    folder : Path
        The folder of results, locked.
    marks : Marks
        Whose excluded students are left out.
    jobs : int
        How many submissions are graded at once.
    most_seconds : float
        For all cases of an exercise together, if that is less than its own limit.
    seed : int, optional
        Of the hidden inputs; that of the folder, or a new one, if not given.
    """

    source: Path
    submissions: list[Submission]
    folder: Path
    marks: Marks
    jobs: int = 1
    most_seconds: float = math.inf
    seed: int | None = None


def grade(
    batch: Batch, after_each: Callable[[list[Record]], object] = lambda records: None
) -> list[Record]:
    """Grade what is not graded yet; return the records of all submissions, in their order.

    Parameters
    ----------
    batch : Batch
    after_each : callable
        Called with the records that are there, at the start and whenever one more is.
    """
    records = Records(batch.folder)
    done = records.read()
    settings = settings_for(batch.folder, batch.source, batch.seed, batch.most_seconds)
    seed, conditions = settings.seed, conditions_of(settings)
    wanted = [s for s in batch.submissions if s.student not in batch.marks.excluded]
    contents = {submission: read_submission(submission) for submission in wanted}
    lessons = _lessons_in(contents.values())
    keys = {submission: _key(submission, conditions) for submission in wanted}

    def there() -> list[Record]:
        return [done[key] for key in keys.values() if key in done]

    after_each(there())

    def work(submission: Submission) -> Record:
        start = time.perf_counter()
        verdicts = _verdicts(submission, contents[submission], lessons, seed, batch.most_seconds)
        code = {cell.exercise: cell.source for cell in contents[submission].cells if cell.exercise}
        seconds = round(time.perf_counter() - start, 2)
        return Record(keys[submission], verdicts, seconds, code)

    left = [submission for submission in wanted if keys[submission] not in done]
    with ThreadPoolExecutor(batch.jobs) as pool:
        running = [pool.submit(work, submission) for submission in left]
        try:
            for future in as_completed(running):
                record = future.result()
                records.add(record)
                done[record.key] = record
                after_each(there())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return there()


def replay(folder: Path, student: str, exercise: Exercise) -> Verdict:
    """Try one exercise of a submission once more, on the inputs that it was graded on.

    Parameters
    ----------
    folder : Path
        The folder of results.
    student : str
        The name of the student's folder.
    exercise : Exercise

    Raises
    ------
    CourseError
        If nothing of that student has been graded into the folder.
    """
    settings = read_settings(folder)
    for submission in find_submissions(settings.submissions):
        if submission.student != student:
            continue
        contents = read_submission(submission)
        verdicts = _verdicts(
            submission, contents, {exercise.lesson}, settings.seed, settings.most_seconds
        )
        found = [verdict for verdict in verdicts if verdict.exercise == exercise.name]
        if found:
            return found[0]
    raise CourseError(
        f"{settings.submissions} holds no notebook of {student} with {exercise.name}. Students go "
        "by the names of their folders."
    )


def grades_of(records: Iterable[Record], marks: Marks) -> list[Grade]:
    """Return the rows of `grades.csv`.

    A student who handed in a lesson twice has the better verdict of each exercise.
    """
    best: dict[tuple[str, str], Grade] = {}
    for record in records:
        for verdict in record.verdicts:
            exercise = find(verdict.exercise)
            assert exercise is not None
            student = record.key.student
            grade = Grade(
                student,
                exercise.name,
                verdict.status,
                marks.of(student, exercise, verdict),
                marks.most(exercise),
                verdict.message,
            )
            before = best.get((student, exercise.name))
            if before is None or grade.points > before.points:
                best[student, exercise.name] = grade
    order = list(all_exercises())
    return sorted(best.values(), key=lambda row: (row.student, order.index(row.exercise)))


def _verdicts(
    submission: Submission, contents: Contents, lessons: set[int], seed: int, seconds: float
) -> list[Verdict]:
    if contents.problem:
        named = lesson_in_name(submission.path)
        numbers = sorted({named} if named else lessons)
        return [
            Verdict(exercise.name, "error", f"It cannot be graded: {contents.problem}")
            for number in numbers
            for exercise in of_lesson(number)
        ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        conditions = Conditions(
            submission.path.resolve().parent, Path(empty), Limits(), seed, seconds
        )
        verdicts = verdicts_on(contents.cells, contents.exercises, conditions)
        slow = [
            exercise
            for exercise, verdict in zip(contents.exercises, verdicts, strict=True)
            if verdict.status == "timeout"
        ]
        if not slow:
            return verdicts
        # Once more, because a machine that was busy for a moment is no endless loop.
        again = {v.exercise: v for v in verdicts_on(contents.cells, slow, conditions)}
        return [again.get(verdict.exercise, verdict) for verdict in verdicts]


def _lessons_in(contents: Iterable[Contents]) -> set[int]:
    """Return the lessons of the class: what a notebook that cannot be read should have been."""
    counts = Counter(lesson for each in contents for lesson in lessons_of(each.exercises))
    return set(counts) or {exercise.lesson for exercise in all_exercises().values()}


def _key(submission: Submission, conditions: str) -> Key:
    name = as_text(submission.path.name)
    return Key(submission.student, name, submission.fingerprint(), conditions)
