"""Cards on names that nothing has given yet: a cell that was not run, or another spelling."""

from __future__ import annotations

from collections.abc import Iterable

import course_utils
from course_utils.error_cards.failure import Card, Failure, names_given, names_in, statements
from course_utils.exercises.loose_names import near_name
from course_utils.exercises.renamed import other_name_of
from course_utils.notebooks.reading import exercise_of

_ALIKE = 0.8  # `chek` and `check` are 0.89 alike, `checks` and `check` 0.91
_RUN_ALL_ABOVE = "choose Run All Above Selected Cell in the menu Run"


def card_on_a_name(failure: Failure) -> Card | None:
    """Return a card on a name of the course, of an exercise or of a cell of this notebook."""
    error = failure.error
    if type(error) is not NameError or not failure.is_own or not error.name:
        return None
    name = error.name
    if name in failure.notebook.exercises and (other := other_name_of(name, failure.variables)):
        return _defined_as(name, other)
    place = _cell_that_gives(name, failure)
    if place is not None:
        return _not_run(name, place, failure)
    return None if failure.is_in_a_function else _written_otherwise(name, failure)


def _defined_as(name: str, other: str) -> Card:
    return Card(
        f"You defined {other}, and the exercise is {name}",
        [("Next", f"write def {name} in place of def {other}, run that cell, then this one")],
    )


def _written_otherwise(name: str, failure: Failure) -> Card | None:
    """Return a card on a name that looks like one of the course, such as ``chek``."""
    known = [*course_utils.__all__, *failure.notebook.exercises]
    near = near_name(name, known, _ALIKE)
    if near is None:
        return None
    return Card(f"There is no {name} here", [("Next", f"write {near} in place of {name}")])


def _cell_that_gives(name: str, failure: Failure) -> int | None:
    """Return the place of the cell that gives a name: the last one above, else the first.

    A function may lack a name of its own that a cell happens to give too. So only what a cell
    imports or defines is certain there. Of an exercise it is the cell that one writes in.
    """
    giving = []
    for place, source in failure.notebook.sources.items():
        is_definition = names_given(source).get(name)
        is_certain = is_definition is not None and not failure.is_in_a_function
        if place != failure.notebook.running and (is_definition or is_certain):
            giving.append(place)
    if name in failure.notebook.exercises:
        giving = [place for place in giving if _is_cell_of(name, place, failure)] or giving
    return next(iter([*reversed(_above(giving, failure)), *giving]), None)


def _is_cell_of(exercise: str, place: int, failure: Failure) -> bool:
    return exercise_of(failure.notebook.cells[place]) == exercise


def _above(places: Iterable[int], failure: Failure) -> list[int]:
    """Return those places that are above the running cell; all, if it is not on disk."""
    running = failure.notebook.running
    return [place for place in places if running is None or place < running]


def _not_run(name: str, place: int, failure: Failure) -> Card:
    why, next_step = _why_not(name, place, failure)
    return Card(
        f"{name} is not known yet",
        [
            ("", f"It comes from {failure.notebook.in_words(place)}. {why}"),
            ("Next", next_step),
        ],
    )


def _why_not(name: str, place: int, failure: Failure) -> tuple[str, str]:
    """Say what is the matter with the cell that gives a name, and which cells to run."""
    then_run_this = "then run this one"
    if not _above([place], failure):
        return "It stands further down.", "run the cells in their order, from the top"
    if failure.notebook.sources[place].strip() in map(str.strip, failure.ran):
        return (
            f"It has run, but no {name} came out of it.",
            f"read what stands below that cell, mend it and run it again; {then_run_this}",
        )
    if _has_nothing_run(failure):
        return (
            "No cell above has run yet: a kernel that is restarted forgets everything.",
            f"{_RUN_ALL_ABOVE}; {then_run_this}",
        )
    if _lacks_names_too(place, failure):
        return (
            "It has not run yet, nor has another one that it needs.",
            f"{_RUN_ALL_ABOVE}; {then_run_this}",
        )
    check = f"{name} = check({name})"
    is_to_be_checked = name in failure.notebook.exercises and failure.source.strip() != check
    cells = f"that cell, then `{check}`" if is_to_be_checked else "that cell"
    return "It has not run yet.", f"run {cells}, then this one"


def _has_nothing_run(failure: Failure) -> bool:
    sources = failure.notebook.sources
    above = _above(sources, failure)
    return not any(name in failure.variables for it in above for name in names_given(sources[it]))


def _lacks_names_too(place: int, failure: Failure) -> bool:
    """Return whether a cell needs a name that another cell of the notebook has not given yet."""
    source = failure.notebook.sources[place]
    read = {name for node in statements(source) for name in names_in(node)}
    lacking = read - names_given(source).keys() - failure.variables.keys()
    return any(_cell_that_gives(name, failure) is not None for name in lacking)
