"""The start notebook in a real JupyterLab, to its last cell, by the keyboard alone."""

import pytest

from course_utils.exercises import find
from tests.browser import screenshots
from tests.browser.axe import serious_findings

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CHECK, HINT = "share_right = check(share_right)", 'hint("share_right")'
PREDICT, REVEAL, ASK = 'predict("five photos"', 'reveal("five photos"', 'ask("the-next-day"'
DRAWS = "# This cell only draws."


def test_the_start_notebook_goes_to_its_end_by_the_keyboard(open_lesson, page):
    lesson = open_lesson("00_start_here")
    screenshots.keep(page, "start-notebook")
    lesson.run("This cell has run.")
    lesson.run("import numpy")

    lesson.run("def share_right(")
    lesson.run(CHECK)
    assert "share_right: not attempted" in lesson.card_of(CHECK).text_content()

    lesson.replace_body("share_right", ["return 0.5"])
    lesson.run("def share_right(")
    lesson.run(CHECK)
    card = lesson.card_of(CHECK).text_content()
    assert "share_right: not yet right" in card
    assert "the result is 0.5" in card
    lesson.show_in_the_middle(CHECK)
    screenshots.keep(page, "card")

    lesson.uncomment(f"# {HINT}")
    for opened in (0, 1, 2):
        lesson.run(HINT)
        assert find("share_right").hints[opened] in lesson.card_of(HINT).text_content()
    lesson.replace_body("share_right", ["return np.mean(labels == guesses)"])
    lesson.run("def share_right(")
    lesson.run(CHECK)
    assert "share_right: passed" in lesson.card_of(CHECK).text_content()

    lesson.run("photos = load_photos()")
    lesson.answer(PREDICT, "20, 90")
    lesson.run(REVEAL)
    assert "Your range holds it." in lesson.card_of(REVEAL).text_content()
    lesson.run("from_pixels = ")
    lesson.press("Shift+Enter", "Shift+Enter")  # through the text, and then the folded cell
    figure = lesson.code_cell(DRAWS).locator("img")
    figure.wait_for()
    assert "photos" in figure.get_attribute("alt")

    lesson.answer(ASK, '"b"')
    assert "b: right" in lesson.card_of(ASK).text_content()
    lesson.run("progress()")
    assert "1 of 1 ✓" in lesson.card_of("progress()").text_content()
    assert lesson.errors() == []
    assert serious_findings(page, ".jp-RenderedHTMLCommon") == []


def test_cells_that_only_draw_are_folded_and_open_with_a_click(open_lesson):
    lesson = open_lesson("03_split_dataset")
    drawing = lesson.folded_cells()
    assert drawing.count() >= 3
    assert {text.split("\n")[0] for text in drawing.all_text_contents()} == {DRAWS}
    drawing.first.locator(".jp-Placeholder-content").click()
    assert "show(" in lesson.code_cell(DRAWS).first.text_content()
