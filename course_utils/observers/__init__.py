"""What runs where a learner's code runs: it calls a function and notes what it did.

Nothing here knows a case, a right answer or a mistake: what an observer returns is judged where the
answers are.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from course_utils.observers.observing import Observer


def address_of(observer: Observer) -> str:
    """Return by what name `observer_at` finds an observer in another process."""
    return f"{observer.__module__}.{observer.__name__}"


def observer_at(address: str) -> Observer:
    """Return the observer of an address.

    Raises
    ------
    LookupError
        If it is none of a module in this package.
    """
    module, _, name = address.rpartition(".")
    if not module.startswith(f"{__name__}."):
        raise LookupError(f"{address} is no observer")
    observer: Observer = getattr(import_module(module), name)
    return observer


def import_all() -> None:
    """Import every observer, so that a process that is forked from this one has them."""
    for name in _modules():
        import_module(name)


def files_needed() -> list[Path]:
    """Return the files and folders of the package that a process with a learner's code reads."""
    package = Path(__file__).resolve().parents[1]
    return [package / name for name in _NEEDED]


_NEEDED = (
    *("__init__.py", "errors.py", "older_names.py", "machine", "observers"),
    *("grading/__init__.py", "grading/limits.py", "grading/messages.py", "grading/not_run.py"),
    *("grading/nursery.py", "grading/top_level.py", "grading/worker.py"),
    *("networks/__init__.py", "networks/layers.py", "notebooks/__init__.py"),
    *(f"notebooks/{name}.py" for name in ("costs", "definitions", "effects", "names", "slicing")),
)


def _modules() -> Iterator[str]:
    return (found.name for found in walk_packages(__path__, f"{__name__}."))
