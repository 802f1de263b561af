"""Read IDX files, the format of MNIST and Fashion-MNIST, of any type and any number of dimensions.

An IDX file is: two zero bytes, one byte naming the type of the items, one byte with the number of
dimensions, the size of each dimension as a big-endian 32-bit integer, then the items, big-endian.
"""

import math
import os
import stat
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError

Content = bytes | bytearray | memoryview

ITEM_TYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}

GZIP_MAGIC = b"\x1f\x8b"
GZIP_FORMAT = 31  # zlib's wbits for "a gzip header, and check the CRC at the end"
SLICE = 1 << 18  # decompressing 256 kB at a time keeps the piece in the processor's cache
MOST_EXPANSION = 1032  # deflate cannot do better: at most 258 bytes out of 2 bits

GET_IT_AGAIN = "Get the file again from where it came."


class IdxError(CourseError, ValueError):
    """A file that cannot be read as IDX.

    Parameters
    ----------
    name : str
        The file.
    problem : str
        What is wrong with it, as the rest of a sentence that starts with the file's name.
    advice : str
        What to do about it.
    """

    def __init__(self, name: str, problem: str, advice: str = GET_IT_AGAIN) -> None:
        super().__init__(name, problem, advice)
        self.problem = problem

    def __str__(self) -> str:
        name, problem, advice = self.args
        return f"{name} {problem}. {advice}"


def read_idx(path: str | os.PathLike[str]) -> npt.NDArray[Any]:
    """Read an IDX file, compressed with gzip or not.

    Parameters
    ----------
    path : str or os.PathLike
        The file. Its content, not its suffix, tells whether it is compressed.

    Returns
    -------
    numpy.ndarray
        A writable array in this machine's byte order. Its shape is the one in the file's header
        (`()` when that names no dimension); its dtype is uint8, int8, int16, int32, float32 or
        float64.

    Raises
    ------
    IdxError
        If the file is missing, unreadable, damaged, or is not exactly one IDX file.
    """
    return parse_idx(read_content(path), str(path))


def read_content(path: str | os.PathLike[str]) -> Content:
    """Read a file's bytes, decompressed if they are gzip.

    Parameters
    ----------
    path : str or os.PathLike
        Any regular file.

    Returns
    -------
    bytes or memoryview
        The bytes as they stand in an uncompressed file, or a writable view of decompressed ones.

    Raises
    ------
    IdxError
        If the file is missing, unreadable or empty, or its gzip data is damaged or cut short.
    """
    try:
        file = Path(path)
    except TypeError:
        raise IdxError(
            f"{path!r:.60}",
            f"is not a path but of type {type(path).__name__}",
            "Give the file's path as text or as a pathlib.Path.",
        ) from None
    raw = _read_bytes(file)
    if not raw:
        raise IdxError(str(path), "is empty")
    return _decompress(raw, str(path)) if raw.startswith(GZIP_MAGIC) else raw


def parse_idx(content: Content, name: str) -> npt.NDArray[Any]:
    """Turn the bytes of an IDX file into an array.

    Parameters
    ----------
    content : bytes, bytearray or memoryview of bytes
        The whole file, decompressed.
    name : str
        What to call the file in an error message.

    Returns
    -------
    numpy.ndarray
        As `read_idx`. It shares the memory of `content` where that is writable and needs no
        swapping of bytes; else it is a copy.

    Raises
    ------
    IdxError
        If `content` is not exactly one IDX file.
    """
    item_type, shape = _parse_header(content, name)
    start = 4 + 4 * len(shape)
    # Python's integers cannot overflow, so an absurd shape is refused before anything is allocated.
    count = math.prod(shape)
    expected, got = count * item_type.itemsize, len(content) - start
    if got != expected:
        problem = (
            f"is cut short: {expected - got:,} bytes are missing"
            if got < expected
            else f"has {got - expected:,} bytes too many"
        )
        dimensions = " × ".join(map(str, shape)) or "one item"
        stated = f"{dimensions} of {item_type.newbyteorder('=')}"
        raise IdxError(
            name,
            f"{problem} (its header states {stated}, which takes {expected:,} bytes; "
            f"after the header there are {got:,})",
        )
    items = np.frombuffer(content, item_type, count, start)
    try:
        array = items.reshape(shape)
    except ValueError as error:
        raise IdxError(
            name,
            f"has {len(shape)} dimensions, a shape that NumPy cannot hold ({error})",
            "Write the data with fewer or smaller dimensions.",
        ) from None
    return array.astype(item_type.newbyteorder("="), copy=not items.flags.writeable)


