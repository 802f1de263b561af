"""Classes that nbgrader has handed out and collected: what its release version becomes."""

import ast
import copy
import inspect
import json
import os
import subprocess
import sys
import textwrap
from itertools import zip_longest
from pathlib import Path

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course_utils import solutions
from course_utils.exercises import of_lesson
from course_utils.grading.marks import Marks
from course_utils.grading.nbgrader.course_folder import CONFIG, for_nbgrader
from course_utils.notebooks.reading import exercise_of
from tests.classes import HOSTILE, IMPORTS

COMMANDS = Path(sys.executable).parent
ASSIGNMENT = "lesson"


def nbgrader(course, *arguments, may_fail=False):
    """Run a command of nbgrader's in a course folder, and return what it says."""
    done = subprocess.run(
        [COMMANDS / "nbgrader", *arguments],
        cwd=course,
        env=os.environ | {"PATH": f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,  # it waits for ever where its kernel sends nonsense
    )
    if done.returncode and not may_fail:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-4000:])
    return done.stdout + done.stderr


def exercises_only(lesson=1, imports=IMPORTS):
    """Return a lesson cut down to its exercises and checks: a kernel runs it in a moment."""
    cells = [new_code_cell(f"{imports}\n\nfrom course_utils import check")]
    for exercise in of_lesson(lesson):
        metadata = {"course": {"exercise": exercise.name}, "tags": ["exercise"]}
        cells.append(new_code_cell(solutions.source(exercise.name), metadata=metadata))
        cells.append(new_code_cell(f"{exercise.name} = check({exercise.name})"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_small_course(course, seed, notebook):
    """Write a course of one assignment, and return what real nbgrader releases of it."""
    place = course / "source" / ASSIGNMENT
    place.mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    source = json.dumps(for_nbgrader(notebook, Marks(), seed))
    (place / f"{ASSIGNMENT}.ipynb").write_text(source, encoding="utf-8")
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    return nbformat.read(course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def hand_in(course, student, notebook):
    """Write a submission where nbgrader's collect would put it."""
    path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def typed_into(release, texts):
    """Return a release with answers typed into its exercise cells: a text for each exercise."""
    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        if exercise_of(cell) in texts:
            cell.source = texts[exercise_of(cell)]
    return notebook


def right_texts(lesson=1):
    """Return the reference solution of each exercise."""
    return {exercise.name: solutions.source(exercise.name) for exercise in of_lesson(lesson)}


def hostile(release, name):
    """Return a release of lesson 01 with a hostile answer to prepare_images, the rest right.

    Its first answer is typed into the exercise cell, or is what the cell was turned into. Cells
    without an exercise stand around it; where there are no others, below the empty stub.
    """
    notebook = typed_into(release, right_texts())
    own = [
        cell
        for cell in jupytext.read(HOSTILE / f"{name}.py", fmt="py:percent").cells
        if not cell.source.startswith("# expect:")
    ]
    place = next(i for i, c in enumerate(notebook.cells) if exercise_of(c) == "prepare_images")
    given = notebook.cells[place]
    answer = next((c for c in own if exercise_of(c) or c.cell_type == "markdown"), None)
    if answer is None:
        own.insert(0, _stub(release, "prepare_images"))
    else:
        answer.id, answer.metadata = given.id, given.metadata
    notebook.cells[place : place + 1] = own
    return notebook


def shared_out(answers, lesson=1):
    """Share out the answers to a lesson's exercises: each to one student, one for each exercise.

    Whoever gets none for an exercise, because there are fewer than for others, has it right.

    Returns
    -------
    list of dict
        For each student and exercise the name of the answer and its text.
    """
    exercises = [exercise.name for exercise in of_lesson(lesson)]
    columns = [
        [(name, text_of(exercise, function)) for name, function in answers[exercise].items()]
        for exercise in exercises
    ]
    right = {exercise: ("right", text) for exercise, text in right_texts(lesson).items()}
    return [
        {e: pair or right[e] for e, pair in zip(exercises, row, strict=True)}
        for row in zip_longest(*columns)
    ]


def text_of(exercise, function):
    """Return an answer of the tests as a learner would type it: helpers, then the function."""
    module = inspect.getmodule(function)
    helpers = [node for node in ast.parse(inspect.getsource(module)).body if _is_helper(node)]
    definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    definition.decorator_list, definition.name = [], exercise
    return "\n\n".join(ast.unparse(node) for node in [*helpers, definition])


def _is_helper(node):
    if isinstance(node, ast.FunctionDef):
        return not node.decorator_list
    return not (
        isinstance(node, ast.Expr)
        or (isinstance(node, ast.ImportFrom) and node.module == "tests.answers")
    )


def _stub(release, name):
    return copy.deepcopy(next(cell for cell in release.cells if exercise_of(cell) == name))
