"""Grading on a Dask cluster, for classes that outgrow one machine."""

from __future__ import annotations

import contextlib
import functools
import socket
import threading
from concurrent.futures import Future
from typing import Any

from course_utils.errors import CourseError
from course_utils.grading.limits import Limits
from course_utils.grading.nursery_process import Nursery, can_fork
from course_utils.grading.records import Record
from course_utils.grading.sandbox import Sandbox, has_bubblewrap, protection
from course_utils.grading.settings import package_fingerprint
from course_utils.grading.task import Task, carry_out, that_ends_its_machine

_SECONDS_TO_CONNECT = 10


class Cluster:
    """Grades tasks on the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    CourseError
        If it cannot be reached, has no workers, or these have another version of the course.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise CourseError(
                "--scheduler needs Dask: pip install 'course-utils[distributed]'."
            ) from None
        try:
            host, port = address.removeprefix("tcp://").rsplit(":", 1)
            # Asked first, because a client that fails goes on to try.
            socket.create_connection((host, int(port)), _SECONDS_TO_CONNECT).close()
            self._client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise CourseError(
                f"no scheduler answers at {address} ({error}). Start one with `dask scheduler`, "
                "and workers with `dask worker ADDRESS`."
            ) from None
        try:
            self.width = 2 * self._n_threads()  # so that none waits for its next one
        except CourseError:
            self._client.close()
            raise
        self._executor = self._client.get_executor()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *raised: object) -> None:
        from distributed.client import ClosedClientError

        with contextlib.suppress(ClosedClientError):  # where the scheduler is lost
            self._executor.shutdown(wait=False)
        self._client.close()

    def submit(self, task: Task) -> Future[Record]:
        """Grade a task on any worker; on another one if that is lost."""
        future: Future[Record] = Future()
        remote = self._executor.submit(_on_a_worker, task)
        remote.add_done_callback(functools.partial(_pass_on, task, future))
        return future

    def protection(self) -> str:
        """Return in words what submissions are shut off from, on each kind of worker."""
        return " ".join(sorted(set(self._client.run(protection).values())))

    def _n_threads(self) -> int:
        """Return how many tasks run at once, on workers that have this version of the course."""
        own = package_fingerprint()
        try:
            theirs = self._client.run(package_fingerprint)
        except Exception as error:  # a worker raises here what is wrong with it
            raise CourseError(
                f"a worker cannot import the course ({type(error).__name__}: {error}). Install the "
                "same version on all machines."
            ) from None
        if not theirs:
            raise CourseError("the scheduler has no workers. Start some: dask worker ADDRESS.")
        others = [address for address, version in theirs.items() if version != own]
        if others:
            raise CourseError(
                f"the worker at {others[0]} has another version of the course. Install the same "
                "one on all machines, or the marks would depend on the machine."
            )
        return sum(self._client.nthreads().values())


_starting = threading.Lock()


def _on_a_worker(task: Task) -> Record:
    with _starting:  # of several threads, one starts it
        nursery = _nursery()
    return carry_out(task, nursery)


@functools.cache
def _nursery() -> Nursery | None:
    """Return what forks on this worker, as long as it lives."""
    if not can_fork():
        return None
    return Nursery(Limits(), Sandbox() if has_bubblewrap() else None)


def _pass_on(task: Task, future: Future[Record], remote: Future[Any]) -> None:
    """Hand over a result; a task that ends worker after worker has one of its own."""
    from distributed.scheduler import KilledWorker

    if remote.cancelled():
        error: BaseException | None = CourseError(
            "the connection to the scheduler is lost. What is graded is kept; the same command "
            "goes on from there."
        )
    else:
        error = remote.exception()
    if isinstance(error, KilledWorker):
        future.set_result(that_ends_its_machine(task))
    elif error:
        future.set_exception(error)
    else:
        future.set_result(remote.result())
