"""The parts of a result, and which of their properties are right.

A part is an array of the result, or what surrounds it: arguments left as they were, nesting, a
refusal. Each property, such as a dtype, is right or wrong for itself. One comparison serves for
the learner's result beside the truth, and beside what a misconception gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, Union

import numpy as np

from course_utils.exercises.diagnosis import same
from course_utils.exercises.exercise import Case
from course_utils.exercises.findings import instead_of_raising
from course_utils.exercises.rows import is_sequence_of, rows_of
from course_utils.observers.plain import Plain, describe

Alike = Callable[[np.ndarray, np.ndarray], bool]


@dataclass(frozen=True)
class Part:
    """One array of a result, or one number.

    Parameters
    ----------
    name : str
        What the docstring calls it.
    is_number : bool
        Whether it is one number: a Python number or an array of no dimension, of any dtype.
    keys : tuple of str
        The keys of a dict of numbers, if it is one: its values then are an array in this order.
    tolerance : float
        How far a number may be from the truth.
    any_integer, any_float : bool
        Whether any integer dtype serves, or any floating one.
    alike : callable
        How two arrays of one shape are compared, where they may differ by more than rounding.
    rows : callable, optional
        Takes the inputs and returns the images, and their labels, that this part is a choice of.
    kind : str
        Which of them, in words; or what a number is, as in "the mean of the differences".
    advice : str
        What to do where nobody knows what is wrong with its values.
    in_words : callable, optional
        Takes the truth and what came, and returns both in words, where one index says little.
    """

    name: str
    is_number: bool = False
    keys: tuple[str, ...] = ()
    tolerance: float = 1e-6
    any_integer: bool = False
    any_float: bool = False
    alike: Alike = same
    rows: Callable[[dict[str, Plain]], Any] | None = None
    kind: str = ""
    advice: str = ""
    in_words: Callable[[np.ndarray, np.ndarray], tuple[str, str]] | None = None


Form: TypeAlias = Union[Part, "tuple[Form, ...]", "dict[str, Form]"]
"""Parts, nested as a function returns them. Labels stand behind their images."""

Key = tuple[str, str]
"""A part, or a promise to refuse, and the property of it that is looked at."""


@dataclass(frozen=True)
class Trial:
    """What a learner's function gave on one case, part by part, and the truth."""

    form: Form
    case: Case
    got: dict[str, Plain]
    truth: dict[str, Plain]

    def properties(self) -> Iterator[Key]:
        """Yield what can be right or wrong, in the order in which it is told."""
        if self.case.expects_error:
            yield self.case.promise, "refusal"
            return
        yield "inputs", "inputs"
        yield "nesting", "nesting"
        for part in parts_of(self.form):
            if part.name not in self.got:
                continue
            got, truth = self.got[part.name], self.truth[part.name]
            if part.is_number:
                yield part.name, "type" if as_float(got) is None else "values"
                continue
            if not is_numbers(got):
                yield part.name, "type"
                continue
            if part.rows and got.shape[1:] == truth.shape[1:]:
                yield part.name, "rows"
            else:
                yield part.name, "shape"
                if got.size == truth.size:
                    yield part.name, "values"
            yield part.name, "dtype"

    def wrong_keys(self) -> list[Key]:
        """Return what is not as the truth is."""
        return [key for key in self.properties() if not self.is_alike(key, self.truth)]

    def of(self, got: dict[str, Plain]) -> Trial:
        """Return the trial of another function on this case."""
        return replace(self, got=got)

    def is_alike(self, key: Key, other: dict[str, Plain]) -> bool:
        """Return whether the parts of another function are the same, as to one property."""
        name, about = key
        if name not in other:
            return False
        one, two = self.got[name], other[name]
        if about == "refusal":
            return instead_of_raising(one) == instead_of_raising(two)  # neither has refused
        if about in ("inputs", "nesting"):
            return bool(one == two)
        if about == "type":
            return describe(one) == describe(two)
        part = part_named(self.form, name)
        if part.is_number:
            return _near(as_float(one), as_float(two), part.tolerance)
        if not is_numbers(two):
            return False
        if about == "shape":
            return bool(one.shape == two.shape)
        if about == "dtype":
            return self._type_of_number(name, one) == self._type_of_number(name, two)
        if about == "values":
            return one.size == two.size and part.alike(one.reshape(two.shape), two)
        return same(one, two)

    def dtype_in_words(self, name: str) -> str:
        """Return which dtype a part should have."""
        part = part_named(self.form, name)
        if part.any_integer or part.any_float:
            return "an integer dtype" if part.any_integer else "a float dtype"
        return f"dtype {self.truth[name].dtype}"

    def shapes(self, name: str) -> tuple[tuple[int, ...], ...]:
        """Return which shape a part has, and which it should have."""
        return np.shape(self.got[name]), np.shape(self.truth[name])

    def rows(self, name: str) -> tuple[list[int], list[int], np.ndarray]:
        """Return which rows of the input came, which should have, and the labels of all."""
        takes = part_named(self.form, name).rows
        assert takes is not None
        X, y = takes(self.case.inputs)
        return rows_of(self.got[name], X) or [], rows_of(self.truth[name], X) or [], y

    def _type_of_number(self, name: str, array: np.ndarray) -> str:
        """Return a dtype as far as it matters: which of the wrong kinds of integers does not."""
        kind, wanted = (
            dtype.kind.replace("u", "i") for dtype in (array.dtype, self.truth[name].dtype)
        )
        if kind != wanted:
            return kind
        part = part_named(self.form, name)
        is_any = {"i": part.any_integer, "f": part.any_float}.get(kind)
        return kind if is_any else str(array.dtype)


