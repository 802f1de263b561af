"""The verdicts on a saved notebook, with its code run in a process of its own."""

from __future__ import annotations

import dataclasses
import math
import time
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson, suggest
from course_utils.exercises.checking import NOTEBOOK_SEED
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.judging import crashed, judge, missing
from course_utils.exercises.time_limits import SLOWEST
from course_utils.exercises.verdict import Verdict
from course_utils.grading.absent_names import explained
from course_utils.grading.limits import Limits
from course_utils.grading.nursery_process import Nursery
from course_utils.grading.worker_process import Worker, WorkerEndedError, WorkerSilentError
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook

_SECONDS_TO_START = 10.0  # of a worker that is forked, or of definitions
_MOST_DEADLY_CELLS = 5  # each costs a new worker
_SECONDS_TO_IMPORT = 180.0  # TensorFlow takes 5 to 20 seconds on a laptop with nothing else to do


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
    return verdicts_on(cells, exercises_of(cells, path), Conditions(path.resolve().parent))


@dataclass(frozen=True)
class Conditions:
    """Under what conditions the code of a notebook is tried.

    Parameters
    ----------
    folder : Path, optional
        The notebook's folder, in which the code runs. Without one it runs in an empty folder.
    files : dict of str to bytes
        What the empty folder has in it.
    nursery : Nursery, optional
        What forks the processes in which the code runs; None for people who check their own.
    limits : Limits, optional
        What the code may use where nothing can fork.
    seed : int, optional
        Of the cases of every exercise; None for those that a notebook shows.
    most_seconds : float, optional
        For all cases of an exercise together, if that is less than its own limit.
    """

    folder: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    nursery: Nursery | None = None
    limits: Limits | None = None
    seed: int | None = None
    most_seconds: float = math.inf

    @property
    def seconds_to_answer(self) -> float:
        """How long a worker may take for what is not computing: starting, importing."""
        return _SECONDS_TO_START if self.nursery else _SECONDS_TO_IMPORT

    def place(self) -> dict[str, Plain]:
        """Return the request that puts a worker where the code should run."""
        if self.folder:
            return {"do": "enter", "folder": str(self.folder)}
        files = {name: np.frombuffer(data, np.uint8) for name, data in self.files.items()}
        return {"do": "receive", "files": files}

    def cases_of(self, exercise: Exercise) -> list[Case]:
        """Draw the cases of an exercise: the same for every notebook under these conditions."""
        if self.seed is None:
            return exercise.cases(np.random.default_rng(NOTEBOOK_SEED))
        return exercise.cases(np.random.default_rng([self.seed, crc32(exercise.name.encode())]))


def verdicts_on(
    cells: list[CodeCell],
    exercises: list[Exercise],
    conditions: Conditions,
    observations: dict[str, Plain] | None = None,
) -> list[Verdict]:
    """Return the verdicts on exercises from a notebook's code cells, whatever these do.

    Parameters
    ----------
    cells : list of CodeCell
    exercises : list of Exercise
    conditions : Conditions
    observations : dict, optional
        Is filled with what was judged, by the names of the exercises.
    """
    run = _Run(cells, exercises, conditions, {} if observations is None else observations)
    while run.waiting:
        before = run.progress
        with Worker(conditions.nursery, conditions.limits) as process:
            run.check_until_the_worker_ends(process)
        if run.progress == before:  # the next worker would end at the same place
            run.give_up()
    return run.verdicts


def exercises_of(cells: list[CodeCell], path: Path) -> list[Exercise]:
    """Return all exercises of the lessons that a notebook's cells belong to.

    Raises
    ------
    CourseError
        If no cell belongs to an exercise of the course.
    """
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


