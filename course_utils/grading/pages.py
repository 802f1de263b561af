"""The pages of a graded class: feedback for each student, and what whoever teaches it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from course_utils.grading.chosen import Verdicts
from course_utils.grading.class_report import write_class_report
from course_utils.grading.feedback import write_feedback
from course_utils.grading.marks import Marks
from course_utils.grading.records import Record
from course_utils.grading.tables import Grade, printable, replace_text
from course_utils.grading.templates import template
from course_utils.grading.unexplained import Group
from course_utils.grading.written import Written, choices
from course_utils.questions.reading import lessons

AS_THEY_ARE = Marks()


def write_pages(
    folder: Path,
    records: Sequence[Record],
    grades: Sequence[Grade],
    protection: str,
    left_out: Sequence[tuple[str, str]] = (),
    unexplained: Mapping[str, Sequence[Group]] = MappingProxyType({}),
    marks: Marks = AS_THEY_ARE,
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
    marks : Marks
        What learners are shown, and what an instructor says of a student's work.
    """
    write_feedback(folder, Verdicts(records), grades, marks)
    write_class_report(folder, records, grades, protection, left_out, unexplained)


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
    page = template("written.html").render(lessons=shown, printable=printable)
    replace_text(folder / "written.html", page)
