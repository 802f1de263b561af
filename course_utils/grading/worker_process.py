"""A worker as its other side sees it: a process that is asked, and ended whatever it does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection

from course_utils.grading import worker
from course_utils.grading.limits import Limits, processes_of_user
from course_utils.grading.messages import MAX_BYTES, BadMessageError, decode, encode
from course_utils.grading.nursery_process import Nursery
from course_utils.observers.plain import Plain

_SECONDS_FOR_A_MESSAGE = 20.0  # to be sent and read, when its first byte has come


class WorkerEndedError(Exception):
    """The worker's process ended, or sent nonsense."""


class WorkerSilentError(Exception):
    """The worker said nothing in time."""


class Worker:
    """A process that runs a learner's definitions and answers requests, with time limits.

    Parameters
    ----------
    nursery : Nursery, optional
        What forks it, within the nursery's limits. Without one it is a process of its own, which
        starts at once and imports TensorFlow only if it is needed.
    limits : Limits, optional
        What it may use where nothing can fork it.
    """

    def __init__(self, nursery: Nursery | None = None, limits: Limits | None = None) -> None:
        self._connection, other_end = multiprocessing.Pipe()
        self._n_asked = 0
        self._is_ended = False
        self._lock = threading.Lock()
        with other_end:
            if nursery:
                self._end: Callable[[], None] = partial(nursery.end, nursery.fork(other_end))
            else:
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
        """
        self._n_asked += 1
        # A worker that stops in the middle of a message would be waited for without end.
        watch = threading.Timer(seconds + _SECONDS_FOR_A_MESSAGE, self._end_once)
        watch.start()
        try:
            self._connection.send_bytes(encode({**request, "number": self._n_asked}))
            if not self._connection.poll(seconds):
                raise WorkerSilentError("no answer in time")
            answer = decode(self._connection.recv_bytes(MAX_BYTES))
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
