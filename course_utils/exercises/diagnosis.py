"""What judges share: comparing arrays, and recognising what a wrong idea would give."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Finding
from course_utils.observers.plain import Plain

_TOLERANCE = 1e-5  # float32 arithmetic done in another order agrees to about 1e-7
_TOLERANCE_OF_FLOAT16 = 2e-3
_FEW = 4  # numbers that are listed
_FEW_VALUES = 12  # such as those of labels


def forgotten_return(came: str) -> str:
    """Return what to say to whoever returned None, or dots, by what came in words; or nothing."""
    said = {
        "None": " Did you forget return?",
        "...": " The three dots are still there: write what to return in their place.",
    }
    return said.get(came, "")


def same(one: np.ndarray, two: np.ndarray) -> bool:
    """Return whether two arrays have the same shape and values, whatever their dtypes."""
    if one.shape != two.shape or one.dtype.kind not in "biuf":
        return False
    return not differs(one, two).any()


def differs(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Return where the numbers of two arrays of one shape differ by more than rounding."""
    if "f" not in (one.dtype.kind, two.dtype.kind):
        return np.asarray(one != two)
    is_coarse = np.float16 in (one.dtype, two.dtype)
    relative = _TOLERANCE_OF_FLOAT16 if is_coarse else _TOLERANCE
    return np.asarray(~np.isclose(one, two, rtol=relative, atol=1e-6, equal_nan=True))


def differing(label: str, got: np.ndarray, truth: np.ndarray) -> tuple[str, str]:
    """Return *expected* and *got* in words: the shapes, else the first index that differs.

    Of floats it is the index that differs most, for others may differ by rounding.
    """
    if got.shape != truth.shape:
        return f"shape {truth.shape}", f"shape {got.shape}"
    how_much = np.abs(got - truth) if truth.dtype.kind == "f" else differs(got, truth)
    index = np.unravel_index(int(how_much.argmax()), truth.shape)
    place = f"{label.removeprefix('the ')}[{', '.join(str(int(i)) for i in index)}]"
    return f"{place} is {_number(truth[index])}", f"{place} is {_number(got[index])}"


def which_axis(got: np.ndarray, truth: np.ndarray) -> str:
    """Say which axes are too long or too short, if all of them are in the same way."""
    if got.ndim != truth.ndim:
        return f": {got.ndim} {'axis' if got.ndim == 1 else 'axes'} in place of {truth.ndim}"
    wrong = [axis for axis in range(got.ndim) if got.shape[axis] != truth.shape[axis]]
    lengths = {(got.shape[axis], truth.shape[axis]) for axis in wrong}
    if len(lengths) > 1:
        return ""
    length, right = lengths.pop()
    return f": {length} along axis {' and '.join(map(str, wrong))}, where it should be {right}"


def where(got: np.ndarray, truth: np.ndarray) -> str:
    """Say where two arrays of one shape differ, if only some of their numbers do."""
    is_wrong = differs(got, truth)
    instead = {value: other for value, other in relabelling(got, truth).items() if other != value}
    if 0 < len(instead) <= _FEW:
        swaps = (f"{other:g} where it should be {value:g}" for value, other in instead.items())
        return f": {', '.join(swaps)}"
    for axis, length in enumerate(is_wrong.shape):
        others = tuple(other for other in range(is_wrong.ndim) if other != axis)
        places = np.flatnonzero(is_wrong.any(axis=others))
        if len(places) <= min(_FEW, length - 1):
            return f", all at index {_listed(places)} along axis {axis}"
    return ""


def relabelling(got: np.ndarray, truth: np.ndarray) -> dict[float, float]:
    """Return what stands for each of a few values, where it does so everywhere; else nothing."""
    if len(np.unique(truth.ravel()[: 10 * _FEW_VALUES])) > _FEW_VALUES:
        return {}  # soon seen, however large the array
    values = np.unique(truth)
    if len(values) > min(_FEW_VALUES, truth.size - 1):
        return {}
    came = [np.unique(got[truth == value]) for value in values]
    is_one = all(len(others) == 1 for others in came)
    return {float(v): float(o[0]) for v, o in zip(values, came, strict=True)} if is_one else {}


def _listed(numbers: np.ndarray) -> str:
    *others, last = (f"{number:g}" for number in numbers.tolist())
    return f"{', '.join(others)} or {last}" if others else last


def changed_input(inputs: dict[str, Plain], after: dict[str, Plain]) -> Finding | None:
    """Return a finding if the function changed one of its arguments.

    Parameters
    ----------
    inputs, after : dict of str to plain data
        The arguments before and after the call. Nested tuples, lists and dicts are looked into.
    """
    for name, before in inputs.items():
        if not _unchanged(before, after[name]):
            return Finding(
                "input-mutated",
                f"Your function changed its argument {name}. The code that called it still "
                "needs the old values: work on a copy.",
                f"{name} as it was before the call",
                f"{name} with other contents after the call",
            )
    return None


def _unchanged(before: Plain, after: Plain) -> bool:
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.dtype == after.dtype
            and np.array_equal(before, after)
        )
    if isinstance(before, tuple | list):
        is_as_long = type(after) is type(before) and len(before) == len(after)
        return is_as_long and all(map(_unchanged, before, after))
    if isinstance(before, dict):
        has_same_keys = isinstance(after, dict) and list(before) == list(after)
        return has_same_keys and all(map(_unchanged, before.values(), after.values()))
    return type(before) is type(after) and bool(before == after)


def _number(value: np.generic) -> str:
    number = value.item()
    return f"{number:.6g}" if isinstance(number, float) else str(number)
