"""Load Fashion-MNIST from disk, checked against the publisher's content.

Nothing is downloaded unless `download` is called, and only that imports Keras.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.datasets.fashion_mnist_files import (
    PARTS,
    DataError,
    FileReport,
    Part,
    Place,
    find_file,
    find_place,
    keras_cache,
)
from course_utils.datasets.idx import Content, IdxError, parse_idx, read_content

__all__ = [
    "CLASS_NAMES",
    "DataError",
    "FashionMNIST",
    "FileReport",
    "download",
    "find_fashion_mnist",
    "load_fashion_mnist",
    "verify",
]

# fmt: off
CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)
# fmt: on

STAMP_NAME = ".verified.json"


class FashionMNIST(NamedTuple):
    """The dataset: uint8 images (n, 28, 28) and labels (n,), 60,000 to train and 10,000 to test."""

    X_train: npt.NDArray[np.uint8]
    y_train: npt.NDArray[np.uint8]
    X_test: npt.NDArray[np.uint8]
    y_test: npt.NDArray[np.uint8]


class _Read(NamedTuple):
    """A file that was read and found in order."""

    path: Path
    record: dict[str, Any]  # what the stamp says of it: size, mtime_ns, sha256
    array: npt.NDArray[np.uint8]


# What was verified in folders that cannot be written, so hold no stamp: {folder: stamp}.
_verified_in_this_process: dict[Path, dict[str, Any]] = {}


def find_fashion_mnist(folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that `load_fashion_mnist(folder)` loads from.

    Parameters
    ----------
    folder : str or os.PathLike, optional
        The only folder to look in.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        If none of the places holds any of the four files.
    """
    return find_place(folder).folder


def load_fashion_mnist(folder: str | os.PathLike[str] | None = None) -> FashionMNIST:
    """Load Fashion-MNIST.

    Its files are looked for in `folder` if that is given, else in the folder that the environment
    variable COURSE_DATA names if that is set and not empty, else in the course's
    `data/fashion_mnist`, then in Keras's cache. The first folder that holds any of the four files
    is used, and must hold all four, compressed (`.gz`) or not (no suffix).

    Parameters
    ----------
    folder : str or os.PathLike, optional
        The only folder to look in.

    Returns
    -------
    FashionMNIST
        `X_train` (60000, 28, 28), `y_train` (60000,), `X_test` (10000, 28, 28) and `y_test`
        (10000,): writable arrays of uint8.

    Raises
    ------
    DataError
        If there are no files, or any of them is missing, cut short, damaged, swapped with another
        or of another dataset. The message names each such file.

    Notes
    -----
    A file's content is hashed the first time it is loaded. `.verified.json` beside it remembers
    that, until the file's size or time of modification changes.
    """
    reads = _read_all(find_place(folder), trust_stamp=True)
    return FashionMNIST(*(read.array for read in reads))


def verify(folder: str | os.PathLike[str] | None = None) -> list[FileReport]:
    """Hash the files that `load_fashion_mnist(folder)` would load, whatever was verified before.

    Parameters
    ----------
    folder : str or os.PathLike, optional
        The only folder to look in.

    Returns
    -------
    list of FileReport
        Four: training images and labels, then test images and labels.

    Raises
    ------
    DataError
        As `load_fashion_mnist`.
    """
    return _report(_read_all(find_place(folder), trust_stamp=False))


def download() -> list[FileReport]:
    """Download the files that are missing or broken in Keras's cache, then verify them all.

    Returns
    -------
    list of FileReport
        As `verify`, of the files in Keras's cache.

    Raises
    ------
    DataError
        If Keras cannot download the files, or what it downloaded is not Fashion-MNIST.
    """
    cache = keras_cache()
    try:
        cache.folder.mkdir(parents=True, exist_ok=True)
        if not os.access(cache.folder, os.W_OK):  # Keras would use a temporary folder instead
            raise PermissionError("the folder cannot be written; set KERAS_HOME to another one")
        _set_aside_broken(cache.folder)  # Keras would take them for good and download nothing
        import_module("keras.datasets.fashion_mnist").load_data()
    except Exception as error:  # Keras raises a plain Exception when it cannot connect
        raise DataError(
            f"Fashion-MNIST could not be downloaded to Keras's cache, {cache.folder}: "
            f"{error or type(error).__name__}\nCheck the connection to the internet and run "
            "`course data --download` again, or copy the four files into that folder from a "
            "computer that has them."
        ) from error
    return _report(_read_all(cache, trust_stamp=False))


