"""Modules under the names by which notebooks of version 0.1 import them.

Notebooks that were handed out or handed in keep their import lines for ever.
"""

# Without `annotations` from __future__: Python 3.6 has to get past here, to what `__main__` says.
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

NEW_NAMES = {
    "backbones": "networks.mobilenet",
    "bars": "training.bars",
    "baselines": "evaluation.baselines",
    "data": "datasets.fashion_mnist",
    "digits": "datasets.digits",
    "layers": "networks.layers",
    "models": "networks.lenet",
    "picture_folder": "datasets.picture_folder",
    "pictures": "datasets.pictures",
    "plots": "figures.plots",
    "statistics": "evaluation.statistics",
    "tasks": "datasets.tasks",
    "trained": "networks.trained_minivggnet",
}


class OlderNames(MetaPathFinder, Loader):
    """Finds, for `sys.meta_path`, a module under its older name: all it has, the new one gives."""

    def find_spec(
        self, name: str, path: "Sequence[str] | None", target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return how to import a module of an older name, and None for all others."""
        package, _, older = name.rpartition(".")
        if package != __package__ or older not in NEW_NAMES:
            return None
        return ModuleSpec(name, self)

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make an empty module."""

    def exec_module(self, module: ModuleType) -> None:
        """Let the empty module ask the new one for everything."""
        new = NEW_NAMES[module.__name__.rpartition(".")[2]]
        module.__getattr__ = partial(getattr, import_module(f"{__package__}.{new}"))  # type: ignore[method-assign]
