"""What ends a check early: ■, with one calm card; `quit()` in an answer, without the kernel."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from course_utils.errors import CourseError
from course_utils.exercises.rendering import in_notebook, show_note


class CheckStoppedError(CourseError):
    """The check was stopped. In a notebook a card has said so already."""


def say_so(name: str) -> CheckStoppedError:
    """Show that the check of an exercise was stopped, and return the error to raise.

    Parameters
    ----------
    name : str
        Of the exercise.

    Returns
    -------
    CheckStoppedError
        Run All ends at it, as at any error. Nothing is shown for it where there is a card.
    """
    if in_notebook():
        show_note(
            "■",
            f"{name}: you stopped the check",
            [
                ("", "Nothing is lost. The cells below were not run."),
                ("Next", "look for a loop that never ends, then run the cell again to check it"),
            ],
        )
        _show_nothing_more()
    return CheckStoppedError(f"you stopped the check of {name}. Run the cell again to check it.")


def _show_nothing_more() -> None:
    """Have IPython show no traceback of such an error, and of all others what it shows now."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    kinds, others_handler = shell.custom_exceptions, shell.CustomTB
    if CheckStoppedError in kinds:
        return

    def handle(
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType,
        tb_offset: int | None = None,
    ) -> Any:
        if isinstance(error, CheckStoppedError):
            return None
        return others_handler(kind, error, trace, tb_offset=tb_offset)

    shell.set_custom_exc((*kinds, CheckStoppedError), handle)


@contextlib.contextmanager
def kernel_stays() -> Iterator[None]:
    """Have IPython's `quit()` and `exit()` do what Python's own do: raise SystemExit."""
    if not in_notebook():
        yield
        return
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    before, shell.ask_exit = shell.ask_exit, sys.exit
    try:
        yield
    finally:
        shell.ask_exit = before
