"""The pages of a graded class: feedback for each student, and a report for the instructor."""

from __future__ import annotations

import hashlib
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2

from course_utils.exercises import all_exercises, find
from course_utils.exercises.verdict import SYMBOLS, WORDS
from course_utils.grading.left_out import MISCONCEPTION
from course_utils.grading.records import Record
from course_utils.grading.similarity import near_identical
from course_utils.grading.tables import Grade, printable, replace_text
from course_utils.grading.unexplained import Group
from course_utils.grading.written import PREFIX, Written, choices
from course_utils.questions.reading import lessons

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SLOWEST = 5
_LONGEST_NAME = 180  # bytes, of the 255 that file systems allow


def write_pages(
    folder: Path,
    records: Sequence[Record],
    grades: Sequence[Grade],
    protection: str,
    left_out: Sequence[tuple[str, str]] = (),
    unexplained: Mapping[str, Sequence[Group]] = MappingProxyType({}),
) -> None:
    """Write `feedback/STUDENT.html` for each student, and `class_report.html`.

    Parameters
    ----------
    folder : Path
        The folder of results.
    records : sequence of Record
    grades : sequence of Grade
        The marks of the same students.
    protection : str
        What submissions were shut off from while they ran, in words.
    left_out : sequence of pairs of str
        What lies among the submissions and was not graded: names and reasons.
    unexplained : mapping of str to sequence of Group
        For each exercise the answers that no misconception explains.
    """
    pages = _pages()
    (folder / "feedback").mkdir(exist_ok=True)
    by_student = defaultdict(list)
    for grade in grades:
        by_student[grade.student].append(grade)
    names = {student: _file_name(student) for student in by_student}
    for path in (folder / "feedback").glob("*.html"):
        if path.name not in names.values():
            path.unlink()  # of an earlier run: it would be handed out by mistake
    for student, rows in by_student.items():
        of_exercises = [row for row in rows if not row.exercise.startswith(PREFIX)]
        page = pages.get_template("feedback.html").render(
            student=student,
            rows=[_feedback(row, records) for row in of_exercises],
            questions=[row for row in rows if row.exercise.startswith(PREFIX)],
            words=WORDS,
            total=_total(rows),
        )
        replace_text(folder / "feedback" / names[student], page)
    report = pages.get_template("class_report.html").render(
        n_students=len(by_student),
        exercises=[_of_exercise(name, grades, records) for name in _names(grades)],
        slowest=sorted(records, key=lambda record: -record.seconds)[:_SLOWEST],
        median=statistics.median(record.seconds for record in records) if records else 0,
        failed=[
            grade._replace(message=printable(grade.message))
            for grade in grades
            if grade.status in _NOT_JUDGED
        ],
        similar=near_identical(records),
        changed=sorted((it.key.student, it.changed) for it in records if it.changed),
        unexplained=unexplained,
        printable=printable,
        protection=protection,
        left_out=left_out,
        words=WORDS,
    )
    replace_text(folder / "class_report.html", report)


def write_written(folder: Path, written: Sequence[Written]) -> None:
    """Write `written.html`: what the class has chosen and written, lesson by lesson.

    Parameters
    ----------
    folder : Path
        The folder of results.
    written : sequence of Written
        One for each student.
    """
    handed_in = set().union(*(one.lessons for one in written))
    shown = [
        {
            "title": f"Lesson {lesson.split('_')[1]}",
            "explanations": asked.explanations,
            "texts": {
                name: [(it.student, it.explained[name]) for it in written if name in it.explained]
                for name in asked.explanations
            },
            "questions": asked.questions,
            "choices": choices(written, asked),
        }
        for lesson, asked in lessons().items()
        if lesson in handed_in
    ]
    page = _pages().get_template("written.html").render(lessons=shown, printable=printable)
    replace_text(folder / "written.html", page)


def _pages() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)


_NOT_JUDGED = ("error", "timeout", "crashed", "checker_error", "missing")


def _file_name(student: str) -> str:
    """Return the name of a student's page; a very long one is cut, and told apart by a digest."""
    name = student.encode()
    if len(name) > _LONGEST_NAME:
        digest = hashlib.sha256(name).hexdigest()[:8]
        return f"{name[:_LONGEST_NAME].decode(errors='ignore')}-{digest}.html"
    return f"{student}.html"


def _feedback(grade: Grade, records: Iterable[Record]) -> dict[str, Any]:
    """Return what a student reads of one exercise: the verdict in words, and a first hint."""
    verdict = next(
        verdict
        for record in records
        if record.key.student == grade.student
        for verdict in record.verdicts
        if verdict.exercise == grade.exercise and verdict.status == grade.status
    )
    exercise = find(grade.exercise)
    is_readable = verdict.finding is not None or verdict.status in ("not_attempted", "missing")
    is_left_out = verdict.finding is not None and verdict.finding.misconception == MISCONCEPTION
    needs_hint = is_readable and not verdict.passed and not is_left_out
    hint = exercise.hints[0] if exercise and needs_hint else ""
    lines = [
        (label, printable(text))
        for label, text in verdict.lines()
        if label != "Next" or is_left_out  # else the hint says it
    ]
    return {"grade": grade, "headline": verdict.headline, "lines": lines, "hint": hint}


def _total(rows: list[Grade]) -> tuple[float, float]:
    return sum(row.points for row in rows), sum(row.max_points for row in rows)


def _names(grades: Iterable[Grade]) -> list[str]:
    """Return the exercises that were handed in, in the order of the lessons."""
    handed_in = {grade.exercise for grade in grades}
    return [name for name in all_exercises() if name in handed_in]


def _most_frequent(messages: Counter[str]) -> str:
    """Return the message that most have read, and how many others there are."""
    [(message, _)] = messages.most_common(1)
    return message + (f" (and {len(messages) - 1} like it)" if len(messages) > 1 else "")


def _of_exercise(name: str, grades: Iterable[Grade], records: Iterable[Record]) -> dict[str, Any]:
    """Return how a class did in one exercise: statuses, and misconceptions with their message."""
    statuses = Counter(grade.status for grade in grades if grade.exercise == name)
    messages: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        for verdict in record.verdicts:
            if verdict.exercise == name and verdict.status == "failed" and verdict.finding:
                for finding in (verdict.finding, *verdict.also):
                    messages[finding.misconception][finding.message] += 1
    return {
        "name": name,
        "lesson": all_exercises()[name].lesson,
        "n": sum(statuses.values()),
        "passed": statuses["passed"],
        "statuses": [
            (SYMBOLS[status], WORDS[status], count) for status, count in statuses.most_common()
        ],
        "misconceptions": [
            (misconception, said.total(), _most_frequent(said))
            for misconception, said in sorted(messages.items(), key=lambda it: -it[1].total())
        ],
    }
