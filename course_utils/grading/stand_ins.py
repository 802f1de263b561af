"""The package as a submission sees it: what its lesson imports, and stand-ins for all else.

It replaces the package where a learner's code runs. A name that an answer may need works. Any other
one can be imported, since a notebook also imports what it draws and trains with, and says what it
is as soon as it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

PACKAGE = __name__.partition(".")[0]


class NotOfferedError(Exception):
    """What a submission has used is not offered to it."""


class Package(MetaPathFinder, Loader):
    """Finds, for `sys.meta_path`, every module of the package that is not the real one.

    Parameters
    ----------
    sources : mapping of str to str
        For each module the source of what works in it.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to import a module of the package, whatever its name is."""
        if name.partition(".")[0] != PACKAGE:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module, which has a stand-in for each name that it does not get."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run the source of what works."""
        source = self._sources.get(module.__name__, "")
        exec(compile(source, f"<{module.__name__}>", "exec"), vars(module))


def take_the_place(sources: Mapping[str, str]) -> None:
    """Let no import of this process find the real package any more."""
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    sys.meta_path[:] = [it for it in sys.meta_path if not isinstance(it, Package)]
    sys.meta_path.insert(0, Package(sources))


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return _StandIn(f"{self.__name__}.{name}")


class _StandIn:
    """Stands for a name that is not offered: it can be passed on, and not used."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _StandIn(f"{self.__name__}.{name}")

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise NotOfferedError(
            f"{self.__name__} is not part of what a submission may use for this exercise: write "
            "it yourself."
        )

    __call__ = __getitem__ = __iter__ = __len__ = __bool__ = __index__ = __float__ = _refuse
    __array__ = __contains__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = _refuse
    __rmul__ = __truediv__ = __rtruediv__ = __lt__ = __gt__ = __le__ = __ge__ = _refuse
    __enter__ = __exit__ = _refuse
