"""Cards and figures in JupyterLab's light and dark theme: can everybody read them?"""

import io

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from course_utils.exercises.verdict import WORDS
from course_utils.questions.reading import predictions, questions
from tests import needs
from tests.browser.axe import serious_findings
from tests.browser.lesson_page import LessonPage
from tests.browser.server import make_learners_copy
from tests.notebook_guards import all_notebooks, read

pytestmark = [pytest.mark.slow, pytest.mark.browser]

QUESTION = next(iter(questions()))
PREDICTION = next(name for name, asked in predictions().items() if not asked.choices)

EVERY_CARD_AND_A_FIGURE = f"""\
import numpy as np

from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.exercises.exercise import Finding
from course_utils.exercises.rendering import show_verdict
from course_utils.exercises.verdict import Verdict
from course_utils.figures.plots import image_grid, show

finding = Finding("labels-not-moved", "The labels were not moved.", "y_A[2] is 5", "y_A[2] is 7")
for status in {list(WORDS)}:
    show_verdict(Verdict("split_dataset", status, "In words.", finding, "10 images", 'hint("x")'))
hint("split_dataset")
solution("split_dataset")
check("split_dataset")
for answer in ("a", "b", "?", ...):
    ask("{QUESTION}", answer)
predict("{PREDICTION}", 1, 2)
reveal("{PREDICTION}", 3)
predict("{PREDICTION}", "many")
progress()
figure = image_grid(np.eye(28)[np.newaxis], columns=1)
show(figure, "A line from corner to corner.", rows="shift")"""
CARDS = len(WORDS) + 3 + 4 + 3 + 1


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"], ids=["light", "dark"])
def theme(request):
    return request.param


def test_every_card_and_a_figure_can_be_read_by_everybody(theme, jupyterlab, page):
    notebook = new_notebook(
        cells=[new_code_cell(EVERY_CARD_AND_A_FIGURE)], metadata=read(all_notebooks()[0]).metadata
    )
    path = jupyterlab.root / theme / "cards.ipynb"
    make_learners_copy(path.parent)
    nbformat.write(notebook, path)
    jupyterlab.use_theme(theme)
    page.set_viewport_size({"width": 1200, "height": 3500})  # all cards in sight
    lesson = LessonPage(page, jupyterlab.address(path))
    lesson.run("show_verdict")
    assert shown_theme(page) == theme
    wait_for(lesson.cards, CARDS)
    assert serious_findings(page, ".jp-OutputArea") == []
    figure = page.locator(".jp-OutputArea-output img")
    assert darkest_of_the_edge(figure.screenshot()) > 250


def test_the_stored_figures_of_a_lesson_stand_on_white(theme, jupyterlab, page):
    path = jupyterlab.root / f"stored figures in {theme}.ipynb"
    stored = read(next(it for it in all_notebooks() if it.name.startswith("03_")))
    for cell in stored.cells:
        cell.metadata.pop("jupyter", None)  # that an output is folded
    nbformat.write(stored, path)
    jupyterlab.use_theme(theme)
    LessonPage(page, jupyterlab.address(path))
    assert shown_theme(page) == theme
    figures = page.locator(".jp-OutputArea-output img")
    wait_for(figures, str(stored).count("<img "))
    for figure in figures.all():
        figure.scroll_into_view_if_needed()
        assert darkest_of_the_edge(figure.screenshot()) > 250


def wait_for(locator, number):
    """Wait until there are so many: JupyterLab draws outputs one after the other."""
    needs.package("playwright.sync_api").expect(locator).to_have_count(number)


def shown_theme(page):
    return page.locator("body").get_attribute("data-jp-theme-name")


def darkest_of_the_edge(png):
    grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    inside = grey[2:-2, 2:-2]  # at the very edge the browser mixes it with the page
    return min(edge.min() for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
