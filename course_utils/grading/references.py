"""Reference solutions in place of functions that have failed, where others call these.

A process that has been given one is not believed in words: it could say the solution.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import Verdict
from course_utils.notebooks.reading import CodeCell
from course_utils.observers.plain import Plain

_WORD = re.compile(r"\w+")
# Read as lines, because what parses a submission can be ended by it. Each takes linear time.
_GIVEN = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|^(\w+)[ \t]*=", re.MULTILINE)
_LONGEST_TEXT = 40  # signs of a text in an observation; the judges need none that is longer
_LONGEST_LINE = 500  # signs of a line of the student's own
_LONGEST_VALUE = 100  # signs of a value in a verdict


def needed_by(name: str, lost: Collection[str], cells: Iterable[CodeCell]) -> list[str]:
    """Return which of the functions that have failed another one may call.

    Parameters
    ----------
    name : str
        The other one's.
    lost : collection of str
        Names of functions that have failed for good.
    cells : iterable of CodeCell
        The notebook's. What they call in turn counts too.
    """
    unread = [(_names_given(cell.source), cell) for cell in cells] if lost else []
    reached = {name}
    while found := [cell for given, cell in unread if given & reached]:
        unread = [(given, cell) for given, cell in unread if not given & reached]
        reached |= {word for cell in found for word in _WORD.findall(cell.source)}
    return [it for it in lost if it in reached and it != name]


def without_words(records: list[dict[str, Plain]], cell: str) -> list[dict[str, Plain]]:
    """Return the records of a process that has a reference, without what it says in words.

    Of an error the type and the line stay. A judge needs no text of more than some words.

    Parameters
    ----------
    records : list of dict
        As it has sent them.
    cell : str
        The code that defines the function, as it was handed in.
    """
    return [_without_words(record, cell.splitlines()) for record in records]


def with_short_values(verdict: Verdict) -> Verdict:
    """Return a verdict with little of what such a process has returned."""
    finding = _short(verdict.finding) if verdict.finding else None
    return replace(verdict, finding=finding, also=tuple(map(_short, verdict.also)))


def _without_words(record: dict[str, Plain], lines: list[str]) -> dict[str, Plain]:
    if "raised" in record:
        name, line = str(record["raised"]["type"]), record["raised"]["line"]
        is_known = isinstance(getattr(builtins, name, None), type)
        is_there = type(line) is int and 1 <= line <= len(lines)
        kept = {
            "type": name if is_known else "an error",
            "message": "",
            "line": line if is_there else 0,
            "source": lines[line - 1].strip()[:_LONGEST_LINE] if is_there else "",
        }
        return {"raised": {**record["raised"], **kept}}
    if "checker_error" in record:
        return {"checker_error": "where a reference solution stood in for another function"}
    return {key: _cut(value) for key, value in record.items()}


def _names_given(source: str) -> set[str]:
    return {function or name for function, name in _GIVEN.findall(source)}


def _cut(value: Plain) -> Plain:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else "a text"
    if isinstance(value, dict):
        return {_cut(key): _cut(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_cut, value))
    if isinstance(value, np.ndarray) and value.dtype.kind in "SU":
        return "a text" if value.dtype.itemsize > _LONGEST_TEXT else value
    return value


def _short(finding: Finding) -> Finding:
    return replace(finding, got=finding.got[:_LONGEST_VALUE])
