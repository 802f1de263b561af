"""Cells that only draw are folded, for a learner and on the website; what teaches stays open."""

import nbformat
import pytest

from course_utils.learner.editions import take_out_outputs
from course_utils.notebooks import building
from course_utils.notebooks.building import from_text, sources
from course_utils.notebooks.drawing_cells import DRAWS, folded, only_draws

SLIDER = """\
from ipywidgets import IntSlider, interact

@interact(place=IntSlider(3, min=0, max=9))
def look(place):
    print(f"at {place}")"""


def is_folded(cell):
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def code_cell(source, tags=()):
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})


@pytest.mark.parametrize(
    "source",
    [
        "show(*figures.ladder(rows))",
        'rows = read_results("shift")\nshow(*figures.shifted(rows), rows="shift")',
        'ARMS = {"one": "1"}\nshow(*figures.arms(ARMS, 3))\nreveal("best", 3)',
        "figure = image_grid(X[:8], columns=8)\nshow(figure, 'Eight images.')",
    ],
)
def test_a_cell_that_shows_what_is_there_only_draws(source):
    assert only_draws(source)


@pytest.mark.parametrize(
    "source",
    [
        "model.fit(X, y)\nshow(*figures.curve(model))",
        "accuracy = np.mean(y == guesses)\nshow(*figures.bar(accuracy))",
        "def look(place):\n    show(*figures.at(place))",
        "for image in images:\n    show(image, 'It.')",
        'rows = read_results("shift")\nprint(rows)',
        "",
    ],
)
def test_a_cell_that_works_something_out_or_shows_nothing_stays_open(source):
    assert not only_draws(source)


def test_a_folded_cell_says_so_and_keeps_its_code_and_other_tags():
    source = "means = X.mean()\nshow(*figures.means(means))"
    (cell,) = folded([code_cell(source, [DRAWS, "nbval-ignore-output"])])
    assert is_folded(cell)
    assert cell.metadata["tags"] == ["nbval-ignore-output", "hide-input"]
    assert cell.source == f"# This cell only draws.\n{source}"
    (untagged,) = folded([code_cell(source)])
    assert not is_folded(untagged)
    assert untagged.source == source


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_every_figure_with_a_title_in_its_cell_is_folded(source):
    """The title says the finding, and a learner has not predicted it yet."""
    for cell in from_text(source).cells:
        shows = cell.cell_type == "code" and "show(\n    *" in cell.source
        assert is_folded(cell) or not shows, cell.source


def test_a_learners_copy_keeps_the_folds_of_code_and_shows_what_it_runs():
    cells = folded([code_cell("show(*figures.ladder(rows))")])
    cells[0].metadata["jupyter"]["outputs_hidden"] = True
    notebook = nbformat.v4.new_notebook(cells=cells)
    take_out_outputs(notebook)
    assert notebook.cells[0].metadata["jupyter"] == {"source_hidden": True}


def test_a_stored_slider_is_what_it_shows(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[code_cell(SLIDER)])
    building.execute(notebook, tmp_path)
    assert [output.text for output in notebook.cells[0].outputs] == ["at 3\n"]
    assert "widgets" not in notebook.metadata
