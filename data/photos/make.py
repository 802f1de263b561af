"""Make the photos and photos.csv from Tux Paint's stamps, once.

Which stamps, and what they show, is in selection.csv. The stamps are those of Debian's package
tuxpaint-stamps-default, which is only unpacked:

    apt-get download tuxpaint-stamps-default=2022.06.04-1
    dpkg-deb -x tuxpaint-stamps-default_2022.06.04-1_all.deb unpacked
    python data/photos/make.py unpacked
"""

import csv
import hashlib
import sys
from collections import Counter
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
STAMPS = "usr/share/tuxpaint/stamps"
FOLDERS = (
    "animals/birds",
    "animals/mammals",
    "animals/marsupials",
    "food",
    "household",
    "plants/flowers",
)
SIDE = 128
LONGER_SIDE = 116  # of the object: six white pixels are left at each end
SMALLEST = 40  # a stamp of fewer pixels would be enlarged to a blur


def cut_out(path: Path) -> Image.Image:
    """Return a stamp on white, without its transparent margins."""
    stamp = Image.open(path).convert("RGBA")
    stamp = stamp.crop(stamp.getchannel("A").point(lambda alpha: 255 * (alpha >= 128)).getbbox())
    return Image.alpha_composite(Image.new("RGBA", stamp.size, "white"), stamp).convert("RGB")


def in_the_middle(picture: Image.Image) -> Image.Image:
    """Return a picture in the middle of a white square, all as large as the square allows."""
    scale = LONGER_SIDE / max(picture.size)
    size = tuple(max(1, round(scale * side)) for side in picture.size)
    square = Image.new("RGB", (SIDE, SIDE), "white")
    corner = tuple((SIDE - side) // 2 for side in size)
    square.paste(picture.resize(size, Image.Resampling.LANCZOS), corner)
    return square


def description_of(stamp: Path) -> str:
    """Return the first line of a stamp's text, in English; a mirrored one has its original's."""
    text = stamp.with_name(f"{stamp.stem.removesuffix('_mirror')}.txt")
    return text.read_text(encoding="utf-8").splitlines()[0].strip()


def main(unpacked: Path) -> None:
    """Write one JPEG for each stamp that was chosen, and photos.csv."""
    stamps = unpacked / STAMPS
    with (HERE / "selection.csv").open(encoding="utf-8", newline="") as file:
        selection = list(csv.DictReader(file))
    paths = (path for folder in FOLDERS for path in (stamps / folder).rglob("*.png"))
    found = {path.relative_to(stamps).as_posix() for path in paths}
    if found != {row["source"] for row in selection}:
        sys.exit("selection.csv does not name exactly the stamps of these folders")
    rows = []
    chosen = [row for row in selection if not row["left_out"]]
    photos_of = Counter(row["object"] for row in chosen)
    for row in chosen:
        stamp = stamps / row["source"]
        picture = cut_out(stamp)
        if max(picture.size) < SMALLEST:
            sys.exit(f"{row['source']} is too small")
        stem, folder = stamp.stem.replace("-", "_"), HERE / row["class"]
        # A folder of its own tells lion_2 from a second photo of the lion.
        if photos_of[row["object"]] > 1 or stem.endswith("_2"):
            folder /= row["object"]
        target = folder / f"{stem}.jpg"
        name = target.relative_to(HERE).as_posix()
        if any(name == other["file"] for other in rows):
            sys.exit(f"two stamps would become {name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        in_the_middle(picture).save(target, quality=92, subsampling=0, optimize=True)
        rows.append(
            {
                "file": name,
                "class": row["class"],
                "object": row["object"],
                "description": description_of(stamp),
                "credit": row["credit"],
                "source": row["source"],
                "source_pixels": max(picture.size),
                "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
            }
        )
    rows.sort(key=lambda row: (row["class"], Path(row["file"]).name))
    with (HERE / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} photos of {len({row['object'] for row in rows})} objects")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
