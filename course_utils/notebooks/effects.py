"""What a statement gives, changes, uses and calls: read from its text, which is not run.

Where reading cannot tell, it says rather too much than too little, with one exception: what a
method, or a function from elsewhere, does to its arguments when somebody keeps its result.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from course_utils.notebooks.names import all_shared, bound, dotted, imported, shared

# Methods that change the object they belong to.
_CHANGING = (
    {"add", "append", "appendleft", "clear", "discard", "extend", "extendleft", "fill", "insert"}
    | {"itemset", "move_to_end", "partition", "pop", "popitem", "popleft", "put", "remove"}
    | {"resize", "reverse", "rotate", "setdefault", "setflags", "sort", "update"}
)  # fmt: skip
# Functions of libraries that change an argument.
_CHANGING_ARGUMENTS = (
    {"at", "copyto", "fill_diagonal", "heapify", "heappop", "heappush", "insort", "place"}
    | {"put", "put_along_axis", "putmask", "setattr", "shuffle"}
)  # fmt: skip
_SHOWING = {"check", "display", "hint", "mark_exercise", "print", "progress", "solution"}


@dataclass(frozen=True)
class Call:
    """A call: the dotted name of what is called, and the names of what it is handed."""

    function: str
    arguments: frozenset[str]
    is_dropped: bool  # nobody keeps what it returns

    @property
    def may_change_arguments(self) -> bool:
        """Whether it is called for what it does, by a function of which no more is known."""
        return self.is_dropped and self.function not in _SHOWING


@dataclass
class Effects:
    """What running some code does, by the names of the notebook that it does it to.

    Parameters
    ----------
    gives : set of str
        Names that it binds.
    changes : set of str
        Names whose objects it changes.
    uses : set of str
        Names that it reads.
    calls : list of Call
    shares : dict of str to set of str
        For a name that it gives: the names whose objects it may hold, or be.
    imports : dict of str to str
        For a name that it imports, what that stands for.
    changes_arguments : bool
        Whether, being a function's, it changes what the function is given.
    """

    gives: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    shares: dict[str, set[str]] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    changes_arguments: bool = False

    def take(self, other: Effects, own: Iterable[str] = ()) -> None:
        """Add what other code does, without what happens to names of its own."""
        hidden = set(own)
        self.gives |= other.gives - hidden
        self.changes |= other.changes - hidden
        self.uses |= other.uses - hidden
        self.calls += [
            Call(call.function, call.arguments - hidden, call.is_dropped) for call in other.calls
        ]
        for name, names in other.shares.items():
            if name not in hidden:
                self.shares.setdefault(name, set()).update(names - hidden)
        self.imports |= {k: v for k, v in other.imports.items() if k not in hidden}
        self.changes_arguments |= other.changes_arguments

    def reach_what_is_shared(self) -> None:
        """Add to what is changed all that the changed names may hold, or be."""
        waiting = list(self.changes)
        while waiting:
            found = self.shares.get(waiting.pop(), set()) - self.changes
            self.changes |= found
            waiting += found


def effects_of(node: ast.stmt) -> tuple[Effects, Effects]:
    """Return what a statement does now, and what the functions in it do when they are called.

    One that is nested too deeply to be read does nothing, as far as this knows.
    """
    reader = _Reader()
    try:
        reader.visit(node)
    except RecursionError:
        return Effects(), Effects()
    reader.now.reach_what_is_shared()
    return reader.now, reader.later


# What is read in the same way as something else.
_LIKE: dict[type[ast.AST], type[ast.AST]] = {
    ast.AsyncFor: ast.For,
    ast.AsyncFunctionDef: ast.FunctionDef,
    ast.GeneratorExp: ast.ListComp,
    ast.ImportFrom: ast.Import,
    ast.MatchStar: ast.MatchAs,
    ast.Nonlocal: ast.Global,
    ast.SetComp: ast.ListComp,
}


class _Reader(ast.NodeVisitor):
    """Reads code in one scope; functions and comprehensions in it are read by readers of theirs."""

    def __init__(self) -> None:
        self.now = Effects()
        self.later = Effects()
        self._global: set[str] = set()
        self._dropped: ast.expr | None = None

    def visit(self, node: ast.AST) -> None:
        kind = _LIKE.get(type(node), type(node))
        getattr(self, f"visit_{kind.__name__}", self.generic_visit)(node)

    def visit_Name(self, node: ast.Name) -> None:
        (self.now.uses if isinstance(node.ctx, ast.Load) else self.now.gives).add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load) or node.attr in _CHANGING:
            self.now.changes |= shared(node.value)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.now.changes |= shared(node.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._share(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self._share(node.target, node.value)
            self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._share(node.target, node.value)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.now.uses |= bound(node.target)
        self.now.changes |= bound(node.target)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._share(node.target, node.iter)
        self.generic_visit(node)

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars:
            self._share(node.optional_vars, node.context_expr)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.now.gives |= {node.name} if node.name else set()
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self.now.gives |= {node.name} if node.name else set()
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.now.imports |= imported(node)
        self.now.gives |= set(imported(node))

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self._global |= set(node.names)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self._dropped = node.value
            if isinstance(node.value.func, ast.Attribute):
                self.now.changes |= shared(node.value.func.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = dotted(node.func)
        handed = all_shared([*node.args, *(keyword.value for keyword in node.keywords)])
        if name.rpartition(".")[2] in _CHANGING_ARGUMENTS:
            self.now.changes |= handed
        self.now.calls.append(Call(name, frozenset(handed), node is self._dropped))
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.now.gives.add(node.name)
        outside = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
        for part in outside:
            self.visit(part)
        self._define(node.args, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
        self._define(node.args, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.now.gives.add(node.name)
        inner = _Reader()
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        for statement in node.body:
            inner.visit(statement)
        self.now.take(inner.now, own=inner.now.gives - inner._global)
        inner.later.changes_arguments = False  # a method changes its object: nobody handed that
        self.later.take(inner.later)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self._comprehend(node.generators, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehend(node.generators, [node.key, node.value])

    def _share(self, target: ast.expr, value: ast.expr) -> None:
        for name in bound(target):
            self.now.shares.setdefault(name, set()).update(shared(value) - {name})

    def _define(self, arguments: ast.arguments, body: Iterable[ast.AST]) -> None:
        inner = _Reader()
        for node in body:
            inner.visit(node)
        inner.now.take(inner.later)
        inner.now.reach_what_is_shared()
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [one for one in (arguments.vararg, arguments.kwarg) if one]
        given = {one.arg for one in every}
        handed_on = [call.arguments for call in inner.now.calls if call.may_change_arguments]
        inner.now.changes_arguments = bool(given & inner.now.changes.union(*handed_on))
        self.later.take(inner.now, own=(given | inner.now.gives) - inner._global)

    def _comprehend(self, generators: list[ast.comprehension], parts: list[ast.expr]) -> None:
        inner = _Reader()
        for generator in generators:
            inner._share(generator.target, generator.iter)
            for part in (generator.target, generator.iter, *generator.ifs):
                inner.visit(part)
        for part in parts:
            inner.visit(part)
        inner.now.reach_what_is_shared()
        own = set().union(*(bound(generator.target) for generator in generators))
        self.now.take(inner.now, own)
        self.later.take(inner.later, own)