def _read_all(place: Place, *, trust_stamp: bool) -> list[_Read]:
    """Read the four files, or raise one DataError that tells what is wrong with each."""
    stamp = _read_stamp(place.folder)
    reads, missing, problems = [], [], []
    for part in PARTS:
        path = find_file(place.folder, part)
        if path is None:
            missing.append(f"{part.name}.gz")
            continue
        try:
            reads.append(_read_part(path, part, stamp if trust_stamp else {}))
        except IdxError as error:
            problems.append(f"{path.name} {error.problem}")
    if missing:
        problems.append("missing: " + ", ".join(missing))
    if problems:
        listed = "".join(f"\n  - {problem}" for problem in problems)
        raise DataError(
            f"Fashion-MNIST in {place.folder} ({place.origin}) is not in order:{listed}\n"
            f"{place.mend}"
        )
    records = {read.path.name: read.record for read in reads}
    if any(stamp.get(name) != record for name, record in records.items()):
        _write_stamp(place.folder, records)
    return reads


def _read_part(path: Path, part: Part, stamp: Mapping[str, Any]) -> _Read:
    """Read one file and verify its content, unless the stamp says that this has been done."""
    status = path.stat()  # taken before reading, so that a later change is noticed
    record = {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": part.sha256}
    content = read_content(path)
    if stamp.get(path.name) != record:
        _check(content, path, part)
    return _Read(path, record, _parse(content, path, part))


def _check(content: Content, path: Path, part: Part) -> None:
    """Raise IdxError, saying what the file holds instead, if it is not the part it should be."""
    found = _sha256(content)
    if found == part.sha256:
        return
    for other in PARTS:
        if found == other.sha256:
            raise IdxError(str(path), f"holds the content of {other.name}: files were swapped")
    _parse(content, path, part)  # the more helpful error where the content is not even IDX
    raise IdxError(
        str(path),
        "has the right shape but not Fashion-MNIST's content: it was altered, or is another "
        f"dataset of that shape, such as MNIST (sha256 {found}, expected {part.sha256})",
    )


def _parse(content: Content, path: Path, part: Part) -> npt.NDArray[np.uint8]:
    """Return the content as an array of the part's shape, or raise IdxError."""
    array = parse_idx(content, str(path))
    if array.shape != part.shape or array.dtype != np.uint8:
        raise IdxError(
            str(path),
            f"is of another dataset: it holds {array.dtype} of shape {array.shape}, where "
            f"{part.name} holds uint8 of shape {part.shape}",
        )
    return array


def _sha256(content: Content) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_stamp(folder: Path) -> dict[str, Any]:
    """Return what was verified before: {file name: {size, mtime_ns, sha256}}."""
    stamp: Any = None
    with suppress(OSError, ValueError):  # no stamp, or a damaged one: nothing was verified
        stamp = json.loads((folder / STAMP_NAME).read_text("utf-8"))
    stamp = stamp if isinstance(stamp, dict) else {}
    return {**stamp, **_verified_in_this_process.get(folder, {})}


def _write_stamp(folder: Path, stamp: dict[str, Any]) -> None:
    """Remember what was verified, in the folder or else for as long as this process lives."""
    # Another process may be reading the stamp, so it is replaced whole, never written in place.
    partial = folder / f"{STAMP_NAME}.{os.getpid()}.partial"
    try:
        partial.write_text(json.dumps(stamp, indent=1) + "\n", "utf-8")
        partial.replace(folder / STAMP_NAME)
        _verified_in_this_process.pop(folder, None)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        _verified_in_this_process[folder] = stamp


def _set_aside_broken(folder: Path) -> None:
    """Rename those of the four files in the folder whose content is wrong."""
    for part in PARTS:
        path = find_file(folder, part)
        if path is not None:
            try:
                _read_part(path, part, stamp={})
            except IdxError:
                path.replace(path.with_name(f"{path.name}.broken"))


def _report(reads: list[_Read]) -> list[FileReport]:
    return [
        FileReport(read.path.name, read.path.parent, read.record["size"], "verified")
        for read in reads
    ]
