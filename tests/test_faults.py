"""Exercises that start from code which runs and is wrong."""

import textwrap

import pytest

from course_utils import check, solutions
from course_utils.exercises import all_exercises, named
from course_utils.exercises.checking import verdict_on
from course_utils.exercises.faults import not_attempted_if_as_given
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.records import Key, Record
from course_utils.grading.similarity import near_identical
from course_utils.notebooks.reading import CodeCell

FAULTY = [name for name in all_exercises() if solutions.starts_with_a_fault(name)]
GENERAL = {"wrong-values", "wrong-result", "wrong-shape", "wrong-dtype", "raised"}


def as_given(name):
    """Return the function that the cell of an exercise defines before a learner changes it."""
    defined = {"__name__": "notebook"}
    exec("import keras\nimport numpy as np\nimport tensorflow as tf", defined)
    if name == "task_sets":
        defined["split_dataset"] = solutions.reference("split_dataset")
    exec(solutions.stub(name), defined)
    return defined[name]


def test_each_lesson_from_the_second_on_has_one_fault_to_find():
    assert [named(name).lesson for name in FAULTY] == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", FAULTY)
def test_the_stub_has_the_docstring_of_the_solution_and_the_body_of_the_fault(name):
    stub, solution = solutions.stub(name), solutions.source(name)
    assert stub.split('"""')[:2] == solution.split('"""')[:2]
    assert stub.split('"""')[2] != solution.split('"""')[2]
    assert "NotImplementedError" not in stub


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_runs_and_is_found_by_its_own_misconception(name):
    function = as_given(name)
    for seed in (0, 1, 2026):
        verdict = verdict_on(named(name), function, seed)
        assert verdict.status == "failed", verdict
        assert verdict.finding.misconception not in GENERAL


@pytest.mark.parametrize("name", FAULTY)
def test_an_unchanged_cell_is_not_attempted_whatever_its_comments_say(name):
    verdict = verdict_on(named(name), as_given(name), 0)
    stub = solutions.stub(name)
    signature, _, body = stub.split('"""', 2)
    for cell in (stub, f"# mine\n{stub}  # why?", f'{signature}"""Short."""{body}'):
        assert not_attempted_if_as_given(verdict, cell).status == "not_attempted"


@pytest.mark.parametrize("name", FAULTY)
def test_a_changed_cell_gets_its_verdict(name):
    verdict = verdict_on(named(name), as_given(name), 0)
    changed = solutions.stub(name) + "\n    print('mine')"
    for cell in (changed, solutions.source(name), "", "def", "x = 1", "\0"):
        assert not_attempted_if_as_given(verdict, cell) == verdict


def test_a_blank_cell_of_another_exercise_is_no_fault():
    assert not solutions.is_as_given("split_dataset", solutions.stub("split_dataset"))


def test_a_submission_with_the_fault_as_given_is_not_attempted():
    name = "forgetting"
    cells = [
        CodeCell(1, "import numpy as np"),
        CodeCell(2, solutions.stub(name), name),
    ]
    (verdict,) = verdicts_on(cells, [named(name)], Conditions())
    assert verdict.status == "not_attempted"
    repaired = [cells[0], CodeCell(2, solutions.source(name), name)]
    (verdict,) = verdicts_on(repaired, [named(name)], Conditions())
    assert verdict.passed


def test_a_fault_as_given_is_not_attempted_where_it_cannot_even_run():
    cells = [CodeCell(1, solutions.stub("task_sets"), "task_sets")]
    conditions = Conditions(seed=1)  # as for marks: no reference takes the place of split_dataset
    (verdict,) = verdicts_on(cells, [named("task_sets")], conditions)
    assert verdict.status == "not_attempted"
    changed = solutions.stub("task_sets") + "\n    # mine\n    pass"
    (verdict,) = verdicts_on([CodeCell(1, changed, "task_sets")], [named("task_sets")], conditions)
    assert verdict.status == "error"


def test_check_says_that_the_fault_is_still_to_be_found(shell, capsys):
    shell.run_cell(solutions.stub("combine_datasets"))
    shell.run_cell("goes_on = check(combine_datasets)")
    shown = " ".join(capsys.readouterr().out.split())
    assert "○ combine_datasets: not attempted" in shown
    assert "it runs, and something in it is wrong" in shown
    assert shell.user_ns["goes_on"] is solutions.reference("combine_datasets")


NAME = "precision_recall"
FIXED = solutions.source(NAME).replace(f"def {NAME}(", "def fixed(")
STUB = solutions.stub(NAME)
REPAIRS = {
    "under another name": f"{STUB}\n{FIXED}\n{NAME} = fixed",
    "in a branch": f"{STUB}\nif True:\n{textwrap.indent(solutions.source(NAME), '    ')}",
    "by a decorator": f"import functools\n{FIXED}\ndef mend(function):\n"
    "    return functools.wraps(function)(lambda *given: fixed(*given))\n@mend\n" + STUB,
    "by a class": f"{STUB}\n{FIXED}\nclass {NAME}:\n"
    "    def __new__(cls, *given):\n        return fixed(*given)",
}


@pytest.fixture
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.user_ns["check"] = check
    shell.run_cell("import numpy as np")
    return shell


@pytest.mark.parametrize("cell", REPAIRS.values(), ids=REPAIRS)
def test_a_repair_beside_the_fault_is_checked(cell, shell, capsys):
    shell.run_cell(cell)
    shell.run_cell(f"check({NAME})")
    assert f"✓ {NAME}: passed" in capsys.readouterr().out


def test_a_repair_in_another_cell_is_checked(shell, capsys):
    shell.run_cell(f"{STUB}\n{FIXED}")
    shell.run_cell(f"{NAME} = fixed\ncheck({NAME})")
    assert f"✓ {NAME}: passed" in capsys.readouterr().out
    shell.run_cell(STUB)
    shell.run_cell(f"import functools\nfirst = {NAME}")
    shell.run_cell(f"{NAME} = functools.wraps(first)(lambda *given: fixed(*given))\ncheck({NAME})")
    assert f"✓ {NAME}: passed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "more", ["print('tried')", "import numpy as np", 'x = "\\d"', f"{NAME}([1], [1], 1)"]
)
def test_a_fault_that_is_tried_out_in_its_cell_is_still_the_fault(more, recwarn):
    assert solutions.is_as_given(NAME, f"{STUB}\n{more}")
    assert not list(recwarn)


def test_a_cell_of_megabytes_is_no_fault():
    assert not solutions.is_as_given(NAME, STUB + "\n#" + "x" * 10**6)


def test_a_wrong_attempt_in_another_cell_has_its_verdict():
    cells = [
        CodeCell(1, "import numpy as np"),
        CodeCell(2, solutions.stub("forgetting"), "forgetting"),
        CodeCell(3, "def forgetting(before, after):\n    return {}"),
    ]
    (verdict,) = verdicts_on(cells, [named("forgetting")], Conditions())
    assert verdict.status == "failed"


@pytest.mark.parametrize("name", FAULTY)
def test_what_all_were_given_makes_no_two_answers_alike(name):
    def record(student, source):
        return Record(Key(student, "a.ipynb", student, ""), [], code={name: source})

    given = [record(student, solutions.stub(name)) for student in ("ann", "bob")]
    assert near_identical(given) == []
