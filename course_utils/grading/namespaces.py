"""What a worker has of the system for itself: files, processes, sockets and shared memory.

Linux calls it namespaces. Each worker gets its own, so that it sees no other worker, and nothing
that it leaves anywhere outlives it. ``python -m course_utils.grading.namespaces FOLDER`` ends with
0 where the system allows that.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import sys
from pathlib import Path

# linux/sched.h
_NEW_MOUNTS, _NEW_IPC, _NEW_USER = 0x00020000, 0x08000000, 0x10000000
_NEW_PROCESSES, _NEW_NETWORK = 0x20000000, 0x40000000
# sys/mount.h
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_PROGRAMS, _RECURSIVE, _PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
# linux/prctl.h
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CAP_SYS_ADMIN = 21
_CAPABILITY_VERSION = 0x20080522
_JOIN_SESSION_KEYRING = 1
_KEYCTL = {"x86_64": 250, "aarch64": 219}  # its number on each machine: libc has no function for it

SCRATCH_BYTES = 256 * 2**20
SCRATCH_FILES = 20_000
_SHARED_PLACES = ("/dev/shm", "/dev/mqueue")


def may_make_namespaces() -> bool:
    """Return whether `shut_off` works here, after making it possible where the system lets us.

    A user who is not root, and whom no sandbox has given the right, gets it over a user namespace.
    This process must have one thread.
    """
    if sys.platform != "linux":
        return False
    try:
        if not _is_able():
            _enter_user_namespace()
        return _is_possible()
    except OSError:
        return False


def shut_off(folder: str) -> None:
    """Shut this process, and what it forks, off from all others, in an empty folder of its own.

    The first process that it forks must call `begin`.

    Parameters
    ----------
    folder : str
        Where the empty folder is: at most 256 MB, in memory. It goes with the last process.

    Raises
    ------
    OSError
        If the system does not allow it.
    """
    with contextlib.suppress(KeyError, OSError):  # some systems have no keyrings
        number = _KEYCTL[platform.machine()]
        _call("syscall", number, _JOIN_SESSION_KEYRING, None)
    _call("unshare", _NEW_MOUNTS | _NEW_IPC | _NEW_PROCESSES | _NEW_NETWORK)
    _call("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    for place in [folder, *_SHARED_PLACES]:
        if place == folder or os.access(place, os.W_OK):
            options = f"size={SCRATCH_BYTES},nr_inodes={SCRATCH_FILES},mode=700".encode()
            _call("mount", b"tmpfs", place.encode(), b"tmpfs", _NO_SUID | _NO_DEVICES, options)


def begin() -> None:
    """See no processes but those that this one forks, and lose all rights to change namespaces.

    Raises
    ------
    OSError
        If the system does not allow it.
    """
    flags = _READ_ONLY | _NO_SUID | _NO_DEVICES | _NO_PROGRAMS
    _call("mount", b"proc", b"/proc", b"proc", flags, None)
    # A user of its own has keyrings of its own. It stays without a number, and so makes no more.
    _call("unshare", _NEW_USER)
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())


def end_with_the_parent() -> None:
    """Have this process killed when the one that has forked it ends."""
    if sys.platform == "linux":
        _call("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _is_able() -> bool:
    fields = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    effective = next(line.split()[1] for line in fields if line.startswith("CapEff:"))
    return bool(int(effective, 16) >> _CAP_SYS_ADMIN & 1)


def _enter_user_namespace() -> None:
    """Become a user who may make namespaces, and who is outside the one that it has been."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW_USER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _is_possible() -> bool:
    """Try it, in a child."""
    child = os.fork()
    if not child:
        try:
            shut_off("/proc")  # a folder that is there, whatever the sandbox; `begin` covers it
            first = os.fork()
            if not first:
                begin()
                os._exit(0)
            os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) != 0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _call(function: str, *arguments: object) -> None:
    """Call a function of the C library that returns -1 if it fails."""
    if getattr(ctypes.CDLL(None, use_errno=True), function)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


if __name__ == "__main__":
    sys.exit(not may_make_namespaces())
