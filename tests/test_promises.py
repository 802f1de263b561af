"""Every promise of a docstring has a case that catches whoever breaks it."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from course_utils import solutions
from course_utils.exercises import all_exercises, find, misconceptions
from course_utils.exercises.checking import verdict_on
from tests import promises, wrong_answers  # noqa: F401 - the latter register their functions
from tests.answers import WRONG

MODULES = sorted(path.stem for path in Path(promises.__path__[0]).glob("lesson_*.py"))
PROMISES = {
    exercise: rows
    for name in MODULES
    for exercise, rows in import_module(f"tests.promises.{name}").PROMISES.items()
}
HEADINGS = {"Parameters", "Returns", "Raises"}
ROWS = [
    pytest.param(
        name,
        row,
        marks=[pytest.mark.slow] if find(name).needs else [],
        id=f"{name}-{row[0] or row[2]}",
    )
    for name, rows in PROMISES.items()
    for row in rows
]


def answer_of(exercise, answer):
    """Return an answer by the name of a misconception, or of a wrong answer of the tests."""
    if callable(answer):
        return answer
    known = {it.name: it.function for it in misconceptions.of(exercise)}
    return (known | WRONG[exercise])[answer]


def test_every_exercise_has_a_table_of_its_promises():
    assert set(PROMISES) == set(all_exercises())


@pytest.mark.parametrize("exercise", PROMISES)
def test_every_word_of_a_docstring_stands_in_a_promise(exercise):
    lines = inspect.getdoc(solutions.reference(exercise)).splitlines()
    left = " ".join(" ".join(line for line in lines if set(line) != {"-"}).split())
    for words, _, _ in PROMISES[exercise]:
        assert words in left, f"{words!r} is not promised, or not in this order"
        before, _, after = left.partition(words) if words else (left, "", "")
        left = f"{before.strip()} {after.strip()}".strip()
    assert set(left.split()) <= HEADINGS, left


@pytest.mark.parametrize(("exercise", "row"), ROWS)
def test_a_broken_promise_is_caught_by_its_case(exercise, row):
    _, answer, case = row
    verdict = verdict_on(find(exercise), answer_of(exercise, answer), 0)
    assert verdict.status in ("failed", "error"), verdict
    assert case in verdict.tried_on, verdict
