"""Grading on this machine, several submissions at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from course_utils.grading.limits import Limits
from course_utils.grading.nursery_process import Nursery, can_fork
from course_utils.grading.records import Record
from course_utils.grading.sandbox import Sandbox, has_bubblewrap, protection
from course_utils.grading.task import Task, carry_out


class LocalMachine:
    """Grades tasks in processes of this machine.

    Parameters
    ----------
    jobs : int
        How many at once.
    hidden : sequence of Path
        Folders that no submission may see, where bubblewrap is installed.
    """

    def __init__(self, jobs: int, hidden: Sequence[Path]) -> None:
        self.width = jobs
        self._hidden = tuple(hidden)
        self._nursery: Nursery | None = None
        self._pool = ThreadPoolExecutor(jobs)

    def __enter__(self) -> LocalMachine:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._nursery:
            self._nursery.close()  # what still runs ends with it
        self._pool.shutdown(cancel_futures=True)

    def submit(self, task: Task) -> Future[Record]:
        """Grade a task as soon as there is room."""
        if not self._nursery and can_fork():
            sandbox = Sandbox(self._hidden) if has_bubblewrap() else None
            self._nursery = Nursery(Limits(), sandbox)
        return self._pool.submit(carry_out, task, self._nursery)

    def protection(self) -> str:
        """Return in words what submissions are shut off from."""
        return protection()
