"""What the README says of how to start and of the lessons, from the settings and the lessons."""

from __future__ import annotations

import re
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner.lessons import Lesson
from course_utils.notebooks.building import NOTEBOOKS
from course_utils.notebooks.cards import Card, path_of
from course_utils.notebooks.reading import source_of
from course_utils.notebooks.repository import binder, folder_of

README = NOTEBOOKS.parent / "README.md"
_IN_A_ROW = 3
_HEAD = f"|{' |' * _IN_A_ROW}\n|{'---|' * _IN_A_ROW}\n"
_QUESTION = re.compile(r"\*\*The question:\*\* (.+?)\n\n", re.DOTALL)
_LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")


def readme(lessons: list[Lesson], cards: dict[str, Card], repository: str) -> str:
    """Return the README as it should be, with how to start and all lessons written anew.

    Parameters
    ----------
    lessons : list of Lesson
    cards : dict of str to Card
        The picture of each lesson that has one, by the notebook's name without its suffix.
    repository : str
        The address that git clones the course from, or "".

    Raises
    ------
    CourseError
        If a lesson does not open as a lesson does, or the README has no place for a part.
    """
    cells = [_cell(lesson, cards.get(lesson.stem)) for lesson in lessons]
    text = README.read_text(encoding="utf-8")
    text = _with_part(text, "start", _how_to_start(lessons[0], repository))
    return _with_part(text, "lessons", _table(cells) + _how_long(lessons))


def name_of(lesson: Lesson) -> str:
    """Return "03 Two tasks from one dataset" of the title "03: two tasks from one dataset"."""
    number, _, title = lesson.title.partition(": ")
    return f"{number} {_capital(title)}"


def _with_part(text: str, name: str, part: str) -> str:
    """Put a part in its place, between two comments that name it."""
    first, last = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, is_begun, rest = text.partition(first)
    _, is_ended, after = rest.partition(last)
    if not is_begun or not is_ended:
        raise CourseError(f"{README} has no place for it: {first.strip()} … {last.strip()}")
    return f"{before}{first}{part}{last}{after}"


def _how_to_start(first: Lesson, repository: str) -> str:
    """Return the command that starts the course, and the ways to look at it before."""
    place, tools, command = "In the folder of the course, the one with `Makefile`", "", "make lab"
    ways = [f"[read the first lesson](notebooks/{first.file})"]
    if repository:
        place, tools = "In a terminal", "git, "
        command = f"git clone {repository} && cd {folder_of(repository)} && make lab"
        ways.append(f"[try it on Binder]({binder(repository, first.file)})")
    return (
        f"{place}, with {tools}make and Python 3.11, 3.12 or 3.13:\n\n"
        f"```bash\n{command}\n```\n\n"
        "Without make, as on Windows, take [these lines](#without-make). "
        f"Or install nothing, and {' or '.join(ways)}.\n"
    )


def _how_long(lessons: list[Lesson]) -> str:
    hours = sum(lesson.minutes for lesson in lessons) / 60
    return f"\nThe exercises take about {hours:.0f} hours in all.\n"


def _table(cells: list[str]) -> str:
    """Return the cards in rows, as a table that GitHub shows and the website makes into cards."""
    rows = [cells[start : start + _IN_A_ROW] for start in range(0, len(cells), _IN_A_ROW)]
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(lesson: Lesson, card: Card | None) -> str:
    question = _QUESTION.search(source_of(lesson.notebook["cells"][0]))
    if not question:
        raise CourseError(f'{lesson.stem} does not open with "**The question:** ..."')
    asked = _capital(_LINK.sub(r"\1", " ".join(question[1].split())))
    notebook = f"notebooks/{lesson.file}"
    lines = [f"**[{name_of(lesson)}]({notebook})**", asked, _how_much(lesson)]
    if card:
        picture = path_of(lesson.stem).relative_to(NOTEBOOKS.parent).as_posix()
        alt = re.sub(r"([\[\]])", r"\\\1", card.alt)
        lines.insert(0, f"[![{alt}]({picture})]({notebook})")
    return "<br>".join(lines).replace("|", "\\|")


def _how_much(lesson: Lesson) -> str:
    number = len(lesson.stubs)
    exercises = f"{number} exercise{'s' * (number != 1)}, " if number else ""
    return f"*{exercises}{lesson.minutes} minutes*"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
