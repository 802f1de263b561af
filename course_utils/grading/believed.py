"""What a worker answers: in the form that it must have, and no more than anybody would read.

A worker is not to be believed: what is here changes words, and no marks.
"""

from __future__ import annotations

from course_utils.observers.observing import Record
from course_utils.observers.plain import Plain

_MOST_CHANGED, _LONGEST_CHANGED = 20, 100  # functions, and signs of a name, that are told
_MOST_PROBLEMS, _LONGEST_NAME = 100, 200  # of a cell, and of what has the problem
_LONGEST_PROBLEM = 500


def as_problems(answer: dict[str, Plain]) -> dict[str, str]:
    """Return what a worker says went wrong, by name; nothing if it is not that."""
    problems = answer.get("problems")
    if not isinstance(problems, dict):
        return {}
    taken = list(problems.items())[:_MOST_PROBLEMS]
    return {str(name)[:_LONGEST_NAME]: str(text)[:_LONGEST_PROBLEM] for name, text in taken}


def as_names(names: Plain) -> set[str]:
    """Return what a worker says was changed in it; nothing if it is not that."""
    found = names if isinstance(names, list) else []
    return {str(name)[:_LONGEST_CHANGED] for name in found[:_MOST_CHANGED]}


def in_order(records: list[Record], order: list[int]) -> tuple[list[Record], list[int]]:
    """Return records in the order of the cases, a time-out last, and the places of all cases.

    Parameters
    ----------
    records : list of Record
        As they came: there may be less of them than cases.
    order : list of int
        Which case was tried first, second and so on.
    """
    found = sorted(zip(order, records, strict=False), key=lambda it: ("timeout" in it[1], it[0]))
    places = [place for place, _ in found]
    return [record for _, record in found], [*places, *sorted(set(order) - set(places))]
