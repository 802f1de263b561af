"""Code that was not run though a function needs it, as a worker reports it."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 3.0
"""How long the top-level code that an exercise needs may compute."""


@dataclass(frozen=True)
class LeftOut:
    """A statement that was not run, or not to its end.

    Parameters
    ----------
    name : str
        What the function needs of it.
    cell : str
        The label of its cell.
    line : int
    kind : str
        Why, as one of the words of `left_out`.
    detail : str
        Of what it raised.
    origin : LeftOut, optional
        What it needs, where that was left out itself.
    """

    name: str
    cell: str
    line: int
    kind: str
    detail: str = ""
    origin: LeftOut | None = None
