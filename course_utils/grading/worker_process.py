"""A worker as its other side sees it: a process that is asked, and ended whatever it does."""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection

from course_utils.grading import worker
from course_utils.grading.limits import Limits, processes_of_user
from course_utils.grading.messages import (
    MAX_ANSWER_BYTES,
    BadMessageError,
    decode_answer,
    encode,
)
from course_utils.grading.nursery_process import Nursery
from course_utils.observers.plain import Plain

_SECONDS_FOR_A_MESSAGE = 20.0  # to be sent and read, when its first byte has come


class WorkerEndedError(Exception):
    """The worker's process ended, or sent nonsense."""


class WorkerSilentError(Exception):
    """The worker said nothing in time."""


class BudgetSpentError(Exception):
    """The time that a whole submission has is over."""


class Worker:
    """A process that runs a learner's definitions and answers requests, with time limits.

    Parameters
    ----------
    nursery : Nursery, optional
        What forks it, within the nursery's limits. Without one it is a process of its own, which
        starts at once and imports TensorFlow only if it is needed.
    limits : Limits, optional
        What it may use where nothing can fork it.

    Attributes
    ----------
    until : float
        When it must have answered for the last time, by `time.monotonic`.
    may_get_references : bool
        Whether it cannot keep a reference solution that it is given, nor hand it on.
    has_references : bool
        Whether it has been given one.
    """

    def __init__(self, nursery: Nursery | None = None, limits: Limits | None = None) -> None:
        self.until = math.inf
        self.has_references = False
        self._connection, other_end = multiprocessing.Pipe()
        self._n_asked = 0
        self._is_ended = False
        self._lock = threading.Lock()
        with other_end:
            if nursery:
                forked = nursery.fork(other_end)
                self.may_get_references = nursery.may_get_references(forked)
                self._end: Callable[[], None] = partial(nursery.end, forked)
            else:
                self.may_get_references = True
                self._end = _spawned(other_end, limits)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end_once()
        self._connection.close()

    def _end_once(self) -> None:
        with self._lock:
            if not self._is_ended:
                self._is_ended = True
                self._end()

    def ask(self, request: dict[str, Plain], seconds: float) -> dict[str, Plain]:
        """Send a request and return the answer.

        Raises
        ------
        WorkerSilentError
            If there is no answer in time.
        WorkerEndedError
            If there is none that can be read.
        BudgetSpentError
            If the time of all requests together is over before.
        """
        left = max(0.0, self.until - time.monotonic())
        self._n_asked += 1
        # A worker that stops in the middle of a message would be waited for without end.
        patience = min(seconds, left) + _SECONDS_FOR_A_MESSAGE
        watch = threading.Timer(patience, self._end_once)
        watch.start()
        try:
            self._connection.send_bytes(encode({**request, "number": self._n_asked}))
            if not self._connection.poll(min(seconds, left)):
                if left <= seconds:
                    raise BudgetSpentError
                raise WorkerSilentError("no answer in time")
            answer = decode_answer(self._connection.recv_bytes(MAX_ANSWER_BYTES))
        except (EOFError, OSError, BadMessageError):
            raise WorkerEndedError("the process ended") from None
        finally:
            watch.cancel()
        if not isinstance(answer, dict) or answer.pop("number", None) != self._n_asked:
            raise WorkerEndedError("the answer is no answer to this request")
        return answer


def _spawned(pipe: Connection, limits: Limits | None) -> Callable[[], None]:
    """Start a worker that imports for itself, and return what ends it."""
    context = multiprocessing.get_context("spawn")
    if limits:
        limits = replace(limits, processes=limits.processes + processes_of_user())
    process = context.Process(target=worker.serve, args=(pipe, limits), daemon=True)
    process.start()

    def end() -> None:
        if limits and hasattr(os, "killpg") and process.pid:
            with contextlib.suppress(OSError):  # its group, which may outlive it
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()

    return end
