"""The seconds in the openings are measured, and nobody waits without seeing how far it is."""

import ast
import csv
import re

import pytest

from course_utils.experiments.experiment import RESULTS
from tests.notebook_guards import all_notebooks, read

LONG = 3.0  # seconds; a shorter section is not named in the opening, and a shorter cell has no bar
START = "Start"  # what stands above the first heading: imports, most of all TensorFlow's
EACH_LESSON = pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)


def measured(path):
    with (RESULTS / "section_seconds.csv").open(encoding="utf-8", newline="") as file:
        return {row["section"]: row for row in csv.DictReader(file) if row["lesson"] == path.stem}


def code_of_sections(path):
    """Return the source of each code cell, by the heading of the second level above it."""
    section, sections = START, {}
    for cell in read(path).cells:
        if cell.cell_type == "code":
            sections.setdefault(section, []).append(cell.source)
        else:
            section = (section, *re.findall(r"^## (.+)$", cell.source, re.MULTILINE))[-1]
    return sections


@EACH_LESSON
def test_the_sections_that_were_measured_are_those_of_the_lesson(path):
    assert list(measured(path)) == list(code_of_sections(path))


@EACH_LESSON
def test_the_opening_states_the_seconds_of_all_cells_and_of_each_long_section(path):
    opening = " ".join(read(path).cells[0].source.split())
    seconds = {section: float(row["seconds"]) for section, row in measured(path).items()}
    assert f"**Time to run:** {sum(seconds.values()):.0f} s for all cells" in opening
    stated = {section: number for number, section in re.findall(r"(\d+) s in \*(.+?)\*", opening)}
    assert stated == {
        section: f"{number:.0f}"
        for section, number in seconds.items()
        if number >= LONG and section != START
    }


def shows_progress(tree):
    """Return whether code has a bar of ours, or trains with Keras's own."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(
        ast.unparse(call.func) == "bar"
        or (ast.unparse(call.func).endswith(".fit") and {"batch_size", "epochs"} & options(call))
        for call in calls
        if "verbose" not in options(call)
    )


def options(call):
    return {keyword.arg for keyword in call.keywords}


@EACH_LESSON
def test_a_section_with_a_cell_that_takes_long_shows_how_far_it_is(path):
    code = {
        section: list(map(ast.parse, cells)) for section, cells in code_of_sections(path).items()
    }
    functions = [
        node.name
        for trees in code.values()
        for node in ast.walk(ast.Module([part for tree in trees for part in tree.body]))
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
