"""Signs that a terminal or a page cannot show: ✓ under ``LC_ALL=C``, and those that nobody sees."""

from __future__ import annotations

import codecs
import re
from typing import Any, TextIO

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

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Signs that cannot be seen, halves of one, and those that turn the direction of the text."""


def legible(text: str) -> str:
    r"""Return a text with a code, such as ``\x1b``, in place of each sign that cannot be seen.

    A terminal obeys some of them, a browser drops others, and half a character stops both.
    """
    return UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


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


class LegibleStream:
    """A stream that writes no sign which a terminal would obey. Rich, which needs them, may.

    Parameters
    ----------
    stream : TextIO
        Where the text goes.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.rich_proxied_file = stream  # where Rich looks for the stream behind another one

    def write(self, text: str) -> int:
        """Write a text with codes in place of such signs."""
        return self._stream.write(legible(text))

    def __getattr__(self, name: str) -> Any:
        """Be in all else as the stream is."""
        return getattr(self._stream, name)


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign, "?") for sign in signs), error.end


codecs.register_error(ERRORS, _in_plain_letters)
