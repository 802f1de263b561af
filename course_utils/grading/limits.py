"""What a worker may use, and how it is held to that."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_MEBIBYTE = 2**20

BUDGET = 180.0
"""Seconds by the clock that a submission may take for all its exercises together."""
BUDGET_OF_A_STUDENT = 600.0
"""Seconds that all notebooks of one student may take together."""


@dataclass(frozen=True)
class Limits:
    """What the code of one submission may use beyond what the worker has at its start.

    Parameters
    ----------
    memory : int
        Bytes of memory, on top of what TensorFlow takes.
    processes : int
        Processes and threads, on top of those that the user has when grading starts. The system
        does not hold the user root to it.
    open_files : int
        Files and sockets open at once.
    file_size : int
        Bytes of the largest file that may be written.
    """

    memory: int = 2_048 * _MEBIBYTE
    processes: int = 256
    open_files: int = 256
    file_size: int = 16 * _MEBIBYTE


def hold_this_process_to(limits: Limits) -> None:
    """Put limits on this process and all that it starts. Where the system has none, do nothing."""
    if sys.platform == "win32":
        return
    import resource

    os.setsid()  # so that all processes of the worker can be ended together
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_NPROC: limits.processes,
    }
    if sys.platform == "linux":
        wanted[resource.RLIMIT_DATA] = _data_in_use() + limits.memory
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _data_in_use() -> int:
    """Return the bytes that count against RLIMIT_DATA already."""
    fields = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    kibibytes = next(line.split()[1] for line in fields if line.startswith("VmData:"))
    return int(kibibytes) * 1024


def processes_of_user() -> int:
    """Return how many threads this user has now, or a generous guess."""
    if sys.platform != "linux":
        return 1_000
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == os.getuid():
                count += len(list((folder / "task").iterdir()))
        except OSError:  # it has ended meanwhile
            continue
    return count
