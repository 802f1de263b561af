"""Lessons in a real JupyterLab, in a real browser, used by the keyboard alone."""

import ast

import pytest

from course_utils import solutions
from course_utils.exercises import find, of_lesson
from course_utils.exercises.checking import NOTEBOOK_SEED, verdict_on
from course_utils.questions.reading import lessons
from tests import wrong_answers  # noqa: F401  (registers them)
from tests.answers import WRONG
from tests.browser import screenshots

pytestmark = [pytest.mark.slow, pytest.mark.browser]

IMPORTS = "from course_utils import ask"
CHECK = "split_dataset = check(split_dataset)"
PROGRESS = "progress()"
HINT, SOLUTION = 'hint("split_dataset")', 'solution("split_dataset")'

# What the wrong answer `labels_not_moved` does, in the words of somebody who types it.
LABELS_NOT_MOVED = [
    "in_B = (y == 5) | (y == 6)",
    'return (X[~in_B], y[~in_B]), (X[in_B], (y[in_B] == 6).astype("float32"))',
]


def body_of_the_solution(name):
    """Return the lines of a reference solution below its docstring, as they are typed."""
    source = solutions.source(name)
    first = ast.parse(source).body[0].body[1]
    return [line.strip() for line in source.splitlines()[first.lineno - 1 :]]


def message_of_the_misconception():
    answer = WRONG["split_dataset"]["labels-not-moved"]
    return verdict_on(find("split_dataset"), answer, NOTEBOOK_SEED).message


def test_a_blank_lesson_runs_to_its_end_and_so_does_one_with_a_wrong_answer(open_lesson):
    lesson = open_lesson("03_split_dataset")
    lesson.clear_outputs()
    lesson.run_all()
    assert lesson.errors() == []
    for exercise in of_lesson(3):
        check = f"{exercise.name} = check({exercise.name})"
        assert "not attempted" in lesson.card_of(check).text_content()

    lesson.replace_body("split_dataset", LABELS_NOT_MOVED)
    lesson.clear_outputs()
    lesson.restart_and_run_all()
    assert lesson.errors() == []
    assert message_of_the_misconception() in lesson.card_of(CHECK).text_content()


def test_an_exercise_goes_from_wrong_by_hint_and_solution_to_passed(open_lesson, page):
    lesson = open_lesson("03_split_dataset")
    lesson.clear_outputs()
    lesson.run(IMPORTS)

    lesson.replace_body("split_dataset", LABELS_NOT_MOVED)
    lesson.run("def split_dataset(")
    lesson.run(CHECK)
    assert message_of_the_misconception() in lesson.card_of(CHECK).text_content()

    lesson.uncomment(f"# {HINT}")
    lesson.run(HINT)
    hints = lesson.card_of(HINT).locator("details")
    assert opened(hints) == [True, False, False]
    lesson.show_in_the_middle(CHECK)
    lesson.command("Show Left Sidebar")  # it is shown, so it goes
    screenshots.keep(page, screenshots.README)
    lesson.go_to(HINT)
    lesson.tab_to("Hint 2")
    lesson.press("Enter")
    assert opened(hints) == [True, True, False]
    assert find("split_dataset").hints[1] in hints.nth(1).text_content()

    lesson.go_to(CHECK)  # an arrow key leads from the card back to the cells
    lesson.uncomment(f"# {SOLUTION}")
    lesson.run(SOLUTION)
    below = lesson.code_cell(SOLUTION).locator(".jp-OutputArea").text_content()
    body = body_of_the_solution("split_dataset")
    assert all(line in below for line in body)

    lesson.replace_body("split_dataset", body)
    lesson.run("def split_dataset(")
    lesson.run(CHECK)
    assert "split_dataset: passed" in lesson.card_of(CHECK).text_content()


def opened(hints):
    """Return which hints of a card are open."""
    return hints.evaluate_all("folds => folds.map(fold => fold.open)")


def test_the_progress_card_counts_what_has_passed(open_lesson):
    lesson = open_lesson("03_split_dataset")
    lesson.clear_outputs()
    lesson.run(IMPORTS)
    lesson.run(PROGRESS)
    assert "Your progress: 0 of" in lesson.card_of(PROGRESS).text_content()
    lesson.replace_body("split_dataset", body_of_the_solution("split_dataset"))
    lesson.run("def split_dataset(")
    lesson.run(CHECK)
    lesson.run(PROGRESS)
    assert "Your progress: 1 of" in lesson.card_of(PROGRESS).text_content()


