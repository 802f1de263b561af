"""What the points of a class say of it: how they are spread, and which exercises tell apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.grading.tables import NOT_HANDED_IN, PREFIX, Grade, Total

N_BARS = 10
FEW = 20
"""Students below which a correlation says nothing for sure."""
_TOO_FEW = 8  # to show a number at all
_TELLS, _TELLS_LITTLE = 0.3, 0.1  # usual bounds of item analysis for the correlation with the rest


@dataclass(frozen=True)
class Item:
    """How well an exercise tells students apart.

    Parameters
    ----------
    name : str
    n : int
        Students who have handed it in.
    mean : float
        The part of its points that they have.
    correlation : float or None
        Of its points with those of all other exercises; None where that cannot be said.
    low, high : float
        The 95 % interval of the correlation, by Fisher's transformation.
    words : str
        What it means.
    """

    name: str
    n: int
    mean: float
    correlation: float | None
    low: float
    high: float
    words: str


def histogram(totals: Sequence[Total]) -> list[int]:
    """Return how many students have each tenth of the points that there are."""
    counts = [0] * N_BARS
    for total in totals:
        part = total.points / total.max_points if total.max_points else 0.0
        counts[min(max(int(part * N_BARS + 1e-9), 0), N_BARS - 1)] += 1
    return counts


def items(grades: Sequence[Grade], names: Sequence[str]) -> list[Item]:
    """Return for each exercise how well it tells students apart, in the order of the names.

    The measure is the correlation of an exercise's points with those of all other exercises, the
    point-biserial correlation where it is passed or not. Those who did not hand it in are left out.
    """
    of_exercises = [it for it in grades if not it.exercise.startswith(PREFIX)]
    points: dict[str, dict[str, float]] = {}
    for row in of_exercises:
        points.setdefault(row.student, {})[row.exercise] = _part(row)
    handed_in = {(it.student, it.exercise) for it in of_exercises if it.message != NOT_HANDED_IN}
    return [_item(name, points, handed_in) for name in names]


def _part(row: Grade) -> float:
    """Return the part of an exercise's points; of one without points, whether it is passed."""
    if not row.max_points:
        return float(row.status == "passed")
    return row.points / row.max_points


def _item(name: str, points: dict[str, dict[str, float]], handed_in: set[tuple[str, str]]) -> Item:
    students = [it for it in points if (it, name) in handed_in]
    own = np.array([points[it][name] for it in students])
    rest = np.array([sum(points[it].values()) - points[it][name] for it in students])
    n, mean = len(students), float(own.mean()) if students else 0.0
    if n < _TOO_FEW:
        return Item(name, n, mean, None, 0, 0, f"{n} students are too few to say")
    if np.ptp(own) < 1e-9:
        return Item(name, n, mean, None, 0, 0, "all have the same points, so it tells nobody apart")
    if np.ptp(rest) < 1e-9:
        return Item(name, n, mean, None, 0, 0, "there is nothing else to compare it with")
    r = float(np.corrcoef(own, rest)[0, 1])
    low, high = _interval(r, n)
    return Item(name, n, mean, r, low, high, _in_words(r, n))


def _interval(r: float, n: int) -> tuple[float, float]:
    z = math.atanh(min(max(r, -0.999999), 0.999999))
    half = 1.96 / math.sqrt(n - 3)
    return math.tanh(z - half), math.tanh(z + half)


def _in_words(r: float, n: int) -> str:
    if r < 0:
        words = "who does well elsewhere does worse here: look at the exercise and its check"
    elif r < _TELLS_LITTLE:
        words = "does not tell students apart"
    elif r < _TELLS:
        words = "tells students apart a little"
    else:
        words = "tells students apart"
    return f"{words}; a small class, so the interval counts" if n < FEW else words
