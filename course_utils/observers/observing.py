"""Running a learner's function on one input after the other, whatever it does."""

from __future__ import annotations

import contextvars
import copy
import linecache
import re
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from course_utils.observers.plain import MAX_TEXT, Facts, to_plain, type_name
from course_utils.observers.time_limits import stop, wait

Record = Facts
"""Plain data with one of the keys "observation", "raised", "timeout" and "checker_error"."""

Observer = Callable[[Callable[..., Any], Facts], Facts]
"""Calls a learner's function on one input, a dict by name, and returns what it did."""

_COLOUR = re.compile(r"\x1b\[\d*m")
# What TensorFlow and Keras put around the reason of an error: where in a graph or in which layer,
# a traceback of our code, and the arguments.
_GRAPH = re.compile(
    r"Graph execution error:\s*"
    r"|Detected at node[^\n]*\n(?:[ \t][^\n]*\n|\n)*"
    r"|\s*\[\[\{\{node[\s\S]*"
    r"|\{\{function_node [^}]*\}\}\s*"
    r"|Exception encountered when calling [^\n]*\n"
    r"|\s*Arguments received by [\s\S]*"
    r"|in user code:\s*(?:File [^\n]*\n[^\n]*\n\s*)*(?:\w+: )?"
)
_SECONDS_TO_IMPORT = 30.0  # TensorFlow, on a slow laptop


class LearnerError(Exception):
    """Carries what the learner's function raised through the observer of the exercise."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(type(error)))
        self.error = error


def observe(
    observer: Observer,
    function: Callable[..., Any],
    inputs: Sequence[Facts],
    time_limit: float,
    needs: Sequence[str] = (),
    is_enough: Callable[[int, Record], bool] = lambda place, record: False,
) -> list[Record]:
    """Try a function on all inputs, within a time limit.

    Parameters
    ----------
    observer : Observer
        Is called once an input.
    function : callable
        The learner's function. It may do anything short of ending the process.
    inputs : sequence of dict
    time_limit : float
        Seconds that all of them together may take.
    needs : sequence of str
        Modules that are imported before the clock starts.
    is_enough : callable
        Takes the place of an input and its record, and returns whether those after it can be
        spared.

    Returns
    -------
    list of Record
        One record an input. After a time-out, or what was enough, there is none for the others.

    Raises
    ------
    KeyboardInterrupt
        If the person stops the check. The learner's function is stopped too.
    """
    for module in needs:
        import_module(module)
    records: list[Record] = []
    time_is_up = threading.Event()

    def work() -> None:
        for place, given in enumerate(inputs):
            record = _observed(observer, function, given)
            if time_is_up.is_set():
                return
            records.append(record)
            if is_enough(place, record):
                return

    # A thread, because a signal handler stops nothing on Windows, nor outside the main thread.
    # Its context is the caller's, so that what the function prints lands under the same cell.
    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True)
    had_tensorflow = "tensorflow" in sys.modules
    thread.start()
    try:
        wait(thread, time_limit)
        if thread.is_alive() and "tensorflow" in sys.modules and not had_tensorflow:
            wait(thread, _SECONDS_TO_IMPORT)  # the function imports it: that is no endless loop
    except KeyboardInterrupt:
        time_is_up.set()
        stop(thread)
        raise
    if thread.is_alive():
        time_is_up.set()
        stop(thread)
        return [*records, {"timeout": time_limit}]
    return records


def call(function: Callable[..., Any], given: Facts) -> Facts:
    """Observe one call: the result, and the inputs as the function left them.

    This is the observer of every exercise whose function takes arrays and returns arrays.
    """
    inputs = copy.deepcopy(given)
    result = function(*inputs.values())
    return {"result": to_plain(result), "inputs_after": to_plain(inputs)}


def what_was_raised(error: BaseException) -> str:
    """Return an error in one line."""
    return " ".join(f"{type_name(error)}: {_reason(error)}".rstrip(": ").split())[:300]


def _reason(error: BaseException) -> str:
    """Return an error's message, without what Keras and TensorFlow put into theirs."""
    try:
        message = str(error)
    except BaseException:  # an exception of the learner's own class
        return ""
    return _GRAPH.sub("", _COLOUR.sub("", message))


def _observed(observer: Observer, function: Callable[..., Any], given: Facts) -> Record:
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are verdicts too
            raise LearnerError(error) from None

    try:
        return {"observation": observer(guarded, given)}
    except LearnerError as carrier:
        return {"raised": _describe_error(carrier.error, function)}
    except BaseException as error:
        return {"checker_error": _short(f"{type_name(error)}: {error}")}


def _describe_error(error: BaseException, function: Callable[..., Any]) -> Facts:
    """Say what was raised and on which line of the learner's own code."""
    line, source = _learners_line(error, function)
    return {
        "type": type_name(error),
        "message": _short(_reason(error)),
        "is_value_error": isinstance(error, ValueError),
        "is_not_implemented": isinstance(error, NotImplementedError)
        and _is_from_own_line(error, function),  # Keras raises it as well
        "line": line,
        "source": source,
    }


def _is_from_own_line(error: BaseException, function: Callable[..., Any]) -> bool:
    """Return whether the function itself raised an error, and nothing that it called."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    return getattr(function, "__code__", None) in (None, *codes[-1:])


def _learners_line(error: BaseException, function: Callable[..., Any]) -> tuple[int, str]:
    """Return the last line of the function's own file that the error passed, or (0, "")."""
    code = getattr(function, "__code__", None)
    if code is None:
        return 0, ""
    frames = [
        number
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == code.co_filename
    ]
    if not frames:
        return 0, ""
    return frames[-1], _short(linecache.getline(code.co_filename, frames[-1]).strip())


def _short(text: str) -> str:
    shown = text if len(text) <= MAX_TEXT // 20 else text[: MAX_TEXT // 20] + " …"
    return shown.encode("utf-8", "backslashreplace").decode()  # half a character cannot be shown
