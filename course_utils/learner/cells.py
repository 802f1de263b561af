"""The cell that a function was written in, as it was typed."""

from __future__ import annotations

import ast
import contextlib
import inspect
import linecache
import sys
from collections.abc import Iterator
from typing import Any


def cell_of(function: object) -> str:
    """Return the cell that defines a function; empty if no cell does."""
    return _as_typed(_code_of_cell(function))


def cell_giving(name: str, function: object) -> str:
    """Return the cell that defines a function, if it gives that name; else nothing.

    A decorator may hand back a function of its own, which was written in another cell.
    """
    code = _code_of_cell(function)
    return _as_typed(code) if name in _names_given(code) else ""


def _code_of_cell(function: object) -> str:
    """Return the Python code that IPython made of a function's cell."""
    try:
        code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", None)
        entry = linecache.cache.get(code.co_filename) if code else None
    except Exception:  # a function of a strange class, which says nothing sensible of itself
        return ""
    # A file has a time, a cell has none.
    if entry is None or len(entry) == 1 or entry[1] is not None:
        return ""
    return "".join(entry[2])


def _as_typed(code: str) -> str:
    """Return the newest cell that IPython made this code of, or the code itself."""
    if not code or "IPython" not in sys.modules:
        return code
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    typed = [cell for *_, cell in shell.history_manager.get_range(0)] if shell else []
    made = ((cell, code_of) for cell in reversed(typed) for code_of in _made_of(cell, shell))
    return next((cell for cell, code_of in made if code_of.rstrip() == code.rstrip()), code)


def _made_of(cell: str, shell: Any) -> Iterator[str]:
    """Yield what IPython makes of a cell, and of what is below its magics such as %%capture."""
    with contextlib.suppress(Exception):  # of a cell that is no Python, whatever it is
        yield shell.transform_cell(cell)
        if cell.lstrip().startswith("%%"):
            yield from _made_of(cell.lstrip().partition("\n")[2], shell)


def _names_given(code: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(code)))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    stored = {node for node in nodes if isinstance(node, ast.Name)}
    return functions | {node.id for node in stored if isinstance(node.ctx, ast.Store)}
