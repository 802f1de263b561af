"""Which statements of a notebook a function needs, beside its definition: read, and not run.

A kernel has run all cells when a function is checked. Where a saved notebook is checked, most cells
are not run; this finds the few statements without which a name would not hold what it holds there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from course_utils.notebooks.costs import reason_against
from course_utils.notebooks.effects import Effects, effects_of
from course_utils.notebooks.names import surely_given

# The course's own functions that take an answer; they change nothing that it needs.
_OF_THE_COURSE = {"check", "hint", "mark_exercise", "solution"}
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(eq=False)
class Statement:
    """One statement of a cell.

    Parameters
    ----------
    cell : str
        The label of its cell.
    node : ast.stmt
    is_definition : bool
        Whether it is run in any case.
    """

    cell: str
    node: ast.stmt
    is_definition: bool

    @cached_property
    def effects(self) -> tuple[Effects, Effects]:
        """What it does now, and what the functions in it do when they are called."""
        return effects_of(self.node)

    @property
    def now(self) -> Effects:
        """What it does when it is run."""
        return self.effects[0]

    @property
    def later(self) -> Effects:
        """What the functions in it do when they are called."""
        return self.effects[1]

    @cached_property
    def surely_given(self) -> set[str]:
        """The names that it binds anew whatever happens before it."""
        return surely_given(self.node)

    @cached_property
    def checks(self) -> str:
        """The name of the function that it hands to the course, ``f = check(f)``; or nothing."""
        call = getattr(self.node, "value", None)
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            return ""
        handed = [one.id for one in call.args if isinstance(one, ast.Name)]
        return handed[0] if handed and call.func.id in _OF_THE_COURSE else ""

    @property
    def only_checks(self) -> bool:
        """Whether it gives nothing but the function back that it hands to the course."""
        return bool(self.checks) and self.surely_given <= {self.checks}


@dataclass(frozen=True)
class Slice:
    """What a function needs of a notebook.

    Parameters
    ----------
    statements : list of Statement
        In the notebook's order.
    below : list of Statement
        What changes it only below its check, where a kernel has not come yet.
    names : set of str
        What the function needs when it is called.
    """

    statements: list[Statement]
    below: list[Statement]
    names: set[str]

    @property
    def top_level(self) -> list[Statement]:
        """The statements that are no definitions."""
        return [statement for statement in self.statements if not statement.is_definition]


class Program:
    """The statements of a notebook, and what they have to do with each other.

    Parameters
    ----------
    statements : iterable of Statement
        In the notebook's order.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._checks: dict[str, list[int]] = {}
        self._statements: list[Statement] = []
        for statement in statements:
            if statement.checks:
                self._checks.setdefault(statement.checks, []).append(len(self._statements))
            if not statement.only_checks:
                self._statements.append(statement)
        self._givers: dict[str, list[Statement]] = {}
        self._places: dict[str, list[int]] = {}
        self._imports: dict[str, str] = {}
        for place, statement in enumerate(self._statements):
            for name in statement.now.gives | statement.later.gives:  # by `global`, when called
                self._givers.setdefault(name, []).append(statement)
                self._places.setdefault(name, []).append(place)
            self._imports |= statement.now.imports
        self._touched: dict[Statement, tuple[set[str], set[str]]] = {}

    def needed_for(self, name: str) -> Slice:
        """Return what the function of a name needs, at the place where it is checked."""
        end = self._place_of_check(name)
        names = self.reached_from({name})
        needed, statements, below = set(names), [], []
        for place in reversed(range(len(self._statements))):
            statement = self._statements[place]
            itself = self._held_by(statement.now.changes) - self._modules
            if name in statement.now.uses:  # a function's own calls do nothing that it needs
                touched = needed & (itself | statement.now.gives)
            else:
                touched = needed & set().union(*self.touched(statement))
            if place >= end:  # what stands below counts only for a name that is not given above
                late = {it for it in touched if min(self._places.get(it, (end,))) >= end}
                if needed & itself and not late and not statement.is_definition:
                    below.append(statement)
                touched = late
            if touched:
                statements.append(statement)
                needed -= statement.surely_given
                if statement.is_definition or not self.reason_against(statement):
                    needed |= self.reached_from(statement.now.uses)
        return Slice(statements[::-1], below[::-1], names)

    def reached_from(self, names: Iterable[str]) -> set[str]:
        """Return names with all that functions, or containers, among them use or hold.

        Those that the notebook does not give, such as ``dict``, are not among them.
        """
        found = {name for name in names if name in self._givers}
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            for giver in self._givers[name]:
                makers = {it for it in giver.now.uses if self._own(it)}
                held = giver.now.shares.get(name, set())
                more = ((giver.later.uses | held | makers) & self._givers.keys()) - found
                found |= more
                waiting += more
        return found

    def touched(self, statement: Statement) -> tuple[set[str], set[str]]:
        """Return the names that a statement gives or changes, and those that it only may change."""
        if statement not in self._touched:
            self._touched[statement] = self._find_touched(statement)
        return self._touched[statement]

    def reason_against(self, statement: Statement) -> str:
        """Return why a statement should not be run just to check an answer, or an empty text."""
        calls = [call.function for call in statement.now.calls]
        calls += [call.function for it in self._called(statement) for call in it.calls]
        own = (call for call in calls if not self._own(call))
        return reason_against(own, lambda name: self._imports.get(name, name))

    def _place_of_check(self, name: str) -> int:
        """Return how many statements stand above the check of what is defined under a name."""
        places = self._places.get(name, [])
        defined = [place for place in places if self._statements[place].is_definition]
        last = max(defined or places, default=-1)
        checks = [place for place in self._checks.get(name, []) if place > last]
        return min(checks, default=len(self._statements))

    def _find_touched(self, statement: Statement) -> tuple[set[str], set[str]]:
        done = Effects()
        done.take(statement.now)
        for effects in self._called(statement):
            done.gives |= effects.gives
            done.changes |= effects.changes
            done.calls += effects.calls
        perhaps: set[str] = set()
        for call in done.calls:
            own = self._own(call.function)
            if any(giver.later.changes_arguments for giver in own):
                done.changes |= call.arguments
            elif call.may_change_arguments and not own:
                perhaps |= call.arguments
                done.changes |= {call.function} & self._givers.keys()  # as of ``add = KEEP.append``
        surely = done.gives | self._held_by(done.changes)
        modules = self._modules - statement.now.gives
        return surely - modules, perhaps - modules - surely

    def _called(self, statement: Statement) -> list[Effects]:
        """Return what the notebook's own functions do that a statement mentions."""
        mentioned = statement.now.uses  # of a definition, those of decorators and defaults
        if not isinstance(statement.node, _FUNCTIONS):
            mentioned = mentioned | statement.later.uses
        found, waiting = set(mentioned), list(mentioned)
        effects: list[Effects] = []
        while waiting:
            for giver in self._own(waiting.pop()):
                effects.append(giver.later)
                more = giver.later.uses - found
                found |= more
                waiting += more
        return effects

    def _own(self, name: str) -> list[Statement]:
        """Return the definitions of a function or class of the notebook's own."""
        givers = self._givers.get(name, ())
        return [it for it in givers if isinstance(it.node, _FUNCTIONS) and it.node.name == name]

    def _held_by(self, names: Iterable[str]) -> set[str]:
        """Return names with those whose objects they may hold, or be, anywhere in the notebook."""
        found, waiting = set(names), list(names)
        while waiting:
            name = waiting.pop()
            for giver in self._givers.get(name, ()):
                more = giver.now.shares.get(name, set()) - found
                found |= more
                waiting += more
        return found

    @cached_property
    def _modules(self) -> set[str]:
        """The names that are given by ``import`` alone: using them changes nothing of ours."""
        return {
            name
            for name in self._imports
            if all(isinstance(giver.node, ast.Import) for giver in self._givers[name])
        }
