"""How much a notebook may hold: counted before anything of it is decoded or read as code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from course_utils.errors import CourseError

MOST_CELLS = 2_000
MOST_SIGNS_IN_A_CELL = 500_000
MOST_SIGNS = 1_000_000  # in all code cells together
MOST_VALUES = 3_000_000  # in the whole file, with its outputs


class _Cell(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def source(self) -> str: ...


def refuse_too_much(text: str, path: Path) -> None:
    """Refuse the text of a notebook that would take very long, or very much memory, to decode.

    Raises
    ------
    CourseError
        If it has too many cells or values.
    """
    if (n_cells := text.count('"cell_type"')) > MOST_CELLS:
        raise CourseError(
            f"{path} has {n_cells:,} cells. At most {MOST_CELLS:,} are read: delete those that you "
            "do not need."
        )
    if sum(map(text.count, ",[{")) > MOST_VALUES:
        raise CourseError(
            f"{path} holds too much to be read: more than {MOST_VALUES:,} lines and values. Clear "
            "its outputs, keep data in a file beside it, and save it again."
        )


def refuse_long_cells(cells: Iterable[_Cell], path: Path) -> None:
    """Refuse code cells that would take very long to be read as code.

    Raises
    ------
    CourseError
        If one of them, or all of them together, are too long.
    """
    total = 0
    for cell in cells:
        total += len(cell.source)
        if len(cell.source) > MOST_SIGNS_IN_A_CELL:
            raise CourseError(
                f"cell {cell.number} of {path} has {len(cell.source):,} signs of code. At most "
                f"{MOST_SIGNS_IN_A_CELL:,} are read: keep data in a file beside the notebook."
            )
    if total > MOST_SIGNS:
        raise CourseError(
            f"the cells of {path} have {total:,} signs of code together. At most {MOST_SIGNS:,} "
            "are read: keep data in a file beside the notebook."
        )
