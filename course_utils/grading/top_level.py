"""Running the top-level code that a function needs, where it is cheap and safe, within limits.

Definitions are run in any case. What else a function needs, such as the loop that fills a list, is
run when the function is to be tried: in a copy of the notebook's names, so that no other function
finds them changed. It runs where the learner's code runs, and judges nothing.
"""

from __future__ import annotations

import ast
import linecache
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from course_utils.grading.not_run import SECONDS, LeftOut
from course_utils.notebooks.definitions import is_definition, parsed
from course_utils.notebooks.slicing import Program, Statement
from course_utils.observers.observing import what_was_raised
from course_utils.observers.time_limits import SLOWEST, stop, wait


class SpoiltProcessError(Exception):
    """Code goes on to run though it was stopped, or has taken all memory."""


class TopLevel:
    """The code of a notebook, as far as its cells have been added."""

    def __init__(self) -> None:
        self._statements: list[Statement] = []
        self._program: Program | None = None

    def add(self, cell: str, source: str, *, is_exercise: bool) -> list[ast.stmt]:
        """Add a cell below the others, and return its definitions.

        Raises
        ------
        SyntaxError, ValueError, RecursionError, MemoryError
            As `definitions` does.
        """
        linecache.cache[cell] = (len(source), None, source.splitlines(keepends=True), cell)
        added = [
            Statement(cell, node, is_definition(node, is_exercise=is_exercise))
            for node in parsed(source, cell).body
        ]
        self._statements += added
        self._program = None
        return [statement.node for statement in added if statement.is_definition]

    def plan(self, name: str) -> list[LeftOut]:
        """Return what a function needs that is no definition, as if none of it could be run."""
        if all(it.is_definition or it.only_checks for it in self._statements):
            return []
        program = self._read()
        found = program.needed_for(name)

        def as_left_out(statement: Statement, kind: str) -> LeftOut:
            touched = sorted(program.touched(statement)[0])
            needed = [it for it in touched if it in found.names] or touched or [name]
            return _left_out(needed[0], statement, kind)

        reasons = [(one, program.reason_against(one) or "died") for one in found.top_level]
        return [as_left_out(*it) for it in [*reasons, *((one, "below") for one in found.below)]]

    def prepare(
        self, name: str, namespace: Mapping[str, Any], given: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[LeftOut]]:
        """Run what a function needs, definitions too, in the order of the notebook.

        Parameters
        ----------
        name : str
            The function's.
        namespace : mapping
            The names of the notebook after its definitions. Stays as it is.
        given : mapping
            Values that are there in place of the notebook's own: the reference solutions.

        Returns
        -------
        dict, list of LeftOut
            All names with their values, and what the function lacks of the notebook.

        Raises
        ------
        SpoiltProcessError
            If this process is of no more use to try a function in.
        """
        program = self._read()
        found = program.needed_for(name)
        run = _Run(program, {**namespace, **given}, given)
        for statement in found.statements:
            run.take(statement)
        lacking = [run.lacking[it] for it in sorted(found.names - {name}) if it in run.lacking]
        lacking += [run.lacking[name]] if name in run.lacking else []
        for statement in found.below:
            changed = sorted(program.touched(statement)[0] & found.names)
            lacking.append(_left_out(changed[0], statement, "below"))
        return run.namespace, lacking

    def _read(self) -> Program:
        self._program = self._program or Program(self._statements)
        return self._program


class _Run:
    """Statements that are run one after the other, and what the names lack that were left out."""

    def __init__(
        self, program: Program, namespace: dict[str, Any], given: Mapping[str, Any]
    ) -> None:
        self.namespace = namespace
        self.lacking: dict[str, LeftOut] = {}
        self._program = program
        self._given = given
        self._seconds_left = SECONDS
        self._is_out_of_memory = False

    def take(self, statement: Statement) -> None:
        """Run a statement, or leave it out, and note which names lack it."""
        uses = self._program.reached_from(statement.now.uses)
        needed = next((self.lacking[it] for it in sorted(uses) if it in self.lacking), None)
        detail = ""
        if statement.is_definition:
            detail = self._execute(statement)
            kind = "needs" if needed else "raised" if detail else ""
        else:
            kind = self._program.reason_against(statement) or ("needs" if needed else "")
            if not kind:
                kind, detail = self._execute_within_limits(statement)
        origin = needed and (needed.origin or needed) if kind == "needs" else None
        if kind:
            self._note(statement, _left_out("", statement, kind, detail, origin))
        else:
            for name in statement.surely_given:
                self.lacking.pop(name, None)
        self.namespace |= {it: self._given[it] for it in self._given if it in statement.now.gives}

    def _note(self, statement: Statement, one: LeftOut) -> None:
        surely, perhaps = self._program.touched(statement)
        is_half_done = one.kind in ("slow", "late", "raised")
        if is_half_done or (one.origin and one.origin.kind != "draws"):
            surely = surely | perhaps
        for name in surely:
            if name in statement.surely_given or name not in self.lacking:
                self.lacking[name] = replace(one, name=name)

    def _execute_within_limits(self, statement: Statement) -> tuple[str, str]:
        """Run a statement; return why and how it came to no good end, or two empty texts."""
        if self._seconds_left <= 0:
            return "late", ""
        raised: list[str] = []
        thread = threading.Thread(
            target=lambda: raised.append(self._execute(statement)), daemon=True
        )
        start, computed_before = time.monotonic(), time.process_time()
        thread.start()
        wait(thread, self._seconds_left)
        is_slow = thread.is_alive()
        if is_slow:
            stop(thread)
        if thread.is_alive() or self._is_out_of_memory:
            raise SpoiltProcessError
        by_clock = (time.monotonic() - start) / SLOWEST
        self._seconds_left -= max(by_clock, time.process_time() - computed_before)
        detail = "".join(raised)
        return ("slow", "") if is_slow else ("raised", detail) if detail else ("", "")

    def _execute(self, statement: Statement) -> str:
        """Run a statement; return what it raised, or an empty text."""
        module = ast.Module([statement.node], type_ignores=[])
        try:
            exec(compile(module, statement.cell, "exec"), self.namespace)
        except BaseException as error:  # SystemExit too: the function can be tried all the same
            self._is_out_of_memory |= isinstance(error, MemoryError)
            return what_was_raised(error)
        return ""


def _left_out(
    name: str, statement: Statement, kind: str, detail: str = "", origin: LeftOut | None = None
) -> LeftOut:
    return LeftOut(name, statement.cell, statement.node.lineno, kind, detail, origin)
