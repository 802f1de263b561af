"""Whether a submission has changed what watches it, as far as that can be seen from within.

It is a hint for the person who grades. What changes the observers can change this too, so no mark
rests on it: an observation is believed for its numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from course_utils.observers.observing import Observer

_PACKAGE = __name__.partition(".")[0]
_OF_LIBRARIES = {
    "numpy": ("array", "array_equal", "asarray"),
    "keras": ("Model.compile", "Model.fit", "Operation.__call__", "Layer.get_weights"),
}


class Machinery:
    """The functions that watch a submission, as they are before its code runs.

    Parameters
    ----------
    observers : mapping of str to Observer
        The table from which they are taken.
    """

    def __init__(self, observers: Mapping[str, Observer]) -> None:
        self._observers = observers
        self._modules = [it for name, it in sys.modules.items() if _is_own(name)]
        self._libraries = [sys.modules[name] for name in _OF_LIBRARIES if name in sys.modules]
        self._before = dict(self._now())

    def changed(self) -> list[str]:
        """Return the names of the functions that are others by now, or gone."""
        now = dict(self._now())
        return sorted(name for name, it in self._before.items() if now.get(name) != it)

    def _now(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for module in self._modules:
            for name, value in list(vars(module).items()):
                if isinstance(value, FunctionType):
                    yield f"{module.__name__}.{name}", _identity(value)
        for module in self._libraries:
            for path in _OF_LIBRARIES[module.__name__]:
                yield f"{module.__name__}.{path}", _identity(_at(module, path))
        for name, observer in self._observers.items():
            yield f"the observer {name}", _identity(observer)


def _is_own(name: str) -> bool:
    return name.startswith((f"{_PACKAGE}.observers", f"{_PACKAGE}.grading"))


def _at(module: ModuleType, path: str) -> Any:
    value: Any = module
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _identity(value: Any) -> tuple[int, int]:
    """Return what is another one if a function is replaced, or only its code."""
    return id(value), id(getattr(value, "__code__", None))
