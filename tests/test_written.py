"""What a class has chosen and written, on a page and in the marks, without running anything."""

import csv
import time
from collections import Counter

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_utils.errors import CourseError
from course_utils.grading.marks import Marks, read_marks
from course_utils.grading.pages import write_written
from course_utils.grading.tables import PREFIX, Grade, write_tables
from course_utils.grading.written import choices, grades_of_questions, read_written
from course_utils.questions import reading
from tests.classes import find_submissions, hand_in, right_notebook

LESSON = "lesson_01_dataset_tour"
ASKED = reading.lessons()[LESSON]
QUESTION = next(iter(ASKED.questions))
OPEN = next(iter(ASKED.explanations))
RIGHT, WRONG = (
    next(key for key, it in ASKED.questions[QUESTION].options.items() if it.is_right is wanted)
    for wanted in (True, False)
)


def handed_in(root, student, *sources, text=None):
    notebook = right_notebook()
    notebook.cells += [new_code_cell(source) for source in sources]
    if text is not None:
        notebook.cells.append(new_markdown_cell(text, metadata={"course": {"explain": OPEN}}))
    hand_in(root, student, notebook)


def written(root):
    return {one.student: one for one in read_written(find_submissions(root))}


CALLS = {
    "a letter": (f'ask("{QUESTION}", "b")', "b"),
    "a letter in its form": (f'ask("{QUESTION}", " B ")', "b"),
    "among other code": (f'x = 1\nask("{QUESTION}", "b")\nfit(', None),
    "the last one": (f'ask("{QUESTION}", "a")\nask("{QUESTION}", "b")', "b"),
    "open": (f'ask("{QUESTION}", ...)', None),
    "worked out": (f'ask("{QUESTION}", chr(98))', None),
    "a number": (f'ask("{QUESTION}", 2)', None),
    "no Python": ("ask(", None),
    "in brackets": (f'ask("{QUESTION}", "(B)")', "b"),
    "by their names": (f'ask(answer="b", name="{QUESTION}")', "b"),
    "half by name": (f'ask("{QUESTION}", answer="b")', "b"),
    "of the package": (f'course_utils.ask("{QUESTION}", "b")', "b"),
    "below a magic": (f'%%time\nask("{QUESTION}", "b")', "b"),
    "a word that starts with a letter": (f'ask("{QUESTION}", "because")', None),
    "none after one": (f'ask("{QUESTION}", "b")\nask("{QUESTION}", "z")', "b"),
    "too many": (f'ask("{QUESTION}", x, "b")', None),
    "in a list": (f'ask(*["{QUESTION}", "b"])', None),
    "in a text": (f"""'ask("{QUESTION}", "b")'""", None),
    "an f-string": (f'ask(f"{QUESTION}", f"b")', None),
    "a null byte": (f'ask("{QUESTION}", "b")\0', None),
    "deep": ("ask(" + "(" * 5000, None),
}


@pytest.mark.parametrize(("source", "letter"), CALLS.values(), ids=CALLS)
def test_the_letter_in_the_cell_is_read_and_nothing_is_run(source, letter, tmp_path):
    handed_in(tmp_path, "ann", source)
    assert written(tmp_path)["ann"].chosen.get(QUESTION) == letter


def test_a_text_is_read_unless_it_is_what_the_cell_was_given_with(tmp_path):
    handed_in(tmp_path, "ann", text="Because it *leaks*.")
    handed_in(tmp_path, "bob", text=reading.WRITE_HERE)
    handed_in(tmp_path, "eve", text="  ")
    handed_in(tmp_path, "joe", text="long " * 10_000)
    handed_in(tmp_path, "sam", text=f"{reading.WRITE_HERE}\n\nBelow it.")
    found = written(tmp_path)
    assert found["ann"].explained == {OPEN: "Because it *leaks*."}
    assert found["bob"].explained == found["eve"].explained == {}
    assert len(found["joe"].explained[OPEN]) == 5_000
    assert found["sam"].explained == {OPEN: "Below it."}


