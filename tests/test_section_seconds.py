"""The seconds in the openings are measured, and nobody waits without seeing how far it is."""

import ast
import csv
import re
from pathlib import Path

import pytest

from benchmarks.section_seconds import RESULTS, START, code_of_sections
from course_utils import solutions
from tests.notebook_guards import all_notebooks, opening_of, read

SOLUTIONS = Path(solutions.__file__).parent
LONG = 3.0  # seconds; a shorter section is not named in the opening, and a shorter cell has no bar
EACH_LESSON = pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)


def measured(path):
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return {row["section"]: row for row in csv.DictReader(file) if row["lesson"] == path.stem}


@EACH_LESSON
def test_the_sections_that_were_measured_are_those_of_the_lesson(path):
    assert list(measured(path)) == list(code_of_sections(read(path)))


@EACH_LESSON
def test_the_opening_states_the_seconds_of_all_cells_and_of_each_long_section(path):
    opening = opening_of(read(path))
    seconds = {section: float(row["seconds"]) for section, row in measured(path).items()}
    assert f"**Time to run:** {sum(seconds.values()):.0f} s for all cells" in opening
    stated = {section: number for number, section in re.findall(r"(\d+) s in \*(.+?)\*", opening)}
    assert stated == {
        section: f"{number:.0f}"
        for section, number in seconds.items()
        if number >= LONG and section != START
    }


def shows_progress(tree):
    """Return whether code has a bar of ours, or trains or predicts with Keras's own."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(
        ast.unparse(call.func) == "bar"
        or (
            ast.unparse(call.func).endswith((".fit", ".predict"))
            and {"batch_size", "epochs"} & options(call)
        )
        for call in calls
        if "verbose" not in options(call)
    )


def options(call):
    return {keyword.arg for keyword in call.keywords}


def solutions_of(path):
    """Return the tree of what takes the place of a lesson's empty exercises."""
    return ast.parse((SOLUTIONS / f"lesson_{path.stem}.py").read_text(encoding="utf-8"))


@EACH_LESSON
def test_a_section_with_a_cell_that_takes_long_shows_how_far_it_is(path):
    code = {
        section: [ast.parse(cell.source) for cell in cells]
        for section, cells in code_of_sections(read(path)).items()
    }
    trees = [tree for trees in code.values() for tree in trees]
    functions = [
        node.name
        for tree in (*trees, solutions_of(path))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and shows_progress(node)
    ]
    silent = [
        section
        for section, row in measured(path).items()
        if float(row["slowest_cell_seconds"]) > LONG and section != START
        if not any(
            shows_progress(tree) or any(f"{name}(" in ast.unparse(tree) for name in functions)
            for tree in code[section]
        )
    ]
    assert silent == []
