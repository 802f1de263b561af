"""The cells that only draw: their code is folded, since it is not what a lesson is about."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

DRAWS = "draws"
"""The tag of a cell that is to be folded although it works something out for its figure."""

_FOLDED = "hide-input"  # on the website
_FIRST_LINE = "# This cell only draws."  # JupyterLab shows it in place of the folded code
_SHOWN, _READS = {"show", "image_grid"}, {"read_results"}


def folded(cells: Iterable[Any]) -> list[Any]:
    """Return the cells of a lesson, with those folded that only draw.

    Parameters
    ----------
    cells : iterable of nbformat.NotebookNode
        Those that draw are changed.
    """
    made = list(cells)
    for cell in made:
        if cell.cell_type != "code":
            continue
        tags = cell.metadata.get("tags", [])
        if DRAWS in tags or only_draws(cell.source):
            cell.metadata["tags"] = [tag for tag in tags if tag != DRAWS] + [_FOLDED]
            cell.metadata.setdefault("jupyter", {})["source_hidden"] = True
            cell.source = f"{_FIRST_LINE}\n{cell.source}"
    return made


def only_draws(source: str) -> bool:
    """Return whether a cell shows a figure, of what was worked out or stored before.

    Besides it may read rows, name what is to be drawn, and say what was measured.
    """
    body = ast.parse(source).body
    shows = any(_calls(node) == "show" for node in body)
    return shows and all(map(_draws_or_prepares, body))


def _draws_or_prepares(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        calls = {_name_of(call) for call in ast.walk(node.value) if isinstance(call, ast.Call)}
        return calls <= _SHOWN | _READS
    return _calls(node) in {"show", "reveal"}


def _calls(node: ast.stmt) -> str:
    """Return the name of the function that a statement calls and does no more."""
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return _name_of(node.value) if is_call else ""  # type: ignore[attr-defined]


def _name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
