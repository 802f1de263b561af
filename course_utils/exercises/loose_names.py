"""Names as people write them: other capitals, spaces or hyphens do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 80  # signs of a name that is looked for


def same_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is meant: "Read-IDX" is ``read_idx``. None if it is none of them."""
    meant = _letters(name)
    return next((known for known in names if meant and _letters(known) == meant), None)


def near_name(name: str, names: Iterable[str], alike: float = 0.6) -> str | None:
    """Return the name that is meant, or the one that looks most like it; None if none does.

    Parameters
    ----------
    name : str
    names : iterable of str
    alike : float
        From 0 to 1: how much alike the two must look.
    """
    by_letters = {_letters(known): known for known in names}
    near = get_close_matches(_letters(name), by_letters, n=1, cutoff=alike)
    return by_letters[near[0]] if near else None


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name[:_LONGEST].lower())