class _Run:
    """The check of one notebook: what is done, and what still waits for a worker."""

    def __init__(
        self,
        cells: list[CodeCell],
        exercises: list[Exercise],
        conditions: Conditions,
        observations: dict[str, Plain],
    ) -> None:
        self._observations = observations
        self.waiting = list(exercises)
        self.verdicts: list[Verdict] = []
        self._cells = cells
        self._conditions = conditions
        self._problems: dict[str, str] = {}
        self._deadly: dict[str, str] = {}

    @property
    def progress(self) -> tuple[int, int]:
        """How many exercises have a verdict, and how many cells are known to be deadly."""
        return len(self.verdicts), len(self._deadly)

    def give_up(self) -> None:
        """Give the exercises that still wait the verdict that the notebook ends the process."""
        message = "The notebook's definitions end the process, or take too long."
        self.verdicts += [crashed(exercise, message) for exercise in self.waiting]
        self.waiting.clear()

    def check_until_the_worker_ends(self, process: Worker) -> None:
        """Check exercise after exercise; return early where the worker cannot go on."""
        if not self._define(process):
            return
        while self.waiting:
            verdict = self._verdict(process, self.waiting.pop(0))
            self.verdicts.append(verdict)
            if verdict.status in ("crashed", "timeout"):
                return
            if not verdict.passed and not self._use_reference(process, verdict):
                return

    def _define(self, process: Worker) -> bool:
        """Run the definitions cell by cell, and put references in place of what has failed.

        Returns False if a cell has ended or stopped the worker. The next worker leaves it out.
        """
        try:
            process.ask(self._conditions.place(), _SECONDS_TO_IMPORT)
        except (WorkerEndedError, WorkerSilentError):
            return False
        deadline = time.monotonic() + 3 * self._conditions.seconds_to_answer
        for cell in self._cells:
            name = cell.label
            if name in self._deadly:
                continue
            left = deadline - time.monotonic()
            if left <= 0 or len(self._deadly) > _MOST_DEADLY_CELLS:
                self.give_up()
                return False
            request = {
                "do": "define",
                "name": name,
                "source": cell.source,
                "is_exercise": cell.exercise is not None,
            }
            try:
                seconds = self._conditions.seconds_to_answer
                self._problems |= _as_problems(process.ask(request, min(seconds, left)))
            except WorkerEndedError:
                self._deadly[name] = "running its definitions ends the process"
                return False
            except WorkerSilentError:
                self._deadly[name] = "its definitions do not end: look for a loop"
                return False
        failed = [verdict for verdict in self.verdicts if not verdict.passed]
        return all(self._use_reference(process, verdict) for verdict in failed)

    def _verdict(self, process: Worker, exercise: Exercise) -> Verdict:
        cases = self._conditions.cases_of(exercise)
        time_limit = min(exercise.time_limit, self._conditions.most_seconds)
        request = {
            "do": "observe",
            "exercise": exercise.name,
            "time_limit": time_limit,
            "cases": [dataclasses.asdict(case) for case in cases],
        }
        try:
            answer = process.ask(request, SLOWEST * time_limit + self._conditions.seconds_to_answer)
        except WorkerEndedError:
            return crashed(exercise, "The function ended the process it ran in.")
        except WorkerSilentError:  # one long call of a C library lets no time limit through
            return judge(exercise, cases, [{"timeout": time_limit}])
        if "records" in answer:
            try:
                verdict = judge(exercise, cases, answer["records"])
            except Exception:  # no observer makes such records: the code has sent them itself
                return crashed(exercise, "What came back from its process is no observation.")
            self._observations[exercise.name] = answer["records"]
            return explained(verdict, self._cells, self._problems | self._deadly)
        return _not_defined(exercise, self._cells, self._problems | self._deadly)

    def _use_reference(self, process: Worker, verdict: Verdict) -> bool:
        """Replace a function by the reference solution; return False if the worker has ended.

        Where marks are given, only a function that has them lost for good, and that another cell
        names: what reaches the worker can be read by the code in it.
        """
        name = verdict.exercise
        is_named = any(
            name in cell.source and "def " in cell.source
            for cell in self._cells
            if cell.exercise != name
        )
        if self._conditions.seed is not None and not (is_named and verdict.is_final):
            return True
        request = {"do": "use_reference", "exercise": name, "source": solutions.module_source(name)}
        try:
            process.ask(request, _SECONDS_TO_IMPORT)
        except (WorkerEndedError, WorkerSilentError):
            return False
        return True


def _as_problems(answer: dict[str, Plain]) -> dict[str, str]:
    """Return what a worker says went wrong, by name; nothing if it is not that."""
    problems = answer.get("problems")
    if not isinstance(problems, dict):
        return {}
    return {str(name): str(text)[:500] for name, text in problems.items()}


def _not_defined(exercise: Exercise, cells: list[CodeCell], problems: dict[str, str]) -> Verdict:
    """Return the verdict on a function that is not there, and say why if its cell is broken."""
    own = [cell.label for cell in cells if cell.exercise == exercise.name]
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
