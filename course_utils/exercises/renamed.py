"""An answer under another name than its exercise's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from course_utils import solutions
from course_utils.exercises import find
from course_utils.exercises.loose_names import slip_in

_DEFINED = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)


def other_name_of(exercise: str, variables: Mapping[str, Any]) -> str | None:
    """Return the name under which a cell has defined what must be the answer of an exercise.

    It has the exercise's name with a slip of writing, or its docstring. A helper beside the answer
    is none, nor is what was defined before the answer had its right name.

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


def _is_like(function: FunctionType, exercise: str) -> bool:
    is_slip = slip_in(function.__name__, [exercise]) is not None
    return is_slip or _has_its_docstring(function, exercise)


def _has_its_docstring(function: FunctionType, exercise: str) -> bool:
    if not solutions.are_here() or not function.__doc__:
        return False
    _, given, _ = solutions.stub(exercise).split('"""')
    return function.__doc__.split() == given.split()
