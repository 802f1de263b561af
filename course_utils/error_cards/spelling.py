"""Slips of writing: what is certainly meant, and no word that one could have meant to write."""

from __future__ import annotations

import ast
import builtins
from types import BuiltinFunctionType

import course_utils
from course_utils.error_cards.failure import Failure
from course_utils.exercises.loose_names import slip_in


def meant_by(name: str, failure: Failure) -> str | None:
    """Return the name of the course, of an exercise or of Python that is meant; else None."""
    known = list(failure.notebook.exercises)
    is_called = _is_called(name, failure.statement)
    if is_called:  # a variable may have any of these names
        known += filter(failure.may_be_ours, course_utils.__all__)
    if near := slip_in(name, known):
        return near
    python = getattr(builtins, name.lower(), None)
    return name.lower() if is_called and isinstance(python, BuiltinFunctionType) else None


def _is_called(name: str, statement: ast.stmt | None) -> bool:
    """Return whether a statement is a call of that name, and not of a class: ``x = Solution()``."""
    is_whole = isinstance(statement, ast.Expr) or (
        isinstance(statement, ast.Assign) and name.islower()
    )
    call = getattr(statement, "value", None) if is_whole else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name
