"""How numbers and lists are written on the page."""

from __future__ import annotations

from collections.abc import Sequence


def count(n: int, what: str) -> str:
    """Return such as "1 object" and "3 objects"."""
    return f"{n} {what}{'' if n == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Return such as "a, b and c"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def per_cent(share: float) -> str:
    """Return a share in per cent. With some dozens of objects its decimals would mean nothing."""
    return str(round(100 * share))


def points(share: float) -> str:
    """Return a difference of shares in points, with its sign."""
    rounded = round(100 * share)
    return f"+{rounded}" if rounded > 0 else str(rounded).replace("-", "\N{MINUS SIGN}")
