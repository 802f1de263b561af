"""A CSV file as text with the place of each cell, so that some change and no other byte does."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from course_utils.errors import CourseError

_MARKS = (  # a longer one first: that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = (",", ";", "\t")
_ENDS = {separator: re.compile(f"[{separator}\\n\\r]") for separator in _SEPARATORS}
_MOST_BYTES = 100 * 2**20


class Cell(NamedTuple):
    """One cell: its value, and where it stands in the text, quotes included."""

    value: str
    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True)
class CsvText:
    """A CSV file as it is, byte for byte.

    Parameters
    ----------
    text : str
        Without the byte order mark.
    mark : bytes
        The byte order mark, or nothing.
    encoding : str
    separator : str
    rows : list of list of Cell
    """

    text: str
    mark: bytes
    encoding: str
    separator: str
    rows: list[list[Cell]]

    def filled(self, values: Mapping[Cell, str]) -> bytes:
        """Return the file with other values in some cells.

        Parameters
        ----------
        values : dict of Cell to str
            The new value of each cell that changes. What the encoding has no sign for becomes a
            reference such as ``&#8212;``, which a system that shows HTML reads.
        """
        pieces, place = [], 0
        for cell in sorted(values, key=lambda it: it.start):
            pieces += [self.text[place : cell.start], self._written(values[cell], cell)]
            place = cell.end
        text = "".join([*pieces, self.text[place:]])
        return self.mark + text.encode(self.encoding, "xmlcharrefreplace")

    def _written(self, value: str, cell: Cell) -> str:
        needs_quotes = any(sign in value for sign in (self.separator, '"', "\n", "\r"))
        if cell.is_quoted or needs_quotes or value != value.strip():
            return '"' + value.replace('"', '""') + '"'
        return value


def read_csv(path: Path) -> CsvText:
    """Read a CSV file and keep how it is written.

    UTF-8 and UTF-16 are known by their byte order mark. Without one it is UTF-8, else Windows'
    Western European, else ISO 8859-1, in which each byte is a sign.

    Raises
    ------
    CourseError
        If it cannot be read.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CourseError(f"{path} has more than 100 MB, so it is no list of a class.")
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    mark, encoding = next((it for it in _MARKS if content.startswith(it[0])), (b"", ""))
    body = content[len(mark) :]
    for tried in [encoding] if encoding else ["utf-8", "cp1252", "iso-8859-1"]:
        try:
            text = body.decode(tried)
        except UnicodeDecodeError:
            continue
        separator = _separator_of(text)
        return CsvText(text, mark, tried, separator, _rows(text, separator))
    raise CourseError(f"{path} cannot be read: it is no {encoding} text.")


def _separator_of(text: str) -> str:
    """Return what separates the cells of the first row."""
    return max(_SEPARATORS, key=lambda it: len(_rows(text, it, most=1)[0]))


def _rows(text: str, separator: str, most: int | None = None) -> list[list[Cell]]:
    """Return the cells of each row, by RFC 4180; quotes count at the start of a cell only."""
    rows: list[list[Cell]] = [[]]
    place, end = 0, len(text)
    while True:
        cell = _cell(text, place, separator)
        rows[-1].append(cell)
        place = cell.end
        if place >= end:
            return rows
        if text[place] == separator:
            place += 1
            continue
        if len(rows) == most:
            return rows
        place += 2 if text.startswith("\r\n", place) else 1
        if place >= end:  # the line end of the last row
            return rows
        rows.append([])


def _cell(text: str, start: int, separator: str) -> Cell:
    if not text.startswith('"', start):
        end = _end_of_plain(text, start, separator)
        return Cell(text[start:end], start, end, False)
    place = start + 1
    while True:
        close = text.find('"', place)
        if close < 0:  # never closed: all that follows is in it
            return Cell(text[start + 1 :].replace('""', '"'), start, len(text), True)
        if not text.startswith('"', close + 1):
            break
        place = close + 2
    end = _end_of_plain(text, close + 1, separator)
    value = text[start + 1 : close].replace('""', '"') + text[close + 1 : end]
    return Cell(value, start, end, True)


def _end_of_plain(text: str, start: int, separator: str) -> int:
    found = _ENDS[separator].search(text, start)
    return found.start() if found else len(text)
