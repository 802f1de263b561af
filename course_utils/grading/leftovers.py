"""Removing what a submission has left in a folder, however it has made that hard."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Collection
from pathlib import Path


def remove(folder: Path, but: Collection[str] = ()) -> None:
    """Remove all that lies in a folder, closed and endlessly deep folders too.

    What the system does not let us remove stays.

    Parameters
    ----------
    folder : Path
    but : collection of str
        Names in it that stay.
    """
    with contextlib.suppress(OSError):
        _remove_below(os.open(folder, os.O_RDONLY), but)


def _remove_below(here: int, but: Collection[str]) -> None:
    """Remove what is in an open folder, and close it.

    It goes down and up again by single names: a path may be too long for the system, and a tree too
    deep for a function that calls itself.
    """
    path: list[str] = []
    try:
        waiting = [[name for name in _names_in(here) if name not in but]]
        while waiting[-1] or path:
            if not waiting[-1]:
                waiting.pop()
                here = _gone_to("..", here)
                with contextlib.suppress(OSError):
                    os.rmdir(path.pop(), dir_fd=here)
                continue
            name = waiting[-1].pop()
            with contextlib.suppress(OSError):
                if not stat.S_ISDIR(os.lstat(name, dir_fd=here).st_mode):
                    os.unlink(name, dir_fd=here)
                    continue
                os.chmod(name, stat.S_IRWXU, dir_fd=here)
                here = _gone_to(name, here)
                path.append(name)
                waiting.append([])
                waiting[-1] = _names_in(here)
    finally:
        os.close(here)


def _names_in(here: int) -> list[str]:
    with os.scandir(here) as entries:
        return [entry.name for entry in entries]


def _gone_to(name: str, here: int) -> int:
    """Open a folder beside the one that is open, and close that one."""
    there = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=here)
    os.close(here)
    return there
