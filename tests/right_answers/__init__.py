"""Correct answers in other styles than the reference solutions, one module a lesson."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__, f"{__name__}."):
    import_module(module.name)
