"""`predict` before a measurement, and `reveal` after it: the guess beside what came out."""

from __future__ import annotations

import math
from numbers import Real

from course_utils.exercises.rendering import show_answer, show_note
from course_utils.questions import calibration, notes
from course_utils.questions.calibration import Outcome
from course_utils.questions.here import named, suggest_here
from course_utils.questions.reading import Prediction, predictions
from course_utils.questions.wording import in_words, shown

_LATE = "You have seen the measurement already, so this guess does not count."


def predict(name: str, *guess: object) -> None:
    """Note what you expect, before you run the cell that measures it.

    Parameters
    ----------
    name : str
        Of the prediction.
    guess : float, or two floats, or str
        A number; the lowest and the highest number that you would believe; or one of the choices,
        in quotes. With dots in its place nothing is noted, and nothing stops.
    """
    name = _known(name)
    if not name or all(value is ... for value in guess):
        return
    prediction = predictions()[name]
    value = _as_value(prediction, guess)
    if value is None:
        how = f"write {how_to_write(prediction)}, or leave the dots and go on without"
        if not prediction.choices:
            how += ". Numbers have no quotes, no commas and no units in them"
        given = shown(guess[0] if len(guess) == 1 else guess)
        show_note("?", f"{name}: {given} cannot be noted", [("Next", how)])
        return
    if meant := _impossible(prediction, value):
        show_note("?", f"{name}: {in_words(value, prediction.unit)} is not noted", [("", meant)])
        return
    was_measured = any((it.kind, it.name) == ("measured", name) for it in notes.all_notes())
    not_noted = notes.add(notes.Note("guess", name, value))
    slip = "" if was_measured else _likely_comma(prediction, guess)
    lines = [
        ("", _LATE if was_measured else "The measurement comes below."),
        ("", slip),
        ("", not_noted),
    ]
    show_note("●", f"{name}: you expect {in_words(value, prediction.unit)}", lines)


def reveal(name: str, measured: object) -> None:
    """Show the guess beside what was measured; nothing, if there was no guess.

    Parameters
    ----------
    name : str
        Of the prediction.
    measured : float or str
        In the prediction's unit, or one of its choices.
    """
    name = _known(name)
    if not name:
        return
    prediction = predictions()[name]
    noted = notes.all_notes()
    counted = calibration.guesses_that_count(noted).get(name)
    guess = calibration.last_guess(name, noted) if counted is None else counted
    value = _as_value(prediction, (measured,))
    if value is None:
        if guess is not None:
            show_note("○", f"{name}: there is no measurement to compare with", [])
        return
    not_noted = notes.add(notes.Note("measured", name, value))
    if guess is None:
        return
    outcome = Outcome(guess, value)
    lines = [
        ("You expected", in_words(guess, prediction.unit)),
        ("Measured", in_words(value, prediction.unit)),
        ("", outcome.verdict(prediction.unit)),
        ("", _LATE if counted is None else ""),
        ("", not_noted),
    ]
    if outcome.is_hit and counted is not None:
        show_answer(name, lines, is_right=True)
    else:
        show_note("●", name, lines)


def how_to_write(prediction: Prediction) -> str:
    """Return what a guess may be, in words."""
    if prediction.choices:
        *others, last = (f'"{choice}"' for choice in prediction.choices)
        return f"{', '.join(others)} or {last}"
    unit = "per cent" if prediction.unit == "%" else prediction.unit
    return f"a number of {unit}, or two: the lowest and the highest that you would believe"


def _impossible(prediction: Prediction, value: notes.Value) -> str:
    """Return what to write in place of numbers that cannot come out, or nothing."""
    if isinstance(value, str):
        return ""
    if prediction.unit == "%" and 0 <= value[0] <= value[-1] < 1 and value[-1]:
        meant = ", ".join(f"{100 * number:g}" for number in value)
        return f"Did you mean {meant} %? Then write {meant}. For less than 1 %, write 0, 1."
    low, high = prediction.limits
    if low <= value[0] <= value[-1] <= high:
        return ""
    what = "per cent" if prediction.unit == "%" else prediction.unit
    where = f"from {low} to {high} {what}" if high < math.inf else f"a number of {what}, from 0"
    return f"What comes out is {where}. Two numbers for a range have a comma: 40, 60."


def _likely_comma(prediction: Prediction, guess: tuple[object, ...]) -> str:
    """Return a question about a comma that looks like one between thousands, or nothing."""
    whole = [value for value in guess if isinstance(value, int) and not isinstance(value, bool)]
    if prediction.unit in ("%", "points") or len(whole) != 2 or len(guess) != 2:
        return ""
    thousands, rest = whole
    is_comma = 0 < thousands < 1000 and (rest == 0 or max(99, 10 * thousands) < rest < 1000)
    if not is_comma:
        return ""
    meant = 1000 * thousands + rest
    return f"Two numbers are a range. Did you mean {meant:,}? Then write {meant}, without a comma."


def _known(name: object) -> str:
    """Return the name of a prediction as the course has it; empty, and said so, if it has none."""
    known = named(name, predictions())
    if known is None:
        lines = [("", suggest_here(name, predictions()))]
        show_note("?", f"the course has no prediction called {shown(name)}", lines)
    return known or ""


def _as_value(prediction: Prediction, given: tuple[object, ...]) -> notes.Value | None:
    """Return a guess or a measurement as it is noted, or None if it is neither."""
    if prediction.choices:
        word = _as_text(given[0]).strip().lower() if len(given) == 1 else ""
        return next((it for it in prediction.choices if it.lower() == word), None)
    if len(given) == 1 and isinstance(given[0], tuple | list):
        given = tuple(given[0])
    if len(given) not in (1, 2) or not all(map(_is_number, given)):
        return None
    return sorted(float(number) for number in given)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number or a fraction beyond all floats
        return False


def _as_text(value: object) -> str:
    """Return a choice as text: some are numbers, which need no quotes."""
    try:
        return str(value)
    except Exception:
        return ""
