"""How the steps of a network differ from those that were asked for, in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from fnmatch import fnmatch

import numpy as np

from course_utils.exercises.networks.described import is_near, output
from course_utils.observers.networks.built import Layer
from course_utils.observers.networks.traced import Step, in_one_form
from course_utils.observers.plain import Plain, describe

Difference = dict[str, Plain]
"""In short "what" it is, at which "place", what was "wanted" there and what came, "got"; of an
option also its "name". These are the values of a message."""

_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def compared(
    network: Sequence[Layer],
    images: np.ndarray,
    steps: Sequence[Step],
    got: Plain,
    even_if_right: str = "added * | activation: *",
) -> dict[str, Plain]:
    """Return the facts on a network beside the one that was asked for.

    Parameters
    ----------
    network : sequence of Layer
        What was asked for, with the weights that the other one has.
    images : ndarray
    steps, got : sequence of Step, plain data
        What the other one runs, and gives for the images.
    even_if_right : str
        The differences that count in a network that gives the right values too.
    """
    truth = output(network, images)
    is_right = is_near(got, truth)
    found = differences(steps, steps_of(network))
    return {
        "is_right": is_right,
        "kinds": kinds(steps),
        "differences": [it for it in found if not is_right or is_one_of(it, even_if_right)],
        "frozen": [_layer(steps, i) for i, it in enumerate(steps) if it.get("learns") is False],
        "expected": first_value(truth),
        "got": first_value(got),
    }


def first_value(values: Plain) -> str:
    """Return the shape of an array and its first value, as a finding shows them."""
    is_array = isinstance(values, np.ndarray) and values.size and values.dtype.kind in "biuf"
    return f"shape {values.shape}, {values.flat[0]:.4f} first" if is_array else describe(values)


def kinds(steps: Sequence[Step]) -> list[str]:
    """Return the kind of each step; of an activation its name."""
    return [str(step["options"].get("function", step["kind"])) for step in steps]


def steps_of(network: Sequence[Layer]) -> list[Step]:
    """Return the steps of a network that is described: an activation is one of its own."""
    steps: list[Step] = []
    for layer in network:
        options = dict(layer["options"])
        function = options.pop("activation", "linear")
        steps += [
            {"kind": layer["kind"], "options": options},
            {"kind": "activation", "options": {"function": function}},
        ]
    return in_one_form(steps)


def is_one_of(it: Difference, what: str) -> bool:
    """Return whether a difference is one of these, at some place; * stands for any words."""
    return any(fnmatch(f"{it['what']} {it['place']}", one) for one in what.split(" | "))


def differences(got: Sequence[Step], wanted: Sequence[Step]) -> list[Difference]:
    """Compare the steps of a network with those asked for.

    Returns
    -------
    list of Difference
        What is "missing Flatten", "added Dense" or "AveragePooling2D for MaxPooling2D"; where
        as many of a kind are there as were asked for, "order: MaxPooling2D for Conv2D". Then the
        options: "Conv2D.padding is valid", "activation: selu for relu".
    """
    one, two = ([step["kind"] for step in steps] for steps in (got, wanted))
    more, fewer = Counter(one) - Counter(two), Counter(two) - Counter(one)
    if not more and not fewer:
        places = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        if places:
            return [_difference("order: {got} for {wanted}", got, places[0], wanted[places[0]])]
        return [it for i, step in enumerate(wanted) for it in _options(got, i, step)]
    structure: list[Difference] = []
    options: list[Difference] = []
    for rows, columns in _unequal(wanted, got):
        both = list(zip(rows, columns, strict=False))
        for i, j in both:
            if two[i] == one[j]:
                options += _options(got, j, wanted[i])
            else:
                structure.append(_difference("{got} for {wanted}", got, j, wanted[i]))
        for i in rows[len(both) :]:
            what = "missing {wanted}" if two[i] in fewer else "order: {got} for {wanted}"
            structure.append(_difference(what, got, columns.stop, wanted[i]))
        for j in columns[len(both) :]:
            if one[j] in more:
                structure.append(_difference("added {got}", got, j, None))
    return structure + options


def _unequal(wanted: Sequence[Step], got: Sequence[Step]) -> Iterator[tuple[range, range]]:
    """Yield stretches of steps that belong together and are not the same.

    Steps that are the same in all options show which belong together; between these, steps of one
    kind.
    """

    def exactly(steps: Sequence[Step]) -> list[str]:
        return [str((step["kind"], sorted(step["options"].items()))) for step in steps]

    def stretches(one: list[str], two: list[str]) -> Iterator[tuple[bool, slice, slice]]:
        matcher = SequenceMatcher(None, one, two, autojunk=False)
        for how, i1, i2, j1, j2 in matcher.get_opcodes():
            yield how == "equal", slice(i1, i2), slice(j1, j2)

    rows, columns = range(len(wanted)), range(len(got))
    for is_same, i, j in stretches(exactly(wanted), exactly(got)):
        if not is_same:
            of_kind = [[step["kind"] for step in steps] for steps in (wanted[i], got[j])]
            for _, k, m in stretches(*of_kind):
                yield rows[i][k], columns[j][m]


def _difference(what: str, steps: Sequence[Step], number: int, step: Step | None) -> Difference:
    """Return a difference: at a place stands another step than the one that should."""
    name = kinds(steps)[number] if number < len(steps) and "{got}" in what else "nothing"
    values = {"wanted": kinds([step])[0] if step else "nothing more", "got": name}
    return {"what": what.format(**values), "place": _place(steps, number), **values}


def _options(steps: Sequence[Step], number: int, wanted: Step) -> Iterator[Difference]:
    """Yield in which options a step differs from the one asked for."""
    kind, options = wanted["kind"], (wanted["options"], steps[number]["options"])
    for name in dict.fromkeys([*options[0], *options[1]]):
        one, other = (its.get(name, "as Keras has it") for its in options)
        if (
            isinstance(one, float)
            and isinstance(other, float)
            and math.isclose(one, other, rel_tol=1e-3)
        ):
            continue  # a rate of dropout can be a measured one
        what, place = f"{kind}.{name} is {other}", f"in {_layer(steps, number)}"
        if kind == "activation":
            what, place = f"activation: {other} for {one}", _place(steps, number)
        if one != other:
            yield {"what": what, "place": place, "name": name, "wanted": one, "got": other}


def _place(steps: Sequence[Step], number: int) -> str:
    """Say where a step stands: after which layer."""
    layers = [i for i in range(number) if steps[i]["kind"] != "activation"]
    return f"after {_layer(steps, layers[-1])}" if layers else "at the start"


def _layer(steps: Sequence[Step], number: int) -> str:
    """Name a layer by its class, and where there are several by its number among them."""
    kind = steps[number]["kind"]
    same = [i for i, step in enumerate(steps) if step["kind"] == kind]
    nth = same.index(number)
    return f"the {_NTH[nth]} {kind}" if len(same) > 1 and nth < len(_NTH) else f"the {kind} layer"
