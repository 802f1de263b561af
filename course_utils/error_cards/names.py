"""Cards on names that nothing has given yet: a cell that was not run, or another spelling."""

from __future__ import annotations

import course_utils
from course_utils.error_cards.failure import Card, Failure, names_given
from course_utils.exercises.loose_names import near_name
from course_utils.exercises.renamed import other_name_of

_ALIKE = 0.8  # `chek` and `check` are 0.89 alike, `checks` and `check` 0.91
_RUN_ALL_ABOVE = "Run All Above Selected Cell, in the menu Run"


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
    imports or defines is certain there.
    """
    giving = [
        place
        for place, source in failure.notebook.sources.items()
        if place != failure.notebook.running
        for is_definition in [names_given(source).get(name)]
        if is_definition or (is_definition is not None and not failure.is_in_a_function)
    ]
    running = failure.notebook.running
    above = [place for place in giving if running is not None and place < running]
    return next(iter([*reversed(above), *giving]), None)


def _not_run(name: str, place: int, failure: Failure) -> Card:
    notebook = failure.notebook
    cell = notebook.in_words(place)
    checks = f"{name} = check({name})"
    then = f", then {checks}" if name in notebook.exercises and checks != failure.source else ""
    is_below = notebook.running is not None and place > notebook.running
    was_run = any(name in names_given(source) for source in failure.ran)
    if was_run:
        why = f"It comes from {cell}. That cell has run, and stopped before it came to {name}."
        next_step = "look at what stands below that cell and mend it; run it again, then this one"
    elif not failure.ran:
        why = (
            "No other cell has run since the kernel started: when it is restarted, it forgets "
            f"everything. {name} comes from {cell}."
        )
        next_step = f"choose {_RUN_ALL_ABOVE}; then run this one"
    else:
        why = f"It comes from {cell}. That cell {'stands below; it ' * is_below}has not run yet."
        next_step = f"run that cell{then}, then this one"
    if is_below and not was_run:
        next_step = "run the cells in their order, from the top"
    return Card(f"{name} is not known yet", [("", why), ("Next", next_step)])
