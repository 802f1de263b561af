"""The names in an expression or a target: what it stands for, binds, and may hold."""

from __future__ import annotations

import ast
from collections.abc import Iterable

# What these return shares nothing with what they take.
_FRESH = {"abs", "bool", "float", "int", "len", "max", "min", "range", "repr", "str", "sum"}


def surely_given(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds anew whatever happens before it."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return set(imported(node))
    if isinstance(node, ast.Assign):
        return set().union(*map(bound, node.targets))
    return bound(node.target) if isinstance(node, ast.AnnAssign) and node.value else set()


def dotted(node: ast.expr) -> str:
    """Return what is called, as in ``np.load``; with ``?`` in place of what has no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def shared(node: ast.expr | None) -> set[str]:
    """Return the names whose objects the value of an expression may hold, or be."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Call):
        if dotted(node.func) in _FRESH:
            return set()
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        return all_shared([node.func, *parts] if isinstance(node.func, ast.Attribute) else parts)
    if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.Await | ast.NamedExpr):
        return shared(node.value)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all_shared(node.elts)
    if isinstance(node, ast.Dict):
        return all_shared(node.values)
    if isinstance(node, ast.IfExp):
        return all_shared([node.body, node.orelse])
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        return all_shared([generator.iter for generator in node.generators])
    return set()


def all_shared(nodes: Iterable[ast.expr]) -> set[str]:
    """Return the names whose objects the values of several expressions may hold, or be."""
    return set().union(*map(shared, nodes))


def bound(target: ast.expr) -> set[str]:
    """Return the names that a target binds: of ``a, b[0]`` it is ``a``."""
    if isinstance(target, ast.Tuple | ast.List):
        return set().union(*map(bound, target.elts))
    if isinstance(target, ast.Starred):
        return bound(target.value)
    return {target.id} if isinstance(target, ast.Name) else set()


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Return the names that an import gives, each with what it stands for."""
    if isinstance(node, ast.ImportFrom):
        return {it.asname or it.name: f"{node.module or ''}.{it.name}" for it in node.names}
    return {
        it.asname or it.name.partition(".")[0]: it.name if it.asname else it.name.partition(".")[0]
        for it in node.names
    }
