"""Plain data as bytes, and back, without pickle.

A message is a line of JSON followed by the raw bytes of its arrays. Nothing in it can run: the
worst that a forged message can do is to be refused.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from course_utils.observers.plain import Plain

MAX_BYTES = 512 * 2**20
MAX_HEADER_BYTES = 16 * 2**20
_KINDS = "biufcSU"


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
    arrays: list[bytes] = []
    header = json.dumps(_to_json(value, arrays)).encode()
    return b"".join([header, b"\n", *arrays])


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
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise BadMessageError(f"{type(error).__name__}: {error}") from None
    except RecursionError as error:
        raise BadMessageError(f"{type(error).__name__}: {error}") from None


def _to_json(value: Plain, arrays: list[bytes]) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": value.hex()}  # JSON has no NaN and no infinity
    if isinstance(value, np.ndarray) and value.dtype.kind in _KINDS:
        start = sum(map(len, arrays))
        arrays.append(np.ascontiguousarray(value).tobytes())
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
        return math.prod(value["shape"]) * np.dtype(str(value["array"])).itemsize
    return sum(map(_bytes_of_arrays, value.values()))


def _array(header: dict[str, Any], body: memoryview) -> np.ndarray:
    dtype, shape, start = np.dtype(str(header["array"])), header["shape"], header["start"]
    if dtype.kind not in _KINDS or not all(type(n) is int and n >= 0 for n in [*shape, start]):
        raise ValueError("not an array of plain numbers or text")
    size = math.prod(shape) * dtype.itemsize
    if start + size > len(body):
        raise ValueError("an array is longer than the message")
    return np.frombuffer(body[start : start + size], dtype).reshape(shape).copy()
