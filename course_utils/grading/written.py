"""What students have chosen and written in their notebooks, read without running anything."""

from __future__ import annotations

import ast
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from course_utils.errors import CourseError
from course_utils.exercises import find
from course_utils.grading.marks import Marks
from course_utils.grading.rows import by_hand
from course_utils.grading.submissions import Submission, read_submission
from course_utils.grading.tables import NOT_HANDED_IN, PREFIX, Grade
from course_utils.notebooks.definitions import parsed
from course_utils.notebooks.reading import CodeCell, read_notebook, source_of
from course_utils.questions.reading import (
    WRITE_HERE,
    Asked,
    explanations,
    lessons,
    letter_of,
    questions,
)

LONGEST = 5_000
"""Signs of a text that are shown."""
_LONGEST_CELL, _MOST_CELLS = 10_000, 500
"""Signs of a cell with `ask`, and such cells in a notebook, that are read: a few seconds' work."""


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
    """Return what each student has chosen and written, over all notebooks handed in.

    Where two notebooks of a student differ, a right choice counts, as a better verdict does.
    """
    known = questions()
    of_students: dict[str, Written] = {}
    for submission in submissions:
        one = of_students.setdefault(submission.student, Written(submission.student, set()))
        contents = read_submission(submission)
        if contents.problem:
            continue
        numbers = {exercise.lesson for exercise in contents.exercises}
        one.lessons.update(name for name in lessons() if _number(name) in numbers)
        for name, letter in _answers_in(contents.cells).items():
            if name not in one.chosen or known[name].options[letter].is_right:
                one.chosen[name] = letter
        one.explained.update(_explained_in(submission))
    return list(of_students.values())


def grades_of_questions(
    written: Iterable[Written],
    marks: Marks,
    of_exercises: Iterable[Grade] = (),
) -> list[Grade]:
    """Return a row for each question of the lessons of a class, for each student.

    Empty where the marks file gives no points for questions. A notebook that cannot be read counts
    for the lessons of the rows that its exercises have. Questions are as late as the exercises of
    their lesson.
    """
    if not marks.questions:
        return []
    rows: dict[tuple[str, int], Grade] = {}
    for graded in of_exercises:
        if exercise := find(graded.exercise):
            key = graded.student, exercise.lesson
            if key not in rows or graded.late < rows[key].late:
                rows[key] = graded
    return [
        by_hand(_grade(one, asked, name, marks, row), marks)
        for one in written
        for lesson, asked in lessons().items()
        if (row := rows.get((one.student, _number(lesson)))) or (not rows and lesson in one.lessons)
        for name in asked.questions
    ]


def choices(written: Iterable[Written], asked: Asked) -> dict[str, dict[str, list[str]]]:
    """Return for each question of a lesson, and each of its letters, who has chosen it."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for name, question in asked.questions.items():
        for letter in question.options:
            found[name][letter] = [one.student for one in written if one.chosen.get(name) == letter]
    return dict(found)


def _number(lesson: str) -> int:
    """Return the number in a lesson's name, such as 1 in ``lesson_01_dataset_tour``."""
    return int(lesson.split("_")[1])


def _grade(one: Written, asked: Asked, name: str, marks: Marks, row: Grade | None) -> Grade:
    """Return the row of a question; the given one is that of an exercise of its lesson."""
    options = asked.questions[name].options
    option = options.get(one.chosen.get(name, ""))
    most = marks.questions
    if option is None:
        is_there = row is None or row.message != NOT_HANDED_IN
        status = "not_attempted" if is_there else "missing"
        message = "No option is chosen." if is_there else NOT_HANDED_IN
        return Grade(one.student, PREFIX + name, status, 0.0, most, message)
    if not option.is_right:
        return Grade(one.student, PREFIX + name, "failed", 0.0, most, option.reply)
    part, note = (row.late, row.note) if row else (marks.late.get(one.student, 1.0), "")
    return Grade(one.student, PREFIX + name, "passed", most * part, most, option.reply, part, note)


def _answers_in(cells: Iterable[CodeCell]) -> dict[str, str]:
    """Return the letters that calls of `ask` give, by the names of the questions."""
    asking = [it for it in cells if "ask" in it.source and len(it.source) <= _LONGEST_CELL]
    known, found = questions(), {}
    for cell in asking[:_MOST_CELLS]:
        for name, answer in _calls_of_ask(cell):
            letter = letter_of(answer)
            if name in known and letter in known[name].options:
                found[name] = letter
    return found


def _calls_of_ask(cell: CodeCell) -> list[tuple[str, str]]:
    """Return name and answer of each call in a cell that has them as texts."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of a student's code, to an instructor
            nodes = list(ast.walk(parsed(cell.source, cell.label)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for node in nodes:
        if isinstance(node, ast.Call) and _is_ask(node.func):
            given = dict(zip(("name", "answer"), node.args, strict=False))
            given |= {it.arg: it.value for it in node.keywords if it.arg}
            name, answer = (_text_in(given.get(key)) for key in ("name", "answer"))
            if name and answer and len(node.args) + len(node.keywords) == 2:
                found.append((name, answer))
    return found


def _is_ask(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):  # course_utils.ask
        return function.attr == "ask"
    return isinstance(function, ast.Name) and function.id == "ask"


def _text_in(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def _explained_in(submission: Submission) -> dict[str, str]:
    try:
        cells = read_notebook(submission.path)["cells"]
    except CourseError:
        return {}
    known, found = explanations(), {}
    for cell in cells:
        course = cell["metadata"].get("course")
        name = course.get("explain") if isinstance(course, dict) else None
        text = source_of(cell).replace(WRITE_HERE, "").strip()
        if isinstance(name, str) and name in known and text:
            found[name] = text[:LONGEST]
    return found
