"""Classes of submissions to grade, made from text."""

import re
from pathlib import Path

import jupytext
import nbformat
from nbformat.v4 import new_code_cell

from course_utils import solutions
from course_utils.exercises import of_lesson
from course_utils.grading.handed_in.finding import read_class
from course_utils.notebooks.reading import exercise_of

HOSTILE = Path(__file__).parent / "hostile_submissions"
IMPORTS = "import gzip\nimport struct\n\nimport numpy as np"
_EXPECT = re.compile(r"^# expect:(.*)$", re.MULTILINE)


def hostile_names():
    """Return the names of all hostile submissions."""
    return sorted(path.stem for path in HOSTILE.glob("*.py"))


def expected_statuses(name):
    """Return the status that each exercise of lesson 01 should get; passed if nothing is said."""
    words = _EXPECT.search((HOSTILE / f"{name}.py").read_text(encoding="utf-8"))[1].split()
    statuses = {exercise.name: "passed" for exercise in of_lesson(1)}
    return statuses | dict(zip(words[::2], words[1::2], strict=True))


def hostile_notebook(name):
    """Return lesson 01 with the cells of a hostile submission, and right answers to the rest."""
    notebook = jupytext.read(HOSTILE / f"{name}.py", fmt="py:percent")
    cells = [cell for cell in notebook.cells if not cell.source.startswith("# expect:")]
    answered = {exercise_of(cell) for cell in cells}
    for exercise in of_lesson(1):
        is_missing = expected_statuses(name)[exercise.name] == "missing"
        defines = any(f"def {exercise.name}(" in cell.source for cell in cells)
        if exercise.name not in answered and not is_missing and not defines:
            cells.append(right_cell(exercise.name))
    notebook.cells = [new_code_cell(IMPORTS), *cells]
    return notebook


def right_notebook(lesson=1):
    """Return a notebook with the reference solutions of a lesson."""
    notebook = nbformat.v4.new_notebook()
    cells = [right_cell(exercise.name) for exercise in of_lesson(lesson)]
    notebook.cells = [new_code_cell(IMPORTS), *cells]
    return notebook


def right_cell(name):
    """Return an exercise cell with the reference solution."""
    metadata = {"course": {"exercise": name}, "tags": ["exercise"]}
    return new_code_cell(solutions.source(name), metadata=metadata)


def hand_in(root, student, notebook, name="01_dataset_tour.ipynb"):
    """Write a submission, and return its path."""
    path = root / student / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def handed_in(root, **options):
    """Return what a class has handed in; what is in archives is unpacked beside its folder."""
    return read_class(root, root.parent / f"{root.name} unpacked", **options)


def find_submissions(root):
    """Return the notebooks of a class."""
    return handed_in(root).submissions
