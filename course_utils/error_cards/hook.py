"""The place where IPython hands over an error: a card, or the usual traceback."""

from __future__ import annotations

import sys
import warnings
from functools import partial
from traceback import format_exception, format_exception_only
from types import TracebackType
from typing import Any

# What the cards know something about. IPython shows all other errors without asking.
_KINDS = (
    *(NameError, NotImplementedError, TypeError, AttributeError),
    *(ValueError, LookupError, SyntaxError),
)


def install(shell: Any) -> None:
    """Have a shell of IPython ask for a card before it shows a traceback.

    Whoever has set a handler of their own keeps it. Calling this again changes nothing.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
    """
    if not shell.custom_exceptions:
        shell.set_custom_exc(_KINDS, _show)
        shell.events.register("post_run_cell", partial(_after_a_cell, shell))


def install_in_kernel() -> None:
    """Do so in the kernel that runs this code, if one does."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if getattr(shell, "kernel", None) is not None:
        install(shell)


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show a card or the traceback; the cell has failed in both cases."""
    if _show_card(shell, error, trace):
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace  # for %tb
        return
    try:
        if _was_running(shell, trace):
            shell.showtraceback(
                (kind, error, trace), tb_offset=tb_offset, running_compiled_code=True
            )
        else:
            shell.showsyntaxerror()  # what IPython shows of a cell that cannot be compiled
    except BaseException:  # IPython cannot show an error whose __str__ fails; Python can
        print("".join(format_exception(error)), file=sys.stderr)


def _after_a_cell(shell: Any, result: Any) -> None:
    """Show the card on a ``return`` at the edge, below what IPython shows without asking."""
    error = result.error_before_exec
    if isinstance(error, SyntaxError) and error.msg == "'return' outside function":
        _show_card(shell, error, error.__traceback__)


def _show_card(shell: Any, error: BaseException, trace: TracebackType | None) -> bool:
    """Show a card, if there is one. Neither a fault of ours nor ■ must cost the traceback."""
    try:
        from course_utils.error_cards.cards import card_for
        from course_utils.error_cards.failure import failure_of
        from course_utils.exercises.rendering import show_note

        with warnings.catch_warnings(action="ignore"):  # what Python warns of in a cell, twice
            failure = failure_of(shell, error, trace)
            card = card_for(failure) if failure else None
        if card is None:
            return False
        says = format_exception_only(error)[-1].strip()
        show_note("!", card.title, [*card.lines, ("Python says", says)])
    except BaseException:  # IPython would call no card any more
        return False
    return True


def _was_running(shell: Any, trace: TracebackType | None) -> bool:
    while trace is not None:
        if trace.tb_frame.f_globals is shell.user_global_ns:
            return True
        trace = trace.tb_next
    return False
