"""Removing what a submission has left in a folder, however it has made that hard."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Collection
from pathlib import Path


def remove(folder: Path, but: Collection[str] = ()) -> None:
    """Remove all that lies in a folder, closed and endlessly deep folders too.

    What the system does not let us remove stays.

    Parameters
    ----------
    folder : Path
    but : collection of str
        Paths of folders in it that stay.
    """
    # Folders are taken out of each other, because a path may be too long to be named.
    with contextlib.suppress(OSError):
        heap = tempfile.mkdtemp(dir=folder)
        paths = {entry.path for entry in os.scandir(folder)} - {heap, *but}
        waiting = [inner for path in paths for inner in _taken(path, heap)]
        while waiting:
            path = waiting.pop()
            with contextlib.suppress(OSError):
                waiting += [it for name in os.listdir(path) for it in _taken(f"{path}/{name}", heap)]
                os.rmdir(path)
        os.rmdir(heap)


def _taken(path: str, heap: str) -> list[str]:
    """Remove a file, or move a folder to the heap, under a name that is free; return that name."""
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
            return []
        os.chmod(path, stat.S_IRWXU)
        target = tempfile.mkdtemp(dir=heap)
        os.rename(path, target)  # in place of the empty folder
        return [target]
    return []
