"""What `course tables` takes from lessons and settings stands in the README and the guide."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from course_utils.errors import CourseError
from course_utils.notebooks import front_page, lesson_tables, repository
from course_utils.notebooks.cards import CARDS, SIZE, card_of, path_of
from course_utils.notebooks.front_page import README
from course_utils.notebooks.lesson_tables import GUIDE, cards, pages_with_tables

HOME = "https://github.com/someone/transfer"

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


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """Return a function that sets `repository` of pyproject.toml."""

    def make(address):
        project = tmp_path / "pyproject.toml"
        project.write_text(f"[tool.course]\nrepository = {json.dumps(address)}\n")
        monkeypatch.setattr(repository, "PROJECT", project)

    return make


@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.name)
def test_the_tables_are_up_to_date(page):
    assert page.read_text("utf-8") == pages_with_tables()[page], "run .venv/bin/course tables"


def test_the_pictures_of_the_cards_are_figures_of_the_lessons_as_they_are_now():
    made = {path_of(stem): card.picture for stem, card in cards().items()}
    assert set(CARDS.iterdir()) == set(made), "run .venv/bin/course tables"
    for path, picture in made.items():
        stored, now = (pixels_of(it) for it in (path.read_bytes(), picture))
        assert np.abs(stored - now).mean() < 1, f"{path.name}: run .venv/bin/course tables"


def test_a_row_is_made_of_the_opening_and_the_exercises(only_lesson):
    only_lesson(OPENING)
    pages = pages_with_tables()
    assert (
        "\n|---|---|---|\n| **[03 Two tasks](notebooks/03_split_dataset.ipynb)**<br>"
        "Which task is it?<br>*1 exercise, 50 minutes* |\n"
        "\nThe exercises take about 1 hours in all.\n<!-- end of lessons -->"
    ) in pages[README]
    assert "\n| [03 Two tasks](instructors/03_split_dataset.md) | 1 | 50 | " in pages[GUIDE]


def test_the_cell_with_the_tag_gives_the_card_its_picture_else_the_first_figure():
    first, second = (
        figure_cell("Above: the first one. It is red.", "red"),
        figure_cell("The figure [2] of both: blue", "blue"),
    )
    card = card_of({"cells": [{"metadata": {}}, first, second]})
    assert card.alt == "Above: the first one"
    assert (pixels_of(card.picture)[100, 240] == [255, 0, 0]).all()
    second["metadata"]["tags"] = ["card"]
    card = card_of({"cells": [first, second]})
    assert card.alt == "The figure [2] of both"
    with Image.open(io.BytesIO(card.picture)) as sheet:
        assert sheet.size == SIZE
    assert card_of({"cells": [{"metadata": {}, "outputs": []}]}) is None


def test_how_to_start_stands_in_the_first_ten_lines(at_home):
    for address, command in (("", "make lab"), (HOME, f"git clone {HOME} && cd transfer")):
        at_home(address)
        opening = pages_with_tables()[README].splitlines()[:10]
        assert any(line.startswith(command) for line in opening)


def test_without_a_repository_no_page_leads_to_one(at_home):
    at_home("")
    assert not re.search("mybinder.org/v2|git clone", "".join(pages_with_tables().values()))


@pytest.mark.parametrize("written", [HOME, f"{HOME}/", f"{HOME}.git"])
def test_with_a_repository_binder_opens_its_first_lesson(written, at_home):
    at_home(written)
    first = next(iter(lesson_tables.sources())).stem
    link = (
        f"https://mybinder.org/v2/gh/someone/transfer/HEAD?urlpath=lab/tree/notebooks/{first}.ipynb"
    )
    assert f"({link})" in pages_with_tables()[README]


def test_a_repository_elsewhere_is_opened_by_its_address():
    link = repository.binder("https://codeberg.org/someone/transfer", "03.ipynb")
    assert link.startswith(
        "https://mybinder.org/v2/git/https%3A%2F%2Fcodeberg.org%2Fsomeone%2Ftransfer/HEAD?urlpath="
    )


@pytest.mark.parametrize("wrong", ["someone/transfer", "git@github.com:a/b", "https://x.org/a b"])
def test_a_repository_that_no_link_can_lead_to_is_named(wrong, at_home):
    at_home(wrong)
    with pytest.raises(CourseError, match=rf'repository = "{re.escape(wrong)}", which is no'):
        repository.repository()


def test_a_lesson_without_a_question_is_named(only_lesson):
    only_lesson(OPENING.replace("The question", "A question"))
    with pytest.raises(CourseError, match=r"03_split_dataset does not open with .*The question"):
        pages_with_tables()


@pytest.mark.parametrize(
    ("module", "name", "place"),
    [
        (front_page, "README", "<!-- start -->"),
        (lesson_tables, "GUIDE", r"\| lesson"),
    ],
)
def test_a_page_without_a_place_for_the_lessons_is_named(
    module, name, place, tmp_path, monkeypatch
):
    page = tmp_path / f"{name}.md"
    page.write_text("| lesson |\n|---|\n")
    monkeypatch.setattr(module, name, page)
    with pytest.raises(CourseError, match=rf"{name}\.md has no .*{place}"):
        pages_with_tables()


def figure_cell(alt, colour):
    """Return a cell that shows a figure in one colour, as `show` does."""
    file = io.BytesIO()
    Image.new("RGB", (960, 320), colour).save(file, format="png")
    code = base64.b64encode(file.getvalue()).decode()
    page = f'<img src="data:image/png;base64,{code}" alt="{alt}" style="max-width: 100%">'
    return {"metadata": {}, "outputs": [{"data": {"text/html": [page]}}]}


def pixels_of(picture):
    with Image.open(io.BytesIO(picture)) as image:
        return np.asarray(image.convert("RGB"), dtype=float)
