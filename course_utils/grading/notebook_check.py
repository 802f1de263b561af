"""The verdicts on a saved notebook, with its code run in a process of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np

from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson, suggest
from course_utils.exercises.checking import NOTEBOOK_SEED
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.verdict import Verdict
from course_utils.grading.limits import Limits
from course_utils.grading.notebook_run import Run
from course_utils.grading.nursery_process import Nursery
from course_utils.grading.worker_process import BudgetSpentError
from course_utils.notebooks.lost_marks import with_exercises_found
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook
from course_utils.notebooks.size import refuse_long_cells
from course_utils.observers.plain import Plain

_SECONDS_TO_START = 10.0  # of a worker that is forked, or of definitions
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
    cells, _ = with_exercises_found(code_cells(read_notebook(path)))
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
    budget : float, optional
        Seconds by the clock for all exercises together.
    lost : tuple of str
        Exercises that have failed for good before, and whose references others may need.
    """

    folder: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    nursery: Nursery | None = None
    limits: Limits | None = None
    seed: int | None = None
    most_seconds: float = math.inf
    budget: float = math.inf
    lost: tuple[str, ...] = ()

    @property
    def is_for_marks(self) -> bool:
        """Whether marks are given: then the inputs are hidden ones."""
        return self.seed is not None

    @property
    def seconds_to_answer(self) -> float:
        """How long a worker may take for what is not computing: starting, importing."""
        return _SECONDS_TO_START if self.nursery else _SECONDS_TO_IMPORT

    @property
    def seconds_to_start(self) -> float:
        """How long a worker may take for its first answer, or for a reference solution."""
        return _SECONDS_TO_IMPORT

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
        return exercise.cases(np.random.default_rng(self._seeds_of(exercise)))

    def order_of(self, exercise: Exercise, n: int) -> list[int]:
        """Return in which order n cases are tried: where marks are given, nobody can foresee it.

        Else a function that counts its calls would know which of them should raise an error.
        """
        if self.seed is None:
            return list(range(n))
        rng = np.random.default_rng([*self._seeds_of(exercise), n])
        return [int(place) for place in rng.permutation(n)]

    def _seeds_of(self, exercise: Exercise) -> list[int]:
        assert self.seed is not None
        return [self.seed, crc32(exercise.name.encode())]


def verdicts_on(
    cells: list[CodeCell],
    exercises: list[Exercise],
    conditions: Conditions,
    observations: dict[str, Plain] | None = None,
    changed: set[str] | None = None,
) -> list[Verdict]:
    """Return the verdicts on exercises from a notebook's code cells, whatever these do.

    Parameters
    ----------
    cells : list of CodeCell
    exercises : list of Exercise
    conditions : Conditions
    observations : dict, optional
        Is filled with what was judged, by the names of the exercises.
    changed : set of str, optional
        Is filled with the functions of a worker that the notebook's code was seen to change.
    """
    run = Run(cells, exercises, conditions, {} if observations is None else observations)
    try:
        while run.waiting:
            before = run.progress
            with run.worker() as process:
                run.check_until_the_worker_ends(process)
            if run.progress == before:  # the next worker would end at the same place
                run.give_up()
    except BudgetSpentError:
        run.stop_for_time()
    if changed is not None:
        changed |= run.changed
    return run.verdicts


def exercises_of(cells: list[CodeCell], path: Path) -> list[Exercise]:
    """Return all exercises of the lessons that a notebook's cells belong to.

    Raises
    ------
    CourseError
        If no cell belongs to an exercise of the course, or there is too much code in them.
    """
    refuse_long_cells(cells, path)
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
