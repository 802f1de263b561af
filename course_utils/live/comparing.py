"""What a lesson says beside a live number: whether it lies where ours did."""

from __future__ import annotations

from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError
from course_utils.live.numbers import NUMBERS, Unit
from course_utils.live.ranges import expected, runs_of

_MOST = 5  # values that are shown
OUTSIDE = "on your machine"  # the words that every line has whose number is outside, and no other


def compare_with_ours(name: str, values: float | npt.ArrayLike) -> None:
    """Print whether a live number lies where it lay in our runs. Nothing is stopped by it.

    Where it does, the line is the same on every machine. In the course's own tests another line
    than the stored one fails.

    Parameters
    ----------
    name : str
        One of `course_utils.live.numbers.NUMBERS`.
    values : float or array of float
        One value or several, of which each is compared.

    Raises
    ------
    CourseError
        If there is no such number.
    """
    if not isinstance(name, str) or name not in NUMBERS:
        near = get_close_matches(str(name), NUMBERS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise CourseError(f"the course has no live number called {name!r}.{hint}")
    try:
        numbers = np.ravel(values).astype(float)
    except (TypeError, ValueError, OverflowError):
        numbers = np.array([np.nan])
    print(line(name, numbers))


def line(name: str, values: npt.NDArray[np.float64]) -> str:
    """Return what is said of the values of a live number."""
    number = NUMBERS[name]
    try:
        ours, (low, high) = runs_of(name), expected(name)
    except CourseError as error:
        return f"{number.what} cannot be compared with our runs ({error}). Go on without."
    least, middle, most = np.quantile(ours.values, (0, 0.5, 1))
    there = (
        f"{_from_to(least, most, number.unit)} in our {ours.n_runs} runs on {ours.n_processors} "
        "kinds of processor"
    )
    if not number.fault and values.size and np.isfinite(values).all():
        half = _in_words(middle, number.unit)
        return f"{number.what}: {there}, half of them below {half}. So anything may be yours."
    outside = values[~((low <= values) & (values <= high))]
    if values.size and not outside.size:
        if least == most:
            return f"{number.what}: {there}; yours fits."
        room = _from_to(low, high, number.unit)
        return f"{number.what}: {there}. We expect {room} of a new run; yours fits."
    said = list(dict.fromkeys(_in_words(value, number.unit) for value in outside))
    shown = ", ".join(said[:_MOST] + ["…"] * (len(said) > _MOST)) or "nothing"
    return (
        f"{number.what}: {OUTSIDE} {shown}; {there}. Go on, nothing is broken: the text describes "
        "our runs, and yours may differ by its processor or by what you changed above."
    )


def _from_to(low: float, high: float, unit: Unit) -> str:
    least, most = _in_words(low, unit), _in_words(high, unit)
    if least == most:
        return f"always {least}"
    return f"{least.split()[0]} to {most}"


def _in_words(value: float, unit: Unit) -> str:
    if not np.isfinite(value):
        return "no number"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit in ("points", "gap"):
        return f"{100 * value:.1f} points"
    return f"{value:.2f}"
