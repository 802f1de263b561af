"""What submissions are shut off from while they run, where bubblewrap is installed."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from course_utils.grading import needed_files
from course_utils.grading.namespaces import SCRATCH_BYTES

_SECONDS_TO_TRY = 60

LIMITS = (
    "Each submission ran in a process of its own, in an empty folder, with limits of time, memory, "
    "open files and file size."
)
PRIVATE = "It saw no other submission's files, processes, sockets or shared memory."
NOT_PRIVATE = (
    "The system gave it no namespaces of its own, so two submissions that run at the same time, or "
    "one after the other, could leave each other something."
)
WITH_BUBBLEWRAP = (
    "It had no network, and of the disk it saw Python and what of the course runs a submission, "
    "and could write nothing but its own folder."
)
WITHOUT_BUBBLEWRAP = (
    "bubblewrap is not installed, or does not work here, so it ran as the user who graded: it "
    "could read and change that user's files."
)


@dataclass(frozen=True)
class Sandbox:
    """A view of the machine without a network, on which nothing can be written but in one folder.

    Parameters
    ----------
    hidden : tuple of Path
        Folders that are empty in it, should they lie in what workers need.
    """

    hidden: tuple[Path, ...] = ()

    def command(self, scratch: str) -> list[str]:
        """Return the start of a command line: what follows runs in the sandbox.

        Parameters
        ----------
        scratch : str
            The one folder that can be written: at most 256 MB, in memory.
        """
        arguments = ["bwrap", "--die-with-parent", "--unshare-all", "--new-session"]
        # So that it can give each worker namespaces of its own, which then loses the right to it.
        arguments += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
        arguments += ["--dev", "/dev", "--proc", "/proc", "--dir", tempfile.gettempdir()]
        arguments += needed_files.mounts(self.hidden)
        arguments += ["--size", str(SCRATCH_BYTES), "--tmpfs", scratch]
        arguments += ["--remount-ro", "/dev", "--remount-ro", "/"]
        return [*arguments, "--chdir", scratch, "--"]


@functools.cache
def has_bubblewrap() -> bool:
    """Return whether bubblewrap is installed and works for this user."""
    return bool(shutil.which("bwrap")) and _runs(["-c", "import ctypes, numpy"], in_sandbox=True)


@functools.cache
def has_namespaces(*, in_sandbox: bool) -> bool:
    """Return whether each worker is shut off from all others."""
    return _runs(["-m", "course_utils.grading.namespaces"], in_sandbox=in_sandbox)


def protection() -> str:
    """Return in words what submissions are shut off from on this machine."""
    in_sandbox = has_bubblewrap()
    is_private = has_namespaces(in_sandbox=in_sandbox)
    outside = WITH_BUBBLEWRAP if in_sandbox else WITHOUT_BUBBLEWRAP
    network = "" if in_sandbox else (" It had no network." if is_private else " It had a network.")
    return f"{LIMITS} {PRIVATE if is_private else NOT_PRIVATE} {outside}{network}"


def _runs(arguments: list[str], *, in_sandbox: bool) -> bool:
    """Return whether Python runs to a good end, as what workers are forked from is started."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            command = Sandbox().command(scratch) if in_sandbox else []
            done = subprocess.run(
                [*command, sys.executable, "-P", "-s", *arguments],
                env={**os.environ, "PYTHONPATH": needed_files.python_path()},
                capture_output=True,
                timeout=_SECONDS_TO_TRY,
                check=False,
            )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
