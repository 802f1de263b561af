"""Names as people write them: other capitals, spaces or hyphens do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 80  # signs of a name that is looked for
_SHORTEST = 5  # letters of a name in which a slip is certain: `mask` is no slip in `ask`


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


def slip_in(name: str, names: Iterable[str]) -> str | None:
    """Return the one of these names that is certainly meant, as ``chek`` is `check`; else None."""
    known = list(names)
    return same_name(name, known) or next((it for it in known if _is_slip(name, it)), None)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name[:_LONGEST].lower())


def _is_slip(written: str, meant: str) -> bool:
    """Return whether two letters changed places, or one in the midst is missing or too many.

    A letter at an end makes words of their own: ``checks``, ``precheck``.
    """
    if len(meant) < _SHORTEST or written[:1] != meant[:1]:
        return False
    if len(written) == len(meant):
        places = [it for it, letter in enumerate(meant) if written[it] != letter]
        a, b = (places[0], places[-1]) if places else (0, 0)
        return b - a == 1 and (written[a], written[b]) == (meant[b], meant[a])
    longer, shorter = sorted((written, meant), key=len, reverse=True)
    is_one = len(longer) == len(shorter) + 1 and longer[-1] == shorter[-1]
    return is_one and any(longer[:it] + longer[it + 1 :] == shorter for it in range(len(longer)))