def test_the_page_shows_who_chose_what_and_all_texts_as_text(tmp_path):
    handed_in(tmp_path / "class", "ann", f'ask("{QUESTION}", "{RIGHT}")', text="<script>1</script>")
    handed_in(tmp_path / "class", "bob", f'ask("{QUESTION}", "{WRONG}")', text="Mine\x1b[31m.")
    found = list(written(tmp_path / "class").values())
    assert choices(found, ASKED)[QUESTION][RIGHT] == ["ann"]
    write_written(tmp_path, found)
    page = (tmp_path / "written.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "\x1b" not in page
    assert page.count("In their own words") == 1  # the lesson that was handed in


def test_questions_count_only_where_the_marks_file_says_so(tmp_path):
    handed_in(tmp_path, "ann", f'ask("{QUESTION}", "{RIGHT}")')
    assert grades_of_questions(written(tmp_path).values(), Marks()) == []


def test_a_right_choice_has_the_points_and_the_others_have_none(tmp_path):
    handed_in(tmp_path, "ann", f'ask("{QUESTION}", "{RIGHT}")')
    handed_in(tmp_path, "bob", f'ask("{QUESTION}", "{WRONG}")')
    handed_in(tmp_path, "eve")
    marks = Marks(questions=0.5, late={"ann": 0.5})
    grades = grades_of_questions(written(tmp_path).values(), marks)
    of_question = [it for it in grades if it.exercise == PREFIX + QUESTION]
    assert [(it.student, it.status, it.points, it.max_points) for it in of_question] == [
        ("ann", "passed", 0.25, 0.5),
        ("bob", "failed", 0.0, 0.5),
        ("eve", "not_attempted", 0.0, 0.5),
    ]
    assert len(grades) == 3 * len(ASKED.questions)
    write_tables(tmp_path, grades)
    rows = list(csv.DictReader((tmp_path / "grades.csv").open(encoding="utf-8")))
    assert rows[0]["exercise"].startswith(PREFIX)


def test_an_edition_without_answers_refuses_to_let_questions_count(tmp_path, monkeypatch):
    path = tmp_path / "marks.toml"
    path.write_text("questions = 0.5\n")
    monkeypatch.setattr("course_utils.solutions.are_here", lambda: False)
    with pytest.raises(CourseError, match="without the answers to questions"):
        read_marks(path)
    path.write_text("[late]\n")
    assert read_marks(path).questions == 0


@pytest.mark.parametrize("value", ["-1", '"much"', "true", "[1]", "nan", "1e999", "{each = 1}"])
def test_points_for_questions_that_are_none_are_refused(value, tmp_path):
    path = tmp_path / "marks.toml"
    path.write_text(f"questions = {value}\n")
    with pytest.raises(CourseError, match="questions should be one number"):
        read_marks(path)
    path.write_text("questions = 0.5\n")
    assert read_marks(path).questions == 0.5

    path.write_text("[points]\nquestions = 0.5\n")
    with pytest.raises(CourseError, match="above the first line in square brackets"):
        read_marks(path)


def test_the_better_choice_of_two_notebooks_counts(tmp_path):
    for name, letter in (("01_a", WRONG), ("01_b", RIGHT), ("01_c", WRONG)):
        notebook = right_notebook()
        notebook.cells.append(new_code_cell(f'ask("{QUESTION}", "{letter}")'))
        hand_in(tmp_path, "ann", notebook, f"{name}.ipynb")
    assert written(tmp_path)["ann"].chosen == {QUESTION: RIGHT}


def test_a_notebook_that_cannot_be_read_has_the_rows_of_the_others(tmp_path):
    handed_in(tmp_path, "ann")
    handed_in(tmp_path, "bob")
    (tmp_path / "bob" / "01_dataset_tour.ipynb").write_text("{")
    of_exercises = [Grade(name, "read_idx", "error", 0, 3, "") for name in ("ann", "bob")]
    marks = Marks(questions=1)
    rows = grades_of_questions(written(tmp_path).values(), marks, of_exercises)
    assert Counter(row.student for row in rows) == dict.fromkeys(
        ("ann", "bob"), len(ASKED.questions)
    )


def test_a_huge_notebook_takes_seconds_and_no_text_gets_markup(tmp_path):
    call = f'ask("{QUESTION}", "b")'
    handed_in(tmp_path / "class", "ann", *[call] * 1_900, f'ask("{"x" * 400_000}", "b")')
    handed_in(tmp_path / "class", "<img src=x>\x1b[31m", call, text="\u202e\0</section><b>")
    started = time.monotonic()
    found = written(tmp_path / "class")
    assert time.monotonic() - started < 20
    assert [one.chosen for one in found.values()] == [{QUESTION: "b"}] * 2
    write_written(tmp_path, list(found.values()))
    page = (tmp_path / "written.html").read_text(encoding="utf-8")
    assert "<td>&lt;img src=x&gt; [31m, ann</td>" in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "<b>" not in page
    assert "\u202e" not in page


def test_code_that_python_warns_of_is_read_in_silence(tmp_path, recwarn):
    handed_in(tmp_path, "ann", f'ask("{QUESTION}", "b")\npath = "\\d"')
    assert written(tmp_path)["ann"].chosen == {QUESTION: "b"}
    assert not [
        one for one in recwarn if issubclass(one.category, SyntaxWarning | DeprecationWarning)
    ]
