"""The README and the instructors' guide have the tables of lessons that `course tables` writes."""

import pytest

from course_utils.errors import CourseError
from course_utils.notebooks import lesson_tables
from course_utils.notebooks.lesson_tables import GUIDE, README, pages_with_tables

OPENING = """\
# %% [markdown]
# # Lesson 03: two tasks
#
# **The question:** which
# [task](../docs/glossary.md#task) is it?
#
# Take 50 minutes for the exercises.

# %%
split_dataset = check(...)
"""


@pytest.fixture
def only_lesson(tmp_path, monkeypatch):
    """Return a function that makes a text the only lesson of the course."""

    def make(text):
        source = tmp_path / "03_split_dataset.py"
        source.write_text(text)
        monkeypatch.setattr(lesson_tables, "sources", lambda: [source])

    return make


@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.name)
def test_the_tables_are_up_to_date(page):
    assert page.read_text("utf-8") == pages_with_tables()[page], "run .venv/bin/course tables"


def test_a_row_is_made_of_the_opening_and_the_exercises(only_lesson):
    only_lesson(OPENING)
    pages = pages_with_tables()
    assert (
        "\n|---|---|---|\n| [03 Two tasks](notebooks/03_split_dataset.ipynb) | Which task is it? | "
        "`split_dataset` |\n\n## In a lesson"
    ) in pages[README]
    assert "\n| [03 Two tasks](instructors/03_split_dataset.md) | 1 | 50 | " in pages[GUIDE]


def test_a_lesson_without_a_question_is_named(only_lesson):
    only_lesson(OPENING.replace("The question", "A question"))
    with pytest.raises(CourseError, match=r"03_split_dataset does not open with .*The question"):
        pages_with_tables()


def test_a_page_without_a_table_is_named(tmp_path, monkeypatch):
    page = tmp_path / "README.md"
    page.write_text("| lesson |\n|---|\n")
    monkeypatch.setattr(lesson_tables, "README", page)
    monkeypatch.setitem(lesson_tables._HEADS, page, lesson_tables._HEADS[README])
    with pytest.raises(CourseError, match=r"README\.md has no table that starts with \| lesson"):
        pages_with_tables()
