"""Answers that are nearly the same text, for a person to look at."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from course_utils import solutions
from course_utils.exercises import all_exercises
from course_utils.grading.records import Record

SOLUTION = "the course's own solution"
_SIMILAR = 0.9  # of the groups of four words and signs that either answer has
_LONG_ENOUGH = 40  # words and signs: there are few ways to write a short answer
_WORDS_AND_SIGNS = re.compile(r"[^\W\d]\w*|\d[\w.]*|[^\w\s]")
_NOT_CODE = re.compile(r'"""(?:.|\n)*?"""|#[^\n]*')
_OWN_NAME = re.compile(r"\b[a-z_]\w*\b(?!\s*[.(])")


class Group(NamedTuple):
    """Students whose answers to an exercise are nearly the same."""

    exercise: str
    students: list[str]
    is_solution: bool


def near_identical(records: Iterable[Record]) -> list[Group]:
    """Return groups of students with nearly the same answer, the largest first.

    Names of variables, comments and spaces do not count. Short answers are left out. Answers that
    are nearly the course's own solution are a group by themselves, even of one student. What all
    were given, in an exercise that starts from code with a fault, does not count either.
    """
    answers: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for record in records:
        for name, source in record.code.items():
            if name not in all_exercises():
                continue
            answers[name].setdefault(record.key.student, _own_pieces(name, source))
    groups = []
    for name, of_students in answers.items():
        if solutions.are_here():
            of_students[SOLUTION] = _own_pieces(name, solutions.source(name))
        for students in _connected({s: p for s, p in of_students.items() if p}):
            others = sorted(students - {SOLUTION})
            groups.append(Group(name, others, SOLUTION in students))
    return sorted(groups, key=lambda group: (-len(group.students), group.exercise))


def _own_pieces(name: str, source: str) -> frozenset[str]:
    """Return what an answer has that its cell was not given with; none if that is short."""
    pieces = _pieces(source)
    if not solutions.are_here():
        return pieces
    if not solutions.starts_with_a_fault(name):
        return pieces
    own = pieces - _pieces(solutions.stub(name))
    return own if len(own) >= _LONG_ENOUGH else frozenset()


def _pieces(source: str) -> frozenset[str]:
    """Return all groups of four words and signs of an answer; none if it is short."""
    names: dict[str, str] = {}
    code = _OWN_NAME.sub(
        lambda match: names.setdefault(match[0], f"v{len(names)}"), _NOT_CODE.sub("", source)
    )
    words = _WORDS_AND_SIGNS.findall(code)
    if len(words) < _LONG_ENOUGH:
        return frozenset()
    return frozenset(" ".join(words[start : start + 4]) for start in range(len(words) - 3))


def _connected(pieces: dict[str, frozenset[str]]) -> list[set[str]]:
    """Return the groups of two or more in which each is similar to one of the others.

    Two answers are compared only if they share one of the rarest pieces of each: where all of
    those differ, too much differs. So the cost grows with the number of answers, not its square.
    """
    counts = Counter(piece for own in set(pieces.values()) for piece in own)
    with_rare_piece: dict[str, list[frozenset[str]]] = defaultdict(list)
    group_of: dict[frozenset[str], set[frozenset[str]]] = {}
    for own in dict.fromkeys(pieces.values()):
        group_of[own] = {own}
        rarest = sorted(own, key=lambda piece: (counts[piece], piece))
        rare = rarest[: len(own) - math.ceil(_SIMILAR * len(own)) + 1]
        for other in {other for piece in rare for other in with_rare_piece[piece]}:
            if other not in group_of[own] and _are_similar(own, other):
                joined = group_of[own] | group_of[other]
                group_of.update(dict.fromkeys(joined, joined))
        for piece in rare:
            with_rare_piece[piece].append(own)
    students: dict[int, set[str]] = defaultdict(set)
    for student, own in pieces.items():
        students[id(group_of[own])].add(student)
    return [group for group in students.values() if len(group) > 1]


def _are_similar(one: frozenset[str], two: frozenset[str]) -> bool:
    shared = len(one & two)
    return shared >= _SIMILAR * (len(one) + len(two) - shared)
