"""Opening zip archives: every file gets a number for a name, in a private folder.

No name from an archive ever becomes a path, so none can lead out of that folder, and none is too
long for it. What tries to is refused all the same, by its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course_utils.grading.handed_in.tree import Entry, Tree

MOST_DEPTH = 4
"""Archives within one another that are opened."""
_MOST_BYTES_OF_A_FILE = 100 * 2**20
_MOST_RATIO, _RATIO_FROM = 250, 20 * 2**20  # notebooks shrink to a fifth or a twentieth
_RATIO_OF_A_FILE_FROM = 2**20
_LONGEST_NAME = 4096
_CHUNK = 2**20
_NO_YEAR = 1980
_LEADS_OUT = "has a path that leads out of its archive"
_TOO_LONG = "has a longer name than any system can open"
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Limits:
    """What an archive may hold.

    Parameters
    ----------
    files : int
    bytes : int
        Of all files together, unpacked.
    directory : int
        Bytes of its list of files, which is read into memory.
    """

    files: int
    bytes: int
    directory: int


OF_A_CLASS = Limits(files=200_000, bytes=40 * 2**30, directory=100 * 2**20)
OF_A_STUDENT = Limits(files=5_000, bytes=300 * 2**20, directory=5 * 2**20)


class RefusedError(Exception):
    """An archive is not opened; the text says why, after its name."""


def is_archive(name: str) -> bool:
    """Return whether a file is opened as an archive."""
    return name.lower().endswith(".zip")


def open_archive(path: Path, unpacked: Path, limits: Limits) -> Tree:
    """Return the files of an archive, which lie in a folder of its own below `unpacked`.

    Archives in it are files as others are. What was unpacked before is used again.

    Raises
    ------
    RefusedError
        If it is none, is damaged, locked by a password, or holds more than `limits` allow.
    """
    try:
        digest = _digest(path)
        _check_directory(path, limits)
        with zipfile.ZipFile(path) as archive:
            items = archive.infolist()
            _check(items, limits)
            return _tree(archive, items, unpacked / digest)
    except RefusedError:
        raise
    except OSError as error:
        raise RefusedError(f"cannot be unpacked: {error.strerror or error}") from None
    except Exception as error:  # zipfile lets many kinds through for a forged archive
        raise RefusedError(f"is no zip archive that can be read ({error})") from None


def _tree(archive: zipfile.ZipFile, items: list[zipfile.ZipInfo], folder: Path) -> Tree:
    tree = Tree()
    wanted: list[tuple[int, zipfile.ZipInfo, tuple[str, ...]]] = []
    folders: set[str] = set()
    for number, item in enumerate(items):
        name = _name(item)
        parts = tuple(part for part in re.split(r"[/\\]", name) if part not in ("", "."))
        if not parts:
            continue  # the folder that all is in, such as ./
        reason = _reason_against(item, name, parts)
        if reason in (_LEADS_OUT, _TOO_LONG):
            tree.refuse((name,), reason)
            continue
        if reason:
            tree.refuse(parts, reason, folder / str(number))
            continue
        if len(parts) > 1 or item.is_dir():
            folders.update(parts[:1])
        if not item.is_dir():
            wanted.append((number, item, parts))
    if not folder.is_dir():
        _unpack(archive, wanted, folder)
    for number, _, parts in wanted:
        path = folder / str(number)
        if path.is_file():
            tree.entries.append(Entry(parts, path))
        else:
            tree.refuse(parts, "is damaged in its archive: pack it again", path)
    tree.entries.sort(key=lambda entry: entry.parts)
    tree.folders = sorted(folders)
    return tree


def _unpack(
    archive: zipfile.ZipFile, wanted: list[tuple[int, zipfile.ZipInfo, tuple[str, ...]]], to: Path
) -> None:
    """Write the files into a folder, which has its name only when all of them are there."""
    partial = to.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    for number, item, _ in wanted:
        path = partial / str(number)
        try:
            with archive.open(item) as source, path.open("wb") as file:
                left = item.file_size
                while left >= 0 and (chunk := source.read(_CHUNK)):
                    file.write(chunk)
                    left -= len(chunk)
        except OSError:  # such as a full disk
            raise
        except Exception:  # each way of packing has kinds of its own for what is damaged
            path.unlink(missing_ok=True)
        else:
            _set_time(path, item)
    partial.rename(to)


def _set_time(path: Path, item: zipfile.ZipInfo) -> None:
    """Give a file the time that its archive says it was changed at; 1980 stands for no time."""
    if item.date_time[0] <= _NO_YEAR:
        return
    with contextlib.suppress(ValueError, OverflowError, OSError):
        changed = time.mktime((*item.date_time, 0, 0, -1))
        os.utime(path, (changed, changed))


def _check_directory(path: Path, limits: Limits) -> None:
    """Refuse an archive whose list of files is too long, before it is read.

    Source of the format: PKWARE's APPNOTE, 4.3.16, the record at the end of an archive.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2**16 - 22))
        end = file.read()
    start = end.rfind(b"PK\x05\x06")
    size = int.from_bytes(end[start + 12 : start + 16], "little") if start >= 0 else 0
    is_unknown = size == 0xFFFFFFFF and limits is not OF_A_CLASS
    if is_unknown or (size != 0xFFFFFFFF and size > limits.directory):
        raise RefusedError(f"holds more than {limits.files:,} files: pack the notebook alone")


def _check(items: list[zipfile.ZipInfo], limits: Limits) -> None:
    if limits is OF_A_CLASS:  # there what is too much is refused file by file
        items = [item for item in items if not _is_too_much(item)]
    if len(items) > limits.files:
        raise RefusedError(f"holds more than {limits.files:,} files: pack the notebook alone")
    total = sum(item.file_size for item in items)
    packed = sum(item.compress_size for item in items)
    if total > limits.bytes:
        raise RefusedError(
            f"would take {total / 2**20:,.0f} MB when unpacked, more than the "
            f"{limits.bytes / 2**20:,.0f} MB that are allowed: pack the notebook alone"
        )
    if limits is not OF_A_CLASS and total > max(_RATIO_FROM, _MOST_RATIO * packed):
        raise RefusedError(
            f"would grow to {total / max(packed, 1):,.0f} times its size when unpacked, as no "
            "notebook does: hand in the notebook itself"
        )


def _reason_against(item: zipfile.ZipInfo, name: str, parts: tuple[str, ...]) -> str:
    """Return why a file of an archive is refused, or an empty text."""
    mode = item.external_attr >> 16
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        return _LEADS_OUT
    if "\0" in name or len(name.encode("utf-8", "surrogateescape")) > _LONGEST_NAME:
        return _TOO_LONG
    if stat.S_ISLNK(mode):
        return "is a link, which is not followed"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is no file: a pipe, a socket or a device, which is not opened"
    if item.flag_bits & 1:
        return "is locked by a password: hand it in without one"
    if _is_too_much(item):
        return f"has {item.file_size / 2**20:,.0f} MB: clear the outputs and hand it in again"
    return ""


def _is_too_much(item: zipfile.ZipInfo) -> bool:
    """Return whether a file is too large, or grows as no notebook does."""
    most = max(_RATIO_OF_A_FILE_FROM, _MOST_RATIO * item.compress_size)
    return item.file_size > min(most, _MOST_BYTES_OF_A_FILE)


def _name(item: zipfile.ZipInfo) -> str:
    """Return a name as it was meant: many programs write UTF-8 and do not say so.

    `zipfile` reads what is not marked as UTF-8 as code page 437.
    """
    name = item.orig_filename
    if item.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
