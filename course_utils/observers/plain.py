"""Turning whatever a learner's function returns into plain data.

An observation may hold NumPy arrays, numbers, strings, None, and tuples, lists and dicts of them,
and nothing else. An object of the learner's own class is read once, here, and then gone: what its
``__eq__``, ``shape`` or ``dtype`` say later cannot reach the judge.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Plain = Any
"""NumPy arrays, numbers, strings and None, and tuples, lists and dicts of them."""

Facts = dict[str, Plain]

MAX_ARRAY_BYTES = 8 * 2**20
MAX_ITEMS = 10_000
MAX_TEXT = 10_000
MAX_DEPTH = 6
TOO_LARGE = "it is too large"
_NO_NUMBERS = {"S": "bytes", "U": "str"}
_READABLE_KINDS = "biufcSU"  # bool, integers, floats, complex, bytes, text: no Python objects


def to_plain(value: Any, depth: int = MAX_DEPTH, left: list[int] | None = None) -> Plain:
    """Return `value` as plain data, or a note of what it was where that cannot be done.

    Parameters
    ----------
    value : object
        Anything. Arrays, tensors and whatever else has ``__array__`` become fresh NumPy arrays of
        the same dtype; NumPy scalars become arrays of no dimension.
    depth : int
        How many levels of nesting are still read.
    left : list of one int, optional
        How many items are still read, in all levels together.

    Returns
    -------
    plain data
        `unreadable` notes stand for everything that is not plain data.
    """
    try:
        return _to_plain(value, depth, [MAX_ITEMS] if left is None else left)
    except BaseException as error:  # the learner's own methods run while their object is read
        return unreadable(value, f"reading it raised {type_name(error)}")


def _to_plain(value: Any, depth: int, left: list[int]) -> Plain:
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int:
        return value if value.bit_length() < 64 else unreadable(value, TOO_LARGE)
    if type(value) is str:
        return value if len(value) <= MAX_TEXT else unreadable(value, "it is too long")
    if isinstance(value, (tuple, list)):
        return _sequence(value, depth, left)
    if isinstance(value, dict):
        if depth == 0 or not _take(len(value), left):
            return unreadable(value, TOO_LARGE)
        return {str(key)[:MAX_TEXT]: to_plain(item, depth - 1, left) for key, item in value.items()}
    if isinstance(value, (np.ndarray, np.generic)) or hasattr(type(value), "__array__"):
        return _array(value)
    return unreadable(value)


def _sequence(value: tuple[Any, ...] | list[Any], depth: int, left: list[int]) -> Plain:
    if depth == 0 or not _take(len(value), left):
        return unreadable(value, TOO_LARGE)
    items = [to_plain(item, depth - 1, left) for item in value]
    return tuple(items) if isinstance(value, tuple) else items


def _take(count: int, left: list[int]) -> bool:
    """Take items from what may still be read; return False if there are not enough."""
    left[0] -= count
    return left[0] >= 0


def _array(value: Any) -> Plain:
    # A lazily computed array could be huge: its own word on its size only spares us the copy.
    if getattr(value, "nbytes", 0) > MAX_ARRAY_BYTES:
        return unreadable(value, TOO_LARGE)
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        return unreadable(value, "some of its values are masked")
    array = np.array(np.asarray(value), copy=True, order="C")
    if array.dtype.kind not in _READABLE_KINDS:
        return unreadable(value, f"its dtype is {array.dtype}")
    if array.nbytes > MAX_ARRAY_BYTES:
        return unreadable(value, TOO_LARGE)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def unreadable(value: Any, reason: str = "") -> Plain:
    """Return the note that stands for a value which is not plain data."""
    return {"unreadable": type_name(value), "reason": reason}


def number(value: Plain) -> float | None:
    """Return a plain value as a float, or None if it is not one integer or float."""
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "iuf":
        return float(value)
    return float(value) if type(value) in (int, float) else None


def sentence(text: str) -> str:
    """Return a sentence with a capital at its beginning, unless that is code, such as y_A."""
    return f"T{text[1:]}" if text.startswith("the ") else text


def type_name(value: object) -> str:
    """Return the name of a value's class, past any metaclass that would answer otherwise."""
    name: str = type.__dict__["__name__"].__get__(type(value))
    return name[:100]


def describe(value: Plain) -> str:
    """Say in a few words what a plain value is, for the *expected* and *got* of a verdict."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        kind = _NO_NUMBERS.get(value.dtype.kind)
        if value.ndim == 0 and kind:
            return f"one value of type {kind}, not an array of numbers"
        if value.ndim == 0:
            return f"the single {value.dtype} {value.item()!r}"
        return f"{kind or value.dtype} array of shape {value.shape}"
    if isinstance(value, dict) and value.get("unreadable") == "ellipsis":
        return "..."
    if isinstance(value, dict) and "unreadable" in value:
        reason = f" ({value['reason']})" if value.get("reason") else ""
        return f"an object of type {value['unreadable']}{reason}"
    if isinstance(value, (tuple, list, dict)):
        kind = type(value).__name__
        return f"a {kind} of {len(value)} {'item' if len(value) == 1 else 'items'}"
    text = repr(value)
    return f"the {type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"
