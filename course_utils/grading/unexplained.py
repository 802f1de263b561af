"""Wrong answers that no misconception explains: kept, grouped, and judged again with new ones.

What such an answer returned is kept beside its verdict. So an instructor's own misconception is
tried in seconds, without running any submission again.
"""

from __future__ import annotations

import base64
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises import all_exercises, find, misconceptions, named, suggest, symptoms
from course_utils.exercises.exercise import Exercise, Finding, Plain
from course_utils.exercises.judging import judge
from course_utils.exercises.misconceptions import Misconception
from course_utils.exercises.symptoms import alike
from course_utils.exercises.verdict import Verdict
from course_utils.grading.messages import decode, encode
from course_utils.grading.notebook_check import Conditions
from course_utils.grading.records import Record

_LARGEST = 8 * 2**20  # bytes of what an answer returned, else it is not kept


@dataclass(frozen=True)
class Group:
    """Students whose answers returned the same on the same hidden inputs, and were wrong.

    Parameters
    ----------
    exercise : str
    students : list of str
    code : str
        The answer of one of them.
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
    """Return as text what those answers returned that nobody explains."""
    found = {}
    for verdict in verdicts:
        if _open_findings(verdict) and verdict.exercise in observations:
            message = encode(observations[verdict.exercise])
            if len(message) <= _LARGEST:
                found[verdict.exercise] = base64.b85encode(zlib.compress(message, 1)).decode()
    return found


def read_own(path: Path) -> list[tuple[str, Misconception]]:
    """Return the misconceptions in an instructor's own file, without using them yet.

    Raises
    ------
    CourseError
        If it cannot be run, or what is in it is not of the form.
    """
    all_exercises()  # their own misconceptions come first
    with misconceptions.collected() as found:
        try:
            exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "own"})
        except Exception as error:
            where = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
            raise CourseError(f"{path}{where}: {type(error).__name__}: {error}") from None
    if not found:
        raise CourseError(f"{path} has no function below a line @misconception(...).")
    for name, known in found:
        problem = _problem(name, known)
        if problem:
            raise CourseError(f"{path}, {known.name}: {problem}")
    return found


def _problem(name: str, known: Misconception) -> str:
    exercise = find(name)
    if exercise is None:
        return f"there is no exercise called {name}. {suggest(name)}"
    if not known.message:
        return "its docstring is the message for the student, and it has none."
    try:
        known.message_on("part")
    except (LookupError, ValueError):
        return "of what stands in braces, its docstring may have {part} and its own arguments."
    taken = {it.name for it in misconceptions.of(name)} | {it.name for it in symptoms.of(name)}
    if known.name in taken:
        return f"the course has one of that name for {name}. Choose another."
    return ""


@contextmanager
def known_too(own: Iterable[tuple[str, Misconception]]) -> Iterator[None]:
    """Judge with an instructor's own misconceptions as well as those of the course."""
    with misconceptions.collected():
        for name, known in own:
            misconceptions.add(name, known)
        yield


def judged_again(
    records: Iterable[Record], own: Iterable[tuple[str, Misconception]], seed: int
) -> list[Record]:
    """Return the records with verdicts that use an instructor's own misconceptions too."""
    with known_too(own):
        return [_again(record, {name for name, _ in own}, seed) for record in records]


def _again(record: Record, exercises: set[str], seed: int) -> Record:
    verdicts = [
        _verdict_again(verdict, record.seen[verdict.exercise], seed)
        if verdict.exercise in exercises & set(record.seen)
        else verdict
        for verdict in record.verdicts
    ]
    return replace(record, verdicts=verdicts)


def _verdict_again(verdict: Verdict, seen: str, seed: int) -> Verdict:
    exercise = named(verdict.exercise)
    return judge(exercise, Conditions(seed=seed).cases_of(exercise), _unpacked(seen))


def groups(records: Sequence[Record], seed: int) -> dict[str, list[Group]]:
    """Return the answers that nobody explains by exercise, the most frequent first."""
    found: dict[str, list[tuple[Plain, Group]]] = defaultdict(list)
    for record in records:
        for verdict in record.verdicts:
            name, student = verdict.exercise, record.key.student
            exercise, findings = find(name), _open_findings(verdict)
            if not findings or name not in record.seen or exercise is None:
                continue
            essences = list(_essences(exercise, _unpacked(record.seen[name]), seed))
            group = next((it for other, it in found[name] if alike(essences, other)), None)
            if group is None:
                group = Group(name, [], record.code.get(name, ""), verdict, findings[0])
                found[name].append((essences, group))
            if student not in group.students:
                group.students.append(student)
    return {
        name: sorted((group for _, group in it), key=lambda group: -len(group.students))
        for name, it in found.items()
    }


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
