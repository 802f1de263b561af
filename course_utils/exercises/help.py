"""`hint` and `solution`: nobody stays stuck."""

from __future__ import annotations

from collections import Counter
from typing import Any

from course_utils.exercises.at_hand import (
    at_hand,
    listed,
    meant,
    names_here,
    nearest_here,
    suggest_here,
)
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.rendering import (
    NOTE_EDGE,
    as_html,
    needs_brackets,
    show,
    show_hints,
    show_note,
)

_given: Counter[str] = Counter()


@needs_brackets("hint()")
def hint(name: Any = ...) -> None:
    """Show the next hint for an exercise, from a nudge to almost the answer.

    Parameters
    ----------
    name : str, optional
        The exercise, such as ``"split_dataset"``; without it, the one nearest above the cell.
    """
    exercise = _exercise("hint", name)
    if exercise is None:
        return
    number = min(_given[exercise.name] + 1, len(exercise.hints))
    _given[exercise.name] = number
    show_hints(exercise.name, exercise.hints, number)


@needs_brackets("solution()")
def solution(name: Any = ...) -> None:
    """Show the source of the course's own solution of an exercise.

    Parameters
    ----------
    name : str, optional
        The exercise, such as ``"split_dataset"``; without it, the one nearest above the cell.
    """
    from course_utils import solutions

    exercise = _exercise("solution", name)
    if exercise is None:
        return
    if not solutions.are_here():
        show_note(
            "○",
            "This edition of the course comes without solutions",
            [("Next", f'hint("{exercise.name}")')],
        )
        return
    source = solutions.source(exercise.name)
    title = f"{exercise.name}: one solution; others are as good if they pass"
    show(f"→ {title}\n\n{source}", lambda: as_html("→", title, [], NOTE_EDGE) + _coloured(source))


def _exercise(command: str, name: Any) -> Exercise | None:
    """Return the exercise that is meant, or the one at hand; say so if there is none."""
    if name is ... or name is None or name == "":
        exercise = at_hand()
        if exercise is None:
            _say_which(command)
        return exercise
    exercise = meant(_as_name(name))
    if exercise is None:
        _say_unknown(command, name)
    return exercise


def _as_name(name: Any) -> str:
    """Accept the function in place of its name."""
    return name if isinstance(name, str) else str(getattr(name, "__name__", ""))


def _say_which(command: str) -> None:
    here = names_here()
    lines = [("", f"This notebook has {listed(here)}.")] if here else []
    show_note("?", "Which exercise?", [*lines, ("Next", f'{command}("{(here or ["NAME"])[0]}")')])


def _say_unknown(command: str, name: Any) -> None:
    written = _as_name(name)
    title = (
        f"There is no exercise called {written}"
        if written
        else f"{command} takes the name of an exercise, and this is {type(name).__name__}"
    )
    next_one = nearest_here(written) or next(iter(names_here()), None)
    next_step = f'{command}("{next_one}")' if next_one else ""
    show_note("?", title, [("", suggest_here(written)), ("Next", next_step)])


def _coloured(source: str) -> str:
    from IPython.display import Code

    return str(Code(source, language="python")._repr_html_())
