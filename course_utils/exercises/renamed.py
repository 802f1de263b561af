"""An answer under another name than its exercise's."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any

from course_utils import solutions
from course_utils.exercises import find
from course_utils.exercises.loose_names import slip_in

_DEFINED = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)
_LONGEST, _LONGEST_CELL = 80, 100_000


def other_name_of(exercise: str, variables: Mapping[str, Any]) -> str | None:
    """Return the name under which a cell has defined what must be the answer of an exercise.

    It has the exercise's name with a slip of writing, or its docstring, or words of its name and
    its arguments. A helper beside the answer is none, nor is what was defined before the answer
    had its right name.

    Parameters
    ----------
    exercise : str
        Its name.
    variables : mapping of str to any
        What the notebook's code has made, with IPython's ``In``: the cells that were run.
    """
    for cell in reversed(variables.get("In", [])):
        defined = _DEFINED.findall(str(cell))
        if exercise in defined:
            return None
        for name in reversed(defined):
            value = variables.get(name)
            if isinstance(value, FunctionType) and not find(name) and _is_like(value, exercise):
                return str(name)
    return None


def exercise_meant(function: object, exercises: Iterable[str]) -> str | None:
    """Return the exercise that a function under another name must be the answer to, or None."""
    if not isinstance(function, FunctionType):
        return None
    return next((name for name in exercises if _is_like(function, name)), None)


def defined_instead(exercise: str, cell: str) -> str | None:
    """Return what the cell of an exercise defines in place of its function, or None.

    Parameters
    ----------
    exercise : str
        Its name.
    cell : str
        The cell's code, which is not run.
    """
    defined = _DEFINED.findall(cell[:_LONGEST_CELL])
    others = [name for name in defined if not find(name) and len(name) <= _LONGEST]
    return others[-1] if others and exercise not in defined else None


def _is_like(function: FunctionType, exercise: str) -> bool:
    is_slip = slip_in(function.__name__, [exercise]) is not None
    return is_slip or _has_its_docstring(function, exercise) or _is_its_short(function, exercise)


def _is_its_short(function: FunctionType, exercise: str) -> bool:
    """Return whether a function has words of the exercise's name, and takes what it takes."""
    has_words = f"_{function.__name__}_" in f"_{exercise}_"
    if not has_words or not solutions.are_here():
        return has_words
    asked = inspect.signature(solutions.reference(exercise)).parameters
    code = function.__code__
    return list(asked) == list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def _has_its_docstring(function: FunctionType, exercise: str) -> bool:
    if not solutions.are_here() or not function.__doc__:
        return False
    _, given, _ = solutions.stub(exercise).split('"""')
    return function.__doc__.split() == given.split()
