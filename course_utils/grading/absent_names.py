"""Why a name is not there, where of a notebook only a part is run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from course_utils.exercises.verdict import Verdict
from course_utils.notebooks.reading import CodeCell

_NAME_ERROR = re.compile(r"NameError: name '(\w+)' is not defined")
# Read as lines, because what parses a submission can be ended by it. Each takes linear time.
_IMPORT = re.compile(r"^[ \t]*(?:import|from) (.*)$", re.MULTILINE)
_ASSIGNMENT = re.compile(r"^(\w[\w, ]*)(?::[^=\n]*)?=(?!=)", re.MULTILINE)


def explained(verdict: Verdict, cells: Iterable[CodeCell], problems: Mapping[str, str]) -> Verdict:
    """Say of a name that was not defined what has become of it in the notebook.

    Parameters
    ----------
    verdict : Verdict
        Any; one without a NameError comes back as it is.
    cells : iterable of CodeCell
        The notebook's.
    problems : dict of str to str
        What went wrong in each cell when its definitions were run, by the cell's `label`.

    Returns
    -------
    Verdict
        With another next step, where the notebook has the name.
    """
    name, cells = name_not_defined(verdict), list(cells)
    if not name:
        return verdict
    stopped = [
        problems[cell.label]
        for cell in cells
        if cell.label in problems and (_has(name, _IMPORT, cell) or _has(name, _ASSIGNMENT, cell))
    ]
    if stopped:
        return replace(verdict, next_step=f"mend the cell that should give {name}: {stopped[0]}")
    if any(_has(name, _ASSIGNMENT, cell) for cell in cells if not cell.exercise):
        return replace(
            verdict,
            next_step=f"take what you need from the arguments: the notebook computes {name}, and "
            "where a saved notebook is checked only what is cheap is run",
        )
    return verdict


def name_not_defined(verdict: Verdict) -> str | None:
    """Return the name for which a function stopped with NameError, or None."""
    found = _NAME_ERROR.search(verdict.finding.got) if verdict.finding else None
    return found[1] if found and verdict.status == "error" else None


def _has(name: str, statement: re.Pattern[str], cell: CodeCell) -> bool:
    """Return whether a cell has a statement of a kind that gives a name."""
    word = re.compile(rf"\b{name}\b")
    return any(word.search(names) for names in statement.findall(cell.source))
