"""One line in a lesson's source becomes the cells of an exercise."""

import ast

import pytest

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import all_exercises
from course_utils.notebooks.building import from_text
from tests import notebook_guards as guards

SOURCE = """\
# %% tags=["nbval-ignore-output"]
split_dataset = check(...)

# %% [markdown]
# ## The next one

# %%
task_sets = check(...)

# %%
task_sets
"""


def made_from(text, folder):
    source = folder / "09_a.py"
    source.write_text(text)
    return from_text(source)


def test_a_line_becomes_the_stub_its_check_and_the_hints(tmp_path):
    cells = made_from(SOURCE, tmp_path).cells
    (explanation,) = (cell.source for cell in cells if cell.source.startswith("Stuck?"))
    assert [cell.source for cell in cells] == [
        solutions.stub("split_dataset"),
        "split_dataset = check(split_dataset)",
        explanation,
        '# hint("split_dataset")\n# solution("split_dataset")',
        "## The next one",
        solutions.stub("task_sets"),
        "task_sets = check(task_sets)",
        '# hint("task_sets")\n# solution("task_sets")',
        "task_sets",
    ]
    assert [cell.id for cell in cells] == [f"cell-{number}" for number in range(1, 10)]


def test_the_cells_are_as_a_notebook_needs_them(tmp_path):
    made = made_from(SOURCE, tmp_path)
    assert guards.exercise_cells_without_stub(made) == []
    assert made.cells[1].metadata == {"tags": ["nbval-ignore-output"]}


def test_a_name_that_is_no_exercise_gets_the_nearest_one(tmp_path):
    with pytest.raises(CourseError, match=r"called split_datset\. Did you mean split_dataset\?"):
        made_from("# %%\nsplit_datset = check(...)\n", tmp_path)


@pytest.mark.parametrize("name", all_exercises())
def test_a_stub_has_the_signature_and_the_docstring_of_the_solution_and_no_more(name):
    (stub,) = ast.parse(solutions.stub(name)).body
    (reference,) = ast.parse(solutions.source(name)).body
    assert (stub.name, ast.unparse(stub.args)) == (name, ast.unparse(reference.args))
    assert ast.get_docstring(stub) == ast.get_docstring(reference)
    body = [ast.unparse(node) for node in stub.body[1:]]
    assert (body == ["raise NotImplementedError"]) == (not solutions.starts_with_a_fault(name))
    assert body != [ast.unparse(node) for node in reference.body[1:]]
