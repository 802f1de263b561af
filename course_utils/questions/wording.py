"""Guesses and measurements in words, and what else was given in place of them."""

from __future__ import annotations

from course_utils.questions.notes import Value

_TOO_LONG = 1e15  # to be read figure by figure
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
    return f"{number:.3g}"


def shown(value: object) -> str:
    """Return how Python writes a value, cut where it is long; its type where that fails."""
    if value is ...:
        return "..."
    try:
        text = repr(value)
    except Exception:  # a whole number of over 4,300 digits too
        return f"something of type {type(value).__name__}"
    return text if len(text) <= _MOST_SIGNS else f"{text[: _MOST_SIGNS - 1]}…"
