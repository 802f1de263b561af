"""The README and the instructors' guide with what they take from the lessons, and its pictures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError
from course_utils.exercises import named
from course_utils.experiments.results import read_results
from course_utils.learner.lessons import Lesson, lesson_in
from course_utils.notebooks.building import NOTEBOOKS, from_text, notebook_of, sources
from course_utils.notebooks.cards import Card, card_of, path_of
from course_utils.notebooks.front_page import README, name_of, readme
from course_utils.notebooks.reading import read_notebook
from course_utils.notebooks.repository import repository

GUIDE = NOTEBOOKS.parent / "docs" / "instructors.md"
_HEAD = "| lesson | exercises | minutes for them | CPU seconds | memory |\n|---|--:|--:|--:|--:|\n"


def pages_with_tables() -> dict[Path, str]:
    """Return the text that both pages should have: as they are, with the lessons written anew.

    Raises
    ------
    CourseError
        If a lesson does not open as a lesson does, or a page has no place for the lessons.
    """
    lessons = [lesson_in(from_text(source), source.stem) for source in sources()]
    taught = [lesson for lesson in lessons if any(named(name).points for name in lesson.stubs)]
    measured = read_results("lesson_resources").set_index("lesson").to_dict("index")
    rows = [_row(lesson, measured.get(lesson.stem)) for lesson in taught]
    return {README: readme(lessons, cards(), repository()), GUIDE: _guide(rows)}


def cards() -> dict[str, Card]:
    """Return the picture of each lesson that shows a figure, from its executed notebook."""
    notebooks = {source.stem: notebook_of(source) for source in sources()}
    made = {stem: card_of(read_notebook(path)) for stem, path in notebooks.items() if path.exists()}
    return {stem: card for stem, card in made.items() if card}


def write_pages() -> list[Path]:
    """Write both pages and the pictures of the cards, and return the paths of all of them."""
    pages = pages_with_tables()
    for page, text in pages.items():
        page.write_text(text, encoding="utf-8")
    pictures = {path_of(stem): card.picture for stem, card in cards().items()}
    for path, picture in pictures.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)
    return [*pages, *pictures]


def _guide(rows: list[str]) -> str:
    before, head, after = GUIDE.read_text(encoding="utf-8").partition(_HEAD)
    if not head:
        raise CourseError(f"{GUIDE} has no table that starts with {_HEAD.splitlines()[0]}")
    return before + head + "".join(rows) + re.sub(r"\A(?:\|.*\n)*", "", after)


def _row(lesson: Lesson, measured: dict[str, Any] | None) -> str:
    cells = ["–", "–"]  # until `benchmarks.lesson_resources` has run with the lesson
    if measured:
        cells = [f"{measured['cpu_seconds']:.0f}", f"{measured['peak_memory_mb']:,.0f} MB"]
    name = f"[{name_of(lesson)}](instructors/{lesson.stem}.md)"
    return f"| {name} | {len(lesson.stubs)} | {lesson.minutes} | {' | '.join(cells)} |\n"
