"""Observations that were made up, or made elsewhere: what a process only says earns no mark."""

import copy
import re
from pathlib import Path

import numpy as np
import pytest

from course_utils import solutions
from course_utils.exercises import all_exercises
from course_utils.exercises.judging import judge
from course_utils.exercises.trying import observe

SEEDS = (11, 12)
CAN_BE_HAD = {"set_all_seeds"}
"""Exercises that an observation of other inputs passes: docs/grading.md says why."""

EXERCISES = [
    pytest.param(name, marks=[pytest.mark.slow] if exercise.needs else [])
    for name, exercise in all_exercises().items()
]


def observed(name, seed):
    """Return the cases of a seed, and what the reference solution did on them."""
    exercise = all_exercises()[name]
    cases = exercise.cases(np.random.default_rng(seed))
    return cases, observe(exercise, solutions.reference(name), cases)


def with_echoes(records, cases):
    """Return records in which all that only repeats the inputs is that of other cases."""
    records = copy.deepcopy(records)
    for record, case in zip(records, cases, strict=True):
        seen, given = record.get("observation", {}), case.inputs
        if isinstance(seen.get("inputs_after"), dict):
            seen["inputs_after"] = {key: given[key] for key in seen["inputs_after"]}
        if "heads_after" in seen:
            seen["heads_after"] = given["heads"]
        for call, arguments in zip(seen.get("calls", ()), given.get("calls", ()), strict=False):
            call["arguments"] = dict(zip(("batches", "loss_weights"), arguments, strict=True))
    return records


@pytest.mark.parametrize("name", EXERCISES)
def test_a_right_answers_observation_passes_for_its_own_inputs_and_for_no_others(name):
    exercise = all_exercises()[name]
    (first, of_first), (second, of_second) = (observed(name, seed) for seed in SEEDS)
    assert judge(exercise, first, of_first).passed
    assert judge(exercise, second, of_second).passed
    passed = [
        judge(exercise, cases, records).passed
        for cases, records in (
            *((second, of_first), (first, of_second)),
            *((second, with_echoes(of_first, second)), (first, with_echoes(of_second, first))),
        )
    ]
    assert passed == [name in CAN_BE_HAD] * 4


def test_the_page_on_grading_names_the_exercises_that_a_forged_observation_passes():
    page = (Path(__file__).parents[1] / "docs" / "grading.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^- forging .*(?:\n  .*)*", page, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line)) & set(all_exercises()) == CAN_BE_HAD
