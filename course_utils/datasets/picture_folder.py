"""A dataset from a folder of pictures: one folder a class, any sizes and colour modes."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from course_utils.datasets.picture_files import LeftOut, PictureFile, folded, list_pictures
from course_utils.datasets.pictures import as_path, load_emoji, load_photo
from course_utils.errors import CourseError

_DEMO = {5: "shoes", 7: "shoes", 9: "shoes", 8: "bags"}  # of the emoji's labels


class PictureFolder(NamedTuple):
    """Pictures prepared for a network, one row each, with labels from 0.

    X is float32, (n, height, width, channels); y is int64, (n,). `files` are the paths within the
    folder, and `objects` says which object is to be seen: pictures of one object belong on the same
    side of a split.
    """

    X: npt.NDArray[np.float32]
    y: npt.NDArray[np.int64]
    class_names: list[str]
    left_out: list[LeftOut]
    files: list[str]
    objects: list[str]


def load_picture_folder(
    folder: str | os.PathLike[str],
    prepare: Callable[[npt.NDArray[np.uint8]], npt.ArrayLike],
) -> PictureFolder:
    """Read and prepare all pictures of a folder, with a progress bar.

    Pictures in a folder of their own within the class are of one object: shoes/red boot/1.jpg. So
    are pictures whose names differ only in a number at the end, after `-`, `_`, a space or in
    brackets: boot-1.jpg, boot-2.jpg, boot (3).jpg. Names that a camera, a phone or a messenger
    gave, such as IMG_1234.jpg, say nothing about the object: each is an object of its own, as is
    every other picture. Small and capital letters count as the same. Objects of two classes are
    never the same.

    Parameters
    ----------
    folder : str or path
        It holds one folder a class, two at least; their names, in the order of the alphabet, are
        the class names. Nothing in it is changed. A `~` at its start is your home folder.
    prepare : callable
        Turns a picture, uint8 of shape (height, width, 3), into an array of numbers, of the same
        shape for every picture, or raises ValueError where there is nothing to be seen. Examples:
        `prepare_photo` of lesson 02, or a function that shrinks it to (128, 128, 3).

    Returns
    -------
    PictureFolder
        X has one row for each picture that is used: (n, 128, 128, 3). Where `prepare` returns
        (28, 28), grey without channels, X has one channel: (n, 28, 28, 1). A picture that cannot
        be used is left out and printed, with the reason; so is the second of two with identical
        pixels.

    Raises
    ------
    CourseError
        If there is no such folder, it may not be read, or it has fewer than two classes with a
        picture that can be used; if `prepare` raises anything but ValueError, or does not return
        numbers of one shape.
    """
    from tqdm import tqdm

    root = as_path(folder)
    listing = list_pictures(root)
    left_out = list(listing.left_out)
    rows: dict[PictureFile, npt.NDArray[np.float32]] = {}
    file_by_pixels: dict[str, PictureFile] = {}
    # JupyterLab shows stderr on red, as if something had failed.
    for file in tqdm(listing.files, desc="pictures", unit="picture", file=sys.stdout):
        try:
            photo = load_photo(file.path)
            pixels = f"{photo.shape} {hashlib.blake2b(photo.data).hexdigest()}"
            if pixels in file_by_pixels:
                raise CourseError(_why_not_twice(file, file_by_pixels[pixels]))
            result = prepare(photo)
        except (CourseError, ValueError) as error:
            reason = " ".join(str(error).split()).replace(str(file.path), "it")
            left_out.append(LeftOut(file.name, reason or type(error).__name__))
            continue
        except Exception as error:
            raise CourseError(_what_was_raised(error, prepare, file)) from error
        rows[file] = _as_numbers(result, prepare, file)
        file_by_pixels[pixels] = file
        first = next(iter(rows))
        if rows[file].shape != rows[first].shape:
            raise CourseError(
                f"{_name_of(prepare)} returned the shape {rows[file].shape} for {file.name}, but "
                f"{rows[first].shape} for {first.name}. It must be the same for every picture."
            )
    of_rows = {file.class_name for file in rows}
    class_names = [name for name in listing.class_names if name in of_rows]
    left_out.sort()
    _say_what_is_left_out(left_out, [name for name in listing.class_names if name not in of_rows])
    if len(class_names) < 2:
        raise CourseError(
            f"{folder} has {len(class_names)} {'class' if class_names else 'classes'} with "
            "pictures that can be used, and a network needs two to tell apart. Put more pictures "
            "into its folders, one folder a class, or repair those named above."
        )
    _say_what_to_know(class_names, list(rows))
    X = np.stack(list(rows.values()))
    return PictureFolder(
        X[..., np.newaxis] if X.ndim == 3 else X,
        np.array([class_names.index(file.class_name) for file in rows], dtype=np.int64),
        class_names,
        left_out,
        [file.name for file in rows],
        [file.object for file in rows],
    )


def demo_folder() -> Path:
    """Make a small folder of pictures to try things on: emoji of shoes and of bags.

    They come in four colour modes, and a broken file is among them, as in a folder of one's own.

    Returns
    -------
    Path
        A new folder in the system's place for temporary files.

    Raises
    ------
    CourseError
        If the emoji are not there.
    """
    root = Path(tempfile.mkdtemp()) / "pictures"
    for name in sorted(set(_DEMO.values())):
        (root / name).mkdir(parents=True)
    for number, picture in enumerate(load_emoji()):
        if picture.label in _DEMO:
            mode = ("RGB", "L", "P", "RGBA")[number % 4]
            file = root / _DEMO[picture.label] / f"{picture.name}.png"
            Image.fromarray(picture.rgb).convert(mode).save(file)
    (root / "shoes" / "broken.png").write_bytes(b"this is no picture")
    return root


def _why_not_twice(file: PictureFile, first: PictureFile) -> str:
    if file.class_name == first.class_name:
        return f"it is the same picture as {first.name}"
    return (
        f"it is the same picture as {first.name}, in another class, and a network cannot learn "
        "both; keep it where it belongs"
    )


def _name_of(prepare: Callable[..., Any]) -> str:
    return getattr(prepare, "__name__", "your function")


def _what_was_raised(error: Exception, prepare: Callable[..., Any], file: PictureFile) -> str:
    """Name the picture and the learner's own line, which is the first below ours."""
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__)[1:2] if frame.line]
    where = f", in the line `{lines[0]}`" if lines else ""
    message = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{_name_of(prepare)} failed on {file.name}{where}: {message}"


