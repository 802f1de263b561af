"""Pictures from outside the dataset: emoji of clothing, and the learner's own photo."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError

EMOJI = Path(__file__).resolve().parents[1] / "data" / "emoji"
_MAX_PIXELS = 100_000_000


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
    """Read a picture of any common format and colour mode.

    Parameters
    ----------
    path : str or path
        The file. Transparent parts become white; a photo turned by the camera is turned back.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        Red, green and blue.

    Raises
    ------
    CourseError
        If there is no such file, or it is no picture that can be read.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as file:
            if file.width * file.height > _MAX_PIXELS:
                raise CourseError(
                    f"{path} has {file.width:,} × {file.height:,} pixels. Make it smaller first."
                )
            picture = ImageOps.exif_transpose(file).convert("RGBA")
    except FileNotFoundError:
        raise CourseError(f"there is no file {path}. Is the path right, and in quotes?") from None
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise CourseError(f"{path} cannot be read as a picture: {error}") from None
    white = Image.new("RGBA", picture.size, "white")
    return np.asarray(Image.alpha_composite(white, picture).convert("RGB"))
