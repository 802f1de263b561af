"""What students have chosen and written in their notebooks, read without running anything."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from course_utils.errors import CourseError
from course_utils.grading.marks import Marks
from course_utils.grading.submissions import Submission, read_submission
from course_utils.grading.tables import Grade
from course_utils.notebooks.reading import read_notebook, source_of
from course_utils.questions.reading import WRITE_HERE, Asked, lessons

LONGEST = 5_000
"""Signs of a text that are shown."""
PREFIX = "question: "
"""What stands before a question's name in `grades.csv`, where it could be an exercise's."""


@dataclass(frozen=True)
class Written:
    """What one student has chosen and written."""

    student: str
    lessons: set[str]
    chosen: dict[str, str] = field(default_factory=dict)
    """For each question that was answered, the letter."""
    explained: dict[str, str] = field(default_factory=dict)
    """For each open question that was answered, the text."""


def read_written(submissions: Iterable[Submission]) -> list[Written]:
    """Return what each student has chosen and written, over all notebooks handed in."""
    of_students: dict[str, Written] = {}
    for submission in submissions:
        contents = read_submission(submission)
        if contents.problem:
            continue
        one = of_students.setdefault(submission.student, Written(submission.student, set()))
        numbers = {exercise.lesson for exercise in contents.exercises}
        one.lessons.update(name for name in lessons() if int(name.split("_")[1]) in numbers)
        for cell in contents.cells:
            one.chosen.update(_answers_in(cell.source))
        one.explained.update(_explained_in(submission))
    return list(of_students.values())


def grades_of_questions(written: Iterable[Written], marks: Marks) -> list[Grade]:
    """Return a row for each question of the lessons that a student handed in.

    Empty where the marks file gives no points for questions.
    """
    most = marks.questions
    if not most:
        return []
    return [
        _grade(one, asked, name, marks)
        for one in written
        for lesson, asked in lessons().items()
        if lesson in one.lessons
        for name in asked.questions
    ]


def choices(written: Iterable[Written], asked: Asked) -> dict[str, dict[str, list[str]]]:
    """Return for each question of a lesson, and each of its letters, who has chosen it."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for name, question in asked.questions.items():
        for letter in question.options:
            found[name][letter] = [one.student for one in written if one.chosen.get(name) == letter]
    return dict(found)


def _grade(one: Written, asked: Asked, name: str, marks: Marks) -> Grade:
    options = asked.questions[name].options
    option = options.get(one.chosen.get(name, ""))
    most = marks.questions
    if option is None:
        return Grade(one.student, PREFIX + name, "not_attempted", 0.0, most, "No option is chosen.")
    status = "passed" if option.is_right else "failed"
    points = most * marks.late.get(one.student, 1.0) if option.is_right else 0.0
    return Grade(one.student, PREFIX + name, status, points, most, option.reply)


def _answers_in(source: str) -> dict[str, str]:
    """Return the letters that a cell's calls of `ask` give, by the names of the questions."""
    try:
        nodes = list(ast.walk(ast.parse(source))) if "ask(" in source else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found = {}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ask":
            values = [it.value for it in node.args if isinstance(it, ast.Constant)]
            if len(values) == 2 and all(isinstance(value, str) for value in values):
                found[str(values[0])] = str(values[1]).strip().lower()[:1]
    return found


def _explained_in(submission: Submission) -> dict[str, str]:
    try:
        cells = read_notebook(submission.path)["cells"]
    except CourseError:
        return {}
    found = {}
    for cell in cells:
        course = cell["metadata"].get("course")
        name = course.get("explain") if isinstance(course, dict) else None
        text = source_of(cell).strip()
        if isinstance(name, str) and text and text != WRITE_HERE:
            found[name] = text[:LONGEST]
    return found
