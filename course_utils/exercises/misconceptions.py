"""Misconceptions: small wrong functions, each with its message, written once.

The verdict compares what a learner's function gave with what they give; the tests hand them in as
answers; the instructors' pages and the class report go by their names.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Any, TypeVar

Answer = Callable[..., Any]
AnAnswer = TypeVar("AnAnswer", bound=Answer)


@dataclass(frozen=True)
class Misconception:
    """A wrong function that answers an exercise, and what to say to whoever wrote it.

    Parameters
    ----------
    name : str
        The function's name with hyphens, as verdicts and reports have it.
    message : str
        Its docstring. ``{part}`` stands for the part of the result that is wrong, and each of its
        own arguments for the value that was tried.
    function : callable
        Takes what a learner's function takes.
    settings : dict
        Values of its own arguments, where it has some.
    is_random : bool
        Whether it returns rows drawn by chance: then only their number is compared.
    """

    name: str
    message: str
    function: Answer
    settings: dict[str, Any] = field(default_factory=dict)
    is_random: bool = False

    def message_on(self, part: str) -> str:
        """Return the message on one part of a result."""
        return self.message.format(part=part, **self.settings)


_KNOWN: dict[str, list[Misconception]] = defaultdict(list)


def misconception(
    exercise: str, *, is_random: bool = False, **values: Iterable[Any]
) -> Callable[[AnAnswer], AnAnswer]:
    """Register the function below as a wrong answer whose docstring is its message.

    Parameters
    ----------
    exercise : str
        The exercise that it answers wrongly. It should do everything else right.
    is_random : bool
        Whether it draws rows by chance.
    **values
        Values that are tried for arguments of its own, such as ``offset=(0, 4, 8)``.
    """

    def register(function: AnAnswer) -> AnAnswer:
        name = function.__name__.replace("_", "-")
        message = " ".join((inspect.getdoc(function) or "").split())
        for chosen in product(*values.values()):
            settings = dict(zip(values, chosen, strict=True))
            known = Misconception(name, message, partial(function, **settings), settings, is_random)
            add(exercise, known)
        return function

    return register


def add(exercise: str, known: Misconception) -> None:
    """Add a misconception to those of an exercise."""
    _KNOWN[exercise].append(known)


def add_kind(
    exercise: str,
    message: str,
    wrong: Mapping[str, tuple[Any, ...]],
    answer: Callable[[Any], Answer] = lambda function: function,
) -> None:
    """Add misconceptions of one kind, with one message but for what it says of each.

    Parameters
    ----------
    exercise : str
    message : str
        With ``{what}`` in it.
    wrong : dict
        By its name, what is said of each, then its function, or several that differ in a detail.
    answer : callable, optional
        Makes a wrong answer to the exercise of each such function.
    """
    for name, (what, *functions) in wrong.items():
        for function in functions:
            known = Misconception(name, message.replace("{what}", what), answer(function))
            add(exercise, known)


@contextmanager
def collected() -> Iterator[list[tuple[str, Misconception]]]:
    """Forget at the end what is registered meanwhile, and list it with its exercises."""
    before = {name: list(known) for name, known in _KNOWN.items()}
    found: list[tuple[str, Misconception]] = []
    try:
        yield found
    finally:
        for name, known in list(_KNOWN.items()):
            found += [(name, it) for it in known if it not in before.get(name, [])]
            _KNOWN[name] = before.get(name, [])


def of(exercise: str) -> list[Misconception]:
    """Return the misconceptions of an exercise, in the order of their file."""
    return _KNOWN[exercise]
