"""What runs where a learner's code runs: it calls a function and notes what it did.

Nothing here knows a case, a right answer or a mistake: what an observer returns is judged where the
answers are.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from course_utils.observers import observing
from course_utils.observers.observing import Observer


def address_of(observer: Observer) -> str:
    """Return the name by which `all_observers` has an observer, in this process and others."""
    return f"{observer.__module__}.{observer.__name__}"


@cache
def all_observers() -> dict[str, Observer]:
    """Return every observer by its address: `call`, and the function `observe` of each module."""
    names = (f"{__name__}.{module.name}" for module in iter_modules(__path__) if not module.ispkg)
    found = [getattr(import_module(name), "observe", None) for name in sorted(names)]
    own = [it for it in found if it and it is not observing.observe]
    return {address_of(observer): observer for observer in (observing.call, *own)}
