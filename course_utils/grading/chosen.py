"""The verdict that a mark is for, and the code that it is on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from course_utils.exercises.verdict import Verdict
from course_utils.grading.records import Record
from course_utils.grading.tables import Grade, cut
from course_utils.grading.unexplained import without_docstring

_MOST_LINES = 120
_MOST_SIGNS = 6_000
"""Of an answer that is shown on a page."""


@dataclass(frozen=True)
class Chosen:
    """The verdict of one row of `grades.csv`, and the code that it is on, if any."""

    verdict: Verdict
    code: str = ""
    notebook: str = ""


class Verdicts:
    """The verdicts of a class, by student and exercise."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._found: dict[tuple[str, str], list[Chosen]] = defaultdict(list)
        for record in records:
            for verdict in record.verdicts:
                code = record.code.get(verdict.exercise, "")
                code = shortened(without_docstring(code, verdict.exercise))
                key = record.key.student, verdict.exercise
                self._found[key].append(Chosen(verdict, code, record.key.notebook))

    def of(self, grade: Grade) -> Chosen:
        """Return what a row is for. Of two notebooks, the one that the row was made of."""
        found = self._found.get((grade.student, grade.exercise), [])
        alike = [it for it in found if it.verdict.status == grade.status]
        own = [it for it in alike if it.notebook == grade.notebook]
        plain = Chosen(Verdict(grade.exercise, grade.status, grade.message))
        return next(iter(own or alike), plain)


def shortened(code: str) -> str:
    """Return code as a page shows it: not too much of it."""
    lines = cut(code, _MOST_SIGNS).splitlines()
    if len(lines) <= _MOST_LINES:
        return "\n".join(lines)
    return "\n".join([*lines[:_MOST_LINES], f"… and {len(lines) - _MOST_LINES} lines more"])
