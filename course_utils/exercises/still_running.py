"""A word in a notebook while a check takes long: that it runs, and what stops it."""

from __future__ import annotations

import contextlib
import contextvars
import threading
import uuid
from collections.abc import Iterator
from typing import Any

from course_utils.exercises.rendering import NOTE_EDGE, as_html, as_text, in_notebook

SECONDS = 5.0


@contextlib.contextmanager
def said(name: str) -> Iterator[None]:
    """Say under the cell that the check of an exercise still runs, from five seconds on.

    It is said from a thread of its own, and gone when the context ends. One long call of a C
    library that lets no other thread run keeps it from being said.

    Parameters
    ----------
    name : str
        Of the exercise.
    """
    if not in_notebook():
        yield
        return
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    publish = shell.display_pub.publish  # of now: what is displayed later on may be caught
    handle = {"display_id": uuid.uuid4().hex}
    is_shown = threading.Event()
    title, lines = f"{name}: still running", [("", "■ in the toolbar above stops it.")]
    # Made now: a function that never lets go would keep the thread from importing what it takes.
    page = {
        "text/plain": as_text(f"… {title}", lines),
        "text/html": as_html("…", title, lines, NOTE_EDGE),
    }

    def show() -> None:
        is_shown.set()
        publish(page, transient=handle)

    timer = threading.Timer(SECONDS, contextvars.copy_context().run, args=(show,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # it may have begun to say so
        if is_shown.is_set():
            publish({"text/plain": ""}, transient=handle, update=True)