def test_a_guess_stands_beside_the_measurement_and_counts(open_lesson):
    lesson = open_lesson("03_split_dataset")
    assert lesson.page.locator(".jp-OutputArea-output").count() == 0, "an output tells the answer"
    lesson.run(IMPORTS)
    lesson.run("import keras")
    lesson.run("fashion = load_fashion_mnist()")
    lesson.answer('predict("task B images"', "9000, 12000")
    assert "you expect 9,000 to 12,000 images" in lesson.card_of("predict(").first.text_content()
    lesson.run('reveal("task B images"')
    assert "Your range holds it." in lesson.card_of('reveal("task B images"').text_content()
    lesson.run(PROGRESS)
    assert "1 of 1 ranges held" in lesson.card_of(PROGRESS).text_content()


def test_a_question_is_answered_by_the_keyboard_wrong_and_then_right(open_lesson):
    name, question = next(iter(lessons()["lesson_03_split_dataset"].questions.items()))
    (right,) = (letter for letter, option in question.options.items() if option.is_right)
    wrong = next(letter for letter in question.options if letter != right)
    lesson = open_lesson("03_split_dataset")
    lesson.run(IMPORTS)
    call = f'ask("{name}"'
    lesson.answer(call, f'"{wrong}"')
    assert question.options[wrong].reply in lesson.card_of(call).text_content()
    lesson.go_to(call)
    lesson.press("Enter", "ControlOrMeta+End", "ArrowLeft", "ArrowLeft", "Backspace")
    lesson.page.keyboard.type(right)
    lesson.press("Escape")
    lesson.run(call)
    assert f"{right}: right" in lesson.card_of(call).text_content()
    lesson.run(PROGRESS)
    assert "1 of" in lesson.card_of(PROGRESS).text_content()
    assert "0 of them right at the first try" in lesson.card_of(PROGRESS).text_content()


def test_a_fault_is_found_by_the_keyboard(open_lesson):
    lesson = open_lesson("03_split_dataset")
    call = "task_sets = check(task_sets)"
    lesson.run(IMPORTS)
    lesson.run("def split_dataset(")
    lesson.run(CHECK)
    lesson.run("def task_sets(")
    lesson.run(call)
    assert "not attempted" in lesson.card_of(call).text_content()
    lesson.go_to("def task_sets(")
    lesson.press("Enter", "ControlOrMeta+End", "ArrowUp", "ArrowUp", "End", "ArrowLeft")
    lesson.press(*["Backspace"] * len("valid"))
    lesson.page.keyboard.type("test")
    lesson.press("Escape")
    lesson.run("def task_sets(")
    lesson.run(call)
    assert "task_sets: passed" in lesson.card_of(call).text_content()


def test_a_kernel_that_is_killed_in_mid_training_costs_no_answer_and_no_verdict(
    open_lesson, jupyterlab
):
    lesson = open_lesson("03_split_dataset")
    lesson.clear_outputs()
    body = body_of_the_solution("split_dataset")
    lesson.replace_body("split_dataset", body)
    lesson.start_all()
    lesson.wait_for_a_bar_of("seeds")
    jupyterlab.kill_kernels()
    lesson.accept_that_the_kernel_has_died()
    answer = lesson.code_cell("def split_dataset(").locator(".jp-InputArea-editor").text_content()
    assert all(line in answer for line in body)
    lesson.clear_outputs()
    lesson.run(IMPORTS)
    lesson.run(PROGRESS)
    assert "Your progress: 1 of" in lesson.card_of(PROGRESS).text_content()


def test_the_slider_of_lesson_05_moves_the_shirt(open_lesson, page):
    lesson = open_lesson("05_dense_against_conv")
    lesson.clear_outputs()
    lesson.run_all()
    assert lesson.errors() == []
    cell = lesson.code_cell("@interact(dx=IntSlider(")
    handle = cell.get_by_role("slider")
    handle.focus()
    for shift in range(3):
        cell.locator(f"img[alt^='A shirt shifted by {shift} pixels']").wait_for()
        lesson.press("ArrowRight")
