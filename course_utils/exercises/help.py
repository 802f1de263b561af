"""`hint` and `solution`: nobody stays stuck."""

from __future__ import annotations

from collections import Counter
from typing import Any

from course_utils.exercises import find, nearest, suggest
from course_utils.exercises.rendering import NOTE_EDGE, as_html, show, show_hints, show_note

_given: Counter[str] = Counter()


def hint(name: Any) -> None:
    """Show the next hint for an exercise, from a nudge to almost the answer.

    Parameters
    ----------
    name : str
        The exercise, such as ``"split_dataset"``.
    """
    exercise = find(_as_name(name))
    if exercise is None:
        _say_unknown("hint", name)
        return
    number = min(_given[exercise.name] + 1, len(exercise.hints))
    _given[exercise.name] = number
    show_hints(exercise.name, exercise.hints, number)


def solution(name: Any) -> None:
    """Show the source of the course's own solution of an exercise.

    Parameters
    ----------
    name : str
        The exercise, such as ``"split_dataset"``.
    """
    from course_utils import solutions

    exercise = find(_as_name(name))
    if exercise is None:
        _say_unknown("solution", name)
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


def _as_name(name: Any) -> str:
    """Accept the function in place of its name."""
    return name if isinstance(name, str) else str(getattr(name, "__name__", name))


def _say_unknown(command: str, name: Any) -> None:
    written = _as_name(name)
    next_one = nearest(written) or "split_dataset"
    show_note(
        "?",
        f"There is no exercise called {written}",
        [("", suggest(written)), ("Next", f'{command}("{next_one}")')],
    )


def _coloured(source: str) -> str:
    from IPython.display import Code

    return str(Code(source, language="python")._repr_html_())
