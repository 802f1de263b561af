"""The notebook that a learner has open in this kernel, as it is on disk, and the cell that runs."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError
from course_utils.notebooks.reading import exercise_of, read_notebook, source_of

_LONGEST = 60  # signs of a line that is quoted
_HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
_IMPORTS_THE_COURSE = re.compile(r"^\s*(?:from|import)\s[^#\n]*\bcourse_utils\b", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class OpenNotebook:
    """The cells on disk, and the place of the one that runs; None if it is not among them."""

    cells: list[dict[str, Any]]
    running: int | None

    @property
    def exercises(self) -> list[str]:
        """The exercises that the notebook has cells for, in their order."""
        return [name for cell in self.cells if (name := exercise_of(cell))]

    @property
    def exercise_above(self) -> str | None:
        """The exercise of the running cell, or the nearest one above it."""
        if self.running is None:
            return None
        above = self.cells[: self.running + 1]
        return next((name for cell in reversed(above) if (name := exercise_of(cell))), None)

    @property
    def sources(self) -> dict[int, str]:
        """The code of each code cell, by its place."""
        return {
            place: source_of(cell)
            for place, cell in enumerate(self.cells)
            if cell["cell_type"] == "code"
        }

    def in_words(self, place: int) -> str:
        """Return where a code cell is found: by the heading above it, and how it begins."""
        begins = f"begins with `{_first_line(self.sources[place])}`"
        heading = self._heading_above(place)
        return f'the cell under "{heading}" that {begins}' if heading else f"the cell that {begins}"

    def _heading_above(self, place: int) -> str:
        for cell in reversed(self.cells[:place]):
            if cell["cell_type"] == "markdown" and (found := _HEADING.findall(source_of(cell))):
                return _LINK.sub(r"\1", found[-1]).replace("`", "").replace("*", "")
        return ""


def path() -> Path | None:
    """Return the notebook's file, as Jupyter names it when it starts a kernel; else None."""
    named = Path(os.environ.get("JPY_SESSION_NAME", ""))
    return named if named.suffix == ".ipynb" and named.is_file() else None


def read() -> OpenNotebook | None:
    """Return the open notebook; None if it is not known, or is none that uses the course."""
    file = path()
    try:
        cells = read_notebook(file)["cells"] if file else []
    except (CourseError, OSError):
        return None
    notebook = OpenNotebook(cells, _running_among(cells))
    uses_the_course = any(map(_IMPORTS_THE_COURSE.search, notebook.sources.values()))
    return notebook if uses_the_course else None


def _running_among(cells: list[dict[str, Any]]) -> int | None:
    """Return the place of the running cell: by its id, which JupyterLab sends, else by its code."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return None
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    sent = request.get("metadata", {}).get("cellId")
    by_id = [place for place, cell in enumerate(cells) if sent and cell.get("id") == sent]
    running = shell.history_manager.input_hist_raw[-1].strip()
    by_code = [
        place
        for place, cell in enumerate(cells)
        if cell["cell_type"] == "code" and running and source_of(cell).strip() == running
    ]
    found = by_id or by_code
    return found[0] if len(found) == 1 else None


def _first_line(source: str) -> str:
    """Return the first line of a cell that is no comment, shortened."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    line = next((line for line in lines if not line.startswith("#")), lines[0] if lines else "")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2].rstrip()} …"
