"""The numbers in the prose of lessons: where each is from, and what it is when counted again.

A claim is a piece of a lesson's text with numbers in it, the rows that they are from, and a
function that counts them again. ``python -m tests.recount`` prints them all. The claims of a lesson
are in ``tests/claims``.
"""

import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import nbformat
from rich.console import Console
from rich.table import Table

from course_utils.notebooks.building import from_text, notebook_of, sources

# A number that says something measured: a share, points, or so many times as much.
_MEASURED = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?(?= (?:%|points?\b|times\b))")
_NUMBER = re.compile(r"(?<![\w.])[+−-]?\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)")


@dataclass(frozen=True)
class Claim:
    """A piece of text, and its numbers counted again.

    Parameters
    ----------
    lesson : str
        Such as ``"05"``.
    text : str
        As it stands in the lesson, line breaks aside.
    rows : str
        The results that the numbers are from, or another place, in words.
    count : callable
        Returns one value for each number in the text, in their order, in the same unit.
    """

    lesson: str
    text: str
    rows: str
    count: Callable[[], Sequence[float]]

    def numbers(self):
        """Return the numbers in the text, as they are written."""
        return _NUMBER.findall(self.text)


def value_of(written):
    """Return the value of a number, and half a unit of its last digit."""
    plain = written.replace(",", "").replace("−", "-")
    digits = len(plain.partition(".")[2])
    return float(plain), 0.5 * 10**-digits


def prose_of(lesson):
    """Return the text of a lesson in one line, without code and formulas.

    What a question says is left out: its numbers are not measured, but set.
    """
    (source,) = (path for path in sources() if path.name.startswith(lesson))
    texts = [cell for cell in from_text(source).cells if cell.cell_type == "markdown"]
    cells = [cell.source for cell in texts if "course" not in cell.metadata]
    text = re.sub(r"```.*?```|\$\$.*?\$\$", " ", "\n".join(cells), flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return " ".join(text.split())


def uncounted(lesson, claims, definitions):
    """Return what the prose says of measured numbers that no claim counts.

    Parameters
    ----------
    lesson : str
    claims : sequence of Claim
        Those of the lesson.
    definitions : sequence of str
        Pieces of text whose numbers are no results, such as a 95 % interval.
    """
    prose = prose_of(lesson)
    for piece in [*(claim.text for claim in claims), *definitions]:
        prose = prose.replace(piece, " ")
    return [prose[max(0, m.start() - 60) : m.end() + 30] for m in _MEASURED.finditer(prose)]


def printed(lesson, pattern):
    """Return the numbers that a guarded cell of a lesson prints, one for each group of a pattern.

    Parameters
    ----------
    lesson : str
    pattern : str
        A regular expression that finds one thing in what the cells print. Cells whose output nbval
        does not compare are left out.
    """
    (source,) = (path for path in sources() if path.name.startswith(lesson))
    said = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for cell in nbformat.read(notebook_of(source), as_version=4).cells
        if cell.cell_type == "code" and "nbval-ignore-output" not in cell.metadata.get("tags", [])
        for output in cell.outputs
    ]
    (found,) = set(re.findall(pattern, "\n".join(said)))
    groups = (found,) if isinstance(found, str) else found
    return [float(group.replace(",", "")) for group in groups]


def claims_of(lesson):
    """Return the claims of a lesson, and the pieces of its text whose numbers are no results."""
    module = importlib.import_module(f"tests.claims.lesson_{lesson}")
    return module.CLAIMS, module.DEFINITIONS


def main():
    """Print number, rows and sentence of each claim."""
    table = Table("lesson", "written", "counted", "rows", "text")
    lessons = (path.name[:2] for path in sources())
    for claim in (claim for lesson in lessons for claim in claims_of(lesson)[0]):
        for written, counted in zip(claim.numbers(), claim.count(), strict=True):
            table.add_row(claim.lesson, written, f"{counted:.4g}", claim.rows, claim.text)
    Console(width=160).print(table)
