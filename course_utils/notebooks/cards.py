"""The picture of each lesson's card: one of its figures, on a sheet that is the same for all."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from course_utils.notebooks.building import NOTEBOOKS, figures

CARDS = NOTEBOOKS.parent / "docs" / "cards"
TAG = "card"  # of the cell whose figure is taken; without it, it is the first figure
SIZE = (480, 320)  # twice what it takes in a row of three, for sharp screens
_COLOURS = 256
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
    shown = list(figures(notebook))
    if not shown:
        return None
    tagged = [figure for figure in shown if TAG in figure[0]]
    _, picture, alt = (tagged or shown)[0]
    clause = _FIRST_CLAUSE.match(alt)
    return Card(_on_sheet(picture), clause[0] if clause else "")


def path_of(stem: str) -> Path:
    """Return where the picture of a lesson lies."""
    return CARDS / f"{stem}.png"


def _on_sheet(picture: bytes) -> bytes:
    """Return a picture, made smaller, in the middle of a white sheet."""
    with Image.open(io.BytesIO(picture)) as figure:
        sheet = ImageOps.pad(figure.convert("RGB"), SIZE, color="white")
    file = io.BytesIO()
    sheet.quantize(_COLOURS).save(file, format="png", optimize=True)
    return file.getvalue()