def _as_numbers(
    result: npt.ArrayLike, prepare: Callable[..., Any], file: PictureFile
) -> npt.NDArray[np.float32]:
    """Copy what a learner's function returned, which may use the same array for every picture."""
    try:
        row = np.array(result, dtype=np.float32)
    except (TypeError, ValueError):
        row = np.array(0, dtype=np.float32)
    if row.ndim == 0 or row.size == 0:
        what = f"an array of shape {row.shape}" if row.ndim else f"a {type(result).__name__}"
        raise CourseError(
            f"{_name_of(prepare)} returned {'nothing' if result is None else what} for "
            f"{file.name}. It must return an array of numbers, such as one of shape (128, 128, 3)."
        )
    if not np.isfinite(row).all():
        raise CourseError(
            f"{_name_of(prepare)} returned values for {file.name} that are no numbers (NaN or "
            "infinite). Where it divides, is that by 0?"
        )
    return row


def _say(text: str) -> None:
    """Print a line, whatever is in the names of files: not all of it can be encoded."""
    print(text.encode("utf-8", "replace").decode())


def _say_what_is_left_out(left_out: list[LeftOut], class_names: list[str]) -> None:
    for path, reason in left_out:
        _say(f"left out: {path}: {reason}")
    for name in class_names:
        _say(f"left out: the class {name}, because none of its pictures can be used")


def _say_what_to_know(class_names: list[str], files: list[PictureFile]) -> None:
    """Name the classes that cannot be split, and those whose names look like one."""
    for name in class_names:
        objects = [file.object for file in files if file.class_name == name]
        if len(objects) == 1:
            _say(f"note: the class {name} has one picture only, so none can be kept for testing")
        elif len(set(objects)) == 1:
            _say(
                f"note: by name and folder, the {len(objects)} pictures of the class {name} "
                "all show one object, so none can be kept for testing"
            )
    alike = defaultdict(list)
    for name in class_names:
        alike[folded(name).strip()].append(name)
    for names in alike.values():
        if len(names) > 1:
            _say(
                f"note: the classes {' and '.join(map(repr, names))} have almost the same name; if "
                "they are one class, put their pictures into one folder"
            )
