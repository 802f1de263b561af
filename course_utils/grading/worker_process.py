"""A worker as its other side sees it: a process that is asked, and ended whatever it does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from course_utils.exercises.exercise import Plain
from course_utils.grading import worker
from course_utils.grading.limits import Limits
from course_utils.grading.messages import MAX_BYTES, BadMessageError, decode, encode

_NURSERY = "course_utils.grading.nursery"


class WorkerEndedError(Exception):
    """The worker's process ended, or sent nonsense."""


class WorkerSilentError(Exception):
    """The worker said nothing in time."""


class Worker:
    """A process that runs a learner's definitions and answers requests, with time limits.

    Parameters
    ----------
    limits : Limits, optional
        What it may use. With limits it is forked from one process that has imported TensorFlow,
        where the system can fork; without them it is a process of its own, which starts at once
        and imports TensorFlow only if it is needed.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        context = _forking_context() if limits else multiprocessing.get_context("spawn")
        self._connection: Connection
        self._connection, other_end = context.Pipe()
        self._process = context.Process(target=worker.serve, args=(other_end, limits), daemon=True)
        self._process.start()
        other_end.close()
        self._n_asked = 0
        self._leads_a_group = limits is not None and sys.platform != "win32"

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()
        if self._leads_a_group and self._process.pid:
            with contextlib.suppress(OSError):  # its group, which may outlive it
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()

    def ask(self, request: dict[str, Plain], seconds: float) -> dict[str, Plain]:
        """Send a request and return the answer.

        Raises
        ------
        WorkerSilentError
            If there is no answer in time.
        WorkerEndedError
            If there is none that can be read.
        """
        try:
            self._n_asked += 1
            self._connection.send_bytes(encode({**request, "number": self._n_asked}))
            if not self._connection.poll(seconds):
                raise WorkerSilentError("no answer in time")
            answer = decode(self._connection.recv_bytes(MAX_BYTES))
        except (EOFError, OSError, BadMessageError):
            raise WorkerEndedError("the process ended") from None
        if not isinstance(answer, dict) or answer.pop("number", None) != self._n_asked:
            raise WorkerEndedError("the answer is no answer to this request")
        return answer


def _forking_context() -> Any:
    """Return the context whose processes are forked from one that has imported TensorFlow."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_NURSERY])
    return context
