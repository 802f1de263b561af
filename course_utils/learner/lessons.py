"""The course's own lessons, as they are handed out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from course_utils.datasets.fashion_mnist_files import REPOSITORY
from course_utils.errors import CourseError
from course_utils.notebooks.reading import exercise_of, read_notebook, source_of

COURSE = REPOSITORY

_PATTERN = "[0-9][0-9]_*.ipynb"
_TITLE = re.compile(r"^# Lesson (.+)", re.MULTILINE)
_MINUTES = re.compile(r"Take\s+(\d+)\s+minutes\s+for\s+the\s+exercises")
_OPTIONAL = re.compile(r"^#+ Exercise \d+, optional: `(\w+)`", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """One lesson of the course.

    Parameters
    ----------
    file : str
        Its notebook's name.
    title : str
        Its number and title, in words.
    minutes : int
        What its opening gives for the exercises.
    stubs : dict of str to str
        For each exercise, in order, the source of its blank cell.
    optional : frozenset of str
        The exercises that may be left out.
    notebook : dict
        The notebook's JSON.
    """

    file: str
    title: str
    minutes: int
    stubs: dict[str, str]
    optional: frozenset[str]
    notebook: dict[str, Any]

    @property
    def stem(self) -> str:
        """The notebook's name without its suffix."""
        return self.file.removesuffix(".ipynb")

    @property
    def required(self) -> list[str]:
        """The exercises that are not optional."""
        return [name for name in self.stubs if name not in self.optional]


def all_lessons(course: Path = COURSE) -> list[Lesson]:
    """Return the lessons of a course in their order.

    Parameters
    ----------
    course : Path
        The folder that holds ``notebooks``.

    Raises
    ------
    CourseError
        If there are none.
    """
    paths = sorted((course / "notebooks").glob(_PATTERN))
    lessons = [lesson_in(read_notebook(path), path.stem) for path in paths]
    if not lessons:
        raise CourseError(
            f"the course's lessons are not in {course / 'notebooks'}. Install the course from its "
            "own folder, as its README says."
        )
    return lessons


def lesson_called(name: str, lessons: list[Lesson]) -> Lesson:
    """Return the lesson that somebody means.

    Parameters
    ----------
    name : str
        ``3``, ``03``, ``03_split_dataset``, ``03_split_dataset.ipynb``, or one of its exercises.
    lessons : list of Lesson
        All lessons.

    Raises
    ------
    CourseError
        If there is no such lesson or exercise. It says what there is.
    """
    number = re.fullmatch(r"0?(\d)", name)
    for lesson in lessons:
        if name in (lesson.stem, lesson.file, *lesson.stubs) or (
            number and int(lesson.file[:2]) == int(number[1])
        ):
            return lesson
    names = [exercise for lesson in lessons for exercise in lesson.stubs]
    stems = [lesson.stem for lesson in lessons]
    near = get_close_matches(name, names + stems, n=1)
    hint = (
        f"Did you mean {near[0]}?"
        if near
        else f"The lessons are {', '.join(stems)}; the exercises {', '.join(names)}."
    )
    raise CourseError(f"there is no exercise or lesson called {name}. {hint}")


def lesson_in(notebook: dict[str, Any], stem: str) -> Lesson:
    """Return the lesson that a notebook is, built or as its source is read.

    Parameters
    ----------
    notebook : dict
        The notebook's JSON.
    stem : str
        The notebook's name without its suffix.

    Raises
    ------
    CourseError
        If title or minutes are not where they should be.
    """
    texts = [source_of(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    title, minutes = _TITLE.search("\n".join(texts)), _MINUTES.search("\n".join(texts))
    if not title or not minutes:
        raise CourseError(
            f'{stem} does not open as a lesson does: with "# Lesson 01: its title", and "Take 60 '
            'minutes for the exercises".'
        )
    stubs = {
        name: source_of(cell) for cell in notebook["cells"] for name in [exercise_of(cell)] if name
    }
    optional = frozenset(_OPTIONAL.findall("\n".join(texts)))
    return Lesson(f"{stem}.ipynb", title[1], int(minutes[1]), stubs, optional, notebook)
