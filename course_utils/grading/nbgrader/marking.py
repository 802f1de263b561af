"""What the locked test cells of an nbgrader release call."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from course_utils import solutions
from course_utils.exercises import all_exercises, named
from course_utils.exercises.judging import judge
from course_utils.exercises.rendering import in_notebook, show_note, show_verdict
from course_utils.exercises.trying import observe
from course_utils.exercises.verdict import SYMBOLS, WORDS
from course_utils.grading.left_out import with_left_out
from course_utils.grading.not_run import LeftOut
from course_utils.grading.notebook_check import Conditions
from course_utils.grading.top_level import SpoiltProcessError, TopLevel

_left_out: dict[str, tuple[list[LeftOut], dict[str, str]]] = {}


def prepare_exercise(
    name: str, cells: list[tuple[str, str, bool]], namespace: dict[str, Any]
) -> None:
    """Run what an exercise's function needs beside definitions, as far as it is cheap.

    Our step of nbgrader puts this call before a test, because it runs definitions only.

    Parameters
    ----------
    name : str
        The exercise.
    cells : list of tuple
        For each cell above the test its label, its code and whether it answers an exercise.
    namespace : dict
        The kernel's names. The function in it becomes one that has all that it needs.
    """
    top_level = TopLevel()
    for label, source, is_exercise in cells:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            top_level.add(label, source, is_exercise=is_exercise)
    left_out = top_level.plan(name)
    if left_out:
        given = {
            other: namespace[other]
            for other in all_exercises()
            if other in namespace and namespace[other] is solutions.reference(other)
        }
        with _no_output(), contextlib.suppress(SpoiltProcessError):
            names, left_out = top_level.prepare(name, namespace, given)
            namespace |= {it: names[it] for it in [name] if it in names}
    _left_out[name] = left_out, {label: source for label, source, _ in cells}


def mark_exercise(name: str, function: Callable[..., Any], seed: int | None = None) -> int | None:
    """Judge a function as `course grade` does, and return what nbgrader makes points of.

    Nothing is raised where it does not pass, so that a blank notebook runs to its end.

    Parameters
    ----------
    name : str
        The exercise.
    function : callable
        The learner's own function. The course's own counts as no answer.
    seed : int, optional
        Of the hidden inputs, which are those of ``course grade --seed``. Without it the inputs are
        those of `check`, and only the headline is shown.

    Returns
    -------
    int or None
        None if the function passes: nbgrader gives a test cell without a result all of its points.
        Else 0, which it takes as the points.

    Raises
    ------
    CourseError
        If there is no such exercise.
    """
    exercise = named(name)
    if function is solutions.reference(name):
        show_note(
            "○",
            f"{name}: this is the course's own, not yours",
            [("Next", "run the cell with your definition again, then this one")],
        )
        return 0
    cases = Conditions(Path(), seed=seed).cases_of(exercise)
    with _no_output():
        verdict = judge(exercise, cases, observe(exercise, function, cases))
    verdict = with_left_out(verdict, *_left_out.get(name, ([], {})))
    if seed is None:
        show_note(SYMBOLS[verdict.status], f"{name}: {WORDS[verdict.status]}", [])
    else:
        show_verdict(verdict)
    return None if verdict.status == "passed" else 0


@contextlib.contextmanager
def _no_output() -> Iterator[None]:
    """Keep what a function or a library prints out of the cell.

    nbgrader gives no points where a test cell has one line on stderr, be it TensorFlow's greeting.
    """
    with Path(os.devnull).open("w") as nowhere, contextlib.ExitStack() as stack:
        if sys.platform != "win32":  # there a kernel does not catch what libraries in C print
            for descriptor in (1, 2):
                before = os.dup(descriptor)
                stack.callback(os.close, before)
                stack.callback(os.dup2, before, descriptor)
                os.dup2(nowhere.fileno(), descriptor)
        stack.enter_context(contextlib.redirect_stdout(nowhere))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        yield
    if in_notebook():  # what reached the cell by a handler that kept the stream of the kernel
        from IPython.display import clear_output

        clear_output()
