"""Plain data as bytes, and back, without pickle.

A message is a line of JSON followed by the raw bytes of its arrays. Nothing in it can run: the
worst that a forged message can do is to be refused.
"""

from __future__ import annotations

import io
import json
import math
import re
from typing import Any

import numpy as np

from course_utils.observers.plain import Plain

MAX_HEADER_BYTES = 64 * 2**20
_KINDS = "biufcSU"

# What a worker may answer. Right answers of all exercises take at most 3.8 MB, of which 40 kB are
# JSON, in 18 levels.
MAX_ANSWER_BYTES = 16 * 2**20
MAX_ANSWER_HEADER_BYTES = 4 * 2**20
MAX_ANSWER_VALUES = 200_000
MAX_ANSWER_DEPTH = 64
MAX_ANSWER_TEXT = 10_000  # signs of a text, or of a key

_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?')  # in linear time: it ends with the last one
_TYPE = re.compile(r"[<>|=]?[biufcSU]\d{1,6}")
_MOST_AXES = 32
_UNREADABLE = (
    *(ArithmeticError, LookupError, ValueError, TypeError, AttributeError),
    RecursionError,
)


class BadMessageError(Exception):
    """The bytes are not a message."""


def encode(value: Plain) -> bytes:
    """Return plain data as bytes.

    Parameters
    ----------
    value : plain data
        NumPy arrays without Python objects, numbers, strings, None, and tuples, lists and dicts
        with text keys of them.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError
        If `value` holds anything else.
    """
    arrays = io.BytesIO()
    header = json.dumps(_to_json(value, arrays)).encode()
    return b"".join([header, b"\n", arrays.getbuffer()])


def decode(message: bytes) -> Plain:
    """Return the plain data of a message.

    Raises
    ------
    BadMessageError
        If the message was not made by `encode`.
    """
    end = message.find(b"\n", 0, MAX_HEADER_BYTES)
    body = memoryview(message)[end + 1 :]
    try:
        if end < 0:
            raise ValueError("no header, or too long a one")
        header = json.loads(message[:end])
        if _bytes_of_arrays(header) > len(body):
            raise ValueError("its arrays are more than there is")
        return _from_json(header, body)
    except _UNREADABLE as error:
        raise BadMessageError(f"{type(error).__name__}: {error}") from None


def decode_answer(message: bytes) -> Plain:
    """Return the plain data of a message from a process that is not believed, within limits.

    Raises
    ------
    BadMessageError
        If it is larger or deeper than any answer, or was not made by `encode`.
    """
    end = message.find(b"\n", 0, MAX_ANSWER_HEADER_BYTES)
    if end < 0 or len(message) > MAX_ANSWER_BYTES:
        raise BadMessageError("it is too long")
    structure = np.frombuffer(_TEXT.sub(b"", message[:end]), np.uint8)
    opened, closed = (np.isin(structure, list(signs)) for signs in (b"[{", b"]}"))
    if np.count_nonzero(opened) + np.count_nonzero(structure == ord(",")) > MAX_ANSWER_VALUES:
        raise BadMessageError("it has too many values")
    if np.any(np.cumsum(opened.astype(int) - closed) > MAX_ANSWER_DEPTH):
        raise BadMessageError("it is nested too deeply")
    answer = decode(message)
    if _longest_text(answer) > MAX_ANSWER_TEXT:
        raise BadMessageError("one of its texts is too long")
    return answer


def _longest_text(value: Plain) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return max(map(_longest_text, [*value, *value.values()]), default=0)
    if isinstance(value, (list, tuple)):
        return max(map(_longest_text, value), default=0)
    return 0


def _to_json(value: Plain, arrays: io.BytesIO) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": value.hex()}  # JSON has no NaN and no infinity
    if isinstance(value, np.ndarray) and value.dtype.kind in _KINDS:
        start = arrays.tell()
        arrays.write(np.ascontiguousarray(value).tobytes())
        return {"array": value.dtype.str, "shape": list(value.shape), "start": start}
    if isinstance(value, tuple):
        return {"tuple": [_to_json(item, arrays) for item in value]}
    if isinstance(value, list):
        return [_to_json(item, arrays) for item in value]
    if isinstance(value, dict):
        return {"dict": {str(key): _to_json(item, arrays) for key, item in value.items()}}
    raise TypeError(f"{type(value).__name__} is not plain data")


def _from_json(value: Any, body: memoryview) -> Plain:
    if isinstance(value, list):
        return [_from_json(item, body) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return _array(value, body)
    if "float" in value:
        return float.fromhex(value["float"])
    if "tuple" in value:
        return tuple(_from_json(item, body) for item in value["tuple"])
    return {key: _from_json(item, body) for key, item in value["dict"].items()}


def _bytes_of_arrays(value: Any) -> int:
    """Return how much the arrays of a header take together, however often each byte is named."""
    if isinstance(value, list):
        return sum(map(_bytes_of_arrays, value))
    if not isinstance(value, dict):
        return 0
    if "array" in value:
        return math.prod(value["shape"]) * _dtype(value["array"]).itemsize
    return sum(map(_bytes_of_arrays, value.values()))


def _array(header: dict[str, Any], body: memoryview) -> np.ndarray:
    dtype, shape, start = _dtype(header["array"]), header["shape"], header["start"]
    if len(shape) > _MOST_AXES or not all(type(n) is int and n >= 0 for n in [*shape, start]):
        raise ValueError("not an array of plain numbers or text")
    size = math.prod(shape) * dtype.itemsize
    if start + size > len(body):
        raise ValueError("an array is longer than the message")
    return np.frombuffer(body[start : start + size], dtype).reshape(shape).copy()


def _dtype(name: Any) -> np.dtype[Any]:
    """Return the dtype of plain numbers or text that a header names."""
    if not isinstance(name, str) or not _TYPE.fullmatch(name):
        raise ValueError("not an array of plain numbers or text")
    return np.dtype(name)
