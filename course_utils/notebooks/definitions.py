"""The definitions in a notebook's cell: what can be run without training anything."""

from __future__ import annotations

import ast

_SIMPLE = (
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.UnaryOp,
    ast.BinOp,
    ast.unaryop,
    ast.operator,
    ast.Name,
    ast.Attribute,
    ast.expr_context,
)


def definitions(source: str, filename: str) -> ast.Module:
    """Return the definitions in a cell: imports, functions, classes and simple constants.

    Calls are left out, and with them everything that trains, draws or prints.

    Parameters
    ----------
    source : str
        A cell, possibly with IPython's magics and shell lines.
    filename : str
        What a syntax error says in place of a file name.

    Returns
    -------
    ast.Module
        Its line numbers are those of the cell.

    Raises
    ------
    SyntaxError
        If the cell is not Python.
    """
    module = ast.parse(without_magics(source), filename)
    return ast.Module([node for node in module.body if _is_definition(node)], type_ignores=[])


def without_magics(source: str) -> str:
    """Return a cell with IPython's own lines made blank, so that line numbers stay."""
    if source.lstrip().startswith("%%"):
        return ""
    lines = source.splitlines()
    own = [line.lstrip().startswith(("%", "!", "?")) for line in lines]
    return "\n".join("" if magic else line for line, magic in zip(lines, own, strict=True))


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return node.value is not None and all(
            isinstance(part, _SIMPLE) for part in ast.walk(node.value)
        )
    return False
