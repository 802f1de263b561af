"""Guesses and measurements in words, and what else was given in place of them."""

from __future__ import annotations

import math

from course_utils.questions.notes import Value

_TOO_LONG = 1e15  # to be read figure by figure
_FIGURES = 3
_MOST_SIGNS = 80


def in_words(value: Value, unit: str) -> str:
    """Return a number or a range with its unit, or a choice as it is."""
    if isinstance(value, str):
        return value
    numbers = " to ".join(map(number_in_words, value))
    return f"{numbers} {unit}".rstrip()


def number_in_words(number: float) -> str:
    """Return a number with three figures at least, and whole where it is large or whole."""
    if abs(number) < _TOO_LONG and (number == round(number) or abs(number) >= 999.5):
        return f"{number + 0.0:,.0f}"  # 0 has a sign of its own otherwise
    return f"{number:.{_FIGURES}g}"


def difference_in_words(off: float, measured: float) -> str:
    """Return how far a guess is off: no more precise than the measurement is shown.

    Fractions have two figures at most. Counts stay whole.
    """
    figures_before = math.floor(math.log10(abs(measured))) + 1 if measured else 1
    rounded = round(off, max(1, _FIGURES - figures_before))
    return number_in_words(rounded if rounded % 1 == 0 else float(f"{rounded:.2g}"))


def shown(value: object) -> str:
    """Return how Python writes a value, cut where it is long; its type where that fails."""
    if value is ...:
        return "..."
    try:
        text = repr(value)
    except Exception:  # a whole number of over 4,300 digits too
        return f"something of type {type(value).__name__}"
    return text if len(text) <= _MOST_SIGNS else f"{text[: _MOST_SIGNS - 1]}…"
