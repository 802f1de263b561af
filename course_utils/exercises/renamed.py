"""An answer under another name than its exercise's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from course_utils import solutions
from course_utils.exercises import find
from course_utils.exercises.loose_names import near_name
from course_utils.learner.noting import cell_of

_ALIKE = 0.75  # `my_read_idx` and `read_idx` are 0.88 alike


def other_name_of(exercise: str, variables: Mapping[str, Any]) -> str | None:
    """Return the name under which a cell defines what must be the answer of an exercise.

    It has nearly the exercise's name, or its docstring. A helper beside the answer is none.

    Parameters
    ----------
    exercise : str
        Its name.
    variables : mapping of str to any
        What the notebook's code has made, the latest last.
    """
    for name in reversed(list(variables)):
        value = variables[name]
        if isinstance(value, FunctionType) and value.__name__ == name and not find(name):
            cell = cell_of(value)
            if not cell or re.search(rf"^def {exercise}\b", cell, re.MULTILINE):
                continue
            if near_name(name, [exercise], _ALIKE) or _has_its_docstring(value, exercise):
                return name
    return None


def _has_its_docstring(function: FunctionType, exercise: str) -> bool:
    if not solutions.are_here() or not function.__doc__:
        return False
    _, given, _ = solutions.stub(exercise).split('"""')
    return function.__doc__.split() == given.split()
