"""The pages of a graded class in a browser, in light and dark: can everybody read them?"""

import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_utils.questions.reading import lessons
from tests.browser.axe import serious_findings
from tests.classes import hand_in, right_cell, right_notebook

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Grade two students, one of them with a mistake that nobody explains."""
    root = tmp_path_factory.mktemp("class")
    asked = lessons()["lesson_01_dataset_tour"]
    question, explanation = next(iter(asked.questions)), next(iter(asked.explanations))
    for student in ("ann", "bob"):
        notebook = right_notebook()
        notebook.cells.append(new_code_cell(f'ask("{question}", "a")'))
        own = {"course": {"explain": explanation}}
        notebook.cells.append(new_markdown_cell(f"What {student} thinks.", metadata=own))
        if student == "bob":
            cell = next(it for it in notebook.cells if "def prepare_images" in it.source)
            cell.source = right_cell("prepare_images").source + " ** 3 + 0.125"
        hand_in(root / "submissions", student, notebook)
    (root / "marks.toml").write_text("questions = 0.5\n")
    command = [sys.executable, "-m", "course_utils", "grade", root / "submissions"]
    options = ["--out", root / "marks", "--marks", root / "marks.toml"]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL, timeout=600)
    return root / "marks"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["feedback/bob.html", "class_report.html", "written.html"])
def test_a_page_can_be_read_by_everybody(name, scheme, pages, page):
    page.emulate_media(color_scheme=scheme)
    page.set_content((pages / name).read_text(encoding="utf-8"))
    lightness = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert int(lightness) < 40 if scheme == "dark" else int(lightness) > 240
    assert serious_findings(page) == []


def test_the_page_of_what_was_written_has_every_text(pages, page):
    page.set_content((pages / "written.html").read_text(encoding="utf-8"))
    text = page.locator("body").text_content()
    assert "What ann thinks." in text
    assert "What bob thinks." in text
