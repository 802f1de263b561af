"""Waiting for a thread that runs a learner's code, and stopping it."""

from __future__ import annotations

import ctypes
import threading
import time

SLOWEST = 3.0  # how many times slower than on a quiet machine a function may be
_SECONDS_TO_STOP = 1.0


def wait(thread: threading.Thread, seconds: float) -> None:
    """Wait until a thread has ended, or the process has computed for so many seconds.

    On a busy machine that takes longer than by the clock; a thread that sleeps computes nothing.
    """
    start, computed_before = time.monotonic(), time.process_time()
    while thread.is_alive():
        by_clock = SLOWEST * seconds - (time.monotonic() - start)
        left = min(by_clock, seconds - (time.process_time() - computed_before))
        if left <= 0:
            return
        thread.join(left)


def stop(thread: threading.Thread) -> None:
    """Raise SystemExit in a thread until it ends; give up after a second.

    A thread that SystemExit ends says nothing, wherever in its last lines it is hit.
    Code that catches everything, or that sits in one long call of a C library, goes on as a
    daemon thread: it cannot keep the verdict from being shown, nor the process from ending.
    """
    deadline = time.monotonic() + _SECONDS_TO_STOP
    while thread.is_alive() and time.monotonic() < deadline:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
        )
        thread.join(0.1)
