"""Cards and figures in JupyterLab's light and dark theme: can everybody read them?"""

import io

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from course_utils.exercises.verdict import WORDS
from tests.browser.axe import serious_findings
from tests.browser.lesson_page import LessonPage
from tests.notebook_guards import all_notebooks, read

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EVERY_CARD = f"""\
from course_utils import check, hint, solution
from course_utils.exercises.exercise import Finding
from course_utils.exercises.rendering import show_verdict
from course_utils.exercises.verdict import Verdict

finding = Finding("labels-not-moved", "The labels were not moved.", "y_A[2] is 5", "y_A[2] is 7")
for status in {list(WORDS)}:
    show_verdict(Verdict("split_dataset", status, "In words.", finding, "10 images", 'hint("x")'))
hint("split_dataset")
solution("split_dataset")
check("split_dataset")"""
CARDS = len(WORDS) + 3


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"], ids=["light", "dark"])
def theme(request):
    return request.param


def test_every_card_can_be_read_by_everybody(theme, jupyterlab, page):
    notebook = new_notebook(
        cells=[new_code_cell(EVERY_CARD)], metadata=read(all_notebooks()[0]).metadata
    )
    path = jupyterlab.root / f"cards in {theme}.ipynb"
    nbformat.write(notebook, path)
    jupyterlab.use_theme(theme)
    page.set_viewport_size({"width": 1200, "height": 2500})  # all cards in sight
    lesson = LessonPage(page, jupyterlab.address(path))
    lesson.run("show_verdict")
    assert lesson.cards.count() == CARDS
    assert serious_findings(page, ".jp-OutputArea") == []


def test_figures_stand_on_white_in_every_theme(theme, open_lesson, page):
    open_lesson("03_split_dataset", theme)
    assert (
        page.locator("body").get_attribute("data-jp-theme-light")
        == str(theme == "JupyterLab Light").lower()
    )
    figures = page.locator(".jp-OutputArea-output img").all()
    assert len(figures) == 4
    for figure in figures:
        figure.scroll_into_view_if_needed()
        assert darkest_of_the_edge(figure.screenshot()) > 250


def darkest_of_the_edge(png):
    grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    inside = grey[2:-2, 2:-2]  # at the very edge the browser mixes it with the page
    return min(edge.min() for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
