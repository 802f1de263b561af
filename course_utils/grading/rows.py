"""The rows of `grades.csv`: what each student of a class has for each exercise of its lessons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from course_utils.exercises import all_exercises, find, of_lesson
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.verdict import Verdict
from course_utils.grading.marks import Marks
from course_utils.grading.records import Record
from course_utils.grading.tables import LONGEST_TEXT, NOT_HANDED_IN, Grade, cut
from course_utils.grading.time_stamps import NO_TIMES, Times


def grades_of(records: Iterable[Record], marks: Marks, times: Times = NO_TIMES) -> list[Grade]:
    """Return a row for each student and each exercise of the lessons of the class.

    A student who handed in an exercise in two notebooks has the better verdict: the one with more
    points, else the one that says more, else that of the first notebook by name. What was not
    handed in is missing, so that all have the same most.

    Parameters
    ----------
    records : iterable of Record
    marks : Marks
    times : dict
        For a student and a notebook when it was handed in.
    """
    records = list(records)
    best: dict[tuple[str, str], Grade] = {}
    for record in records:
        at = times.get((record.key.student, record.key.notebook))
        for verdict in record.verdicts:
            exercise = find(verdict.exercise)
            if exercise is None:  # of another version of the course, or no exercise at all
                continue
            student = record.key.student
            part, note = marks.part_left(student, exercise.lesson, at)
            points = marks.earned(exercise, verdict) * part
            grade = _grade(student, exercise, verdict, marks)._replace(
                points=points,
                late=part,
                note=note if points else "",
                notebook=record.key.notebook,
            )
            before = best.get((student, exercise.name))
            if before is None or _order(grade) > _order(before):
                best[student, exercise.name] = grade
    lessons = lessons_of(records, marks)
    for record in records:
        for exercise in (it for lesson in lessons for it in of_lesson(lesson)):
            key = record.key.student, exercise.name
            if key not in best:
                best[key] = _not_handed_in(record, exercise, lessons, marks)
    order = {name: place for place, name in enumerate(all_exercises())}
    rows = [by_hand(row, marks) for row in best.values() if _lesson(row) in lessons]
    return sorted(rows, key=lambda row: (row.student, order[row.exercise]))


def lessons_of(records: Iterable[Record], marks: Marks) -> tuple[int, ...]:
    """Return the lessons that count: those of the marks file, else those that anybody handed in.

    What cannot be read is of no lesson for sure, so it counts only where nothing can be read.
    """
    if marks.lessons is not None:
        return marks.lessons
    records = list(records)
    return tuple(sorted(handed_in(records) or handed_in(records, can_be_read=False)))


def handed_in(records: Iterable[Record], *, can_be_read: bool = True) -> Counter[int]:
    """Return for each lesson how many students have handed it in."""
    students: dict[int, set[str]] = defaultdict(set)
    for record in records:
        if can_be_read and _is_unreadable(record):
            continue
        for verdict in record.verdicts:
            if exercise := find(verdict.exercise):
                students[exercise.lesson].add(record.key.student)
    return Counter({lesson: len(found) for lesson, found in students.items()})


def by_hand(row: Grade, marks: Marks) -> Grade:
    """Return a row with what an instructor has decided on it, which counts last."""
    decided = marks.decided(row.student, row.exercise)
    return row._replace(points=decided.applied_to(row.points), comment=decided.comment)


def rank(status: str) -> int:
    """Return how much a status says; between a failed and a blank answer, one not judged."""
    return {"missing": 0, "not_attempted": 1, "failed": 3, "passed": 4}.get(status, 2)


def _grade(student: str, exercise: Exercise, verdict: Verdict, marks: Marks) -> Grade:
    message = cut(verdict.message, LONGEST_TEXT)
    return Grade(student, exercise.name, verdict.status, 0.0, marks.most(exercise), message)


def _not_handed_in(
    record: Record, exercise: Exercise, lessons: tuple[int, ...], marks: Marks
) -> Grade:
    """Return the row of an exercise that a student has not handed in, or not so that it is read.

    A notebook that cannot be read, and seems to be of no lesson of the class, may be of any.
    """
    verdict = Verdict(exercise.name, "missing", NOT_HANDED_IN)
    seems_of = {it.lesson for it in map(find, (it.exercise for it in record.verdicts)) if it}
    if _is_unreadable(record) and seems_of.isdisjoint(lessons):
        verdict = Verdict(exercise.name, record.verdicts[0].status, record.verdicts[0].message)
    return _grade(record.key.student, exercise, verdict, marks)


def _is_unreadable(record: Record) -> bool:
    """Return whether nothing in a notebook could be read: then no answer of it is kept."""
    statuses = {verdict.status for verdict in record.verdicts}
    return not record.code and statuses == {"error"}


def _lesson(row: Grade) -> int:
    return all_exercises()[row.exercise].lesson


def _order(grade: Grade) -> tuple[float, int]:
    """Return what is larger for the better one of two grades of the same exercise."""
    return grade.points, rank(grade.status)
