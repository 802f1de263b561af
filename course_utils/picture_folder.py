"""A dataset from a folder of pictures: one folder a class, any sizes and colour modes."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError
from course_utils.pictures import load_emoji, load_photo

_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")  # what Keras looks for
_DEMO = {5: "shoes", 7: "shoes", 9: "shoes", 8: "bags"}  # of the emoji's labels
_OTHER_ENDING = f"its name does not end in {', '.join(_ENDINGS)}; save it as one of them"


class LeftOut(NamedTuple):
    """A picture that could not be used: its path within the folder, and why."""

    path: str
    reason: str


class PictureFolder(NamedTuple):
    """Pictures prepared for a network, float32 (n, 28, 28, 1), with labels int64 (n,) from 0."""

    X: npt.NDArray[np.float32]
    y: npt.NDArray[np.int64]
    class_names: list[str]
    left_out: list[LeftOut]


def load_picture_folder(
    folder: str | os.PathLike[str],
    prepare: Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.generic]],
) -> PictureFolder:
    """Read and prepare all pictures of a folder, with a progress bar.

    Parameters
    ----------
    folder : str or path
        It holds one folder a class, two at least; their names, in the order of the alphabet, are
        the class names. Nothing in it is changed.
    prepare : callable
        Turns a picture, uint8 of shape (height, width, 3), into an image of shape (28, 28) from 0
        to 1, or raises ValueError where there is nothing to be seen: `prepare_photo` of lesson 02.

    Returns
    -------
    PictureFolder
        A picture that cannot be used is left out and printed, with the reason; the others serve.

    Raises
    ------
    CourseError
        If there is no such folder, or fewer than two classes with a picture that can be used.
    """
    from tqdm import tqdm

    root = Path(folder).expanduser()
    listing = _listing(root)
    images: dict[str, list[Any]] = {name: [] for name in listing.class_names}
    left_out = [LeftOut(name, _OTHER_ENDING) for name in _of_other_endings(root)]
    # JupyterLab shows stderr on red, as if something had failed.
    for path in tqdm(listing.file_paths, desc="pictures", unit="picture", file=sys.stdout):
        name = Path(path).relative_to(root)
        try:
            images[name.parts[0]].append(prepare(load_photo(path)))
        except (CourseError, ValueError) as error:
            reason = str(error).replace(f" '{path}'", "").replace(str(path), "it")
            left_out.append(LeftOut(name.as_posix(), reason))
    _say_what_is_left_out(left_out)
    used = {name: pictures for name, pictures in images.items() if pictures}
    if len(used) < 2:
        raise CourseError(
            f"{root.name} has {len(used)} {'class' if len(used) == 1 else 'classes'} with pictures "
            "that can be used, and a network needs two to tell apart. Put more pictures into its "
            "folders, or repair those named above."
        )
    _say_which_classes_are_empty([name for name in images if name not in used])
    X = np.concatenate([np.stack(pictures) for pictures in used.values()])
    counts = [len(pictures) for pictures in used.values()]
    return PictureFolder(
        X[..., np.newaxis].astype(np.float32),
        np.repeat(np.arange(len(used)), counts).astype(np.int64),
        list(used),
        left_out,
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
    from PIL import Image

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


def _listing(root: Path) -> Any:
    """Return Keras's dataset of the folder, of which only paths and class names are used.

    It would read the files itself, but stop at the first broken one without naming it, and show
    transparent parts as black.
    """
    import keras

    if not root.is_dir():
        raise CourseError(f"there is no folder {root}. Is the path right, and in quotes?")
    try:
        return keras.utils.image_dataset_from_directory(
            root, batch_size=None, shuffle=False, verbose=False
        )
    except ValueError:
        raise CourseError(
            f"{root.name} holds no pictures in folders. Make one folder in it for each class, and "
            f"put the pictures of that class there ({', '.join(_ENDINGS)})."
        ) from None


def _of_other_endings(root: Path) -> list[str]:
    """Return the files in the class folders that Keras passes over without a word."""
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.glob("*/**/*")
        if path.is_file()
        and path.suffix.lower() not in _ENDINGS
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def _say_what_is_left_out(left_out: list[LeftOut]) -> None:
    for picture in left_out:
        print(f"left out: {picture.path}: {picture.reason}")


def _say_which_classes_are_empty(names: list[str]) -> None:
    for name in names:
        print(f"left out: the class {name}, because none of its pictures can be used")
