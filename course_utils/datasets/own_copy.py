"""Verify the course's own copy of Fashion-MNIST as it lies on the disk: at once, without NumPy."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from course_utils.datasets.fashion_mnist_files import PARTS, FileReport, find_file, find_place


def reports_if_unchanged() -> list[FileReport]:
    """Return what `fashion_mnist.verify` returns, if all four files are the course's own.

    Returns
    -------
    list of FileReport
        Empty if any file is another one, which may hold the same content all the same:
        `fashion_mnist.verify` decompresses it, and says what it is.

    Raises
    ------
    DataError
        If none of the places holds any of the four files.
    """
    folder = find_place(None).folder
    paths = [find_file(folder, part) for part in PARTS]
    return [
        FileReport(path.name, folder, path.stat().st_size, "verified")
        for path in _if_all_are_own(paths)
    ]


def _if_all_are_own(paths: list[Path | None]) -> list[Path]:
    found = [path for path in paths if path]
    with suppress(OSError):  # one that may not be read is named by who reads it
        if [hashlib.sha256(path.read_bytes()).hexdigest() for path in found] == [
            part.own_sha256 for part in PARTS
        ]:
            return found
    return []
