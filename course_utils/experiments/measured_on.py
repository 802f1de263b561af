"""On which processor the rows of each results file were measured, how long, and how to say so.

A training run with the same seed goes another way on another processor, and seconds differ too. So
the processors are kept beside the rows, in data/results/processors.csv: a line for each results
file and processor, with the hours that one process measured there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.experiments.tables import damaged, read_table, write_table
from course_utils.machine import processors

FILE = "processors.csv"
COLUMNS = ("results", "processor", "hours")


def processors_of(path: Path) -> list[str]:
    """Return the processors that the rows of a results file were measured on.

    Parameters
    ----------
    path : Path
        The results file, which need not be there. ``processors.csv`` lies beside it.

    Returns
    -------
    list of str
        In the order in which they were noted; empty if none is known.

    Raises
    ------
    CourseError
        If ``processors.csv`` is damaged.
    """
    noted = read_table(path.with_name(FILE), COLUMNS)
    return [row["processor"] for row in noted if row["results"] == path.stem]


def hours_of(path: Path) -> float:
    """Return the hours that the rows of a results file took, of all processors together.

    Raises
    ------
    CourseError
        If ``processors.csv`` is damaged.
    """
    noted = read_table(path.with_name(FILE), COLUMNS)
    return sum(_hours(row, path) for row in noted if row["results"] == path.stem)


def note_processor(path: Path, seconds: float = 0.0, *, instead: bool = False) -> None:
    """Note that rows of a results file were measured on the processor of this machine.

    Parameters
    ----------
    path : Path
        The results file. ``processors.csv`` lies beside it, and is made if it is not there.
    seconds : float
        What measuring them took. It is added to what is noted.
    instead : bool
        False adds this processor to those that are noted, because a file can hold rows of several
        machines. True takes it in place of them: the file was written anew.

    Raises
    ------
    CourseError
        If ``processors.csv`` is damaged or cannot be written. It is left as it is.
    """
    before = read_table(path.with_name(FILE), COLUMNS)
    here = {"results": path.stem, "processor": processors.name()}
    kept = [row for row in before if not (instead and row["results"] == path.stem)]
    noted = [row for row in kept if here.items() <= row.items()]
    hours = seconds / 3600 + sum(_hours(row, path) for row in noted)
    line = {**here, "hours": f"{hours:.4f}" if hours else ""}
    if noted:
        after = [line if row in noted else row for row in kept]
    else:
        after = sorted([*kept, line], key=lambda row: row["results"])
    if after != before:
        write_table(path.with_name(FILE), COLUMNS, after)


def write_anew(path: Path, rows: Sequence[Mapping[str, str | int | float]]) -> None:
    """Write a results file whole, and note this machine's processor in place of those before.

    Parameters
    ----------
    path : Path
    rows : sequence of dict
        One at least; all have the same columns.
    """
    write_table(path, list(rows[0]), rows)
    note_processor(path, instead=True)


def _hours(row: dict[str, str], path: Path) -> float:
    try:
        return float(row["hours"] or 0)  # empty where nobody noted them
    except ValueError:
        raise damaged(path.with_name(FILE), f"{row['hours']!r} is no number of hours") from None


def source_of_rows(names: Sequence[str], folder: Path) -> str:
    """Return the line below a figure that shows stored rows: where they are from.

    Parameters
    ----------
    names : sequence of str
        The results that the figure shows, such as ``["shift"]``.
    folder : Path
        Where the results files are.

    Returns
    -------
    str
        Such as "Rows: `course experiment shift`, measured on AMD EPYC (Zen 4, AVX-512)". Where
        nothing is known of the processor, whatever the reason, it says that.
    """
    measured_on: dict[str, list[str]] = {}
    for name in names:
        measured_on.setdefault(_in_words(folder / f"{name}.csv"), []).append(_made_by(name))
    return "Rows: " + "; ".join(
        f"{_listed(made_by)}, measured on {which}" for which, made_by in measured_on.items()
    )


def _in_words(path: Path) -> str:
    try:
        known = processors_of(path)
    except CourseError:  # a learner can do nothing about it, and came to see the figure
        known = []
    return _listed(known) if known else "a processor that is not known"


def _made_by(name: str) -> str:
    from course_utils.experiments import names  # here, because that module imports this one

    return f"`course experiment {name}`" if name in names() else f"`data/results/{name}.csv`"


def _listed(words: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
