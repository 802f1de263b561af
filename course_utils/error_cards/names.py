"""Cards on names that nothing has given yet: a cell that was not run, or another spelling."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from course_utils.error_cards.failure import (
    Card,
    Failure,
    names_given,
    names_read,
    names_taken_away,
)
from course_utils.error_cards.spelling import meant_by
from course_utils.exercises.definition import could_not_be_read
from course_utils.exercises.renamed import other_name_of
from course_utils.notebooks.reading import exercise_of


def card_on_a_name(failure: Failure) -> Card | None:
    """Return a card on a name of the course, of an exercise or of a cell of this notebook."""
    error = failure.error
    if type(error) is not NameError or not failure.is_own or not error.name:
        return None
    name = error.name
    mentioning = (source for source in [*failure.ran, failure.source] if name in source)
    if any(name in names_taken_away(source) for source in mentioning):
        return None
    if name in failure.notebook.exercises and (other := other_name_of(name, failure.variables)):
        return _defined_as(name, other)
    place = _cell_that_gives(name, failure)
    if place is not None:
        return _not_run(name, place, failure)
    if failure.is_in_a_function:
        return None
    return _written_otherwise(name, failure) or _word_to_be_printed(name, failure)


def _defined_as(name: str, other: str) -> Card:
    return Card(
        f"You defined {other}, and the exercise is {name}",
        [("Next", f"write def {name} in place of def {other}, run that cell, then this one")],
    )


def _written_otherwise(name: str, failure: Failure) -> Card | None:
    """Return a card on a slip in a name of the course or of Python, such as ``chek``."""
    meant = meant_by(name, failure)
    if meant is None:
        return None
    return Card(f"There is no {name} here", [("Next", f"write {meant} in place of {name}")])


def _word_to_be_printed(name: str, failure: Failure) -> Card | None:
    """Return a card on ``print(Maria)``, if no cell has anything of that name."""
    if not isinstance(failure.statement, ast.Expr) or _is_used_elsewhere(name, failure):
        return None
    if ast.unparse(failure.statement) != f"print({name})":
        return None
    return Card(
        f"There is no variable {name}",
        [
            ("", "Python takes a word without quotes for the name of a variable."),
            ("Next", f'if you mean the word itself, put it in quotes: print("{name}")'),
        ],
    )


def _is_used_elsewhere(name: str, failure: Failure) -> bool:
    cells = {*failure.notebook.sources.values(), *failure.ran}
    return any(name in source for source in cells if source.strip() != failure.source.strip())


def _cell_that_gives(name: str, failure: Failure) -> int | None:
    """Return the place of the cell that gives a name: the last one above, else the first.

    A learner may use a name of their own that a cell happens to give too. So only what a cell
    imports or defines is certain in a function, and else also what goes from one cell to another.
    Of an exercise it is the cell that one writes in.
    """
    giving = []
    for place, source in failure.notebook.sources.items():
        is_definition = names_given(source).get(name)
        if place == failure.notebook.running or is_definition is None:
            continue
        if is_definition or (not failure.is_in_a_function and _is_read(name, place, failure)):
            giving.append(place)
    if name in failure.notebook.exercises:
        giving = [place for place in giving if _is_cell_of(name, place, failure)] or giving
    return next(iter([*reversed(_above(giving, failure)), *giving]), None)


def _is_read(name: str, giving: int, failure: Failure) -> bool:
    """Return whether a cell besides the one that gives a name reads it."""
    sources = failure.notebook.sources
    return any(name in names_read(source) for it, source in sources.items() if it != giving)


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
    if name in failure.notebook.exercises and could_not_be_read(name, failure.variables):
        return (
            "It has run, but Python could not read it.",
            f"see the red text below that cell, mend it and run it again; {then_run_this}",
        )
    if failure.notebook.sources[place].strip() in map(str.strip, failure.ran):
        return (
            f"It has run, but no {name} came out of it.",
            f"read what stands below that cell, mend it and run it again; {then_run_this}",
        )
    if not any(map(str.strip, failure.ran)):
        return (
            "No cell has run yet: a kernel that is restarted forgets everything.",
            f"choose Run All Above Selected Cell in the menu Run; {then_run_this}",
        )
    first = _first_needed(place, failure)
    if first != place:
        return (
            "It has not run yet, nor has another one that it needs.",
            f"run {failure.notebook.in_words(first)}, and those below it one after the other, "
            "down to this one",
        )
    check = f"{name} = check({name})"
    is_to_be_checked = name in failure.notebook.exercises and failure.source.strip() != check
    cells = f"that cell, then `{check}`" if is_to_be_checked else "that cell"
    return "It has not run yet.", f"run {cells}, then this one"


def _first_needed(place: int, failure: Failure) -> int:
    """Return the first of the cells that have to run before a cell can; itself if none has."""
    needed, new = {place}, [place]
    while new:
        source = failure.notebook.sources[new.pop()]
        lacking = names_read(source) - names_given(source).keys() - failure.variables.keys()
        places = {_cell_that_gives(name, failure) for name in lacking} - {None, *needed}
        above = {it for it in places if it is not None and it < place}
        needed |= above
        new.extend(above)
    return min(needed)
