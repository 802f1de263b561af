"""The process that runs a learner's definitions. It judges nothing.

It takes requests over a pipe, as `messages` encodes them, and answers each with one message, which
bears the request's number:

- ``{"do": "enter", "folder": ...}``, to work where a notebook lies
- ``{"do": "receive", "files": {name: bytes as an array, ...}}``, what lay beside it
- ``{"do": "offer", "sources": {module: text, ...}}``, what of the package works
- ``{"do": "define", "name": ..., "source": ..., "is_exercise": ...}``
- ``{"do": "plan", "exercise": ...}``, what else its function needs, which is not run for it
- ``{"do": "prepare", "exercise": ..., "needs": ...}``, to run that, as far as it is cheap
- ``{"do": "observe", "exercise": ..., "observer": ..., "inputs": [{...}, ...], "needs": ...,
  "time_limit": ...}``
- ``{"do": "use_reference", "exercise": ..., "source": ...}``
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from course_utils.grading.limits import Limits, hold_this_process_to
from course_utils.grading.machinery import Machinery
from course_utils.grading.messages import decode, encode
from course_utils.grading.stand_ins import take_the_place
from course_utils.grading.top_level import SpoiltProcessError, TopLevel
from course_utils.machine.file_names import for_this_system
from course_utils.observers import all_observers
from course_utils.observers.observing import observe
from course_utils.observers.plain import Plain


class _Notebook:
    """What the process has of a notebook.

    Parameters
    ----------
    names : dict
        What its definitions have given.
    prepared : dict of str to dict
        For an exercise that needs more than definitions: all names, with that more.
    references : dict
        The reference solutions that stand in for functions that have failed.
    top_level : TopLevel
        Its code.
    observers : dict of str to Observer
        All of them: none is imported once the notebook's code runs.
    machinery : Machinery
        What the notebook's code should leave as it is.
    """

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.prepared: dict[str, dict[str, Any]] = {}
        self.references: dict[str, Any] = {}
        self.top_level = TopLevel()
        self.observers = dict(all_observers())
        self.machinery = Machinery(self.observers)


def serve(connection: Connection, limits: Limits | None = None) -> None:
    """Answer requests until the other side hangs up, within limits if there are any."""
    _silence()
    notebook = _Notebook()
    take_the_place({})
    if limits:
        if sys.platform != "win32":
            _close_all_but(connection.fileno())
        hold_this_process_to(limits)
    answers: dict[str, Callable[[_Notebook, dict[str, Plain]], Plain]] = {
        "enter": _enter,
        "receive": _receive,
        "offer": _offer,
        "define": _define,
        "plan": _plan,
        "prepare": _prepare,
        "observe": _observe,
        "use_reference": _use_reference,
    }
    with contextlib.suppress(EOFError):
        while True:
            request = decode(connection.recv_bytes())
            answer = answers[request["do"]](notebook, request)
            connection.send_bytes(encode({**answer, "number": request["number"]}))


def _silence() -> None:
    """Send to nowhere what the learner's code prints: a verdict comes from data alone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _close_all_but(own: int) -> None:
    """Close what a forked process has inherited: pipes to the process that it came from."""
    os.closerange(3, own)
    os.closerange(own + 1, os.sysconf("SC_OPEN_MAX"))


def _enter(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    """Work in a notebook's folder, and import what lies there."""
    os.chdir(request["folder"])
    sys.path.insert(0, request["folder"])
    return {}


def _receive(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    """Write the files that lay beside the notebook, and import from them."""
    for name, content in request["files"].items():
        path = Path(for_this_system(name))
        with contextlib.suppress(OSError):  # archives hold names that are too long for a system
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.tobytes())
    sys.path.insert(0, str(Path.cwd()))
    return {}


def _offer(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    """Let the code import what its lessons do, instead of the package."""
    take_the_place(request["sources"])
    return {}


def _define(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    """Run the definitions of a cell, one by one, and return what went wrong by name."""
    name, source = request["name"], request["source"]
    try:
        statements = notebook.top_level.add(name, source, is_exercise=request["is_exercise"])
    except SyntaxError as error:
        return {"problems": {name: f"SyntaxError on line {error.lineno}: {error.msg}"}}
    except Exception as error:  # the parser gives up on some texts in other ways
        return {"problems": {name: f"{type(error).__name__}: {error}"[:500]}}
    problems: dict[str, str] = {}
    for statement in statements:
        module = ast.Module([statement], type_ignores=[])
        try:
            exec(compile(module, name, "exec"), notebook.names)
        except BaseException as error:
            defined = str(getattr(statement, "name", name))
            problems[defined] = f"{type(error).__name__} on line {statement.lineno}: {error}"[:500]
    return {"problems": problems}


def _plan(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    if notebook.prepared:  # for a function that is tried by now
        notebook.prepared.clear()
        gc.collect()  # its memory is the next one's
    return {"left_out": list(map(dataclasses.asdict, notebook.top_level.plan(request["exercise"])))}


def _prepare(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    name = request["exercise"]
    for module in request["needs"]:
        import_module(module)  # before the clock starts, as before the function is tried
    try:
        names, left_out = notebook.top_level.prepare(name, notebook.names, notebook.references)
    except SpoiltProcessError:
        os._exit(1)  # it would take time and memory from what comes next; a new process has both
    notebook.prepared[name] = names
    return {"left_out": list(map(dataclasses.asdict, left_out))}


def _observe(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    names = notebook.prepared.get(request["exercise"], notebook.names)
    function = names.get(request["exercise"])
    if not callable(function):
        return {"missing": True}
    observer = notebook.observers[request["observer"]]
    given = (request[key] for key in ("inputs", "time_limit", "needs"))
    records = observe(observer, function, *given)
    return {"records": records, "changed": notebook.machinery.changed()}


def _use_reference(notebook: _Notebook, request: dict[str, Plain]) -> Plain:
    """Take the reference solution from the text of its module: no worker can import it."""
    name = request["exercise"]
    module: dict[str, Any] = {"__name__": "reference"}
    exec(compile(request["source"], "<reference>", "exec"), module)
    notebook.names[name] = notebook.references[name] = module[name]
    return {}
