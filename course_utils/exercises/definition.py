"""A learner's definition that is not as they wrote it: unread by Python, or without a body."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from typing import Any

from course_utils.exercises.verdict import Verdict
from course_utils.learner.cells import cell_of

_CANNOT_BE_READ = (SyntaxError, ValueError, RecursionError, MemoryError)
_DOES_NOTHING = ast.Pass | ast.Expr


def could_not_be_read(exercise: str, variables: Mapping[str, Any]) -> bool:
    """Return whether the last cell that defines an exercise's function is no Python.

    Parameters
    ----------
    exercise : str
        Its name.
    variables : mapping of str to any
        What the notebook's code has made, with IPython's ``In``: the cells that were run.
    """
    definition = re.compile(rf"^\s*(?:async )?def {exercise}\b", re.MULTILINE)
    cells = map(str, reversed(variables.get("In", [])))
    last = next(filter(definition.search, cells), "")
    try:
        with warnings.catch_warnings(action="ignore"):  # Python has said them when the cell was run
            compile(last, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except _CANNOT_BE_READ:
        return True
    return False


def said_of_a_missing_body(verdict: Verdict, function: object) -> Verdict:
    """Return a verdict, and where the function has no body, one that says so.

    Lines that are not indented end the function, and Python takes its docstring for the body.
    """
    if verdict.status != "failed" or not _has_no_body(verdict.exercise, function):
        return verdict
    return Verdict(
        verdict.exercise,
        verdict.status,
        "The body is missing: no line below the docstring belongs to the function.",
        next_step="put four spaces before each line of the body, then run the cell and this one "
        f'again; hint("{verdict.exercise}") helps you to start',
    )


def _has_no_body(exercise: str, function: object) -> bool:
    try:
        tree = ast.parse(cell_of(function))
    except _CANNOT_BE_READ:
        return False
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name == exercise
        and not node.decorator_list
        and all(isinstance(it, _DOES_NOTHING) for it in node.body)
        and all(isinstance(it.value, ast.Constant) for it in node.body if isinstance(it, ast.Expr))
        for node in tree.body
    )
