"""A lock on an open file, which the end of its process lets go of, even a kill."""

from __future__ import annotations

import os
import time

_FAR = 1 << 30  # Windows locks bytes, and a byte that holds text could not be read meanwhile


def take(descriptor: int) -> None:
    """Take the lock of an open file, without waiting.

    Raises
    ------
    OSError
        If another process holds it, or the file system has no locks.
    """
    if os.name == "nt":
        import msvcrt

        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take_within(descriptor: int, seconds: float) -> None:
    """Take the lock of an open file; go on without it where none is to be had in some seconds."""
    end = time.monotonic() + seconds
    while True:
        try:
            take(descriptor)
            return
        except OSError:
            if time.monotonic() > end:
                return
            time.sleep(0.01)
