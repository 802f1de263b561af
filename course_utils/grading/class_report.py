"""The report on a class, for whoever teaches it: one page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from course_utils.exercises import all_exercises
from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import SYMBOLS, WORDS, Verdict
from course_utils.grading.chosen import Verdicts, shortened
from course_utils.grading.class_numbers import histogram, items
from course_utils.grading.names import shown
from course_utils.grading.records import Record
from course_utils.grading.similarity import near_identical
from course_utils.grading.tables import (
    LONGEST_TEXT,
    NOT_HANDED_IN,
    Grade,
    cut,
    printable,
    replace_text,
    totals_of,
)
from course_utils.grading.templates import script, template
from course_utils.grading.unexplained import Group

_SLOWEST = 5
_NOT_JUDGED = ("error", "timeout", "crashed", "checker_error", "missing")
_MOST_CODES = 40  # students of one misconception whose code is on the page: it stays small
_TALLEST = 110  # units of the tallest bar of the histogram


def write_class_report(
    folder: Path,
    records: Sequence[Record],
    grades: Sequence[Grade],
    protection: str,
    left_out: Sequence[tuple[str, str]],
    unexplained: Mapping[str, Sequence[Group]],
) -> None:
    """Write `class_report.html`; the parameters are those of `pages.write_pages`."""
    names = _names(grades)
    code = script("class_report.js")
    totals, verdicts = totals_of(grades), Verdicts(records)
    text = template("class_report.html").render(
        n_students=len(totals),
        protection=protection,
        unexplained=_unexplained(grades, unexplained),
        bars=_bars(histogram(list(totals.values()))),
        spread=_spread([total.points for total in totals.values()]),
        students=_students(grades, names),
        names=names,
        items=items(grades, names),
        exercises=[_of_exercise(name, grades, verdicts) for name in names],
        slowest=sorted(records, key=lambda record: -record.seconds)[:_SLOWEST],
        median=statistics.median(record.seconds for record in records) if records else 0,
        failed=[
            grade._replace(message=_readable(grade.message))
            for grade in grades
            if grade.status in _NOT_JUDGED and grade.message != NOT_HANDED_IN
        ],
        changed=sorted(
            (it.key.student, cut(printable(", ".join(it.changed)), LONGEST_TEXT))
            for it in records
            if it.changed
        ),
        similar=near_identical(records),
        left_out=[(cut(name, LONGEST_TEXT), cut(why, LONGEST_TEXT)) for name, why in left_out],
        symbols=SYMBOLS,
        words=WORDS,
        shown=shown,
        script=code,
        script_digest=base64.b64encode(hashlib.sha256(code.encode()).digest()).decode(),
    )
    replace_text(folder / "class_report.html", text)


def _names(grades: Iterable[Grade]) -> list[str]:
    """Return the exercises that have rows, in the order of the lessons."""
    graded = {grade.exercise for grade in grades}
    return [name for name in all_exercises() if name in graded]


def _unexplained(
    grades: Sequence[Grade], unexplained: Mapping[str, Sequence[Group]]
) -> list[dict[str, Any]]:
    """Return the answers that nobody could explain with their marks, the most frequent first."""
    rows = {(row.student, row.exercise): row for row in grades}
    found = []
    for name, groups in unexplained.items():
        for group in groups:
            marked = [rows[student, name] for student in group.students if (student, name) in rows]
            found.append(
                {
                    "exercise": name,
                    "n": len(group.students),
                    "students": [
                        (shown(student), rows.get((student, name))) for student in group.students
                    ],
                    "points": sorted({f"{row.points:g} of {row.max_points:g}" for row in marked}),
                    **_behaviour(group.finding, group.verdict),
                    "code": printable(shortened(group.code)),
                }
            )
    return sorted(found, key=lambda it: -it["n"])


def _behaviour(finding: Finding, verdict: Verdict) -> dict[str, str]:
    """Return what was expected of a function beside what it did."""
    return {
        "message": _readable(finding.message),
        "expected": _readable(finding.expected),
        "got": _readable(finding.got),
        "tried_on": _readable(verdict.tried_on),
    }


def _readable(text: str) -> str:
    return printable(cut(text, LONGEST_TEXT))


def _bars(counts: list[int]) -> list[tuple[int, int, float, str]]:
    """Return for each bar of the histogram its place, count, height and what it stands for."""
    most = max(counts, default=0) or 1
    return [
        (place, count, _TALLEST * count / most, f"{10 * place} to {10 * (place + 1)} %")
        for place, count in enumerate(counts)
    ]


def _spread(points: list[float]) -> str:
    """Return in words how the points of a class are spread."""
    if not points:
        return "Nobody has been graded."
    if len(points) == 1:
        return f"One student, with {points[0]:g} points."
    low, middle, high = statistics.quantiles(points, n=4, method="inclusive")
    return (
        f"The median is {middle:g} points; the middle half has {low:g} to {high:g}; the least is "
        f"{min(points):g}, the most {max(points):g}."
    )


def _students(grades: Sequence[Grade], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of the table of students and exercises."""
    rows: dict[str, dict[str, Grade]] = defaultdict(dict)
    for grade in grades:
        rows[grade.student][grade.exercise] = grade
    totals = totals_of(grades)
    return [
        {
            "name": shown(student),
            "total": totals[student],
            "cells": [own.get(name) for name in names],
            "failing": " ".join(name for name in names if _fails(own.get(name))),
        }
        for student, own in rows.items()
    ]


def _fails(grade: Grade | None) -> bool:
    return grade is not None and grade.status != "passed"


def _of_exercise(name: str, grades: Sequence[Grade], verdicts: Verdicts) -> dict[str, Any]:
    """Return how a class did in one exercise: statuses, and misconceptions with their students."""
    statuses = Counter(grade.status for grade in grades if grade.exercise == name)
    return {
        "name": name,
        "lesson": all_exercises()[name].lesson,
        "n": sum(statuses.values()),
        "passed": statuses["passed"],
        "statuses": [
            (SYMBOLS[status], WORDS[status], count) for status, count in statuses.most_common()
        ],
        "misconceptions": _misconceptions(name, grades, verdicts),
    }


def _misconceptions(name: str, grades: Sequence[Grade], verdicts: Verdicts) -> list[dict[str, Any]]:
    """Return the misconceptions of an exercise with who has them, the most frequent first."""
    messages: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, list[dict[str, str]]] = defaultdict(list)
    for grade in grades:
        chosen = verdicts.of(grade)
        finding = chosen.verdict.finding
        if grade.exercise != name or grade.status != "failed" or finding is None:
            continue
        for it in (finding, *chosen.verdict.also):
            messages[it.misconception][it.message] += 1
            found = examples[it.misconception]
            found.append(
                {
                    "student": shown(grade.student),
                    "code": printable(chosen.code) if len(found) < _MOST_CODES else "",
                    **_behaviour(it, chosen.verdict),
                }
            )
    return [
        {
            "name": misconception,
            "count": said.total(),
            "message": _readable(_most_frequent(said)),
            "examples": examples[misconception],
        }
        for misconception, said in sorted(messages.items(), key=lambda it: -it[1].total())
    ]


def _most_frequent(messages: Counter[str]) -> str:
    """Return the message that most have read, and how many others there are."""
    [(message, _)] = messages.most_common(1)
    return message + (f" (and {len(messages) - 1} like it)" if len(messages) > 1 else "")
