"""The names of questions and predictions, as people write them, in the notebook they have open."""

from __future__ import annotations

from collections.abc import Iterable

from course_utils.exercises.loose_names import near_name, same_name
from course_utils.learner import open_notebook
from course_utils.questions.reading import suggest


def named(name: object, names: Iterable[str]) -> str | None:
    """Return the name that is meant, however capitals, spaces and hyphens are written."""
    return same_name(name, names) if isinstance(name, str) else None


def names_here(names: Iterable[str]) -> list[str]:
    """Return those names that the open notebook asks; none if it is not known."""
    notebook = open_notebook.read()
    code = "\n".join(notebook.sources.values()) if notebook else ""
    return [name for name in names if f'"{name}"' in code]


def suggest_here(name: object, names: Iterable[str]) -> str:
    """Return a sentence that says which name of this notebook is nearest, or all of them."""
    names = list(names)
    here = names_here(names)
    if not here:
        return suggest(name, names)
    near = near_name(name, here) if isinstance(name, str) else None
    if near:
        return f'Did you mean "{near}"?'
    return f"This notebook has: {', '.join(here)}."
