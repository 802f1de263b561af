"""The definitions in a notebook's cell: what can be run without training anything."""

from __future__ import annotations

import ast
import re

_SIMPLE = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.expr_context),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.JoinedStr, ast.FormattedValue),
    *(ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp),
    *(ast.unaryop, ast.operator, ast.boolop, ast.cmpop),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension),
    *(ast.Lambda, ast.arguments, ast.arg, ast.keyword),
)
# Calls that a constant may contain: they neither train nor draw, and take no time.
_CHEAP_FUNCTIONS = (
    {"bool", "bytes", "dict", "float", "frozenset", "int", "len", "list", "max", "min"}
    | {"partial", "range", "set", "sorted", "str", "sum", "tuple", "zip"}
)  # fmt: skip
_CHEAP_MODULES = {"np", "numpy", "math", "functools", "struct"}
_MAGIC_LINE = re.compile(r"^(\s*+)(?:[%!?].*|[\w., ]+=\s*[!%].*|.*[\w)\]]\?{1,2}\s*)$")
_TIMED_LINE = re.compile(r"^(\s*)%time\s+(?!-)")
_MAGICS_AROUND_PYTHON = ("%%time", "%%capture", "%%prun")


def definitions(source: str, filename: str, *, is_exercise: bool = False) -> ast.Module:
    """Return the definitions in a cell: imports, functions, classes and simple constants.

    Calls are left out, and with them everything that trains, draws or prints.

    Parameters
    ----------
    source : str
        A cell, possibly with IPython's magics and shell lines.
    filename : str
        What a syntax error says in place of a file name.
    is_exercise : bool
        Whether the cell answers an exercise: then all but bare expressions belongs to the answer.

    Returns
    -------
    ast.Module
        Its line numbers are those of the cell.

    Raises
    ------
    SyntaxError
        If the cell is not Python.
    ValueError, RecursionError, MemoryError
        If Python's parser does not take it.
    """
    body = parsed(source, filename).body
    kept = [node for node in body if is_definition(node, is_exercise=is_exercise)]
    return ast.Module(kept, type_ignores=[])


def parsed(source: str, filename: str) -> ast.Module:
    """Return all statements of a cell, whose magics and shell lines count as blank.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        As `definitions` does.
    """
    try:
        return ast.parse(source, filename)
    except SyntaxError:
        return ast.parse(without_magics(source), filename)


def is_definition(node: ast.stmt, *, is_exercise: bool = False) -> bool:
    """Return whether a statement of a cell is one of its `definitions`."""
    return (is_exercise and not isinstance(node, ast.Expr)) or _is_definition(node)


def without_magics(source: str) -> str:
    """Return a cell without IPython's own lines; the others keep their numbers.

    Of a line that is timed, the Python code stays. One in a block becomes `pass`, because a block
    of nothing is no Python. A line that ends in a backslash goes on in the next one.
    """
    lines = [_TIMED_LINE.sub(r"\1", line) for line in source.split("\n")]
    first = next((n for n, it in enumerate(lines) if it.strip() and it.lstrip()[0] != "#"), 0)
    if lines[first].lstrip().startswith("%%"):
        if not lines[first].lstrip().startswith(_MAGICS_AROUND_PYTHON):
            return ""
        lines[first] = ""
    goes_on = False
    for number, line in enumerate(lines):
        magic = _MAGIC_LINE.match(line)
        if goes_on or magic:
            indent = magic[1] if magic and not goes_on else ""
            lines[number] = f"{indent}pass" if indent else ""
            goes_on = line.rstrip().endswith("\\")
    return "\n".join(lines)


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.AsyncFunctionDef | ast.Pass):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return node.value is not None and _is_simple(node.value)
    if isinstance(node, ast.If):
        return _is_simple(node.test) and all(map(_is_definition, [*node.body, *node.orelse]))
    if isinstance(node, ast.Try):
        handled = [statement for handler in node.handlers for statement in handler.body]
        parts = [*node.body, *handled, *node.orelse, *node.finalbody]
        return all(map(_is_definition, parts))
    return False


def _is_simple(value: ast.expr) -> bool:
    return all(
        isinstance(part, _SIMPLE) or (isinstance(part, ast.Call) and _is_cheap(part.func))
        for part in ast.walk(value)
    )


def _is_cheap(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _CHEAP_FUNCTIONS
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in _CHEAP_MODULES
    )
