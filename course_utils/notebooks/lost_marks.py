"""Exercise cells that have lost their metadata: some editors drop it when they save."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from course_utils import solutions
from course_utils.exercises import all_exercises, find
from course_utils.exercises.exercise import Exercise
from course_utils.notebooks.reading import CodeCell

# Read as lines, because what parses a notebook's code can be ended by it.
_DEFINED = re.compile(r"^(?:async )?def (\w{1,80})\b", re.MULTILINE)
_LONGEST = 100_000


def with_exercises_found(cells: Sequence[CodeCell]) -> tuple[list[CodeCell], list[str]]:
    """Return cells with the exercises that they answer, where no metadata says so.

    An exercise is found by the name of its function. Other lessons may use that name for a helper,
    so where a function has its exercise's docstring too, only such lessons count.

    Parameters
    ----------
    cells : sequence of CodeCell

    Returns
    -------
    list of CodeCell, list of str
        The cells, and the exercises that were found; none if the metadata names one.
    """
    if any(cell.exercise and find(cell.exercise) for cell in cells):
        return list(cells), []
    found = [_exercises_in(cell) for cell in cells]
    sure = {exercise.lesson for inside in found for exercise, is_sure in inside if is_sure}
    marked: list[CodeCell] = []
    names: dict[str, None] = {}
    for cell, inside in zip(cells, found, strict=True):
        own = [exercise.name for exercise, _ in inside if not sure or exercise.lesson in sure]
        names.update(dict.fromkeys(own))
        marked.append(replace(cell, exercise=own[0]) if len(own) == 1 else cell)
    answered = {cell.exercise for cell in marked}
    # Cells that were merged may train too, and of an exercise's own cell all is run.
    merged = [CodeCell(0, "", name) for name in names if name not in answered]
    return [*merged, *marked], list(names)


def note_on(names: Sequence[str]) -> str:
    """Return in a sentence that exercises were found by their functions; empty if none were."""
    if not names:
        return ""
    return (
        "The marks of its exercise cells (their metadata) are lost, as some editors do. The "
        f"exercises were found by their functions: {', '.join(names)}."
    )


def _exercises_in(cell: CodeCell) -> list[tuple[Exercise, bool]]:
    """Return the exercises that a cell defines, and whether the docstring of each says so too."""
    source = cell.source[:_LONGEST]
    defined = list(_DEFINED.finditer(source))
    ends = [*(it.start() for it in defined[1:]), len(source)]  # so each sign is read once
    texts = [source[it.end() : end] for it, end in zip(defined, ends, strict=False)]
    written = [_by_docstring().get(_docstring_in(it), "") for it in texts]
    by_name = {
        exercise.name: (exercise, docstring == exercise.name)
        for match, docstring in zip(defined, written, strict=True)
        if (exercise := find(match[1]))
    }
    by_docstring = [(exercise, True) for name in written if (exercise := find(name))]
    return list(by_name.values()) or by_docstring[-1:]


def _docstring_in(text: str) -> str:
    """Return the docstring in what follows a function's name, in one line; or nothing."""
    parts = text.split('"""', 2)
    return " ".join(parts[1].split()) if len(parts) == 3 else ""


@cache
def _by_docstring() -> dict[str, str]:
    """Return the exercises by the docstrings of their cells, each in one line."""
    if not solutions.are_here():
        return {}
    names = all_exercises()
    return {" ".join(solutions.stub(name).split('"""')[1].split()): name for name in names}
