"""What an experiment is, and running it so that it can be stopped and resumed at any moment."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.experiments.measured_on import note_processor, processors_of
from course_utils.experiments.tables import alone_with, damaged, read_table, write_table

RESULTS = Path(__file__).resolve().parents[2] / "data" / "results"

Value = str | int | float
Row = dict[str, Value]


@dataclass(frozen=True)
class Experiment:
    """A list of runs, and the function that carries out one of them.

    Parameters
    ----------
    name : str
        Also the name of its results file.
    runs : list of Row
        In the order in which they are carried out. A run is what tells it from the others, by
        column.
    measure : callable
        Takes the columns of a run and returns or yields its rows: what it measured.
    values : tuple of str
        The columns that a run measures.
    steps : tuple of str
        The columns that tell the rows of one run apart, such as the epoch. They are measured too.
    rows_per_run : int or None
        How many rows a run with steps gives; None if that differs from run to run.
    """

    name: str
    runs: list[Row]
    measure: Callable[..., Iterable[Row]]
    values: tuple[str, ...]
    steps: tuple[str, ...] = ()
    rows_per_run: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell one run from another."""
        return tuple(self.runs[0])

    @property
    def columns(self) -> list[str]:
        """The columns of the results file."""
        return [*self.keys, *self.steps, *self.values]


def every(**values: Iterable[Value]) -> list[Row]:
    """Return a run for each combination of values, by column; the last changes most slowly."""
    combinations = product(*map(tuple, reversed(values.values())))
    return [dict(zip(values, reversed(combination), strict=True)) for combination in combinations]


def missing_runs(experiment: Experiment, path: Path) -> list[Row]:
    """Return the runs that have no row yet in the results file.

    Raises
    ------
    CourseError
        If the file is not a results file of this experiment. It is left as it is.
    """
    done = {_key(experiment, row) for row in read_rows(experiment, path)}
    return [run for run in experiment.runs if _key(experiment, run) not in done]


def part_of(runs: Sequence[Row], part: str) -> list[Row]:
    """Return every n-th of the runs, so that n processes share them.

    Parameters
    ----------
    runs : sequence of Row
        All of them. Each process should be given the same.
    part : str
        Such as ``"1/2"`` and ``"2/2"`` for two processes.

    Raises
    ------
    CourseError
        If there is no such part.
    """
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", part)
    number, n_parts = map(int, found.groups()) if found else (1, 0)
    if number > n_parts:
        raise CourseError(f"{part} is no part of the runs. Two processes take 1/2 and 2/2.")
    return list(runs[number - 1 :: n_parts])


def carry_out(
    experiment: Experiment,
    runs: Iterable[Row],
    path: Path,
    after_row: Callable[[], object] = lambda: None,
) -> None:
    """Carry out runs and write the rows of each when it ends, so that stopping loses one run.

    Parameters
    ----------
    experiment : Experiment
        What to measure.
    runs : iterable of Row
        The keys of the runs, as `missing_runs` returns them.
    path : Path
        The results file, made if it is not there. It is replaced whole: a kill leaves the old or
        the new file, never a part. The processor is noted in ``processors.csv`` beside it.
    after_row : callable
        Called after each row that was measured, to show progress.

    Raises
    ------
    CourseError
        If one of the two files is damaged or cannot be written.
    """
    processors_of(path)  # a damaged file is found now, not after hours of measuring
    for run in runs:
        start = time.monotonic()
        rows: list[Row] = []
        for measured in experiment.measure(**run):
            rows.append({**run, **measured})
            after_row()
        add_rows(experiment, rows, path, time.monotonic() - start)


def add_rows(experiment: Experiment, rows: list[Row], path: Path, seconds: float = 0.0) -> None:
    """Add the rows of finished runs to a results file, and note processor and seconds.

    The rows of runs that the file has are left out. If no others are left, nothing is written.

    Raises
    ------
    CourseError
        If one of the two files is damaged or cannot be written.
    """
    with alone_with(path):
        there = read_rows(experiment, path)
        done = {_key(experiment, row) for row in there}
        new = [row for row in rows if _key(experiment, row) not in done]
        if not new:
            return
        # Before the rows: a kill between the two leaves no rows without a name.
        note_processor(path, seconds)
        write_table(path, experiment.columns, [*there, *new])


def read_rows(experiment: Experiment, path: Path) -> list[dict[str, str]]:
    """Return the rows of a results file as text; no rows if there is no file.

    Raises
    ------
    CourseError
        If the file is damaged or belongs to another experiment.
    """
    rows = read_table(path, experiment.columns)
    keys = [tuple(row[name] for name in (*experiment.keys, *experiment.steps)) for row in rows]
    if len(set(keys)) != len(keys):
        raise damaged(path, "a run stands in it twice")
    counts = Counter(_key(experiment, row) for row in rows)
    wanted = experiment.rows_per_run
    if wanted is not None and any(count != wanted for count in counts.values()):
        raise damaged(path, "a run is not complete")
    return rows


def _key(experiment: Experiment, row: Row | dict[str, str]) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in experiment.keys)
