"""What a learner sees in JupyterLab around a lesson, with the settings of the package."""

import itertools
import shutil

import pytest

from course_utils.learner.files import places_beside
from tests.browser.lesson_page import LessonPage
from tests.browser.server import make_learners_copy

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LESSON = "06_joint_multi_head_training.ipynb"
# What is left of each name in the list of files, if all of them are cut.
VISIBLE = """items => items.map(item => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = getComputedStyle(item).font;
    const name = item.textContent;
    const fits = end => pen.measureText(name.slice(0, end) + '…').width <= item.clientWidth;
    return name.slice(0, [...name].findLastIndex((_, end) => fits(end)));
})"""


@pytest.fixture
def opened(jupyterlab, page):
    """The longest-named lesson in JupyterLab, with copies of it beside it."""
    folder = jupyterlab.root / "files"
    make_learners_copy(folder)
    for word in ("new", "before-reset"):
        for copy in itertools.islice(places_beside(folder / LESSON, word), 2):
            shutil.copy(folder / LESSON, copy)
    return LessonPage(page, jupyterlab.address(folder / LESSON))


def test_nothing_pops_up_and_each_file_can_be_told_from_the_others(opened, page):
    names = page.locator(".jp-DirListing-itemText")
    names.filter(has_text="01_").wait_for()
    page.wait_for_timeout(1000)  # a question would be there before the kernel is
    assert page.get_by_role("dialog").count() == 0
    assert page.locator(".jp-toast-message").count() == 0
    visible = names.evaluate_all(VISIBLE)
    assert len(set(visible)) == len(visible) > 12, visible
    assert min(len(name) for name in visible if name.startswith("06")) > 20, visible


def test_the_launcher_offers_nothing_of_jupytext(opened, page):
    opened.command("New Launcher")
    sections = page.locator(".jp-Launcher-sectionTitle")
    sections.first.wait_for()
    assert sections.all_text_contents() == ["Notebook", "Console", "Other"]


def test_a_page_opens_as_it_is_read_from_the_list_and_from_a_link_and_its_links_work(opened, page):
    preview = page.locator(".jp-MarkdownViewer:visible")
    page.locator(".jp-DirListing-item", has_text="docs").dblclick()
    page.locator(".jp-DirListing-item", has_text="report_rubric.md").dblclick()
    preview.get_by_role("link", name="lesson 08").click()
    page.locator(".lm-TabBar-tab.lm-mod-current", has_text="08_your_own_pictures.ipynb").wait_for()
    page.locator(".jp-Notebook:visible a[href*='glossary.md']").first.click()
    preview.get_by_role("heading", name="Glossary").wait_for()
