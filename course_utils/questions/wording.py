"""Guesses and measurements in words."""

from __future__ import annotations

from course_utils.questions.notes import Value


def in_words(value: Value, unit: str) -> str:
    """Return a number or a range with its unit, or a choice as it is."""
    if isinstance(value, str):
        return value
    numbers = " to ".join(map(number_in_words, value))
    return f"{numbers} {unit}".rstrip()


def number_in_words(number: float) -> str:
    """Return a number with three figures at least, and whole where it is large or whole."""
    if number == round(number) or abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"
