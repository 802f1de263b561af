"""How far a learner is: from what `check` has said, and from what the saved notebooks hold now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises.verdict import SYMBOLS, UNCERTAIN, WORDS, Verdict
from course_utils.learner import answers, state
from course_utils.learner.lessons import Lesson
from course_utils.notebooks.reading import code_cells, read_notebook

UNCHECKED = "unchecked"
"""The status of an exercise whose cell is not blank, and on which there is no verdict."""

SYMBOL_OF = {**SYMBOLS, UNCHECKED: "?"}
WORDS_OF = {**WORDS, UNCHECKED: "not checked since it was written"}

_ROUND_TO = 5  # minutes: the openings give no more than that


@dataclass(frozen=True)
class Standing:
    """How far a learner is in one lesson.

    Parameters
    ----------
    lesson : Lesson
    statuses : dict of str to str
        For each exercise its status: as in a verdict, or `UNCHECKED`.
    trouble : str
        Why the notebook cannot be read, or empty.
    elsewhere : dict of str to str
        For exercises whose status is of an answer in the notebook of another lesson, which one it
        is: an older version of the course had handed them out there.
    kept : tuple of str
        The exercises that have passed by an answer that is not in the notebook any more, but kept
        beside it.
    """

    lesson: Lesson
    statuses: dict[str, str]
    trouble: str = ""
    elsewhere: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    def file_of(self, name: str) -> str:
        """Return the notebook that holds what the status of an exercise is of."""
        return self.elsewhere.get(name, self.lesson.file)

    @property
    def left(self) -> list[str]:
        """The exercises that are required and not passed."""
        return [name for name in self.lesson.required if self.statuses[name] != "passed"]

    @property
    def n_passed(self) -> int:
        """How many exercises have passed, the optional ones too."""
        return list(self.statuses.values()).count("passed")

    @property
    def marks(self) -> str:
        """A symbol for each exercise, in their order."""
        return "".join(SYMBOL_OF[status] for status in self.statuses.values())

    @property
    def minutes_left(self) -> int:
        """The lesson's stated minutes, by the share of its exercises that is left."""
        share = len(self.left) / len(self.lesson.required)
        return _ROUND_TO * math.ceil(self.lesson.minutes * share / _ROUND_TO)


def standings(folder: Path, lessons: list[Lesson], entries: list[state.Entry]) -> list[Standing]:
    """Return how far a learner is in each lesson.

    Parameters
    ----------
    folder : Path
        The learner's.
    lessons : list of Lesson
        The course's.
    entries : list of Entry
        What was recorded in the folder, oldest first.
    """
    entries = [entry for entry in entries if entry.status in WORDS]  # others, a later version has
    saved: dict[str, _Saved] = {}
    troubles: dict[str, str] = {}
    for lesson in lessons:
        try:
            saved[lesson.file] = _saved(folder / lesson.file)
        except (CourseError, OSError) as error:
            troubles[lesson.file] = _in_words(folder, lesson, error)
    found = [_standing(lesson, saved, troubles.get(lesson.file, ""), entries) for lesson in lessons]
    return [_with_kept(standing, folder) for standing in found]


def next_step(all_standings: Sequence[Standing], at: str = "") -> str:
    """Return what to do next, in words.

    Parameters
    ----------
    all_standings : sequence of Standing
        Of the lessons in their order.
    at : str, optional
        The notebook of the lesson that the learner is at. What is left of it comes first, then
        the lessons after it.
    """
    for standing in _from(at, all_standings):
        if standing.trouble:
            return standing.trouble
        for name in standing.left:
            words = WORDS_OF[standing.statuses[name]]
            doing = (
                "run its check" if standing.statuses[name] == UNCHECKED else f'hint("{name}") helps'
            )
            return f"{standing.file_of(name)}, exercise {name}: {words}; {doing}"
    statuses = [item for standing in all_standings for item in standing.statuses.items()]
    optional = [name for name, status in statuses if status != "passed"]
    return "all is done" + (f"; {', '.join(optional)} is left if you like" if optional else "")


def next_notebook(all_standings: Sequence[Standing], at: str) -> str | None:
    """Return the notebook of the next step among those that can be read; None if all is done.

    Parameters
    ----------
    all_standings, at
        As for `next_step`.
    """
    for standing in _from(at, all_standings):
        if standing.left and not standing.trouble:
            return standing.file_of(standing.left[0])
    return None


def _from(at: str, all_standings: Sequence[Standing]) -> list[Standing]:
    """Return the lessons in the order of one who is at this notebook: those before it come last."""
    files = [standing.lesson.file for standing in all_standings]
    start = files.index(at) if at in files else 0
    return [*all_standings[start:], *all_standings[:start]]


def unchecked(folder: Path, lessons: list[Lesson], entries: list[state.Entry]) -> list[Path]:
    """Return the notebooks that hold an answer on which there is no verdict."""
    files = {
        standing.file_of(name)
        for standing in standings(folder, lessons, entries)
        for name, status in standing.statuses.items()
        if status == UNCHECKED
    }
    return [folder / file for file in sorted(files)]


