"""`read_idx`: from the bytes of a file to an array."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise, Plain
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.exercises.plain import to_plain

_UNSIGNED_BYTES = 8
_LARGE_ENOUGH = 3  # a dimension of 1 or 2 would let wrong shapes look right


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw good files of several shapes, and files that must be refused."""
    n, height, width = (int(size) for size in rng.choice(np.arange(3, 15), 3, replace=False))
    good = _values(rng, (n, height, width))
    return [
        _case(f"a file of {n} images of {height} × {width} pixels", good),
        _case("a file of labels, named by a pathlib.Path", _values(rng, (n * 30,)), as_path=True),
        _case("a file of 4 dimensions", _values(rng, (width, 4, n, _LARGE_ENOUGH))),
        _case("a file of 2 dimensions", _values(rng, (n, width))),
        _case("a file of 5 dimensions", _values(rng, (_LARGE_ENOUGH, 4, 5, 6, n))),
        _case("a file of more than 65,536 labels", _values(rng, (65_536 + 1_000 * n,))),
        _case("a file with a dimension of 1", _values(rng, (n, 1, width))),
        *(
            _case(f"a file {what}", good, promise=promise, **changed)
            for promise, what, changed in (
                ("two zero bytes", "whose first two bytes are not zero", {"zeros": b"\x89P"}),
                ("two zero bytes", "whose first byte is not zero", {"zeros": b"\x1f\x00"}),
                ("two zero bytes", "whose second byte is not zero", {"zeros": b"\x00\x01"}),
                ("type code 8", "with the type code 3, which is none", {"type_code": 3}),
                ("type code 8", "with the type code 13, which is float32", {"type_code": 13}),
                ("type code 8", "with the type code 200, which is none", {"type_code": 200}),
                ("all values", "that ends before its last image", {"body": good[:-1]}),
                ("all values", "that ends before its last byte", {"body": good.ravel()[:-1]}),
                ("no more", "with one more image after its last", {"body": [*good, good[0]]}),
                ("no more", "with one more byte after its last", {"body": [*good.ravel(), 0]}),
            )
        ),
    ]


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Write the bytes of the case to a gzip file, and call the function on its path."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "some-images.gz"
        path.write_bytes(gzip.compress(case.inputs["content"].tobytes(), 1))
        return {"result": to_plain(function(path if case.inputs["as_path"] else str(path)))}


def truth(content: np.ndarray, as_path: bool) -> np.ndarray:
    """Return the values of a good file, in the shape that its header states."""
    n_dims = int(content[3])
    sizes = content[4 : 4 + 4 * n_dims].reshape(n_dims, 4).astype(int) @ [2**24, 2**16, 2**8, 1]
    return content[4 + 4 * n_dims :].reshape(sizes)


def _values(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.integers(0, 256, shape, dtype=np.uint8)


def _case(
    description: str,
    values: np.ndarray,
    *,
    as_path: bool = False,
    promise: str = "",
    zeros: bytes = b"\x00\x00",
    type_code: int = _UNSIGNED_BYTES,
    body: Any = None,
) -> Case:
    """Return a case with an IDX file, good or bad."""
    header = zeros + bytes([type_code, values.ndim])
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    content = header + sizes + np.asarray(values if body is None else body, np.uint8).tobytes()
    inputs = {"content": np.frombuffer(content, np.uint8), "as_path": as_path}
    return Case(description, inputs, bool(promise), promise)


def _read(path: str | Path) -> tuple[np.ndarray, tuple[int, ...], np.ndarray]:
    """Return all bytes of a file, its shape and its values, unless it is damaged."""
    content, shape, values = _unchecked(path)
    if content[:3].tolist() != [0, 0, 8] or len(values) != np.prod(shape):
        raise ValueError("damaged")
    return content, shape, values


def _unchecked(path: str | Path) -> tuple[np.ndarray, tuple[int, ...], np.ndarray]:
    content = np.frombuffer(gzip.decompress(Path(path).read_bytes()), np.uint8)
    start = 4 + 4 * int(content[3])
    return content, tuple(content[4:start].view(">u4").tolist()), content[start:]


def _with_header(path: str | Path, *right: int | None) -> np.ndarray:
    """Read a file whose first three bytes are right, where None stands for anything."""
    content, shape, values = _unchecked(path)
    if any(want not in (None, byte) for want, byte in zip(right, content, strict=False)):
        raise ValueError("damaged")
    return values.reshape(shape)


@misconception("read_idx")
def header_not_skipped(path: str | Path) -> np.ndarray:
    """The header was read as if it were pixels: the values begin after 4 bytes and 4 more for each
    dimension.
    """
    return _read(path)[0]


@misconception("read_idx")
def not_reshaped(path: str | Path) -> np.ndarray:
    """The values are there, but in one long row: give them the shape from the header."""
    return _read(path)[2]


@misconception("read_idx", first=(0, 1))
def dimensions_in_another_order(path: str | Path, first: int) -> np.ndarray:
    """The dimensions are in another order than in the header."""
    _, shape, values = _read(path)
    return values.reshape(*shape[:first], *shape[first:][::-1])


@misconception("read_idx", offset=(0, 4, 8, 16))
def values_from_wrong_offset(path: str | Path, offset: int) -> np.ndarray:
    """The values were read from byte {offset}. They begin after 4 bytes and 4 more for each
    dimension.
    """
    content, shape, values = _read(path)
    return np.resize(content[offset : offset + len(values)], shape)


@misconception("read_idx")
def column_order(path: str | Path) -> np.ndarray:
    """The values were laid out column by column. In an IDX file the last index runs fastest, which
    is NumPy's own order.
    """
    _, shape, values = _read(path)
    return values.reshape(shape, order="F")


@misconception("read_idx")
def signed_bytes(path: str | Path) -> np.ndarray:
    """You read signed bytes, which end at 127: larger values become negative."""
    _, shape, values = _read(path)
    return values.view(np.int8).reshape(shape)


@misconception("read_idx")
def magic_not_checked(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. An IDX file begins with two zero
    bytes.
    """
    return _with_header(path, None, None, 8)


@misconception("read_idx")
def type_not_checked(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. The third byte states the type of
    the values, and only 8 stands for unsigned bytes.
    """
    return _with_header(path, 0, 0)


@misconception("read_idx")
def truncation_not_noticed(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. The header promises more values than
    there are.
    """
    _, shape, values = _unchecked(path)
    return np.resize(values, shape) if len(values) < np.prod(shape) else _with_header(path, 0, 0, 8)


@misconception("read_idx")
def extra_bytes_ignored(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. There are more values than the
    header promises.
    """
    _, shape, values = _unchecked(path)
    more = len(values) > np.prod(shape)
    return values[: np.prod(shape)].reshape(shape) if more else _with_header(path, 0, 0, 8)


EXERCISE = Exercise(
    name="read_idx",
    lesson=1,
    points=3,
    cases=cases,
    observe=observe,
    judge=Judged(Part("the result"), truth),
    hints=(
        "gzip.open(path).read() gives all bytes of the file. The first four are two zeros, the "
        "type code and the number of dimensions.",
        'struct.unpack(">3I", content[4:16]) reads three big-endian integers, the shape of a file '
        "of images. For n_dims dimensions there are 4 * n_dims bytes.",
        "np.frombuffer(content, np.uint8, offset=4 + 4 * n_dims) gives the values, and reshape "
        "raises ValueError by itself where their number does not fit. Compare the zeros and the "
        "type code yourself.",
    ),
    takeaway="It reads any shape from the header, and a damaged file stops it with a clear error "
    "before wrong pixels can reach a network.",
)
