"""Wrong answers: kept, judged again with new misconceptions, and grouped if none explains them.

What a wrong answer returned is kept beside its verdict. So an instructor's own misconception is
tried in seconds, without running any submission again.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache

from course_utils import solutions
from course_utils.exercises import find, misconceptions
from course_utils.exercises.exercise import Exercise, Finding
from course_utils.exercises.judging import judge
from course_utils.exercises.misconceptions import Answer
from course_utils.exercises.symptoms import alike
from course_utils.exercises.verdict import Verdict
from course_utils.grading.left_out import MISCONCEPTION as LEFT_OUT
from course_utils.grading.messages import decode, encode
from course_utils.grading.notebook_check import Conditions
from course_utils.grading.own_file import Own
from course_utils.grading.records import Record
from course_utils.observers.plain import Facts, Plain

_LARGEST = 8 * 2**20  # bytes of what an answer returned, else it is not kept


@dataclass(frozen=True)
class Group:
    """Students whose answers returned the same on the same hidden inputs, and were wrong.

    Parameters
    ----------
    exercise : str
    students : list of str
    code : str
        The answer of one of them, without the docstring that all have.
    verdict : Verdict
        What is known of it.
    finding : Finding
        The first thing that nobody explains.
    """

    exercise: str
    students: list[str]
    code: str
    verdict: Verdict
    finding: Finding


def kept(verdicts: Iterable[Verdict], observations: dict[str, Plain]) -> dict[str, str]:
    """Return as text what wrong answers returned, but where code was left out that they need."""
    found = {}
    for verdict in verdicts:
        is_judged = verdict.finding and verdict.finding.misconception != LEFT_OUT
        if verdict.status == "failed" and is_judged and verdict.exercise in observations:
            message = encode(observations[verdict.exercise])
            if len(message) <= _LARGEST:
                found[verdict.exercise] = base64.b85encode(zlib.compress(message, 1)).decode()
    return found


@contextmanager
def known_too(own: Own) -> Iterator[None]:
    """Judge with an instructor's own misconceptions as well; what they print is not shown."""
    with misconceptions.collected(), redirect_stdout(io.StringIO()):
        for name, known in own:
            misconceptions.add(name, known)
        yield


def judged_again(records: Iterable[Record], own: Own, seed: int) -> list[Record]:
    """Return the records with verdicts that use an instructor's own misconceptions too."""
    exercises = {name: _observing_once(name, own) for name, _ in own}
    cases = {name: Conditions(seed=seed).cases_of(it) for name, it in exercises.items()}

    def again(verdict: Verdict, record: Record) -> Verdict:
        name = verdict.exercise
        if name not in exercises or name not in record.seen:
            return verdict
        try:
            found = judge(exercises[name], cases[name], _unpacked(record.seen[name]))
        except Exception:  # no observer makes such records: the code has sent them itself
            return verdict
        return found if _told(found, own) else verdict

    with known_too(own):
        return [
            replace(record, verdicts=[again(verdict, record) for verdict in record.verdicts])
            for record in records
        ]


def _observing_once(name: str, own: Own) -> Exercise:
    """Return an exercise that runs an own misconception once a case, for the whole class."""
    exercise = find(name)
    assert exercise
    functions = {id(known.function) for _, known in own}
    seen: dict[tuple[int, int], Facts] = {}

    def observe(function: Answer, inputs: Facts) -> Facts:
        if id(function) not in functions:
            return exercise.observe(function, inputs)
        key = id(function), id(inputs)
        if key not in seen:
            seen[key] = exercise.observe(function, inputs)
        return seen[key]

    return replace(exercise, observe=observe)


def _told(verdict: Verdict, own: Own) -> set[str]:
    """Return the own misconceptions that a verdict names."""
    findings = (verdict.finding, *verdict.also) if verdict.finding else ()
    names = {known.name for name, known in own if name == verdict.exercise}
    return names & {finding.misconception for finding in findings}


def readers(records: Iterable[Record], own: Own) -> dict[tuple[str, str], int]:
    """Return how many students read each own misconception, by its exercise and its name."""
    students: dict[tuple[str, str], set[str]] = {(name, it.name): set() for name, it in own}
    for record in records:
        for verdict in record.verdicts:
            for name in _told(verdict, own):
                students[verdict.exercise, name].add(record.key.student)
    return {key: len(found) for key, found in students.items()}


def groups(records: Sequence[Record], seed: int) -> dict[str, list[Group]]:
    """Return the answers that nobody explains by exercise, the most frequent first."""
    found: dict[str, list[tuple[Plain, Group]]] = defaultdict(list)
    for record in records:
        for verdict in record.verdicts:
            name, student = verdict.exercise, record.key.student
            exercise, findings = find(name), _open_findings(verdict)
            if not findings or name not in record.seen or exercise is None:
                continue
            try:
                essences = list(_essences(exercise, _unpacked(record.seen[name]), seed))
                group = next((it for other, it in found[name] if alike(essences, other)), None)
            except Exception:  # no observer makes such records: the code has sent them itself
                continue
            if group is None:
                code = without_docstring(record.code.get(name, ""), name)
                group = Group(name, [], code, verdict, findings[0])
                found[name].append((essences, group))
            if student not in group.students:
                group.students.append(student)
    return {
        name: sorted((group for _, group in it), key=lambda group: -len(group.students))
        for name, it in found.items()
    }


def without_docstring(code: str, name: str) -> str:
    """Return an answer without the docstring that all have."""
    docstring = _docstring_of(name)
    return code.replace(docstring, "", 1) if docstring else code


@cache
def _docstring_of(name: str) -> str:
    if not solutions.are_here() or find(name) is None:
        return ""
    _, docstring, _ = solutions.source(name).split('"""', 2)
    return f'    """{docstring}"""\n'


def _essences(exercise: Exercise, seen: list[dict[str, Plain]], seed: int) -> Iterator[Plain]:
    """Yield what was returned, or raised, on each case."""
    for case, record in zip(Conditions(seed=seed).cases_of(exercise), seen, strict=False):
        if "observation" in record:
            yield exercise.judge.essence(case, record["observation"])
        else:
            yield record.get("raised", {}).get("type")


def _open_findings(verdict: Verdict) -> list[Finding]:
    """Return what is wrong by name only: what a misconception could explain."""
    exercise = find(verdict.exercise)
    if verdict.finding is None or exercise is None:
        return []
    return [it for it in (verdict.finding, *verdict.also) if exercise.judge.is_open(it)]


def _unpacked(seen: str) -> list[dict[str, Plain]]:
    records: list[dict[str, Plain]] = decode(zlib.decompress(base64.b85decode(seen)))
    return records
