"""Ctrl-C in a command: one line, and no traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from course_utils.errors import StoppedError

P = ParamSpec("P")
R = TypeVar("R")


def stoppable(what_now: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a command end with a word when it is stopped.

    Parameters
    ----------
    what_now : str
        What is kept, and how to go on.
    """

    def wrap(command: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(command)
        def until_stopped(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return command(*args, **kwargs)
            except KeyboardInterrupt:
                raise StoppedError(f"stopped. {what_now}") from None

        return until_stopped

    return wrap
