"""From the rows of `course experiment live_ranges` to what a lesson expects of a live number."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError
from course_utils.experiments.experiment import RESULTS
from course_utils.live.numbers import NUMBERS, Unit

ROWS = RESULTS / "live_ranges.csv"
AS_TAUGHT = "as in the lesson"

# Of Student's t with 5 degrees of freedom, which has heavier tails than any of our numbers, 6
# values in 10,000 lie farther from the mean.
DEVIATIONS = 6.0
_LEAST: dict[Unit, float] = {"gap": 0.0, "times": 1.0}  # what is measured is above it


class Range(NamedTuple):
    """What a live number is expected to be."""

    low: float
    high: float


class Runs(NamedTuple):
    """What a live number was in our runs."""

    values: npt.NDArray[np.float64]
    n_runs: int
    n_processors: int


@cache
def expected(name: str) -> Range:
    """Return the range of a live number, from the stored runs of all processors together.

    Parameters
    ----------
    name : str
        One of `NUMBERS`.

    Raises
    ------
    CourseError
        If there are no rows of it, or they cannot be read.
    """
    return tolerance(runs_of(name).values, NUMBERS[name].unit)


@cache
def runs_of(name: str) -> Runs:
    """Return what a live number was in our runs of the lesson as it is taught.

    Raises
    ------
    CourseError
        As `expected`.
    """
    try:
        rows = [row for row in _rows() if (row["number"], row["code"]) == (name, AS_TAUGHT)]
        values = np.array([float(row["value"]) for row in rows])
        runs = {(row["processor"], row["seed"]) for row in rows}
    except (KeyError, ValueError, TypeError):
        raise CourseError(f"{ROWS.name} is damaged") from None
    with np.errstate(invalid="ignore", divide="ignore"):  # a share above 1 has no arcsine
        is_possible = np.isfinite(_to_scale(values, NUMBERS[name].unit))
    if not is_possible.all():
        raise CourseError(f"{ROWS.name} is damaged")
    if len(runs) < 2:
        raise CourseError(f"{ROWS.name} has no rows of it")
    return Runs(values, len(runs), len({processor for processor, _ in runs}))


def tolerance(values: Iterable[float], unit: Unit) -> Range:
    """Return a range in which nearly every further value of the same kind lies.

    It is mean ± 6 standard deviations. Shares are taken on the arcsine scale (on which they vary
    equally in the middle and near 0 and 1), variances as standard deviations, and the logarithm of
    gaps and of what ratios are above 1.

    Parameters
    ----------
    values : iterable of float
        Measured with other seeds and on other processors; two at least.
    unit : str
        Of `LiveNumber`.

    Returns
    -------
    Range
    """
    scaled = _to_scale(np.array(list(values), dtype=float), unit)
    reach = DEVIATIONS * scaled.std(ddof=1)
    low, high = _from_scale(np.array([scaled.mean() - reach, scaled.mean() + reach]), unit)
    high = min(high, 1.0) if unit == "gap" else high
    return Range(float(low), float(high))


def _to_scale(values: npt.NDArray[np.float64], unit: Unit) -> npt.NDArray[np.float64]:
    if unit == "share":
        return np.arcsin(np.sqrt(values))
    if unit == "variance":
        return np.sqrt(values)
    return np.log(values - _LEAST[unit]) if unit in _LEAST else values


def _from_scale(values: npt.NDArray[np.float64], unit: Unit) -> npt.NDArray[np.float64]:
    if unit == "share":
        return np.asarray(np.sin(values.clip(0, np.pi / 2)) ** 2)
    if unit == "variance":
        return np.asarray(values.clip(0) ** 2)
    return _LEAST[unit] + np.exp(values) if unit in _LEAST else values


@cache
def _rows() -> list[dict[str, str]]:
    try:
        with ROWS.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{ROWS.name} cannot be read: {error}") from None
