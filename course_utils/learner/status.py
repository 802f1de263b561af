"""How far a learner is: from what `check` has said, and from what the saved notebooks hold now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.exercises.verdict import SYMBOLS, WORDS, Verdict
from course_utils.learner import state
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
    """

    lesson: Lesson
    statuses: dict[str, str]
    trouble: str = ""

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
    return [_standing(folder / lesson.file, lesson, entries) for lesson in lessons]


def next_step(all_standings: Sequence[Standing]) -> str:
    """Return what to do next, in words."""
    for standing in all_standings:
        file = standing.lesson.file
        if standing.trouble:
            return standing.trouble
        for name in standing.left:
            words = WORDS_OF[standing.statuses[name]]
            doing = (
                "run its check" if standing.statuses[name] == UNCHECKED else f'hint("{name}") helps'
            )
            return f"{file}, exercise {name}: {words}; {doing}"
    optional = [name for one in all_standings for name in one.statuses if name not in _passed(one)]
    return "all is done" + (f"; {', '.join(optional)} is left if you like" if optional else "")


def unchecked(folder: Path, lessons: list[Lesson], entries: list[state.Entry]) -> list[Path]:
    """Return the notebooks that hold an answer on which there is no verdict."""
    return [
        folder / standing.lesson.file
        for standing in standings(folder, lessons, entries)
        if UNCHECKED in standing.statuses.values()
    ]


def entries_of(notebook: Path, verdicts: Iterable[Verdict]) -> list[state.Entry]:
    """Return what to record of the verdicts on a saved notebook."""
    cells = code_cells(read_notebook(notebook))
    codes = {cell.exercise: state.code_fingerprint(cell.source) for cell in cells if cell.exercise}
    return [
        state.Entry(state.now(), verdict.exercise, verdict.status, codes.get(verdict.exercise))
        for verdict in verdicts
    ]


def _standing(path: Path, lesson: Lesson, entries: list[state.Entry]) -> Standing:
    try:
        cells = code_cells(read_notebook(path))
        saved_at = state.in_milliseconds(datetime.fromtimestamp(path.stat().st_mtime))
    except (CourseError, OSError) as error:
        trouble = (
            f"{error} Or begin the lesson anew: course reset {lesson.stem} keeps what is there."
            if path.exists()
            else f"{lesson.file} is not there; course start puts it back"
        )
        return Standing(lesson, dict.fromkeys(lesson.stubs, "missing"), trouble)
    codes = {state.code_fingerprint(cell.source) for cell in cells}
    own = {cell.exercise: state.code_fingerprint(cell.source) for cell in cells if cell.exercise}
    statuses = {}
    for name, stub in lesson.stubs.items():
        said = [entry for entry in entries if entry.exercise == name]
        unsaid = _status_of_code(own.get(name), stub)
        if said and said[-1].when >= saved_at:
            statuses[name] = said[-1].status  # of a cell that may not have been saved yet
        else:
            holding = codes if unsaid != UNCHECKED else codes | {None}
            statuses[name] = next(
                (entry.status for entry in reversed(said) if entry.code in holding), unsaid
            )
    return Standing(lesson, statuses)


def _status_of_code(code: str | None, stub: str) -> str:
    """Return the status of an exercise cell as far as it can be told without a check."""
    if code is None:
        return "missing"
    return "not_attempted" if code == state.code_fingerprint(stub) else UNCHECKED


def _passed(standing: Standing) -> set[str]:
    return {name for name, status in standing.statuses.items() if status == "passed"}
