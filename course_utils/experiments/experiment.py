"""What an experiment is, and running it so that it can be stopped and resumed at any moment."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError

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
    keys : tuple of str
        The columns that tell one run from another.
    values : tuple of str
        The columns that a run measures.
    runs : callable
        Returns the keys of all runs, in the order in which they are carried out.
    measure : callable
        Takes the keys of one run and returns or yields its rows: what it measured.
    steps : tuple of str
        The columns that tell the rows of one run apart, such as the epoch. They are measured too.
    rows_per_run : int or None
        How many rows a run gives; None if that differs from run to run.
    """

    name: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    runs: Callable[[], list[Row]]
    measure: Callable[[Row], Iterable[Row]]
    steps: tuple[str, ...] = ()
    rows_per_run: int | None = 1

    @property
    def columns(self) -> list[str]:
        """The columns of the results file."""
        return [*self.keys, *self.steps, *self.values]


def missing_runs(experiment: Experiment, path: Path) -> list[Row]:
    """Return the runs that have no row yet in the results file.

    Raises
    ------
    CourseError
        If the file is not a results file of this experiment. It is left as it is.
    """
    done = {_key(experiment, row) for row in read_rows(experiment, path)}
    return [run for run in experiment.runs() if _key(experiment, run) not in done]


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
        the new file, never a part.
    after_row : callable
        Called after each row that was measured, to show progress.
    """
    for run in runs:
        rows: list[Row] = []
        for measured in experiment.measure(run):
            rows.append({**run, **measured})
            after_row()
        add_rows(experiment, rows, path)


def add_rows(experiment: Experiment, rows: list[Row], path: Path) -> None:
    """Add the rows of finished runs to a results file; those of runs that it has are left out."""
    there = read_rows(experiment, path)
    done = {_key(experiment, row) for row in there}
    new = [row for row in rows if _key(experiment, row) not in done]
    _write_rows(experiment, [*there, *new], path)


def read_rows(experiment: Experiment, path: Path) -> list[dict[str, str]]:
    """Return the rows of a results file as text; no rows if there is no file.

    Raises
    ------
    CourseError
        If the file is damaged or belongs to another experiment.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from None
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise _damaged(path, str(error)) from None
    if reader.fieldnames != experiment.columns:
        raise _damaged(path, f"its columns are not {', '.join(experiment.columns)}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise _damaged(path, f"line {number} has not {len(experiment.columns)} values")
    keys = [tuple(row[name] for name in (*experiment.keys, *experiment.steps)) for row in rows]
    if len(set(keys)) != len(keys):
        raise _damaged(path, "a run stands in it twice")
    counts = Counter(_key(experiment, row) for row in rows)
    wanted = experiment.rows_per_run
    if wanted is not None and any(count != wanted for count in counts.values()):
        raise _damaged(path, "a run is not complete")
    return rows


def _write_rows(experiment: Experiment, rows: Iterable[Row | dict[str, str]], path: Path) -> None:
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, experiment.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        partial.replace(path)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be written: {error.strerror}. Make its folder writable, then run the "
            "same command again."
        ) from None


def _key(experiment: Experiment, row: Row | dict[str, str]) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in experiment.keys)


def _damaged(path: Path, reason: str) -> CourseError:
    return CourseError(
        f"{path.name} is not a results file of this experiment: {reason}. It is left as it is. "
        f"Restore it with `git checkout -- data/results/{path.name}`, or move it away to start "
        "anew."
    )
