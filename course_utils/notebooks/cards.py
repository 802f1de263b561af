"""The picture of each lesson's card: one of its figures, on a sheet that is the same for all."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from course_utils.notebooks.building import NOTEBOOKS

CARDS = NOTEBOOKS.parent / "docs" / "cards"
TAG = "card"  # of the cell whose figure is taken; without it, it is the first figure
SIZE = (480, 320)  # twice what it takes in a row of three, for sharp screens
_COLOURS = 256
_FIGURE = re.compile(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]*)"')
_FIRST_CLAUSE = re.compile(
    r".{15,}?(?=[.:;](?:\s|$)|$)|.+", re.DOTALL
)  # but "Above: …" says little


@dataclass(frozen=True)
class Card:
    """The picture that a lesson is shown with: a PNG file's bytes, and a sentence on it."""

    picture: bytes
    alt: str


def card_of(notebook: Any) -> Card | None:
    """Return the picture of a lesson, or None if it shows no figure.

    Parameters
    ----------
    notebook : dict
        An executed notebook's JSON.
    """
    figures = list(_figures(notebook))
    chosen = next((figure for is_tagged, *figure in figures if is_tagged), None)
    if not figures:
        return None
    code, alt = chosen or figures[0][1:]
    clause = _FIRST_CLAUSE.match(html.unescape(alt))
    return Card(_on_sheet(base64.b64decode(code)), clause[0] if clause else "")


def path_of(stem: str) -> Path:
    """Return where the picture of a lesson lies."""
    return CARDS / f"{stem}.png"


def _figures(notebook: Any) -> Iterator[tuple[bool, str, str]]:
    """Yield for each figure whether its cell has the tag, the picture's code and its text."""
    for cell in notebook["cells"]:
        is_tagged = TAG in cell["metadata"].get("tags", [])
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", ""))
            for code, alt in _FIGURE.findall(page):
                yield is_tagged, code, alt


def _on_sheet(picture: bytes) -> bytes:
    """Return a picture, made smaller, in the middle of a white sheet."""
    with Image.open(io.BytesIO(picture)) as figure:
        sheet = ImageOps.pad(figure.convert("RGB"), SIZE, color="white")
    file = io.BytesIO()
    sheet.quantize(_COLOURS).save(file, format="png", optimize=True)
    return file.getvalue()
