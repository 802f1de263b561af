"""`read_idx`: from the bytes of a file to an array."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.read_idx import observe

_UNSIGNED_BYTES = 8
_STARTS = {  # bytes, and bytes for each dimension
    "0": (0, 0),
    "4": (4, 0),
    "8": (8, 0),
    "16": (16, 0),
    "4 * n_dims": (0, 4),
    "3 + 4 * n_dims": (3, 4),
    "5 + 4 * n_dims": (5, 4),
    "8 + 4 * n_dims": (8, 4),
}
_ZEROS, _TYPE = "an IDX file begins with two zero bytes", "the type code should be 8"
_FEWER, _MORE = "values are missing", "there are more values than the header states"
_LARGE_ENOUGH = 3  # a dimension of 1 or 2 would let wrong shapes look right


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw good files of several shapes, and files that must be refused."""
    n, height, width = (int(size) for size in rng.choice(np.arange(3, 15), 3, replace=False))

    def case(what: str, *shape: int, as_path: bool = False) -> Case:
        values = rng.integers(0, 256, shape, dtype=np.uint8)
        return Case(what, {"content": _file(values), "as_path": as_path})

    images = case(f"a file of {n} images of {height} × {width} pixels", n, height, width)
    content = images.inputs["content"]

    def damaged(what: str, promise: str, changed: np.ndarray) -> Case:
        inputs = {"content": changed, "as_path": False}
        return Case(f"a file {what}", inputs, expects_error=True, promise=promise)

    def with_byte(place: int, byte: int) -> np.ndarray:
        return np.concatenate([content[:place], np.array([byte], np.uint8), content[place + 1 :]])

    image = content[-height * width :]
    return [
        images,
        case("a file of labels, named by a pathlib.Path", n * 30, as_path=True),
        case("a file of 4 dimensions", width, 4, n, _LARGE_ENOUGH),
        case("a file of 2 dimensions", n, width),
        case("a file of 5 dimensions", _LARGE_ENOUGH, 4, 5, 6, n),
        case("a file of more than 65,536 labels", 65_536 + 1_000 * n),
        case("a file with a dimension of 1", n, 1, width),
        damaged("whose first byte is not zero", _ZEROS, with_byte(0, 0x1F)),
        damaged("whose second byte is not zero", _ZEROS, with_byte(1, 1)),
        damaged("with the type code 3, which is none", _TYPE, with_byte(2, 3)),
        damaged("with the type code 13, which is float32", _TYPE, with_byte(2, 13)),
        damaged("with the type code 200, which is none", _TYPE, with_byte(2, 200)),
        damaged("that ends before its last image", _FEWER, content[: -len(image)]),
        damaged("that ends before its last byte", _FEWER, content[:-1]),
        damaged("with one more image after its last", _MORE, np.append(content, image)),
        damaged("with one more byte after its last", _MORE, np.append(content, np.uint8(0))),
    ]


def _file(values: np.ndarray) -> np.ndarray:
    """Return the bytes of an IDX file."""
    header = [0, 0, _UNSIGNED_BYTES, values.ndim]
    sizes = np.array(values.shape, ">u4").view(np.uint8)
    return np.concatenate([np.array(header, np.uint8), sizes, values.ravel()])


def truth(content: np.ndarray, as_path: bool) -> np.ndarray:
    """Return the values of a good file, in the shape that its header states."""
    n_dims = int(content[3])
    sizes = content[4 : 4 + 4 * n_dims].reshape(n_dims, 4).astype(int) @ [2**24, 2**16, 2**8, 1]
    return content[4 + 4 * n_dims :].reshape(sizes)


def _read(path: str | Path, *unnoticed: str) -> tuple[np.ndarray, tuple[int, ...], np.ndarray]:
    """Return all bytes of a file, its shape and its values, unless it is damaged."""
    content = np.frombuffer(gzip.decompress(Path(path).read_bytes()), np.uint8)
    start = 4 + 4 * int(content[3])
    shape, values = tuple(content[4:start].view(">u4").tolist()), content[start:]
    faults = {
        "zeros": content[:2].any(),
        "type": content[2] != _UNSIGNED_BYTES,
        "too few": len(values) < np.prod(shape),
        "too many": len(values) > np.prod(shape),
    }
    if any(is_there for name, is_there in faults.items() if name not in unnoticed):
        raise ValueError("damaged")
    return content, shape, np.resize(values, shape)


@misconception("read_idx")
def header_not_skipped(path: str | Path) -> np.ndarray:
    """The header was read as if it were pixels: the values begin after 4 bytes and 4 more for each
    dimension.
    """
    return _read(path)[0]


@misconception("read_idx", first=(0, 1))
def dimensions_in_another_order(path: str | Path, first: int) -> np.ndarray:
    """The dimensions are in another order than in the header."""
    _, shape, values = _read(path)
    return values.reshape(*shape[:first], *shape[first:][::-1])


@misconception("read_idx", start=_STARTS)
def values_from_wrong_offset(path: str | Path, start: str) -> np.ndarray:
    """The values were read from byte {start}. They begin after 4 bytes and 4 more for each
    dimension.
    """
    content, shape, values = _read(path)
    first = _STARTS[start][0] + _STARTS[start][1] * values.ndim
    return np.resize(content[first : first + values.size], shape)


@misconception("read_idx")
def column_order(path: str | Path) -> np.ndarray:
    """The values were laid out column by column. In an IDX file the last index runs fastest, which
    is NumPy's own order.
    """
    _, shape, values = _read(path)
    return values.ravel().reshape(shape, order="F")


@misconception("read_idx")
def signed_bytes(path: str | Path) -> np.ndarray:
    """You read signed bytes, which end at 127: larger values become negative."""
    return _read(path)[2].view(np.int8)


@misconception("read_idx")
def magic_not_checked(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. An IDX file begins with two zero
    bytes.
    """
    return _read(path, "zeros")[2]


@misconception("read_idx")
def type_not_checked(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. The third byte states the type of
    the values, and only 8 stands for unsigned bytes.
    """
    return _read(path, "type")[2]


@misconception("read_idx")
def truncation_not_noticed(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. The header promises more values than
    there are.
    """
    return _read(path, "too few")[2]


@misconception("read_idx")
def extra_bytes_ignored(path: str | Path) -> np.ndarray:
    """This file is damaged, and your function did not say so. There are more values than the
    header promises.
    """
    return _read(path, "too many")[2]


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
