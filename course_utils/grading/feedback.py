"""A page for each student: what was right, what was wrong in words, the own code beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from course_utils.exercises import find
from course_utils.exercises.verdict import WORDS
from course_utils.grading.chosen import Verdicts
from course_utils.grading.left_out import MISCONCEPTION
from course_utils.grading.marks import Marks
from course_utils.grading.names import file_names
from course_utils.grading.tables import (
    LONGEST_TEXT,
    NOT_HANDED_IN,
    PREFIX,
    Grade,
    cut,
    printable,
    replace_text,
)
from course_utils.grading.templates import template
from course_utils.machine.file_names import for_this_system


def write_feedback(folder: Path, verdicts: Verdicts, grades: Sequence[Grade], marks: Marks) -> None:
    """Write `feedback/STUDENT.html` for each student, and remove those of others.

    Each page says as much as ``marks.show`` lets it: ``verdicts`` whether an exercise passed,
    ``points`` its points, ``all`` both and what was wrong, with a hint and the student's code. What
    the instructor says, and that work was late, stands on all of them.
    """
    (folder / "feedback").mkdir(exist_ok=True)
    by_student = defaultdict(list)
    for grade in grades:
        by_student[grade.student].append(grade)
    names = {
        student: for_this_system(f"{name}.html") for student, name in file_names(by_student).items()
    }
    for path in (folder / "feedback").glob("*.html"):
        if path.name not in names.values():
            path.unlink()  # of an earlier run: it would be handed out by mistake
    page = template("feedback.html")
    for student, rows in by_student.items():
        of_exercises = [row for row in rows if not row.exercise.startswith(PREFIX)]
        text = page.render(
            student=printable(student),
            summary=_summary(of_exercises, rows, marks.show),
            comment=marks.comment(student),
            lessons=[
                (lesson, [_of_exercise(row, verdicts) for row in own])
                for lesson, own in groupby(of_exercises, key=_lesson)
            ],
            questions=[row for row in rows if row.exercise.startswith(PREFIX)],
            words=WORDS,
            show=marks.show,
        )
        replace_text(folder / "feedback" / names[student], text)


def _lesson(row: Grade) -> int:
    exercise = find(row.exercise)
    return exercise.lesson if exercise else 0


def _summary(of_exercises: Sequence[Grade], rows: Sequence[Grade], show: str) -> str:
    """Return how it went in one line, with points or without."""
    points = f"{sum(it.points for it in rows):g} of {sum(it.max_points for it in rows):g} points."
    if show == "points":
        return points
    counts = Counter(
        "not handed in" if it.message == NOT_HANDED_IN else WORDS[it.status] for it in of_exercises
    )
    passed = counts.pop(WORDS["passed"], 0)
    others = "".join(f", {count} {words}" for words, count in counts.most_common())
    verdicts = f"{passed} of {len(of_exercises)} exercises passed{others}."
    return verdicts if show == "verdicts" else f"{points} {verdicts}"


def _of_exercise(grade: Grade, verdicts: Verdicts) -> dict[str, Any]:
    """Return what a student reads of one exercise: the verdict in words, and a first hint."""
    chosen = verdicts.of(grade)
    verdict, exercise = chosen.verdict, find(grade.exercise)
    is_readable = verdict.finding is not None or verdict.status in ("not_attempted", "missing")
    is_left_out = verdict.finding is not None and verdict.finding.misconception == MISCONCEPTION
    is_there = grade.message != NOT_HANDED_IN
    needs_hint = is_readable and not verdict.passed and not is_left_out and is_there
    lines = [
        (label, printable(cut(text, LONGEST_TEXT)))
        for label, text in verdict.lines()
        if label != "Next" or is_left_out  # else the hint says it
    ]
    return {
        "grade": grade,
        "headline": verdict.headline,
        "lines": lines,
        "hint": exercise.hints[0] if exercise and needs_hint else "",
        "code": printable(chosen.code),
    }
