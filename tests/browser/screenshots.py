"""Screenshots, for whoever wants to see what a test saw.

``python -m tests.browser.screenshots`` makes one of them the README's picture.
"""

import re
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent / "screenshots"
README = "readme"
README_PICTURE = Path(__file__).resolve().parents[2] / "docs" / "screenshot.png"
_COLOURS = 64  # enough for text on a page, in a third of the bytes


def keep(page, name):
    """Keep what a page shows."""
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=path_of(name))


def path_of(name):
    """Return the file of a screenshot by the name that a test gave it."""
    return FOLDER / (re.sub(r"[^\w-]+", "-", name).strip("-") + ".png")


if __name__ == "__main__":
    with Image.open(path_of(README)) as screenshot:
        few_colours = screenshot.convert("RGB").quantize(_COLOURS)
    few_colours.save(README_PICTURE, optimize=True)
