"""Pictures from outside the dataset: emoji of clothing, and the learner's own photo."""

from __future__ import annotations

import csv
import os
import warnings
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, UnidentifiedImageError

from course_utils.datasets.picture_kinds import RAW, is_raw, why_unreadable
from course_utils.errors import CourseError

EMOJI = Path(__file__).resolve().parents[2] / "data" / "emoji"
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
_MAX_PIXELS = 100_000_000
_TURNS = {  # by the number that a camera writes
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Picture(NamedTuple):
    """A picture of one garment: its name, its pixels, and the label of its class."""

    name: str
    rgb: npt.NDArray[np.uint8]
    label: int


def load_emoji() -> list[Picture]:
    """Return the clothing emoji, uint8 pixels of shape (128, 136, 3) on white.

    Raises
    ------
    CourseError
        If the folder data/emoji is not there or not complete.
    """
    try:
        with (EMOJI / "labels.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        raise CourseError(
            "data/emoji/labels.csv cannot be read. `git checkout -- data/emoji` brings it back."
        ) from None
    return [
        Picture(Path(row["file"]).stem, load_photo(EMOJI / row["file"]), int(row["label"]))
        for row in rows
    ]


def load_photo(path: str | os.PathLike[str]) -> npt.NDArray[np.uint8]:
    """Read a picture: JPEG, PNG, WebP, TIFF, BMP or GIF, in any colour mode.

    What counts is the content of the file, whatever its name ends in. Of several frames or pages
    the first is read.

    Parameters
    ----------
    path : str or path
        The file; a `~` at its start is your home folder.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        Red, green and blue. Transparent parts become white; a photo turned by the camera is turned
        back. Grey of 16 bits, 0 to 65,535, becomes 0 to 255. Grey of 32 bits or with decimals is
        taken to go from 0 to 1, to 255 or to 65,535, the smallest of them that holds all its
        values; where none does, its darkest value becomes 0 and its brightest 255. What is no
        number becomes 0.

    Raises
    ------
    CourseError
        If there is no such file, it may not be read, or it is no picture that can be read. Of HEIC
        and AVIF pictures, SVG drawings, RAW files of cameras, PDF documents, videos, web pages and
        text it says what they are.
    """
    place = as_path(path)
    try:
        if place.is_dir():
            raise CourseError(f"{path} is a folder. A picture cannot be read from it; name a file.")
        if place.exists() and not place.is_file():
            raise CourseError(f"{path} is no file that holds a picture, but a device or a pipe.")
        with place.open("rb") as stream:
            head = stream.read(1024)
            stream.seek(0)
            return _read(stream, head, path, place.suffix.lower())
    except FileNotFoundError:
        raise CourseError(f"there is no file {path}. Is the path right, and in quotes?") from None
    except PermissionError:
        raise CourseError(
            f"{path} may not be read. Give yourself the permission to read it, or copy it."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseError(f"{path} cannot be read: {reason}") from None


def resized(images: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """Return images, grey or in colour, at another height and width, bilinearly."""
    size, how = (side, side), Image.Resampling.BILINEAR
    return np.stack([np.asarray(Image.fromarray(image).resize(size, how)) for image in images])


def as_path(path: str | os.PathLike[str]) -> Path:
    """Return a path that a learner wrote, with a `~` at its start replaced.

    Parameters
    ----------
    path : str or path
        A file or a folder, there or not.

    Returns
    -------
    Path
        The same, as a Path.

    Raises
    ------
    CourseError
        If it is no path, or begins with the `~` of somebody who is not known here.
    """
    try:
        return Path(path).expanduser()
    except (TypeError, RuntimeError):
        raise CourseError(f'{path!r} is no path. Write it in quotes, as "~/pictures".') from None


def _read(
    stream: BinaryIO, head: bytes, path: str | os.PathLike[str], ending: str
) -> npt.NDArray[np.uint8]:
    try:
        # Pillow warns of oddities that do not change the pixels, and of sizes that we allow.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(stream, formats=_FORMATS) as picture:
                if picture.width * picture.height > _MAX_PIXELS:
                    raise CourseError(
                        f"{path} has {picture.width:,} × {picture.height:,} pixels. "
                        "Make it smaller first."
                    )
                if is_raw(head, ending) or _is_preview(picture):
                    raise CourseError(f"{path} {RAW}")
                return _rgb(picture)
    except CourseError:
        raise
    except UnidentifiedImageError:
        raise CourseError(f"{path} {why_unreadable(head, ending)}") from None
    except MemoryError:
        raise CourseError(f"{path} does not fit into memory. Make it smaller first.") from None
    except Image.DecompressionBombError:
        raise CourseError(
            f"{path} has more than {_MAX_PIXELS:,} pixels. Make it smaller first."
        ) from None
    except Exception as error:  # what damaged files make decoders raise has no common kind
        raise CourseError(
            f"{path} is damaged or cut short and cannot be read; copy or download it again"
        ) from error


def _is_preview(picture: Image.Image) -> bool:
    """Say whether a TIFF file begins with a small version of its picture, as RAW files do."""
    tags = getattr(picture, "tag_v2", {})
    return ExifTags.Base.DNGVersion in tags or tags.get(ExifTags.Base.NewSubfileType, 0) & 1 == 1


def _rgb(picture: Image.Image) -> npt.NDArray[np.uint8]:
    # Not by ImageOps.exif_transpose: it writes the other EXIF data anew, which may be broken.
    picture.load()  # a TIFF file is turned back, and a PNG file's EXIF data are read, only here
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    if picture.mode.startswith(("I", "F")):
        picture = Image.fromarray(_eight_bits(picture))
    elif picture.mode == "La":
        picture = picture.convert("LA")
    if turn is not None:
        picture = picture.transpose(turn)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return np.array(picture.convert("RGB"))  # not asarray, which nobody may write to


def _eight_bits(picture: Image.Image) -> npt.NDArray[np.uint8]:
    """Scale grey levels of more than 8 bits, which Pillow would cut off at 255."""
    tags = getattr(picture, "tag_v2", {})  # a TIFF file has them
    grey = np.asarray(picture).astype(np.float64)
    numbers = grey[np.isfinite(grey)]
    low, high = 0, numbers.max()
    if picture.mode.startswith("I;16"):
        high = 2 ** tags.get(ExifTags.Base.BitsPerSample, (16,))[0] - 1
    elif numbers.min() < 0 or high > 65_535:
        low = numbers.min()
    else:
        high = min(top for top in (1, 255, 65_535) if high <= top)
    scaled = 255 * (grey - low) / ((high - low) or 1)
    if tags.get(ExifTags.Base.PhotometricInterpretation) == 0:  # 0 is white
        scaled = 255 - scaled
    scaled[grey == picture.info.get("transparency")] = 255
    return np.nan_to_num(scaled, posinf=255, neginf=0).round().astype(np.uint8)
