"""What a good report contains, as its one page for people says it: docs/report_rubric.md."""

from __future__ import annotations

import re
from typing import NamedTuple

from course_utils.datasets.fashion_mnist_files import REPOSITORY
from course_utils.errors import CourseError

RUBRIC = REPOSITORY / "docs" / "report_rubric.md"
_ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


class Criterion(NamedTuple):
    """One row of the rubric: what is looked at, and what 0, 1 and 2 points look like."""

    name: str
    no_point: str
    one_point: str
    two_points: str


def criteria() -> list[Criterion]:
    """Return the rows of the rubric's table, in order.

    Raises
    ------
    CourseError
        If the page is not there, or its table has no rows.
    """
    try:
        rows = _ROW.findall(RUBRIC.read_text(encoding="utf-8"))
    except OSError:
        rows = []
    if not rows:
        raise CourseError(
            "docs/report_rubric.md cannot be read. `git checkout -- docs` brings it back."
        )
    return [Criterion(*row) for row in rows]