def as_float(value: Plain) -> float | None:
    """Return a number, or an array of no dimension that holds one, as a float; else None."""
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "biuf":
        return float(value)
    return float(value) if isinstance(value, int | float) else None


def is_numbers(value: Plain) -> bool:
    """Return whether a value is an array of numbers with at least one dimension."""
    return isinstance(value, np.ndarray) and value.ndim > 0 and value.dtype.kind in "biuf"


def groups_of(form: Form) -> Iterator[tuple[Part, ...]]:
    """Yield the innermost tuples of parts; a part that stands alone is one of its own."""
    if isinstance(form, Part):
        yield (form,)
    elif isinstance(form, dict):
        yield from groups_of(tuple(form.values()))
    elif all(isinstance(item, Part) for item in form):
        yield tuple(item for item in form if isinstance(item, Part))
    else:
        for item in form:
            yield from groups_of(item)


def parts_of(form: Form) -> list[Part]:
    """Return all parts of a form, in their order."""
    return [part for group in groups_of(form) for part in group]


def part_named(form: Form, name: str) -> Part:
    """Return the part of that name."""
    return next(part for part in parts_of(form) if part.name == name)


def before(form: Form, name: str) -> list[str]:
    """Return the parts that stand before one in its pair: the images of labels."""
    for group in groups_of(form):
        names = [part.name for part in group]
        if name in names:
            return names[: names.index(name)]
    return []


def leaves(form: Form, result: Plain) -> dict[str, Plain] | None:
    """Return the parts of a result by name, or None where it is nested in another way."""
    if isinstance(form, Part):
        return _by_key(form, result) if form.keys else {form.name: result}
    if isinstance(form, dict):
        if not isinstance(result, dict) or set(result) != set(form):
            return None
        form, result = tuple(form.values()), tuple(result[name] for name in form)
    if _is_row_of_numbers(form, result):
        result = tuple(result.tolist())
    if not is_sequence_of(result, len(form)):
        return None
    found: dict[str, Plain] = {}
    for item, value in zip(form, result, strict=True):
        inner = leaves(item, value)
        if inner is None:
            return None
        found |= inner
    return found


def _by_key(part: Part, result: Plain) -> dict[str, Plain] | None:
    if not isinstance(result, dict) or set(result) != set(part.keys):
        return None
    values = [as_float(result[key]) for key in part.keys]
    return None if None in values else {part.name: np.array(values, np.float64)}


def _is_row_of_numbers(form: Form, result: Plain) -> bool:
    """Return whether an array of one dimension came in the place of a tuple of numbers."""
    is_row = isinstance(result, np.ndarray) and result.ndim == 1 and result.dtype.kind in "biuf"
    return is_row and all(part.is_number for part in parts_of(form))


def in_words(form: Form) -> str:
    """Return how a result should be nested."""
    if isinstance(form, Part):
        return _dict_in_words(form.keys, {"numbers"}) if form.keys else form.name
    if isinstance(form, dict):
        return _dict_in_words(form, set())
    return f"({', '.join(map(in_words, form))})"


def sketch(value: Plain, depth: int = 3) -> str:
    """Return how a result is nested: arrays in brackets, or what stands in their place."""
    if isinstance(value, tuple | list) and len(value) <= 10 and depth:
        return f"({', '.join(sketch(item, depth - 1) for item in value)})"
    if isinstance(value, dict) and "unreadable" not in value and len(value) <= 10:
        return _dict_in_words(value, set(map(_kind, value.values()))) if value else "an empty dict"
    if _kind(value) == "numbers":
        return f"the number {as_float(value):.6g}"
    return "array" if isinstance(value, np.ndarray) and value.ndim else describe(value)


def _dict_in_words(keys: Iterable[str], kinds: set[str]) -> str:
    of = f" of {kinds.pop()}" if len(kinds) == 1 else ""
    in_order = sorted(keys, key=lambda key: (len(key), key))  # 9 before 10
    return f"a dict{of} with the keys {', '.join(in_order)}"


def _kind(value: Plain) -> str:
    if as_float(value) is not None and not isinstance(value, bool):
        return "numbers"
    return "arrays" if isinstance(value, np.ndarray) else f"{type(value).__name__}s"


def _near(one: float | None, two: float | None, tolerance: float) -> bool:
    if one is None or two is None:
        return one is two
    return bool(np.isclose(one, two, rtol=0, atol=tolerance, equal_nan=True))
