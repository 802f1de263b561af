"""The process that workers are forked from: it imports TensorFlow once, and runs nothing with it.

`nursery_process` starts it as ``python -m course_utils.grading.nursery SOCKET LIMITS``. It takes
messages of eight bytes, a number each:

- 0, with a descriptor of a pipe: fork a worker that serves there. The answer is its number, and
  whether it is shut off from all other workers.
- a worker's number: end it and all that it has left behind. The answer is the same again.

Each worker has an empty folder of its own, which goes when the worker ends. Where the system allows
it, a worker is the third of three processes. The first one enters namespaces of its own, the second
one is the first that is seen there, and when that one ends, the system ends all that are.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import struct
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path

from course_utils.grading import namespaces
from course_utils.grading.leftovers import remove

NUMBER = struct.Struct("q")
ANSWER = struct.Struct("q?")
FORK = 0
_PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER = 4, 36  # linux/prctl.h


def main() -> None:
    """Answer until the other side hangs up, and end all workers then."""
    control = socket.socket(fileno=int(sys.argv[1]))
    limits = json.loads(sys.argv[2])
    is_private = namespaces.may_make_namespaces()  # before anything starts a thread
    _import_what_workers_need()
    _guard()
    scratch = tempfile.gettempdir()
    folders: dict[int, str] = {}
    with contextlib.suppress(ConnectionError):
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, NUMBER.size, 1)
            if not message:
                break
            (number,) = NUMBER.unpack(message)
            if number == FORK:
                folder = scratch if is_private else tempfile.mkdtemp()
                number = os.fork()
                if not number:
                    control.close()
                    _become_a_worker(descriptors[0], folder, limits, is_private=is_private)
                os.close(descriptors[0])
                folders[number] = folder
            else:
                _end(number, folders)
                if not is_private:
                    remove(Path(scratch), but=set(map(os.path.basename, folders.values())))
            control.sendall(ANSWER.pack(number, is_private))
    for number in list(folders):
        _end(number, folders)


def _import_what_workers_need() -> None:
    import keras  # noqa: F401
    import PIL.Image  # noqa: F401
    import scipy.stats  # noqa: F401
    import sklearn  # noqa: F401
    import tensorflow as tf

    from course_utils import observers
    from course_utils.grading import worker  # noqa: F401

    observers.all_observers()
    # The networks are tiny: a second thread costs more than it does.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    gc.collect()
    gc.freeze()  # a worker's collector need not look at a million objects that stay


def _become_a_worker(
    descriptor: int, folder: str, limits: dict[str, int], *, is_private: bool
) -> None:
    """Serve in a folder, shut off from all other workers where that can be, and end."""
    try:
        if is_private:
            namespaces.end_with_the_parent()
            namespaces.shut_off(folder)
            _leave_the_rest_to_a_child(descriptor)
            namespaces.begin()
            namespaces.end_with_the_parent()
            _leave_the_rest_to_a_child(descriptor)
        _be_a_worker(descriptor, folder, limits)
    finally:
        os._exit(0)


def _leave_the_rest_to_a_child(descriptor: int) -> None:
    """Return in a child of this process, which waits for it and ends."""
    child = os.fork()
    if child:
        os.close(descriptor)  # so that the pipe ends with the worker
        while os.wait()[0] != child:  # what has lost its parent is the first process's to bury
            pass
        os._exit(0)


def _be_a_worker(descriptor: int, folder: str, limits: dict[str, int]) -> None:
    from course_utils.grading.limits import Limits
    from course_utils.grading.worker import serve

    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = folder
    serve(Connection(descriptor), Limits(**limits))


def _guard() -> None:
    """Let no worker read or write this process; become the parent of what workers leave behind."""
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        system.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end(number: int, folders: dict[int, str]) -> None:
    """End a worker, its group and the orphans that it leaves."""
    del folders[number]
    with contextlib.suppress(OSError):
        os.killpg(number, signal.SIGKILL)
    _kill(number)
    while orphans := _children() - set(folders):
        for orphan in orphans:
            _kill(orphan)


def _kill(number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(number, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(number, 0)


def _children() -> set[int]:
    """Return the processes whose parent is this one; none where the system does not say."""
    try:
        return set(map(int, Path("/proc/thread-self/children").read_text().split()))
    except OSError:
        return set()


if __name__ == "__main__":
    main()
