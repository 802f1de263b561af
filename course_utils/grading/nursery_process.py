"""The process that workers are forked from, as its other side sees it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from course_utils.errors import CourseError
from course_utils.grading import needed_files
from course_utils.grading.leftovers import remove
from course_utils.grading.limits import Limits, processes_of_user
from course_utils.grading.nursery import ANSWER, FORK, NUMBER
from course_utils.grading.sandbox import Sandbox

_SECONDS_TO_START = 300.0  # TensorFlow's import, on a slow and busy machine
_SECONDS_TO_ANSWER = 30.0  # afterwards; what takes longer has been stopped by a submission
_KEPT = ("PATH", "LANG", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")  # of the environment
_KEPT_STARTS = ("LC_", "TF_", "KERAS_", "COURSE_")


def can_fork() -> bool:
    """Return whether workers can be forked on this system."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


class Forked(NamedTuple):
    """A worker: its process number, which start of the nursery it comes from, what it shares.

    ``is_private`` is whether nothing that it learns can outlive it, or reach another worker.
    """

    number: int
    start: int
    is_private: bool


class Nursery:
    """Forks workers, and ends them. It starts again if a submission has ended it.

    Parameters
    ----------
    limits : Limits
        What each worker may use.
    sandbox : Sandbox, optional
        What the workers are shut off from.
    """

    def __init__(self, limits: Limits, sandbox: Sandbox | None = None) -> None:
        self._limits = limits
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._n_starts = 0
        self._is_closed = False
        self._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._start()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, and the process that they are forked from."""
        self._is_closed = True
        if not self._lock.acquire(timeout=1):  # it still imports TensorFlow, and has no workers
            self._process.kill()
            self._lock.acquire()
        self._stop()
        self._lock.release()
        remove(Path(self._scratch.name))
        self._scratch.cleanup()

    def fork(self, pipe: Connection) -> Forked:
        """Fork a worker that serves at one end of a pipe.

        Raises
        ------
        CourseError
            If no worker can be forked, even by a new process.
        """
        with self._lock:
            for _ in range(2):
                if self._is_closed:
                    break
                try:
                    socket.send_fds(self._control, [NUMBER.pack(FORK)], [pipe.fileno()])
                    number, is_private = self._answer()
                    return Forked(number, self._n_starts, is_private)
                except OSError:  # a submission may have ended it
                    self._stop()
                    self._start()
        raise CourseError(
            "the process that imports TensorFlow for all workers does not start. "
            '`python -c "import tensorflow"` says why.'
        )

    def may_get_references(self, worker: Forked) -> bool:
        """Return whether a worker cannot keep a reference solution that it is given.

        Where there is no sandbox, the solutions lie open on the disk anyway.
        """
        return worker.is_private or self._sandbox is None

    def end(self, worker: Forked) -> None:
        """End a worker and what it has left behind."""
        with self._lock:
            try:
                if worker.start != self._n_starts:
                    raise ConnectionError("what it was forked from has ended")
                self._control.sendall(NUMBER.pack(worker.number))
                self._answer()
            except OSError:
                self._end_by_its_number(worker.number)
                if worker.start == self._n_starts and not self._is_closed:
                    self._stop()
                    self._start()

    def _answer(self) -> tuple[int, bool]:
        message = self._control.recv(ANSWER.size, socket.MSG_WAITALL)
        if len(message) < ANSWER.size:
            raise ConnectionError("it has ended")
        self._control.settimeout(_SECONDS_TO_ANSWER)
        number, is_private = ANSWER.unpack(message)
        return number, is_private

    def _start(self) -> None:
        self._n_starts += 1
        self._control, other_end = socket.socketpair()
        self._control.settimeout(_SECONDS_TO_START)
        shut_off = self._sandbox.command(self._scratch.name) if self._sandbox else []
        most = self._limits.processes + processes_of_user()  # all are seen from outside only
        limits = json.dumps(dataclasses.asdict(self._limits) | {"processes": most})
        with other_end:
            self._process = subprocess.Popen(
                [
                    *shut_off,
                    # -P, -s: no module is taken from a folder that submissions can write
                    *(sys.executable, "-P", "-s", "-m", "course_utils.grading.nursery"),
                    *(str(other_end.fileno()), limits),
                ],
                pass_fds=[other_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is for the process that grades
            )

    def _environment(self) -> dict[str, str]:
        """Return what workers see of the environment: no one's secrets."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in _KEPT or name.startswith(_KEPT_STARTS)
        }
        home = {"HOME": self._scratch.name, "TMPDIR": self._scratch.name}
        home["PYTHONPATH"] = needed_files.python_path()
        return kept | home | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def _stop(self) -> None:
        self._control.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:  # a submission may have stopped it
            self._process.kill()
            self._process.wait()

    def _end_by_its_number(self, number: int) -> None:
        if self._sandbox:
            return  # its number is another one outside, and it ends with the sandbox
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(number, signal.SIGKILL)
