"""The tables of lessons in the README and the instructors' guide, from what lessons open with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError
from course_utils.exercises import named
from course_utils.experiments.results import read_results
from course_utils.learner.lessons import Lesson, lesson_in
from course_utils.notebooks.building import NOTEBOOKS, from_text, sources
from course_utils.notebooks.reading import source_of

README = NOTEBOOKS.parent / "README.md"
GUIDE = NOTEBOOKS.parent / "docs" / "instructors.md"
_HEADS = {
    README: "| lesson | question | exercises |\n|---|---|---|\n",
    GUIDE: "| lesson | exercises | minutes for them | CPU seconds | memory |\n"
    "|---|--:|--:|--:|--:|\n",
}
_QUESTION = re.compile(r"\*\*The question:\*\* (.+?)\n\n", re.DOTALL)
_LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")


def pages_with_tables() -> dict[Path, str]:
    """Return the text that both pages should have: as they are, with the rows made anew.

    Raises
    ------
    CourseError
        If a lesson does not open as a lesson does, or a page has no table of lessons.
    """
    lessons = [lesson_in(from_text(source), source.stem) for source in sources()]
    taught = [lesson for lesson in lessons if any(named(name).points for name in lesson.stubs)]
    measured = read_results("lesson_resources").set_index("lesson").to_dict("index")
    return {
        README: _with_rows(README, [_for_readers(lesson) for lesson in lessons]),
        GUIDE: _with_rows(
            GUIDE, [_for_instructors(lesson, measured.get(lesson.stem)) for lesson in taught]
        ),
    }


def _with_rows(page: Path, rows: list[str]) -> str:
    before, head, after = page.read_text(encoding="utf-8").partition(_HEADS[page])
    if not head:
        raise CourseError(f"{page} has no table that starts with {_HEADS[page].splitlines()[0]}")
    return before + head + "".join(rows) + re.sub(r"\A(?:\|.*\n)*", "", after)


def _for_readers(lesson: Lesson) -> str:
    question = _QUESTION.search(source_of(lesson.notebook["cells"][0]))
    if not question:
        raise CourseError(f'{lesson.stem} does not open with "**The question:** ..."')
    asked = _capital(_LINK.sub(r"\1", " ".join(question[1].split())))
    exercises = " · ".join(f"`{name}`" for name in lesson.stubs)
    return f"| [{_name(lesson)}](notebooks/{lesson.file}) | {asked} | {exercises} |\n"


def _for_instructors(lesson: Lesson, measured: dict[str, Any] | None) -> str:
    cells = ["–", "–"]  # until `benchmarks.lesson_resources` has run with the lesson
    if measured:
        cells = [f"{measured['cpu_seconds']:.0f}", f"{measured['peak_memory_mb']:,.0f} MB"]
    name = f"[{_name(lesson)}](instructors/{lesson.stem}.md)"
    return f"| {name} | {len(lesson.stubs)} | {lesson.minutes} | {' | '.join(cells)} |\n"


def _name(lesson: Lesson) -> str:
    """Return "03 Two tasks from one dataset" of the title "03: two tasks from one dataset"."""
    number, _, title = lesson.title.partition(": ")
    return f"{number} {_capital(title)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