def _parse_header(content: Content, name: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Return the big-endian dtype and the shape that an IDX header states."""
    magic = bytes(content[:4])
    if not magic:
        raise IdxError(name, "holds nothing once it is decompressed")
    if magic[:2] != b"\0\0"[: len(magic)]:
        raise IdxError(
            name,
            "is not an IDX file: that starts with two zero bytes, and this with "
            f"{bytes(content[:16])!r}",
            "Check that this is the file you mean, and not a web page saved in its place.",
        )
    if len(magic) < 4:
        raise IdxError(name, f"is cut short: {len(magic)} bytes, where an IDX header has 4 or more")
    code, n_dimensions = magic[2], magic[3]
    if code not in ITEM_TYPES:
        known = ", ".join(f"0x{k:02X} {t.newbyteorder('=')}" for k, t in ITEM_TYPES.items())
        raise IdxError(
            name,
            f"has the unknown type code 0x{code:02X} in its third byte (IDX knows {known})",
            "Check that this is an IDX file.",
        )
    sizes = bytes(content[4 : 4 + 4 * n_dimensions])
    if len(sizes) < 4 * n_dimensions:
        raise IdxError(
            name,
            f"is cut short within its header: {n_dimensions} dimensions take "
            f"{4 * n_dimensions} bytes after the first four, and {len(sizes)} are there",
        )
    return ITEM_TYPES[code], struct.unpack(f">{n_dimensions}I", sizes)


def _read_bytes(file: Path) -> bytes:
    """Return what a regular file holds, or raise IdxError saying why it cannot be read."""
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IdxError(str(file), "is a folder", "Name a file inside it.")
        if not stat.S_ISREG(mode):  # reading a pipe or a device may never end
            raise IdxError(str(file), "is not a regular file", "Name a file on disk.")
        return file.read_bytes()
    except FileNotFoundError:
        raise IdxError(str(file), "does not exist", _where_to_look(file)) from None
    except PermissionError:
        raise IdxError(
            str(file),
            "may not be read: permission denied",
            "Give yourself the right to read it, or copy it to a folder of your own.",
        ) from None
    except OSError as error:
        raise IdxError(
            str(file), f"cannot be read: {error.strerror}", "Check the path and the disk."
        ) from None
    except IdxError:
        raise
    except ValueError as error:  # a zero character in the path
        raise IdxError(repr(str(file)), f"is no path: {error}", "Check the path.") from None


def _where_to_look(file: Path) -> str:
    """Return advice for a path at which there is nothing."""
    sibling = file.with_suffix("") if file.suffix == ".gz" else file.with_name(file.name + ".gz")
    if os.access(sibling, os.F_OK):
        return f"Did you mean {sibling}?"
    if file.is_absolute():
        return "Check the path."
    return f"Check the path; it was looked up from the folder {Path.cwd()}."


def _decompress(packed: bytes, name: str) -> memoryview:
    """Return the decompressed content of gzip data, which may consist of several members."""
    content = np.empty(_size_hint(packed), np.uint8)
    view = memoryview(packed)
    filled = position = 0
    stream = zlib.decompressobj(GZIP_FORMAT)
    while position < len(view):
        try:
            piece = stream.decompress(view[position : position + SLICE])
        except zlib.error as error:
            raise IdxError(name, f"is damaged: its gzip data do not decompress ({error})") from None
        content = _with_room(content, filled + len(piece))
        content[filled : filled + len(piece)] = np.frombuffer(piece, np.uint8)
        filled += len(piece)
        position = min(position + SLICE, len(view)) - len(stream.unused_data)
        if stream.eof:
            rest = packed[position:].lstrip(b"\0")  # gzip allows zeros as padding
            if not rest:
                break
            if not rest.startswith(GZIP_MAGIC):
                raise IdxError(name, f"has {len(rest):,} foreign bytes after its gzip data")
            position = len(packed) - len(rest)
            stream = zlib.decompressobj(GZIP_FORMAT)
    if not stream.eof:
        raise IdxError(
            name, f"is cut short: its gzip data break off after {len(packed):,} compressed bytes"
        )
    return content[:filled].data


def _size_hint(packed: bytes) -> int:
    """Return the decompressed size that gzip data end with, kept within what can be true."""
    # One allocation of the right size is faster than growing. The number is only a hint: it is
    # wrong for several members, for 4 GB and more, and in a damaged file.
    return min(int.from_bytes(packed[-4:], "little"), MOST_EXPANSION * len(packed))


def _with_room(content: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    """Return the array itself if it has `size` items, else a larger one that starts with it."""
    if size <= len(content):
        return content
    larger = np.empty(max(size, 2 * len(content)), np.uint8)
    larger[: len(content)] = content
    return larger
