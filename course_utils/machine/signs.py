"""Signs such as ✓ and × on a terminal that knows only plain letters, as under ``LC_ALL=C``."""

from __future__ import annotations

import codecs

ERRORS = "course.signs"
"""For the ``errors`` of a stream: plain letters for the signs below, ? for all else."""

# One letter for one sign where that can be, so that columns stay aligned. A sign never says alone
# how something is: a word stands beside it.
PLAIN = {
    "✓": "+",
    "✗": "-",
    "○": "o",
    "●": "*",
    "→": "->",
    "›": ">",
    "×": "x",
    "·": "*",
    "−": "-",
    "…": "...",
    "«": '"',
    "»": '"',
    "■": "[stop]",
    "⌘": "Cmd+",
}


def as_shown(text: str, encoding: str | None) -> str:
    """Return a text as a stream can show it.

    Parameters
    ----------
    text : str
        Any text.
    encoding : str or None
        The stream's. None if it takes every text.
    """
    encoding = encoding or "utf-8"
    return text.encode(encoding, ERRORS).decode(encoding)


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign, "?") for sign in signs), error.end


codecs.register_error(ERRORS, _in_plain_letters)
