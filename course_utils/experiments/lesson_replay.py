"""A lesson's live cells, run again and again with other seeds, outside of a notebook.

The code is the lesson's own text with the reference solutions filled in, so what is measured is
what a learner runs. Cells with the tag ``live`` are repeated; the others before them run once.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.errors import CourseError

TAG = "live"
_NEXT_SEED = 1000  # between the seeds of two replays, of which a lesson itself uses the first few

_IS_CHECK = re.compile(r"(\w+) = check\(\1\)")  # the answers are the reference's

Recorded = tuple[str, int, float]
Change = tuple[str, str]


class LessonReplay:
    """The live cells of a lesson.

    Parameters
    ----------
    source : Path
        A text source in ``notebooks/source``.
    changes : sequence of (str, str)
        What stands in the lesson, and what takes its place: a fault put in on purpose.

    Raises
    ------
    CourseError
        If what is to be changed does not stand in the lesson exactly once.
    """

    def __init__(self, source: Path, changes: Iterable[Change] = ()) -> None:
        from course_utils.notebooks.building import from_text
        from course_utils.notebooks.solving import solved

        code = [
            cell
            for cell in solved(from_text(source)).cells
            if cell.cell_type == "code" and not _IS_CHECK.fullmatch(cell.source.strip())
        ]
        is_live = [TAG in cell.metadata.get("tags", []) for cell in code]
        last = max(number for number, live in enumerate(is_live) if live)
        self._cells = _changed([cell.source for cell in code[: last + 1]], changes)
        self._is_live = is_live[: last + 1]
        self._folder = source.resolve().parents[1]
        self._names: dict[str, Any] = {}
        self._recorded: list[Recorded] = []
        self._seed = 0
        self._has_run = False

    def run(self, seed: int) -> list[Recorded]:
        """Run the live cells with another seed, and before the first time all cells before them.

        Parameters
        ----------
        seed : int
            0 runs the lesson with its own seeds.

        Returns
        -------
        list of (str, int, float)
            For each number that the lesson compares with ours its name, its place among the values
            that were compared at once, and its value.
        """
        if not self._names:
            self._start()
        self._recorded = []
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for source, is_live in zip(self._cells, self._is_live, strict=True):
                if is_live or not self._has_run:
                    self._seed = seed if is_live else 0  # what is drawn before is the lesson's own
                    exec(source, self._names)
        self._has_run = True
        return self._recorded

    def _start(self) -> None:
        """Put the seeds and the comparison in the hands of this replay."""
        import keras
        import matplotlib

        from course_utils import live

        matplotlib.use("agg")
        os.chdir(self._folder)
        keras.utils.set_random_seed = self._with_other_seed(keras.utils.set_random_seed)
        np.random.default_rng = self._with_other_seed(np.random.default_rng)
        live.compare_with_ours = self._record
        self._names = {"__name__": "__main__"}

    def _with_other_seed(self, function: Any) -> Any:
        return lambda seed=None: function(
            seed + _NEXT_SEED * self._seed if isinstance(seed, int) else seed
        )

    def _record(self, name: str, values: Any) -> None:
        for part, value in enumerate(np.ravel(values)):
            self._recorded.append((name, part, float(value)))


def _changed(cells: list[str], changes: Iterable[Change]) -> list[str]:
    for old, new in changes:
        counts = [cell.count(old) for cell in cells]
        if sum(counts) != 1:
            raise CourseError(f"{old!r} stands {sum(counts)} times in the lesson, not once")
        cells = [cell.replace(old, new) for cell in cells]
    return cells
