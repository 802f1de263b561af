"""TensorFlow's first import without the lines that it writes about the machine.

They look alarming, are no errors, and come from libraries in C++ before any setting can reach
them: so they are caught at the descriptor. What else is written there meanwhile is passed on at
once, by a process of its own: an import that crashes, or that lets no thread run, loses nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

from course_utils.machine import without_chatter

if TYPE_CHECKING:
    import subprocess

_STDERR = 2
_SECONDS_TO_PASS_ON = 2.0


class QuietTensorFlow(MetaPathFinder):
    """Finds TensorFlow, for `sys.meta_path`, and has it loaded without its lines."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to import TensorFlow quietly, and None for all other modules."""
        if name != "tensorflow":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            quietly = partial(_run_quietly, spec.loader.exec_module)
            spec.loader.exec_module = quietly  # type: ignore[method-assign]
        return spec


def _run_quietly(exec_module: Callable[[ModuleType], None], module: ModuleType) -> None:
    with _chatter_left_out():
        exec_module(module)


@contextmanager
def _chatter_left_out() -> Iterator[None]:
    """Take TensorFlow's lines about the machine out of what is written to descriptor 2.

    Where an error is raised, all that was written is passed on.
    """
    import subprocess

    with ExitStack() as stack:
        try:
            original = os.dup(_STDERR)
            stack.callback(os.close, original)
            sieve = subprocess.Popen(
                [sys.executable, "-I", "-S", without_chatter.__file__],
                stdin=subprocess.PIPE,
                stdout=original,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,  # ■ and Ctrl-C are not for it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:  # a process without stderr, or no room for another one
            sieve = None
        if sieve is None or sieve.stdin is None:
            yield
            return
        stack.callback(_wait_for, sieve)
        stack.enter_context(sieve.stdin)
        stack.callback(os.dup2, original, _STDERR)
        os.dup2(sieve.stdin.fileno(), _STDERR)
        yield
        with suppress(OSError):
            sieve.stdin.write(without_chatter.IMPORTED)


def _wait_for(sieve: subprocess.Popen[bytes]) -> None:
    """Wait until all is passed on. What the import has started may write there for longer."""
    import subprocess

    with suppress(subprocess.TimeoutExpired):
        sieve.wait(_SECONDS_TO_PASS_ON)
