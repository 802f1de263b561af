"""An error in a cell of the open notebook, with all that a card may go by."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from course_utils.learner import open_notebook
from course_utils.learner.open_notebook import OpenNotebook
from course_utils.notebooks.definitions import parsed, without_magics


class Card(NamedTuple):
    """What is shown in place of a traceback: a title, and labels with their texts."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Failure:
    """An error, and where it came from.

    Parameters
    ----------
    error : BaseException
    notebook : OpenNotebook
    variables : dict
        What the notebook's code has made so far.
    source : str
        The cell that runs.
    ran : list of str
        The cells that were run before it in this kernel.
    frames : list of frame
        Those of the learner's own code, from the cell inwards.
    is_own : bool
        Whether the error was raised in that code, and not in a library that it called.
    statement : ast.stmt or None
        The statement of the cell that stopped.
    """

    error: BaseException
    notebook: OpenNotebook
    variables: dict[str, Any]
    source: str
    ran: list[str]
    frames: list[FrameType]
    is_own: bool
    statement: ast.stmt | None

    @property
    def is_in_a_function(self) -> bool:
        """Whether it was raised in a function of the learner's, called from the cell."""
        return not self.frames[-1].f_code.co_name.startswith("<")  # such as <module>, <listcomp>

    @property
    def names(self) -> list[str]:
        """The names in the statement that stopped."""
        return names_in(self.statement) if self.statement else []

    def calls(self) -> Iterator[ast.Call]:
        """Yield the calls in the statement that stopped."""
        for node in ast.walk(self.statement) if self.statement else ():
            if isinstance(node, ast.Call):
                yield node


def failure_of(shell: Any, error: BaseException, trace: TracebackType) -> Failure | None:
    """Return what is known of an error; None if no notebook of the course is open."""
    notebook = open_notebook.read()
    if notebook is None:
        return None
    *ran, source = shell.history_manager.input_hist_raw[1:] or [""]
    steps = list(walk_tb(trace))
    own = [(frame, line) for frame, line in steps if frame.f_globals is shell.user_global_ns]
    return Failure(
        error=error,
        notebook=notebook,
        variables=shell.user_ns,
        source=source,
        ran=ran,
        frames=[frame for frame, _ in own],
        is_own=bool(own) and steps[-1][0] is own[-1][0],
        statement=_statement_at(source, own[0][1]) if own else None,
    )


def names_in(node: ast.AST) -> list[str]:
    """Return the names that a piece of code reads."""
    return [
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    ]


def names_given(source: str) -> dict[str, bool]:
    """Return the names that a cell gives, each with whether it imports or defines it."""
    try:
        table = symtable.symtable(without_magics(source), "<cell>", "exec")
    except (SyntaxError, ValueError):
        return {}
    return {
        symbol.get_name(): symbol.is_imported() or symbol.is_namespace()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }


def statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none if it is not Python."""
    try:
        return parsed(source, "<cell>").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _statement_at(source: str, line: int) -> ast.stmt | None:
    around = (it for it in statements(source) if it.lineno <= line <= (it.end_lineno or line))
    return next(around, None)
