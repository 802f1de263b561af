"""Families of wrong arrays that every exercise recognises without writing them down.

Each function compares one array with the truth and yields a misconception's name and its message,
for each of its members that fits. The message says which member, so it is the same on every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations, product

import numpy as np

from course_utils.exercises.diagnosis import differing, relabelling, same, where, which_axis
from course_utils.exercises.exercise import Finding
from course_utils.exercises.findings import numbers_in_words
from course_utils.exercises.looks import Look
from course_utils.exercises.parts import Alike, as_float
from course_utils.observers.plain import Plain

Named = tuple[str, str]
Family = Callable[[Look], Iterator[Named]]
_ENOUGH = 3  # different numbers
_MOST_AXES = 5
_TO = ("whole numbers", "1 digit", *(f"{digits} digits" for digits in range(2, 7)))
_FEW_ROWS = 10  # that are compared one by one
_SIZES = (5_000, 10_000, 11_014, 12_000, 43_986, 48_000, 55_000, 60_000)


def finding(looks: list[Look]) -> Finding:
    """Return what is wrong with an array on the first of the cases where it is wrong.

    A family is named only if it says the same on all of them.
    """
    first, *others = looks
    expected, got = differing(first.label, first.got, first.truth)
    is_telling = any(len(np.unique(look.truth)) >= _ENOUGH for look in looks)
    for family in _FAMILIES + (_FAMILIES_BY_CHANCE if is_telling else ()):
        for named in family(first):
            if all(named in family(other) for other in others):
                return Finding(*named, expected, got)
    if first.got.shape != first.truth.shape:
        message = f"{first.label} has the wrong shape{which_axis(first.got, first.truth)}."
        return Finding("wrong-shape", message, expected, got)
    right = "keys" if first.part.keys else "shape"
    wrong = f"wrong values{'' if first.part.keys else where(first.got, first.truth)}"
    has = wrong if first.is_reshaped else f"the right {right} and {wrong}"
    message = f"{first.label} has {has}."
    message = f"{message}{_should_be(first)} {first.part.advice}".rstrip()
    return Finding("wrong-values", message, expected, got)


def finding_on_numbers(looks: list[Look]) -> Finding:
    """Return what is wrong with one number, compared over the cases where it is wrong."""
    looks = [replace(it, got=_number(it.got), truth=_number(it.truth)) for it in looks]
    first = looks[0]
    words = numbers_in_words(first.label, first.truth, first.got)
    got, truth = np.array([it.got for it in looks]), np.array([it.truth for it in looks])
    joined = replace(first, got=got, truth=truth)
    for named in _not_a_number(replace(joined, got=got[:1], truth=truth[:1])):
        return Finding(*named, *words)
    together: list[Family] = [_rounded] if got.any() else []  # nothing but zeros is no rounding
    if len(np.unique(truth)) >= _ENOUGH and np.ptp(got):
        together.append(_constant)
    for family in together:
        for named in family(joined):
            return Finding(*named, *words)
    for family in (_statistic, _swapped):
        for named in family(first):
            if all(named in family(other) for other in looks[1:]):
                return Finding(*named, *words)
    message = f"{first.label} is not right.{_should_be(first)}"
    return Finding("wrong-values", message, *words)


def _should_be(look: Look) -> str:
    return f" It should be {look.kind}." if look.kind else ""


def hard_coded(look: Look) -> Iterator[Named]:
    """Recognise a size of Fashion-MNIST where the input has another one."""
    got, truth = look.got.shape, look.truth.shape
    message = (
        f"{look.label} has a size of Fashion-MNIST built in. Take sizes from the input, so that "
        "the function serves any dataset."
    )
    if set(got[:1]) & set(_SIZES) - set(truth):
        yield "sizes-hard-coded", message
    if got[1:3] == (28, 28) != truth[1:3]:
        yield "shape-hard-coded", message


def _lengths(look: Look) -> Iterator[Named]:
    if isinstance(look.images, np.ndarray) and look.images.shape[:1] != look.got.shape[:1]:
        yield (
            "lengths-differ",
            f"{look.label} has another length than the images that it goes with.",
        )


def _not_a_number(look: Look) -> Iterator[Named]:
    if not np.isfinite(look.got).all() and np.isfinite(look.truth).all():
        what = "NaN or infinity, which come from dividing by 0"
        yield "not-a-number", f"{look.label} contains {what}."


def _axes(look: Look) -> Iterator[Named]:
    """Recognise the right numbers with axes missing, added, merged or exchanged."""
    got, truth, label = look.got, look.truth, look.label
    if got.shape != truth.shape and got.size == truth.size and look.in_right_shape().gives(truth):
        if np.squeeze(got).shape == np.squeeze(truth).shape:
            where = ("in another place", "too many", "missing")[np.sign(got.ndim - truth.ndim)]
            yield "axis-of-length-1", f"An axis of length 1 is {where} in {label}."
        if got.ndim < truth.ndim:
            yield "flattened", f"{label} is flattened: the right numbers with fewer axes."
        if got.ndim == truth.ndim:
            yield "reshaped", f"{label} is reshaped: the right numbers, cut into other lengths."
    if got.ndim == truth.ndim <= _MOST_AXES:
        for order in permutations(range(truth.ndim)):
            if order != tuple(range(truth.ndim)) and look.gives(truth.transpose(order)):
                yield "axes-exchanged", f"The axes of {label} are in another order."


def _reversed(look: Look) -> Iterator[Named]:
    """Recognise the right numbers that run backwards along an axis, other than the first."""
    for axis in range(1, look.truth.ndim):
        if look.gives(np.flip(look.truth, axis)):
            yield "reversed", f"{look.label} runs backwards along axis {axis}."


def _rounded(look: Look) -> Iterator[Named]:
    if look.truth.dtype.kind != "f":
        return
    for digits in range(len(_TO)):
        if look.gives(np.round(look.truth, digits)):
            yield "rounded", f"{look.label} is rounded to {_TO[digits]}. Keep all of them."
    if look.gives(np.trunc(look.truth)) or look.gives(np.floor(look.truth)):
        yield "cut-to-integers", f"{look.label} has lost what follows the decimal point."


def _constant(look: Look) -> Iterator[Named]:
    """Recognise numbers that are all the same, or off by one amount, by one factor, or by both."""
    got, truth, label = look.got.astype(float), look.truth.astype(float), look.label
    if got.shape != truth.shape or not np.isfinite(got).all() or not truth.any():
        return
    is_level = np.ptp(truth) == 0
    if np.ptp(got) == 0 and not is_level:
        yield "never-filled", f"{label} is {got.flat[0]:.4g} throughout."
        return
    each = label if look.part.is_number else f"Every number in {label}"
    offset = float(np.median(got - truth))
    if look.gives(truth + offset):
        yield "constant-offset", f"{each} is off by {offset:+.4g}."
    for sign in (1, -1):
        factor = float(sign * np.abs(got).max() / np.abs(truth).max())
        if look.gives(truth * factor):
            yield "scaled", f"{each} is {factor:.4g} times what it should be."
        if is_level:
            continue
        factor = float(sign * np.ptp(got) / np.ptp(truth))
        offset = float(got.max() - (truth * factor).max())
        if look.gives(truth * factor + offset):
            what = f"{factor:.4g} times what it should be, {offset:+.4g}"
            yield "scaled-and-shifted", f"{each} is {what}."


def _whole_numbers(look: Look) -> Iterator[Named]:
    if look.got.dtype.kind in "biu" and (look.truth % 1).any():
        yield "cut-to-integers", f"{look.label} holds whole numbers, and should hold fractions."


def _order(look: Look) -> Iterator[Named]:
    """Recognise the right rows in another order: reversed, sorted, or any."""
    got, truth, label = look.got, look.truth, look.label
    if got.shape != truth.shape or relabelling(got, truth):
        return
    if truth.ndim > 1 and len(truth) <= _FEW_ROWS:
        places = [_place(row, truth, look.part.alike) for row in got]
        if None in places:
            return
        if len(set(places)) < len(places):
            yield "rows-repeated", f"{label} has one row in several places."
            return
    elif not same(_sorted_rows(got), _sorted_rows(truth)):
        return
    if look.part.keys:
        yield "keys-exchanged", f"{label} holds the right numbers under other keys."
        return
    if look.images is not None and look.images_are_right:
        what = "holds the right labels in another order than the images"
        yield "labels-not-with-images", f"{label} {what}."
    for how, rows in (("reversed", truth[::-1]), ("sorted", np.sort(truth, axis=0))):
        if look.gives(rows):
            yield "order-lost", f"{label} holds the right values in another order: {how}."
    yield "order-lost", f"{label} holds the right values in another order."


def _length(look: Look) -> Iterator[Named]:
    """Recognise the right rows with one missing or added, or only the first of them."""
    got, truth, label = look.got, look.truth, look.label
    if len(got) - len(truth) in (-1, 1):
        much, long, short = ("many", got, truth) if len(got) > len(truth) else ("few", truth, got)
        if same(short, long[1:]) or same(short, long[:-1]):
            yield f"one-too-{much}", f"{label} has one row too {much}."
    if 0 < len(got) < len(truth) and same(got, truth[: len(got)]):
        yield "cut-short", f"{label} has only the first of its rows."
    for which, place in (("first", 0), ("last", -1)):
        if truth.ndim > 1 and same(got, truth[place]):
            yield "one-row-only", f"{label} is only the {which} of its rows."


_STATISTICS: dict[str, Callable[..., np.ndarray]] = {
    "mean": np.mean,
    "sum": np.sum,
    "median": np.median,
    "maximum": np.max,
    "minimum": np.min,
    "standard deviation": np.std,
    "first": lambda a, axis: np.take(a.ravel() if axis is None else a, 0, axis or 0),
    "last": lambda a, axis: np.take(a.ravel() if axis is None else a, -1, axis or 0),
}


def _statistic(look: Look) -> Iterator[Named]:
    """Recognise another statistic of an input, or the same one over another axis."""
    for given in look.inputs.values():
        if not isinstance(given, np.ndarray) or given.dtype.kind not in "biuf" or not given.size:
            continue
        tried = {
            (name, axis): np.asarray(of(given, axis=axis))
            for axis in (None, *range(given.ndim))
            for name, of in _STATISTICS.items()
        }
        right = [key for key, value in tried.items() if same(np.asarray(look.truth), value)]
        got = [key for key, value in tried.items() if same(np.asarray(look.got), value)]
        for (wanted, wanted_axis), (name, axis) in product(right, got):
            kind = "another-axis" if wanted == name else "another-statistic"
            should = f"It should be the {wanted} over {_axis(wanted_axis)}"
            yield kind, f"{look.label} is the {name} over {_axis(axis)}. {should}."


def _swapped(look: Look) -> Iterator[Named]:
    for pair, value in look.swapped():
        if look.gives(value):
            yield "arguments-swapped", f"{look.label} is right for {pair} exchanged."


_FAMILIES = (_not_a_number, hard_coded, _lengths, _axes, _rounded, _length, _swapped)
# Two numbers are soon sorted or off by one.
_FAMILIES_BY_CHANCE = (_constant, _order, _reversed, _statistic, _whole_numbers)


def _number(number: Plain) -> np.ndarray:
    return np.array(as_float(number), float)


def _axis(axis: int | None) -> str:
    return "all numbers" if axis is None else f"axis {axis}"


def _place(row: np.ndarray, truth: np.ndarray, alike: Alike) -> int | None:
    """Return at which place of the truth a row belongs."""
    places = (place for place, right in enumerate(truth) if alike(row[None], right[None]))
    return next(places, None)


def _sorted_rows(array: np.ndarray) -> np.ndarray:
    rows = array.reshape(len(array), -1)
    return rows[np.lexsort(rows.T[::-1])] if rows.shape[1] else rows