def entries_of(notebook: Path, verdicts: Iterable[Verdict]) -> list[state.Entry]:
    """Return what to record of the verdicts on a saved notebook."""
    cells = code_cells(read_notebook(notebook))
    codes = {cell.exercise: state.code_fingerprint(cell.source) for cell in cells if cell.exercise}
    return [
        state.Entry(state.now(), verdict.exercise, verdict.status, codes.get(verdict.exercise))
        for verdict in verdicts
    ]


def lesson_at(lessons: Iterable[Lesson], entries: Sequence[state.Entry]) -> str:
    """Return the notebook of the lesson that was checked last; empty if none was."""
    file_of = {name: lesson.file for lesson in lessons for name in lesson.stubs}
    return next((file_of[it.exercise] for it in reversed(entries) if it.exercise in file_of), "")


@dataclass(frozen=True)
class _Saved:
    """A saved notebook: when it was saved, and the fingerprints of its cells."""

    at: datetime
    codes: frozenset[str]
    of_exercises: dict[str, str]


def _saved(path: Path) -> _Saved:
    cells = code_cells(read_notebook(path))
    at = state.in_milliseconds(datetime.fromtimestamp(path.stat().st_mtime))
    codes = {cell.number: state.code_fingerprint(cell.source) for cell in cells}
    of_exercises = {cell.exercise: codes[cell.number] for cell in cells if cell.exercise}
    return _Saved(at, frozenset(codes.values()), of_exercises)


def _in_words(folder: Path, lesson: Lesson, error: Exception) -> str:
    """Return what to do about a lesson that cannot be read."""
    if (folder / lesson.file).exists():
        return f"{error} Or start the lesson again: course reset {lesson.stem} keeps what is there."
    return f"{lesson.file} is not there; course start puts it back"


def _standing(
    lesson: Lesson, saved: Mapping[str, _Saved], trouble: str, entries: list[state.Entry]
) -> Standing:
    statuses, elsewhere = {}, {}
    for name, stub in lesson.stubs.items():
        said = _that_count([entry for entry in entries if entry.exercise == name])
        holding = [file for file, notebook in saved.items() if name in notebook.of_exercises]
        # Where a check was run is not recorded. One that was not saved yet is taken for one in the
        # exercise's own lesson if that is there.
        home = lesson.file if lesson.file in saved else next(iter(holding), "")
        found = {
            file: _status_in(saved[file], name, stub, said, is_home=file == home)
            for file in dict.fromkeys([home, *holding])
            if file
        }
        best = max(found, key=lambda file: _rank(found[file]), default=lesson.file)
        statuses[name] = found.get(best, "missing")
        if best != lesson.file:
            elsewhere[name] = best
    return Standing(lesson, statuses, trouble, elsewhere)


def _with_kept(standing: Standing, folder: Path) -> Standing:
    """Count what has passed and is blank in the notebook now, as after a tab that was not saved."""
    kept = [
        name
        for name, status in standing.statuses.items()
        if status in ("not_attempted", "missing") and answers.kept(folder, name)
    ]
    statuses = standing.statuses | dict.fromkeys(kept, "passed")
    return replace(standing, statuses=statuses, kept=tuple(kept))


def _that_count(said: Sequence[state.Entry]) -> list[state.Entry]:
    """Let a pass stand where the same code was run again without the cells before it."""
    counting: list[state.Entry] = []
    passed = set()
    for entry in said:
        if entry.status == "passed" and entry.code is not None:
            passed.add(entry.code)
        if entry.status in UNCERTAIN and entry.code in passed:
            entry = replace(entry, status="passed")
        counting.append(entry)
    return counting


def _status_in(
    notebook: _Saved, name: str, stub: str, said: Sequence[state.Entry], *, is_home: bool
) -> str:
    """Return the status of an exercise in one notebook.

    Parameters
    ----------
    notebook : _Saved
    name : str
        The exercise.
    stub : str
        Its blank cell.
    said : sequence of Entry
        What was recorded of this exercise, oldest first.
    is_home : bool
        Whether a check that came after the notebook was saved is taken for one in it.
    """
    unsaid = _status_of_code(notebook.of_exercises.get(name), stub)
    if is_home and said and said[-1].when >= notebook.at:
        return said[-1].status  # of a cell that may not have been saved yet
    holding = notebook.codes if unsaid != UNCHECKED else notebook.codes | {None}
    return next((entry.status for entry in reversed(said) if entry.code in holding), unsaid)


def _rank(status: str) -> int:
    """Return how much a status counts, where two notebooks hold the same exercise."""
    return {"missing": 0, "not_attempted": 1, UNCHECKED: 3, "passed": 4}.get(status, 2)


def _status_of_code(code: str | None, stub: str) -> str:
    """Return the status of an exercise cell as far as it can be told without a check."""
    if code is None:
        return "missing"
    return "not_attempted" if code == state.code_fingerprint(stub) else UNCHECKED
