"""The cells of an exercise, for which one line stands in a lesson's source.

The line is ``split_dataset = check(...)``. The dots stand for what a learner writes. It is valid
Python, so that a linter sees where the name comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from course_utils import solutions
from course_utils.exercises import named

_LINE = re.compile(r"(\w+) = check\(\.\.\.\)")
_HOW_TO_GET_HINTS = """\
Stuck? Take the sign # away and run the cell. Each call of `hint` says a little more; `solution`
shows one way to do it."""


def expanded(cells: Iterable[Any]) -> list[Any]:
    """Return the cells of a lesson, with those of each exercise in place of its line.

    They are the stub, made from the signature and the docstring of the reference solution; its
    check, which keeps the metadata of the line; and the hints, explained at the first exercise.

    Parameters
    ----------
    cells : iterable of nbformat.NotebookNode
        The cells of a source. Those with such a line are changed.

    Raises
    ------
    CourseError
        If there is no exercise of a name.
    """
    made: list[Any] = []
    explained = False
    for cell in cells:
        line = _LINE.fullmatch(cell.source) if cell.cell_type == "code" else None
        if not line:
            made.append(cell)
            continue
        name = named(line[1]).name
        metadata = {"tags": ["exercise"], "course": {"exercise": name}}
        made.append(new_code_cell(solutions.stub(name), metadata=metadata))
        cell.source = f"{name} = check({name})"
        made.append(cell)
        if not explained:
            made.append(new_markdown_cell(_HOW_TO_GET_HINTS))
            explained = True
        made.append(new_code_cell(f'# hint("{name}")\n# solution("{name}")'))
    return made
