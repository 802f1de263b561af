"""Which files of a folder are pictures of which class, and which of them show the same object."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from course_utils.errors import CourseError

# What systems put into folders for themselves; what begins with a point is theirs too.
_OF_SYSTEMS = ("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r")
_HOW_TO_SORT = (
    "Make one folder in it for each class, and put the pictures of that class there "
    "(JPEG, PNG, WebP, TIFF, BMP or GIF)."
)
# Names that a camera, a phone or a messenger gave: their numbers count pictures, not objects.
_OF_CAMERAS = re.compile(
    r"_?(img|imgp|cimg|mvimg|fb_img|mg|dsc|dscf|dscn|dji|gopr|sam|pxl|pano|win)[-_ ]?e?\d{4}"
    r"|(signal|snapchat|received|photo)[-_]\d{4}"
    r"|p\d{7}"
    r"|whatsapp|screenshot|screen shot|bildschirmfoto"
    r"|[-\d\s._,()\[\]]*$"  # nothing but numbers
)
_NUMBER_AT_END = re.compile(r"([-_ ]+\d+)?([-_ ]*[(\[]\d+[)\]])?$")


class LeftOut(NamedTuple):
    """A picture that could not be used: its path within the folder, and why."""

    path: str
    reason: str


class PictureFile(NamedTuple):
    """A file that should be a picture.

    Where it is, its path within the folder, its class, and its object: "shoes/boot".
    """

    path: Path
    name: str
    class_name: str
    object: str


class Listing(NamedTuple):
    """What a folder holds: its classes, the files to read, and what is passed over."""

    class_names: list[str]
    files: list[PictureFile]
    left_out: list[LeftOut]


def list_pictures(root: Path) -> Listing:
    """List the files of a folder that holds one folder a class, without opening any.

    Hidden files, and those that systems make for themselves, are passed over without a word.

    Parameters
    ----------
    root : Path
        The folder. In a class's folder lie pictures, or folders of pictures, each of one object.

    Returns
    -------
    Listing
        Classes, and files within a class, by the alphabet. What lies elsewhere is left out, as is
        a link to nothing and a folder that may not be read.

    Raises
    ------
    CourseError
        If there is no such folder, it may not be read, or it holds no folder.
    """
    try:
        class_folders, loose = _entries(root)
    except FileNotFoundError:
        raise CourseError(f"there is no folder {root}. Is the path right, and in quotes?") from None
    except NotADirectoryError:
        raise CourseError(
            f"{root} is a file, and a folder is needed. If it is a ZIP file, unpack it first."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseError(
            f"the folder {root} cannot be read: {reason}. Give yourself the permission, or copy it."
        ) from None
    if not class_folders:
        what = "files, but no folder of pictures" if loose else "nothing"
        raise CourseError(f"{root} holds {what}. {_HOW_TO_SORT}")
    files: list[PictureFile] = []
    alone = "it lies in no class's folder; if it is a picture, put it into one"
    left_out = [(path, alone) for path in loose]

    def look_into(folder: Path) -> tuple[list[Path], list[Path]]:
        try:
            return _entries(folder)
        except OSError:
            left_out.append((folder, "this folder may not be read; give yourself the permission"))
            return [], []

    def add(paths: list[Path], class_name: str, of_object: str | None = None) -> None:
        for path in paths:
            if path.is_symlink() and not path.exists():
                left_out.append((path, "it is a link to a file that is not there; copy the file"))
                continue
            name = path.relative_to(root).as_posix()
            shown = f"{class_name}/{of_object or object_of(path.stem)}"
            files.append(PictureFile(path, name, class_name, shown))

    for class_folder in class_folders:
        object_folders, pictures = look_into(class_folder)
        add(pictures, class_folder.name)
        for object_folder in object_folders:
            too_deep, pictures = look_into(object_folder)
            add(pictures, class_folder.name, folded(object_folder.name))
            left_out += [
                (path, "this folder lies too deep; move it up by one") for path in too_deep
            ]
    return Listing(
        [folder.name for folder in class_folders],
        files,
        [LeftOut(path.relative_to(root).as_posix(), reason) for path, reason in left_out],
    )


def object_of(name: str) -> str:
    """Return which object a picture shows, by the file's name without its ending.

    Names that differ only in a number at their end, after `-`, `_`, a space or in brackets, are of
    one object: boot-1, boot-2 and Boot (3) are the object "boot". Names that a camera, a phone or a
    messenger gave are objects of their own, number and all: IMG_1234, 20240101_120000, Screenshot
    (2).

    Parameters
    ----------
    name : str
        Small and capital letters count as the same.

    Returns
    -------
    str
        The object, in small letters.
    """
    name = folded(name)
    return name if _OF_CAMERAS.match(name) else _NUMBER_AT_END.sub("", name)


def folded(name: str) -> str:
    """Return a name in small letters, each letter with a dot or an accent stored as one."""
    return unicodedata.normalize("NFC", name).lower()


def _entries(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the folders in a folder, and everything else in it, but nothing hidden."""
    visible = [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and path.name.lower() not in _OF_SYSTEMS
    ]
    folders = [path for path in visible if path.is_dir()]
    return folders, [path for path in visible if path not in folders]
