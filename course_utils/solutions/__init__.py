"""The reference solutions, one module a lesson, named as in `course_utils.exercises`.

A bundle for a graded class comes without these modules: see `course_utils.learner.release`.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError

# An exercise has a module of its name. It is there in editions without solutions too.
_EXERCISES = Path(__file__).parents[1] / "exercises"
_BLANK = "    raise NotImplementedError"
_LONGEST = 20_000  # signs of a cell that is compared with a fault


def are_here() -> bool:
    """Return whether this edition of the course has the solutions."""
    return any(Path(__file__).parent.glob("lesson_*.py"))


@cache
def lesson_of(name: str) -> str:
    """Return the name that the modules of an exercise's lesson have, here and in `exercises`."""
    (module,) = _EXERCISES.glob(f"lesson_*/{name}.py")
    return module.parent.name


def reference(name: str) -> Callable[..., Any]:
    """Return the reference solution of an exercise.

    In an edition without solutions it is a function that says so when it is called.
    """
    if not are_here():
        return _absent(name)
    module = import_module(f"course_utils.solutions.{lesson_of(name)}")
    function: Callable[..., Any] = getattr(module, name)
    return function


def source(name: str) -> str:
    """Return the source of the reference solution, as it can stand in a notebook cell.

    Raises
    ------
    CourseError
        If this edition comes without solutions.
    """
    if not are_here():
        raise CourseError(
            f'this edition of the course comes without solutions. Try hint("{name}").'
        )
    return _own_text(name)


def stub(name: str) -> str:
    """Return the cell of an exercise as it is given to a learner.

    Signature and docstring are those of the reference solution. The body is blank or, where the
    exercise is to find a fault, code that runs and is wrong.
    """
    signature, docstring, _ = source(name).split('"""', 2)
    return f'{signature}"""{docstring}"""\n{_fault(name) or _BLANK}'


def starts_with_a_fault(name: str) -> bool:
    """Return whether the cell of an exercise is given with code that runs and is wrong."""
    return bool(_fault(name))


def is_as_given(name: str, cell: str) -> bool:
    """Return whether a cell has an exercise's function with the fault that it was given with.

    Comments, spaces and the docstring do not count. Where the cell puts anything in place of the
    function, by a decorator or under its name, it is not as it was given.
    """
    fault = _fault(name)
    return bool(fault) and _has_body(name, cell, fault)


def is_blank(name: str, cell: str) -> bool:
    """Return whether a cell has an exercise's function with the blank body it was given with."""
    return _has_body(name, cell, _BLANK)


def module_source(name: str) -> str:
    """Return the text of a module with one reference solution, for a process without them.

    In an edition without solutions it defines a function that says so when it is called.
    """
    if not are_here():
        return (
            "from course_utils.errors import CourseError\n"
            f"def {name}(*args, **kwargs):\n    raise CourseError({_absent_message(name)!r})\n"
        )
    tree = ast.parse(_module_text(name))
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join([*map(ast.unparse, imports), "", _own_text(name)])


@cache
def _fault(name: str) -> str:
    """Return the body of the code with a fault that an exercise starts from; "" if it is blank."""
    path = Path(__file__).parent / "faults" / f"{lesson_of(name)}.py"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return "\n".join(text.splitlines()[node.body[0].lineno - 1 : node.end_lineno])
    return ""


def _has_body(name: str, cell: str, body: str) -> bool:
    if len(cell) > _LONGEST:
        return False
    try:
        return _only_body_in(cell, name) == _only_body_in(f"def {name}():\n{body}", name)
    except RecursionError:  # it is nested more deeply than any code that was given
        return False


def _only_body_in(cell: str, name: str) -> str:
    """Return the code of the one function of a name in a cell, without its docstring.

    Empty if the cell gives the name to anything else too.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # Python has said them when the cell was run
            tree = ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    named = [node for node in ast.walk(tree) if name in _names_given_by(node)]
    own = named[0] if len(named) == 1 else None
    if not isinstance(own, ast.FunctionDef) or own not in tree.body or own.decorator_list:
        return ""
    has_docstring = ast.get_docstring(own) is not None
    return "\n".join(map(ast.dump, own.body[1:] if has_docstring else own.body))


def _names_given_by(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.alias):
        return (node.asname or node.name,)
    return (node.id,) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else ()


def _own_text(name: str) -> str:
    text = _module_text(name)
    functions = [node for node in ast.parse(text).body if getattr(node, "name", None) == name]
    return ast.get_source_segment(text, functions[-1]) or ""


def _module_text(name: str) -> str:
    return (Path(__file__).parent / f"{lesson_of(name)}.py").read_text(encoding="utf-8")


@cache
def _absent(name: str) -> Callable[..., Any]:
    def needed(*args: Any, **kwargs: Any) -> Any:
        raise CourseError(_absent_message(name))

    needed.__name__ = name
    return needed


def _absent_message(name: str) -> str:
    lesson = lesson_of(name).split("_")[1]
    return (
        f"{name} is needed here. Write it in its exercise cell, run that cell and the check below "
        "it, then go on from here. In a notebook without such a cell, put your own in from lesson "
        f"{lesson}. (This edition comes without solutions.)"
    )
