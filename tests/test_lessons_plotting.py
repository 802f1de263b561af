"""A lesson shows what it teaches. Code that draws, if it is long, is in course_utils.figures."""

import ast

import nbformat
import pytest

from course_utils.notebooks.building import from_text, sources

DRAWING = {"plt", "axis", "axes", "ax", "image_grid"}  # names of code that draws
MOST_LINES = 12


def lines_of(cell):
    lines = (line.strip() for line in cell.source.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def draws(cell):
    """Return whether code draws by itself, and does not leave it to a function that it calls."""
    names = (node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name))
    return not DRAWING.isdisjoint(names)


def complaints(notebook):
    return [
        f"{len(lines_of(cell))} lines draw: {lines_of(cell)[0]}"
        for cell in notebook.cells
        if cell.cell_type == "code" and draws(cell) and len(lines_of(cell)) > MOST_LINES
    ]


def notebook(code):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_no_cell_of_a_lesson_draws_over_more_than_twelve_lines(source):
    assert complaints(from_text(source)) == []


@pytest.mark.parametrize(
    "first",
    [
        "figure, axis = plt.subplots()",
        "figure = image_grid(images)",
        "def draw(axes): axes[0].plot(x)",
        "for ax in panels: ax.plot(x)",
    ],
)
def test_a_cell_that_draws_over_thirteen_lines_is_found(first):
    assert complaints(notebook("\n".join([first, *["x = 1"] * MOST_LINES])))
    assert not complaints(notebook("\n".join([first, *["x = 1"] * (MOST_LINES - 1)])))


@pytest.mark.parametrize("first", ["show(*figures.ladder(rows))", "mean = X.mean(axis=0)"])
def test_a_long_cell_that_leaves_drawing_to_a_function_is_accepted(first):
    assert not complaints(notebook("\n".join([first, *["x = 1"] * MOST_LINES])))


def test_comments_and_empty_lines_are_not_counted():
    assert not complaints(notebook("plt.plot(x)\n" + "\n# a word\n" * MOST_LINES))
