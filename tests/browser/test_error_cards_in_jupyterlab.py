"""What a beginner does wrong in JupyterLab, by the keyboard, and the cards that help."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

IMPORTS = "from course_utils import ask"
FOLDER = "folder = find_fashion_mnist()"
CHECK = "read_idx = check(read_idx)"
USE = "images = read_idx(images_file)"
HINT = '# hint("read_idx")'


def test_a_beginners_errors_get_cards_that_lead_on(open_lesson):
    lesson = open_lesson("01_dataset_tour")
    lesson.clear_outputs()

    def card_after(cell):
        lesson.run(cell)
        return lesson.card_of(cell).text_content()

    assert "import gzip" in card_after(FOLDER)  # the cell of imports was skipped
    lesson.run(IMPORTS)
    assert 'under "Exercise 1: read_idx"' in card_after(USE)
    lesson.run("def read_idx(")
    lesson.run(FOLDER)
    assert "read_idx is still blank, and not checked yet" in card_after(USE)

    lesson.answer('ask("missing-control"', "b")
    assert 'write ask("missing-control", "b")' in lesson.card_of("ask(").first.text_content()

    lesson.rewrite(HINT, "hint()")
    assert "read_idx: hint 1 of" in card_after("hint()")
    lesson.rewrite("hint()", "hint(3, 4)")
    assert 'write hint("read_idx")' in card_after("hint(3, 4)")

    lesson.rewrite("def read_idx(", "def read_idx(path): print(path)")
    lesson.run("def read_idx(")
    assert "read_idx is not checked yet, and returns nothing" in card_after(USE)

    assert "Did you forget return?" in card_after(CHECK)
    lesson.rewrite("def read_idx(", "def readidx(path): return path")
    lesson.run("def readidx(")
    assert "your function is now called readidx" in card_after(CHECK)

    assert lesson.errors() == []


def test_a_cell_that_ends_in_a_card_stops_those_below_it(open_lesson):
    lesson = open_lesson("01_dataset_tour")
    lesson.rewrite('predict("pixel accuracy"', 'predict("pixel accuracy", seven)')
    lesson.clear_outputs()
    lesson.start_all()
    card = lesson.card_of("seven)")
    card.wait_for()
    assert "in digits" in card.text_content()
    lesson.page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for()
    prompts = lesson.page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()
    assert [prompt for prompt in prompts if "*" in prompt] == []
    numbers = [prompt for prompt in prompts if any(sign.isdigit() for sign in prompt)]
    assert len(numbers) == 3
    assert lesson.errors() == []
