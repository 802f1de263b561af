"""Cards on an exercise that is used before its check has handed back a function that works."""

from __future__ import annotations

import ast
import re

from course_utils import solutions
from course_utils.error_cards.failure import Card, Failure, names_given, names_in, statements
from course_utils.exercises.handed_back import is_from_check
from course_utils.learner.noting import cell_of

_ON_NONE = re.compile(r"\bNoneType\b")


def card_on_an_unchecked_exercise(failure: Failure) -> Card | None:
    """Return a card on an exercise that is blank, as it was given, or returns nothing yet."""
    unchecked = [name for name in failure.notebook.exercises if _is_unchecked(name, failure)]
    for name in unchecked:
        is_within = any(
            frame.f_code is failure.variables[name].__code__ for frame in failure.frames
        )
        if not is_within:
            continue
        if isinstance(failure.error, NotImplementedError):
            return _card(f"{name} is still blank, and not checked yet", name)
        if solutions.is_as_given(name, cell_of(failure.variables[name])):
            return _card(f"{name} still has its fault, and is not checked yet", name)
    if isinstance(failure.error, TypeError | AttributeError) and _ON_NONE.search(
        str(failure.error)
    ):
        used = next((name for name in _used(failure) if name in unchecked), None)
        if used:
            return _card(f"{used} is not checked yet, and returns nothing", used)
    return None


def _card(title: str, name: str) -> Card:
    return Card(
        title,
        [
            ("", "Its check hands back a function that works: yours, or the course's own."),
            ("Next", f"run `{name} = check({name})`, then the cells below it, down to this one"),
        ],
    )


def _is_unchecked(name: str, failure: Failure) -> bool:
    function = failure.variables.get(name)
    return hasattr(function, "__code__") and not is_from_check(name, function)


def _used(failure: Failure) -> list[str]:
    """Return the names in the statement that stopped, and what its empty variables came from."""
    empty = [name for name in failure.names if failure.variables.get(name, ...) is None]
    made_of = [used for name in empty for used in _made_of(name, failure)]
    return [*failure.names, *made_of]


def _made_of(name: str, failure: Failure) -> list[str]:
    """Return the names in the last statement that gave a name."""
    for source in reversed([*failure.ran, failure.source]):
        for node in reversed(statements(source)):
            if name in names_given(ast.unparse(node)):
                return names_in(node)
    return []
