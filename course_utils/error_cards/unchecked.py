"""Cards on an exercise that is used before its check has handed back a function that works."""

from __future__ import annotations

import ast
import re

from course_utils import solutions
from course_utils.error_cards.failure import Card, Failure, statements
from course_utils.exercises.handed_back import is_from_check
from course_utils.learner.cells import cell_of

_NONE_IS_USED = re.compile(
    r"'NoneType' object (?:has no attribute '|is not (?:subscriptable|iterable))"
    r"|cannot unpack non-iterable NoneType object"
)


def card_on_an_unchecked_exercise(failure: Failure) -> Card | None:
    """Return a card on an exercise that is blank, as it was given, or returns nothing yet."""
    unchecked = [name for name in failure.notebook.exercises if _is_unchecked(name, failure)]
    for name in unchecked:
        function = failure.variables[name]
        # Further in stands code of the learner's own, and the line that they look for.
        if not failure.frames or failure.frames[-1].f_code is not function.__code__:
            continue
        if solutions.is_blank(name, cell_of(function)):
            return _card(f"{name} is still blank, and not checked yet", name)
        if solutions.is_as_given(name, cell_of(function)):
            return _card(f"{name} still has its fault, and is not checked yet", name)
    used = _that_returned_nothing(failure)
    return (
        _card(f"{used} is not checked yet, and returns nothing", used)
        if used in unchecked
        else None
    )


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


def _that_returned_nothing(failure: Failure) -> str:
    """Return the function whose None is used in the cell itself; empty if that is not certain."""
    is_in_the_cell = failure.is_own and len(failure.frames) == 1
    if not is_in_the_cell or not _NONE_IS_USED.match(str(failure.error)):
        return ""
    part = failure.part
    if isinstance(part, ast.Attribute | ast.Subscript):
        part = part.value
    elif isinstance(part, ast.Tuple | ast.List) and isinstance(failure.statement, ast.Assign):
        part = failure.statement.value if part in failure.statement.targets else None
    if isinstance(part, ast.Name) and failure.variables.get(part.id, ...) is None:
        return _called_for(part.id, failure)
    return _called(part)


def _called(part: ast.expr | None) -> str:
    return part.func.id if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) else ""


def _called_for(variable: str, failure: Failure) -> str:
    """Return the function that gave a variable, as it is defined now."""
    since: list[ast.stmt] = []
    for source in reversed([*failure.ran, failure.source]):
        for node in reversed(statements(source)):
            if node is failure.statement:
                since.clear()
            since.append(node)
            if variable in _stored_in(node):
                function = ""
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    function = _called(node.value)
                is_new = any(function == getattr(it, "name", None) for it in since)
                return "" if is_new else function
    return ""


def _stored_in(node: ast.stmt) -> set[str]:
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
