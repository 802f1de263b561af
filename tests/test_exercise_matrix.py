"""Every exercise against its reference, other correct answers, the stub, wrong answers, promises.

Verdicts are kept: one wrong answer serves several tests.

``pytest tests/test_exercise_matrix.py -s -k matrix`` prints the matrix.
"""

import inspect
from functools import cache
from importlib import import_module
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from rich.console import Console
from rich.table import Table

from course_utils import solutions
from course_utils.exercises import all_exercises, misconceptions
from course_utils.exercises.checking import verdict_on
from tests import machines, promises, right_answers, wrong_answers  # noqa: F401 - they register
from tests.answers import RIGHT, WRONG

# Another processor changes last digits, whatever the inputs, so `make machines` draws them once.
SEEDS = (2026,) if machines.is_set() else (0, 1, 2026)
EXERCISES = list(all_exercises())
PROMISES = {
    exercise: rows
    for path in sorted(Path(promises.__path__[0]).glob("lesson_*.py"))
    for exercise, rows in import_module(f"tests.promises.{path.stem}").PROMISES.items()
}
HEADINGS = {"Parameters", "Returns", "Raises"}


def marks(exercise):
    """Return the marks of a test of many answers: checks that use TensorFlow are slow."""
    return [pytest.mark.slow] if all_exercises()[exercise].needs else []


def seeds(exercise, answer):
    """Return the seeds of an answer's cases: all, or where checks use TensorFlow one of them."""
    one = SEEDS[crc32(answer.encode()) % len(SEEDS)]
    return (one,) if all_exercises()[exercise].needs else SEEDS


def answers(kind):
    """Return every answer of a kind with its seeds."""
    return [
        pytest.param(exercise, name, seed, marks=marks(exercise))
        for exercise in EXERCISES
        for name in kind[exercise]
        for seed in seeds(exercise, name)
    ]


@cache
def verdict(exercise, function, seed):
    return verdict_on(all_exercises()[exercise], function, seed)


def stub(*args, **kwargs):
    raise NotImplementedError


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_reference_solution_passes(exercise, seed):
    assert verdict(exercise, solutions.reference(exercise), seed).passed


@pytest.mark.parametrize(("exercise", "name", "seed"), answers(RIGHT))
def test_correct_answer_in_another_style_passes(exercise, name, seed):
    found = verdict(exercise, RIGHT[exercise][name], seed)
    assert found.passed, found


@pytest.mark.parametrize(("exercise", "name", "seed"), answers(WRONG))
def test_wrong_answer_fails_with_its_own_misconception(exercise, name, seed):
    found = verdict(exercise, WRONG[exercise][name], seed)
    assert found.status == "failed", found
    assert found.finding.misconception == name, found
    assert found.finding.expected
    assert found.finding.got


@pytest.mark.parametrize(
    "exercise", [pytest.param(exercise, marks=marks(exercise)) for exercise in EXERCISES]
)
def test_no_two_wrong_answers_get_the_same_message(exercise):
    messages = [
        verdict(exercise, function, seeds(exercise, name)[0]).message
        for name, function in WRONG[exercise].items()
    ]
    assert len(set(messages)) == len(messages)


def test_every_exercise_has_a_table_of_its_promises():
    assert set(PROMISES) == set(EXERCISES)


@pytest.mark.parametrize("exercise", PROMISES)
def test_every_word_of_a_docstring_stands_in_a_promise(exercise):
    lines = inspect.getdoc(solutions.reference(exercise)).splitlines()
    left = " ".join(" ".join(line for line in lines if set(line) != {"-"}).split())
    for words, _, _ in PROMISES[exercise]:
        assert words in left, f"{words!r} is not promised, or not in this order"
        before, _, after = left.partition(words) if words else (left, "", "")
        left = f"{before.strip()} {after.strip()}".strip()
    assert set(left.split()) <= HEADINGS, left


@pytest.mark.parametrize(
    ("exercise", "row"),
    [
        pytest.param(name, row, marks=marks(name), id=f"{name}-{row[0] or row[2]}")
        for name, rows in PROMISES.items()
        for row in rows
    ],
)
def test_a_broken_promise_is_caught_by_its_case(exercise, row):
    _, answer, case = row
    known = {it.name: it.function for it in misconceptions.of(exercise)} | WRONG[exercise]
    function = answer if callable(answer) else known[answer]
    seed = seeds(exercise, answer)[0] if isinstance(answer, str) else 0
    found = verdict(exercise, function, seed)
    assert found.status in ("failed", "error"), found
    assert case in found.tried_on, found


@pytest.mark.parametrize("exercise", EXERCISES)
def test_stub_is_not_attempted(exercise):
    assert verdict(exercise, stub, SEEDS[0]).status == "not_attempted"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_exercise_has_five_wrong_answers_another_right_one_and_hints(exercise):
    assert len(WRONG[exercise]) >= 5
    assert len(RIGHT[exercise]) >= 1
    assert len(all_exercises()[exercise].hints) >= 2


@pytest.mark.parametrize("exercise", EXERCISES)
def test_cases_change_with_the_seed(exercise):
    def drawn(seed):
        return repr(all_exercises()[exercise].cases(np.random.default_rng(seed)))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.slow
def test_the_matrix_is_printed():
    table = Table("exercise", "answer", "verdict", "misconception", title="Answers and verdicts")
    for name in EXERCISES:
        rows = [("reference", solutions.reference(name)), ("stub", stub)]
        rows += [*RIGHT[name].items(), *WRONG[name].items()]
        for answer, function in rows:
            found = verdict(name, function, seeds(name, answer)[0])
            misconception = found.finding.misconception if found.finding else ""
            table.add_row(name, answer, found.status, misconception)
    Console(width=100).print(table)
    assert table.row_count == sum(
        2 + len(RIGHT[name]) + len(WRONG[name]) for name in all_exercises()
    )
