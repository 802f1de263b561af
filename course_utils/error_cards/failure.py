"""An error in a cell of the open notebook, with all that a card may go by."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import Any, NamedTuple

import course_utils
from course_utils.learner import open_notebook
from course_utils.learner.open_notebook import OpenNotebook
from course_utils.notebooks.definitions import parsed
from course_utils.notebooks.names import surely_given

_LARGEST = 300_000  # signs of code in a notebook: reading more takes longer than one waits


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
    part : ast.expr or None
        The part of that statement that stopped, where Python tells it.
    """

    error: BaseException
    notebook: OpenNotebook
    variables: dict[str, Any]
    source: str
    ran: list[str]
    frames: list[FrameType]
    is_own: bool
    statement: ast.stmt | None
    part: ast.expr | None

    @property
    def is_in_a_function(self) -> bool:
        """Whether it was raised in a function of the learner's, called from the cell."""
        return not self.frames[-1].f_code.co_name.startswith("<")  # such as <module>, <listcomp>

    @property
    def names(self) -> list[str]:
        """The names in the statement that stopped."""
        return names_in(self.statement) if self.statement else []

    def may_be_ours(self, name: str) -> bool:
        """Whether a name is the course's own function, or nothing yet."""
        return name not in self.variables or self.is_ours(name)

    def is_ours(self, name: str) -> bool:
        """Whether a name is the course's own function, and not one of the learner's."""
        return (
            name in course_utils.__all__
            and name in self.variables
            and self.variables[name] is getattr(course_utils, name)
        )

    def calls(self) -> Iterator[ast.Call]:
        """Yield the calls in the statement that stopped."""
        for node in ast.walk(self.statement) if self.statement else ():
            if isinstance(node, ast.Call):
                yield node


def failure_of(shell: Any, error: BaseException, trace: TracebackType | None) -> Failure | None:
    """Return what is known of an error; None if no notebook of the course is open."""
    notebook = open_notebook.read()
    if notebook is None or sum(map(len, notebook.sources.values())) > _LARGEST:
        return None
    *ran, source = shell.history_manager.input_hist_raw[1:] or [""]
    steps = list(walk_tb(trace))
    own = [(frame, line) for frame, line in steps if frame.f_globals is shell.user_global_ns]
    statement = _statement_at(source, own[0][1]) if own else None
    return Failure(
        error=error,
        notebook=notebook,
        variables=shell.user_ns,
        source=source,
        ran=ran,
        frames=[frame for frame, _ in own],
        is_own=bool(own) and steps[-1][0] is own[-1][0],
        statement=statement,
        part=_part_at(statement, trace, own[0][0]) if statement else None,
    )


def names_in(node: ast.AST) -> list[str]:
    """Return the names that a piece of code reads."""
    return [
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    ]


@lru_cache(maxsize=500)
def names_given(source: str) -> dict[str, bool]:
    """Return the names that a cell gives at its top level; True for what it imports or defines.

    Variables of a loop and names of one letter are left out: people use those for many things.
    """
    given = {}
    for node in _at_top_level(statements(source)):
        is_definition = not isinstance(node, ast.Assign | ast.AnnAssign)
        for name in surely_given(node):
            if len(name) > 1:
                given[name] = is_definition
    return given


def names_taken_away(source: str) -> set[str]:
    """Return the names that a cell may have deleted: by ``del``, or at the end of an ``except``."""
    nodes = [part for node in statements(source) for part in ast.walk(node)]
    deleted = {
        part.id for part in nodes if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del)
    }
    return deleted | {str(it.name) for it in nodes if isinstance(it, ast.ExceptHandler)}


@lru_cache(maxsize=500)
def names_read(source: str) -> frozenset[str]:
    """Return the names that a cell reads."""
    return frozenset(name for node in statements(source) for name in names_in(node))


@lru_cache(maxsize=500)
def statements(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none if it is not Python."""
    try:
        return parsed(source, "<cell>").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _statement_at(source: str, line: int) -> ast.stmt | None:
    around = (it for it in statements(source) if it.lineno <= line <= (it.end_lineno or line))
    return next(around, None)


def _part_at(statement: ast.stmt, trace: TracebackType | None, frame: FrameType) -> ast.expr | None:
    """Return the part of a statement at which a frame stopped."""
    at = trace
    while at is not None and at.tb_frame is not frame:
        at = at.tb_next
    positions = list(frame.f_code.co_positions()) if at else []
    stopped = positions[at.tb_lasti // 2] if at and positions else None
    parts = (it for it in ast.walk(statement) if isinstance(it, ast.expr))
    return next((it for it in parts if _place_of(it) == stopped), None)


def _place_of(node: ast.expr) -> tuple[int, int, int, int]:
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return (node.lineno, end[0], node.col_offset, end[1])


def _at_top_level(nodes: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, and those within `with`, `if` and `try`."""
    for node in nodes:
        yield node
        if isinstance(node, ast.With | ast.If | ast.Try):
            yield from _at_top_level(
                it for it in ast.iter_child_nodes(node) if isinstance(it, ast.stmt)
            )
