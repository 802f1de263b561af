"""The verdicts on a saved notebook, with its code run in a process of its own."""

from __future__ import annotations

import dataclasses
import multiprocessing
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson, suggest
from course_utils.exercises.checking import NOTEBOOK_SEED
from course_utils.exercises.exercise import Exercise, Finding, Plain
from course_utils.exercises.judging import crashed, judge, missing
from course_utils.exercises.verdict import Verdict
from course_utils.grading import worker
from course_utils.grading.messages import MAX_BYTES, BadMessageError, decode, encode
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook

_SECONDS_TO_START = 60.0  # importing TensorFlow takes 5 to 20 seconds on a laptop


class WorkerEndedError(Exception):
    """The worker's process ended, sent nonsense, or said nothing in time."""


def check_notebook(path: Path) -> list[Verdict]:
    """Return the verdict on every exercise of the lesson that a notebook holds.

    Parameters
    ----------
    path : Path
        A saved notebook. Its outputs and its kernel play no part.

    Returns
    -------
    list of Verdict
        In the order of the lesson. An exercise that fails is replaced by the reference solution
        before the next one is tried, as `check` does in the notebook.

    Raises
    ------
    CourseError
        If the file is no notebook, or has no exercise of the course in it.
    """
    cells = code_cells(read_notebook(path))
    exercises = _exercises_of(cells, path)
    references: list[str] = []
    verdicts: list[Verdict] = []
    waiting = list(exercises)
    while waiting:
        with Worker() as process:
            _check_until_crash(process, cells, path, waiting, references, verdicts)
    return verdicts


class Worker:
    """A process that runs a learner's definitions and answers requests, with time limits."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other_end = context.Pipe()
        self._process = context.Process(target=worker.serve, args=(other_end,), daemon=True)
        self._process.start()
        other_end.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._process.kill()
        self._process.join()

    def ask(self, request: dict[str, Plain], seconds: float) -> dict[str, Plain]:
        """Send a request and return the answer.

        Raises
        ------
        WorkerEndedError
            If there is no answer in time, or none that can be read.
        """
        try:
            self._connection.send_bytes(encode(request))
            if not self._connection.poll(seconds):
                raise WorkerEndedError("no answer in time")
            answer = decode(self._connection.recv_bytes(MAX_BYTES))
        except (EOFError, OSError, BadMessageError):
            raise WorkerEndedError("the process ended") from None
        if not isinstance(answer, dict):
            raise WorkerEndedError("the answer is no answer")
        return answer


def _exercises_of(cells: list[CodeCell], path: Path) -> list[Exercise]:
    named = [cell.exercise for cell in cells if cell.exercise]
    known = [exercise for exercise in map(find, named) if exercise]
    if not known:
        unknown = f" It names {named[0]}. {suggest(named[0])}" if named else ""
        raise CourseError(
            f"{path} has no exercise of this course in it.{unknown} Check one of the lessons, "
            "such as notebooks/03_split_dataset.ipynb."
        )
    lessons = sorted({exercise.lesson for exercise in known})
    return [exercise for lesson in lessons for exercise in of_lesson(lesson)]


def _check_until_crash(
    process: Worker,
    cells: list[CodeCell],
    path: Path,
    waiting: list[Exercise],
    references: list[str],
    verdicts: list[Verdict],
) -> None:
    """Move exercises from `waiting` to `verdicts`; return early where the worker has ended."""
    try:
        problems = _define(process, cells, path, references)
    except WorkerEndedError:
        verdicts += [
            crashed(exercise, "The definitions of the notebook end or stop the process.")
            for exercise in waiting
        ]
        waiting.clear()
        return
    while waiting:
        exercise = waiting.pop(0)
        try:
            verdict = _verdict(process, exercise, cells, problems)
        except WorkerEndedError:
            verdict = crashed(exercise, "The function ended the process it ran in.")
        verdicts.append(verdict)
        if not verdict.passed:
            references.append(exercise.name)
        if verdict.status in ("crashed", "timeout"):
            return
        if not verdict.passed:
            process.ask({"do": "use_reference", "exercise": exercise.name}, _SECONDS_TO_START)


def _define(
    process: Worker, cells: list[CodeCell], path: Path, references: list[str]
) -> dict[str, str]:
    request = {
        "do": "define",
        "folder": str(path.resolve().parent),
        "cells": [{"name": _name_of(cell), "source": cell.source} for cell in cells],
    }
    problems: dict[str, str] = process.ask(request, _SECONDS_TO_START)["problems"]
    for name in references:
        process.ask({"do": "use_reference", "exercise": name}, _SECONDS_TO_START)
    return problems


def _name_of(cell: CodeCell) -> str:
    return f"<cell {cell.number}>"


def _verdict(
    process: Worker, exercise: Exercise, cells: list[CodeCell], problems: dict[str, str]
) -> Verdict:
    cases = exercise.cases(np.random.default_rng(NOTEBOOK_SEED))
    answer: dict[str, Any] = process.ask(
        {
            "do": "observe",
            "exercise": exercise.name,
            "cases": [dataclasses.asdict(case) for case in cases],
        },
        _SECONDS_TO_START + exercise.time_limit,
    )
    if "records" in answer:
        return judge(exercise, cases, answer["records"])
    return _not_defined(exercise, cells, problems)


def _not_defined(exercise: Exercise, cells: list[CodeCell], problems: dict[str, str]) -> Verdict:
    """Return the verdict on a function that is not there, and say why if its cell is broken."""
    own = [_name_of(cell) for cell in cells if cell.exercise == exercise.name]
    reasons = [problems[name] for name in [exercise.name, *own] if name in problems]
    if not reasons:
        return missing(exercise)
    return Verdict(
        exercise.name,
        "error",
        f"Its cell cannot be run. {reasons[0]}",
        Finding("cell-does-not-run", "", "a cell that runs", reasons[0]),
        next_step="run the cell in JupyterLab and mend what it shows",
    )
