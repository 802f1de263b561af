"""What submissions are shut off from while they run, where bubblewrap is installed."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_utils.observers import files_needed

_PACKAGE = Path(__file__).resolve().parents[1]
_PROJECT = _PACKAGE.parent  # the clone, or a folder of packages where the course is installed
_SCRATCH_BYTES = 256 * 2**20

LIMITS = (
    "Each submission ran in a process of its own, in an empty folder, with limits of time, memory, "
    "open files and file size."
)
WITH_BUBBLEWRAP = (
    f"{LIMITS} It had no network, and the file system was read-only: an empty home, and neither "
    "the course's own code nor the submissions nor these results in it."
)
WITHOUT_BUBBLEWRAP = (
    f"{LIMITS} bubblewrap is not installed, or does not work here, so it ran as the user who "
    "graded: it could read and change that user's files, and reach the network."
)


@dataclass(frozen=True)
class Sandbox:
    """A view of the machine without a network, on which nothing can be written but in one folder.

    Parameters
    ----------
    hidden : tuple of Path
        Folders that are empty in it, besides homes, ``/tmp`` and what of the clone is no package.
    """

    hidden: tuple[Path, ...] = ()

    def command(self, scratch: str) -> list[str]:
        """Return the start of a command line: what follows runs in the sandbox.

        Parameters
        ----------
        scratch : str
            The one folder that can be written: at most 256 MB, in memory.
        """
        empty = [Path.home(), Path("/home"), Path("/root"), Path("/tmp"), Path("/run")]
        empty += [path for path in self.hidden if path.is_dir()]
        empty += [_PROJECT] if (_PROJECT / "pyproject.toml").exists() else []
        empty += [_PACKAGE]
        needed = [Path(sys.prefix), Path(sys.base_prefix), *files_needed(), *_data_folders()]
        mounts = {path: ["--ro-bind", path, path] for path in _real(needed)}
        mounts |= {path: ["--tmpfs", path] for path in _real(empty) if path not in mounts}
        arguments = ["bwrap", "--die-with-parent", "--unshare-all", "--new-session"]
        arguments += ["--cap-drop", "ALL"]
        arguments += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
        for path in sorted(mounts, key=len):  # what lies in another one comes after it
            arguments += mounts[path]
        arguments += ["--size", str(_SCRATCH_BYTES), "--tmpfs", scratch]
        for path in ["/dev", *(path for path in mounts if mounts[path][0] == "--tmpfs")]:
            arguments += ["--remount-ro", path]
        return [*arguments, "--chdir", scratch, "--"]


@functools.cache
def has_bubblewrap() -> bool:
    """Return whether bubblewrap is installed and works for this user."""
    if not shutil.which("bwrap"):
        return False
    try:
        with tempfile.TemporaryDirectory() as scratch:
            command = [*Sandbox().command(scratch), sys.executable, "-c", ""]
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def protection() -> str:
    """Return in words what submissions are shut off from on this machine."""
    return WITH_BUBBLEWRAP if has_bubblewrap() else WITHOUT_BUBBLEWRAP


def _real(paths: Iterable[Path]) -> list[str]:
    """Return the real paths of those that exist, each once."""
    return list(dict.fromkeys(str(path.resolve()) for path in paths if path.exists()))


def _data_folders() -> list[Path]:
    named = os.environ.get("COURSE_DATA")
    return [_PROJECT / "data", *([Path(named).expanduser()] if named else [])]
