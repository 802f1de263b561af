"""TensorFlow's first import without the lines that it writes about the machine.

They look alarming, are no errors, and come from libraries in C++ before any setting can reach
them: so they are caught at the descriptor. What else is written there meanwhile is passed on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_STDERR = 2
# Information, warnings and errors that did not stop the import: "I0000 00:00:1795996117.341693 …"
# since TensorFlow 2.17, "2026-11-29 23:48:37.341: I tensorflow/…" before. What is fatal has an F.
_CHATTER = re.compile(
    rb"(?:WARNING: All log messages before absl::InitializeLog\(\) is called"
    rb"|[IWE]\d{4} \d\d:\d\d:[\d.]+ "
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+: [IWE] "
    rb"|To enable the following instructions: )[^\n]*(?:\n|\Z)"
)


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
    with without_chatter():
        exec_module(module)


@contextmanager
def without_chatter() -> Iterator[None]:
    """Take TensorFlow's lines about the machine out of what is written to descriptor 2.

    Where an error is raised, all that was written is passed on.
    """
    import tempfile

    try:
        original = os.dup(_STDERR)
        caught = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed below
    except OSError:  # a process without stderr, or no place for a file
        yield
        return
    is_imported = False
    with caught:
        os.dup2(caught.fileno(), _STDERR)
        try:
            yield
            is_imported = True
        finally:
            os.dup2(original, _STDERR)
            os.close(original)
            caught.seek(0)
            written = caught.read()
            _write(_CHATTER.sub(b"", written) if is_imported else written)


def _write(left: bytes) -> None:
    while left:
        left = left[os.write(_STDERR, left) :]
