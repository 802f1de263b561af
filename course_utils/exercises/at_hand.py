"""Which exercise a learner is at, and which ones the open notebook has."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from course_utils.exercises import all_exercises, find, handed_back, suggest
from course_utils.exercises.exercise import Exercise
from course_utils.exercises.loose_names import near_name, same_name
from course_utils.learner import open_notebook


def names_here() -> list[str]:
    """Return the exercises of the open notebook; none if it is not known."""
    notebook = open_notebook.read()
    return [name for name in notebook.exercises if find(name)] if notebook else []


def meant(name: str) -> Exercise | None:
    """Return the exercise of a name, however its capitals, spaces and hyphens are written."""
    return find(name) or find(same_name(name, [*names_here(), *all_exercises()]) or "")


def at_hand() -> Exercise | None:
    """Return the exercise nearest above the running cell, else the one checked or defined last."""
    notebook = open_notebook.read()
    above = find(notebook.exercise_above or "") if notebook else None
    checked = handed_back.last()
    if above or checked:
        return above or find(checked or "")
    variables = vars(sys.modules["__main__"])
    defined = [name for name in variables if find(name) and callable(variables[name])]
    return find(defined[-1]) if defined else None


def nearest_here(name: str) -> str | None:
    """Return the exercise of the open notebook whose name is nearest; of all if it is not known."""
    return near_name(name, names_here() or all_exercises())


def suggest_here(name: str) -> str:
    """Return a sentence that names the nearest exercise of the open notebook, or all of its own."""
    here = names_here()
    if not here:
        return suggest(name)
    if near := near_name(name, here):
        return f"Did you mean {near}?"
    return f"This notebook has {listed(here)}."


def listed(names: Sequence[str]) -> str:
    """Return names in a row: one, two, or all but the last before an "and"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
