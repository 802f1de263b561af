"""Slips of writing: what is certainly meant, and no word that one could have meant to write."""

from __future__ import annotations

import ast
import builtins
from types import BuiltinFunctionType

import course_utils
from course_utils.error_cards.failure import Failure
from course_utils.exercises.loose_names import same_name

_SHORTEST = 5  # letters of a name in which a slip is certain: `mask` is no slip in `ask`


def meant_by(name: str, failure: Failure) -> str | None:
    """Return the name of the course, of an exercise or of Python that is meant; else None."""
    known = list(failure.notebook.exercises)
    is_called = _is_called(name, failure.statement)
    if is_called:  # a variable may have any of these names
        known += filter(failure.may_be_ours, course_utils.__all__)
    if near := meant_among(name, known):
        return near
    python = getattr(builtins, name.lower(), None)
    return name.lower() if is_called and isinstance(python, BuiltinFunctionType) else None


def meant_among(name: str, known: list[str]) -> str | None:
    """Return the one of these names in which a name is a slip of writing; else None."""
    return same_name(name, known) or next((it for it in known if _is_slip(name, it)), None)


def _is_called(name: str, statement: ast.stmt | None) -> bool:
    """Return whether a statement is a call of that name, and not of a class: ``x = Solution()``."""
    is_whole = isinstance(statement, ast.Expr) or (
        isinstance(statement, ast.Assign) and name.islower()
    )
    call = getattr(statement, "value", None) if is_whole else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name


def _is_slip(written: str, meant: str) -> bool:
    """Return whether two letters changed places, or one in the midst is missing or too many.

    A letter at an end makes words of their own: ``checks``, ``precheck``.
    """
    if len(meant) < _SHORTEST or written[:1] != meant[:1]:
        return False
    if len(written) == len(meant):
        places = [it for it, letter in enumerate(meant) if written[it] != letter]
        a, b = (places[0], places[-1]) if places else (0, 0)
        return b - a == 1 and (written[a], written[b]) == (meant[b], meant[a])
    longer, shorter = sorted((written, meant), key=len, reverse=True)
    is_one = len(longer) == len(shorter) + 1 and longer[-1] == shorter[-1]
    return is_one and any(longer[:it] + longer[it + 1 :] == shorter for it in range(len(longer)))
