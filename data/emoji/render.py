"""Render the clothing emoji of Noto Color Emoji as small pictures, once.

Needs Debian's package fonts-noto-color-emoji (seen with 2.042). Run: python data/emoji/render.py
"""

import csv
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
SIZE = 109  # the only size that the bitmaps of this font have
HERE = Path(__file__).parent

EMOJI = [
    ("t_shirt", "\N{T-SHIRT}", 0),
    ("jeans", "\N{JEANS}", 1),
    ("dress", "\N{DRESS}", 3),
    ("coat", "\N{COAT}", 4),
    ("sandal", "\N{WOMANS SANDAL}", 5),
    ("thong_sandal", "\N{THONG SANDAL}", 5),
    ("necktie_shirt", "\N{NECKTIE}", 6),
    ("running_shoe", "\N{ATHLETIC SHOE}", 7),
    ("handbag", "\N{HANDBAG}", 8),
    ("clutch_bag", "\N{POUCH}", 8),
    ("backpack", "\N{SCHOOL SATCHEL}", 8),
    ("boot", "\N{WOMANS BOOTS}", 9),
    ("hiking_boot", "\N{HIKING BOOT}", 9),
]


def render(character: str) -> Image.Image:
    """Return one emoji on a white background, red, green and blue."""
    picture = Image.new("RGB", (136, 128), "white")
    font = ImageFont.truetype(FONT, SIZE)
    ImageDraw.Draw(picture).text((0, 0), character, font=font, embedded_color=True)
    return picture


if __name__ == "__main__":
    with (HERE / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "label"])
        for name, character, label in EMOJI:
            render(character).save(HERE / f"{name}.png", optimize=True)
            writer.writerow([f"{name}.png", label])
