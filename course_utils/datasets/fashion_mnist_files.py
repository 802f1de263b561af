"""Where the four files of Fashion-MNIST are looked for, and what each must hold."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from course_utils.errors import CourseError

REPOSITORY = Path(__file__).resolve().parents[2]
MEND_BY_HAND = "Put the publisher's four files there"


class DataError(CourseError):
    """Fashion-MNIST is not where it was looked for, or is not what it should be."""


class Part(NamedTuple):
    """One of the four files: what it must hold once decompressed, and the course's own copy."""

    name: str
    shape: tuple[int, ...]
    sha256: str
    own_sha256: str


class FileReport(NamedTuple):
    """One verified file: its name, its folder, its size on disk in bytes, and "verified"."""

    name: str
    folder: Path
    size: int
    state: str


# In the order of FashionMNIST's fields. The hash is of the decompressed content, because copies of
# the dataset differ in how they are compressed; the second one is of the course's own copy as it
# lies on the disk.
PARTS = (
    Part(
        "train-images-idx3-ubyte",
        (60_000, 28, 28),
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
    ),
    Part(
        "train-labels-idx1-ubyte",
        (60_000,),
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
    ),
    Part(
        "t10k-images-idx3-ubyte",
        (10_000, 28, 28),
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
    ),
    Part(
        "t10k-labels-idx1-ubyte",
        (10_000,),
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
    ),
)


class Place(NamedTuple):
    """A folder to look in, whose it is, and what to do if its files are not in order."""

    folder: Path
    origin: str
    mend: str


def find_place(folder: str | os.PathLike[str] | None) -> Place:
    """Return the first place that holds any of the four files, or raise DataError."""
    places = _places(folder)
    for place in places:
        if any(find_file(place.folder, part) for part in PARTS):
            return place
    looked_in = "".join(
        f"\n  - {place.folder} ({place.origin}): {_why_not(place.folder)}" for place in places
    )
    raise DataError(f"Fashion-MNIST was not found. Looked in:{looked_in}\n{places[0].mend}")


def _places(folder: str | os.PathLike[str] | None) -> list[Place]:
    """Return the places to look in, in order."""
    if folder is not None:
        mend = f"{MEND_BY_HAND}, or leave the folder out to load the course's own copy."
        try:
            return [Place(_absolute(folder), "the folder asked for", mend)]
        except TypeError:
            kind = type(folder).__name__
            raise DataError(
                f"A folder is given as text or a pathlib.Path, not as {kind}."
            ) from None
    if os.environ.get("COURSE_DATA"):
        mend = (
            f"{MEND_BY_HAND}, or set COURSE_DATA to a folder that holds them, or remove "
            "COURSE_DATA to load the course's own copy."
        )
        return [Place(_absolute(os.environ["COURSE_DATA"]), "named by COURSE_DATA", mend)]
    own = Place(
        REPOSITORY / "data" / "fashion_mnist",
        "the course's own copy",
        f"Run `git checkout -- data/fashion_mnist` in {REPOSITORY}. Without git: delete what there "
        "is of the four files in that folder and run `course data --download` (31 MB), or set "
        "COURSE_DATA to a folder that holds all four.",
    )
    return [own, keras_cache()]


def keras_cache() -> Place:
    """Return the folder to which Keras downloads Fashion-MNIST."""
    return Place(
        _absolute(os.environ.get("KERAS_HOME") or "~/.keras") / "datasets" / "fashion-mnist",
        "Keras's cache",
        "A download may have been interrupted. Run `course data --download`: it downloads again "
        "what is missing or broken.",
    )


def _absolute(folder: str | os.PathLike[str]) -> Path:
    """Return the folder's full path, `~` expanded."""
    return Path(os.path.expanduser(folder)).absolute()  # noqa: PTH111 - Path's raises for "~nobody"


def find_file(folder: Path, part: Part) -> Path | None:
    """Return the path of a part in the folder, compressed or not, or None."""
    for path in (folder / f"{part.name}.gz", folder / part.name):
        with suppress(OSError):  # a folder that may not be entered
            if path.is_file():
                return path
    return None


def _why_not(folder: Path) -> str:
    """Return what is wrong with a folder in which no file was found."""
    if not os.access(folder, os.F_OK):
        return "does not exist"
    if not folder.is_dir():
        return "is not a folder"
    if not os.access(folder, os.R_OK | os.X_OK):
        return "may not be read: permission denied"
    return "holds none of " + ", ".join(f"{part.name}.gz" for part in PARTS)
