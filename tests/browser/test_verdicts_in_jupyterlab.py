"""What surrounds a verdict in JupyterLab: what was printed, what runs on, what is not saved."""

import pytest

from course_utils import solutions
from tests.browser import screenshots
from tests.browser.axe import serious_findings
from tests.browser.lesson_page import LessonPage
from tests.browser.test_lessons_in_jupyterlab import CHECK, IMPORTS, body_of_the_solution
from tests.learners import run

pytestmark = [pytest.mark.slow, pytest.mark.browser]

DEFINITION = "def split_dataset("
NOT_SAVED = "Not saved yet: press Ctrl+S"
CARD = ".jp-OutputArea-output [role=group]"


def text_of_card(lesson, cell):
    return lesson.card_of(cell).last.text_content()


def save(lesson, page):
    lesson.press("Escape", "ControlOrMeta+s")
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")


def status(jupyterlab):
    """Return what `course status` says of the newest copy, in one line and small letters."""
    folder = max(jupyterlab.root.iterdir(), key=lambda folder: folder.stat().st_mtime)
    shown = run("status", folder).stdout
    assert "Your progress: 1 of" in shown
    return " ".join(shown.split()).lower()


def test_a_closed_tab_loses_no_pass(open_lesson, jupyterlab, page):
    lesson = open_lesson("03_split_dataset")
    address = page.url
    lesson.run(IMPORTS)
    lesson.replace_body("split_dataset", body_of_the_solution("split_dataset"))
    lesson.run(DEFINITION)
    lesson.run(CHECK)
    assert "split_dataset: passed" in text_of_card(lesson, CHECK)
    assert NOT_SAVED in text_of_card(lesson, CHECK)

    page.on("dialog", lambda dialog: dialog.accept())  # leave, though it is not saved
    page.goto("about:blank")
    jupyterlab.end_kernels()
    lesson = LessonPage(page, address)
    lesson.run(IMPORTS)
    lesson.run(DEFINITION)
    lesson.run(CHECK)
    assert "You have passed this before" in text_of_card(lesson, CHECK)
    fold = lesson.card_of(CHECK).locator("details")
    lesson.go_to(CHECK)
    fold.locator("summary").focus()
    lesson.press("Enter")
    kept = fold.locator("pre").inner_text()
    assert kept.strip() == solutions.source("split_dataset").strip()
    screenshots.keep(page, "a kept answer")
    assert serious_findings(page, CARD) == []

    save(lesson, page)  # the exercise is blank
    assert "passed, but not in the notebook: split_dataset" in status(jupyterlab)

    lesson.replace_body("split_dataset", body_of_the_solution("split_dataset"))
    lesson.run(DEFINITION)
    save(lesson, page)
    lesson.run(CHECK)
    assert "split_dataset: passed" in text_of_card(lesson, CHECK)
    assert NOT_SAVED not in text_of_card(lesson, CHECK)
    assert "not in the notebook" not in status(jupyterlab)


def test_a_check_that_takes_long_says_so_and_is_stopped_by_one_calm_card(open_lesson, page):
    lesson = open_lesson("03_split_dataset")
    lesson.clear_outputs()
    lesson.run(IMPORTS)
    lesson.replace_body("split_dataset", ["print('I am here')", "while True: X"])
    lesson.run(DEFINITION)
    lesson.go_to(CHECK)
    lesson.press("Shift+Enter")
    card = lesson.card_of(CHECK)
    card.filter(has_text="split_dataset: still running").wait_for()
    lesson.press("Escape", "i", "i")  # what ■ does
    card.filter(has_text="split_dataset: you stopped the check").wait_for()
    assert card.count() == 1, "that it runs is no longer true"
    below = lesson.code_cell(CHECK).locator(".jp-OutputArea")
    assert "Error" not in below.text_content()
    assert lesson.errors() == []
    screenshots.keep(page, "a check that was stopped")

    lesson.replace_body("split_dataset", ["return X"])
    lesson.run(DEFINITION)
    lesson.run(CHECK)
    fold = card.locator("details")
    assert "What your function printed, tried on:" in fold.locator("summary").text_content()
    assert fold.locator("pre").text_content().strip() == "I am here"
    assert not fold.evaluate("fold => fold.open")
