"""The lessons as an nbgrader course: what `nbgrader generate_assignment` starts from."""

from __future__ import annotations

import ast
import copy
import json
import secrets
from pathlib import Path
from typing import Any

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson
from course_utils.exercises.exercise import Exercise
from course_utils.grading.marks import Marks
from course_utils.learner.release import new_folder
from course_utils.notebooks.reading import exercise_of, read_notebook, source_of
from course_utils.questions.reading import is_model

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
SCHEMA = 3

CONFIG = """\
from course_utils.grading.nbgrader.steps import AUTOGRADE_STEPS, RELEASE_STEPS, SANITIZE_STEPS

c = get_config()
c.CourseDirectory.course_id = "transfer-learning"

# The stub of an exercise, as in the lessons: blank, or with the fault that is to be found.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.GenerateAssignment.preprocessors = RELEASE_STEPS

# The slowest check may take three minutes on a busy machine. nbgrader's own limit is 30 seconds.
c.ExecutePreprocessor.timeout = 300

# Autograding runs the definitions of a notebook, not its training, as `course grade` does.
# Without this line it runs everything, which takes up to three minutes a notebook.
c.Autograde.autograde_preprocessors = AUTOGRADE_STEPS

# A test that a student has deleted comes back, and a copied cell stops nothing.
c.Autograde.sanitize_preprocessors = SANITIZE_STEPS
c.OverwriteCells.add_missing_cells = True

# Feedback shows the verdicts, and not the seed of the hidden inputs.
c.GenerateFeedback.preprocessors.append("nbgrader.preprocessors.ClearHiddenTests")
"""
_TEST = """\
# The points for {name}. The cell below says more, and lets the notebook go on.
from course_utils.grading.nbgrader import mark_exercise

mark_exercise(
    "{name}",
    {name},
    ### BEGIN HIDDEN TESTS
    seed={seed},
    ### END HIDDEN TESTS
)"""


def grade_id_of(exercise: str) -> str:
    """Return nbgrader's name for the cell that has the points of an exercise."""
    return f"test_{exercise}"


def write_course(out: Path, marks: Marks, seed: int | None = None) -> list[str]:
    """Write an nbgrader course with the lessons as its assignments.

    Parameters
    ----------
    out : Path
        A new folder.
    marks : Marks
        The points of the exercises.
    seed : int, optional
        Of the hidden inputs. A new one is drawn if it is not given.

    Returns
    -------
    list of str
        The names of the assignments.

    Raises
    ------
    CourseError
        If this edition has no solutions, or the folder holds something or cannot be written.
    """
    if not solutions.are_here():
        raise CourseError(
            "nbgrader needs the solutions, and this edition of the course comes without them. "
            "Use the one that you released it from."
        )
    seed = secrets.randbits(63) if seed is None else seed
    lessons = {
        path.stem: path
        for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
        if any(exercise.points for exercise in of_lesson(int(path.stem[:2])))
    }
    with new_folder(out):
        (out / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        for name, path in lessons.items():
            place = out / "source" / name / f"{name}.ipynb"
            place.parent.mkdir(parents=True)
            text = json.dumps(
                for_nbgrader(read_notebook(path), marks, seed), ensure_ascii=False, indent=1
            )
            place.write_text(text + "\n", encoding="utf-8")
    return list(lessons)


def for_nbgrader(notebook: dict[str, Any], marks: Marks, seed: int) -> dict[str, Any]:
    """Return a lesson as nbgrader's source version of it.

    Exercise cells hold the solution, between the marks that nbgrader cuts it out by. After each
    comes a test cell with the points: it stands before the `check`, which puts the reference in
    place of a wrong answer. Test cells and checks are locked; all else stays the learner's. Model
    answers to open questions are left out.

    Parameters
    ----------
    notebook : dict
        A lesson. Stays unchanged.
    marks : Marks
        The points of the exercises.
    seed : int
        Of the hidden inputs. nbgrader cuts it out of what students get.
    """
    result = copy.deepcopy(notebook)
    result["metadata"].pop("widgets", None)  # they belong to the outputs
    cells = []
    exercise: Exercise | None = None
    for cell in result["cells"]:
        if is_model(cell):
            continue
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        if exercise and source_of(cell).strip() == f"{exercise.name} = check({exercise.name})":
            cell["metadata"]["nbgrader"] = _nbgrader(f"check_{exercise.name}", locked=True)
        cells.append(cell)
        exercise = find(exercise_of(cell) or "")
        if exercise:
            cell["source"] = _with_solution_marked(exercise.name)
            cell["metadata"]["nbgrader"] = _nbgrader(exercise.name, solution=True)
            cells.append(_test_cell(exercise, marks.most(exercise), seed))
    result["cells"] = cells
    return result


def _with_solution_marked(name: str) -> str:
    """Return a reference solution in which all that follows the docstring is marked as such."""
    source = solutions.source(name)
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    docstring, first = function.body[0], function.body[1]
    indent = " " * first.col_offset
    lines = source.split("\n")
    body = lines[docstring.end_lineno :]
    marked = [f"{indent}### BEGIN SOLUTION", *body, f"{indent}### END SOLUTION"]
    return "\n".join([*lines[: docstring.end_lineno], *marked])


def _test_cell(exercise: Exercise, points: float, seed: int) -> dict[str, Any]:
    name = grade_id_of(exercise.name)
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"nbgrader": _nbgrader(name, locked=True, grade=True, points=points)},
        "source": _TEST.format(name=exercise.name, seed=seed),
        "outputs": [],
        "execution_count": None,
    }


def _nbgrader(name: str, **values: object) -> dict[str, object]:
    """Return nbgrader's metadata for a cell."""
    nothing = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"schema_version": SCHEMA, "grade_id": name, **nothing, **values}
