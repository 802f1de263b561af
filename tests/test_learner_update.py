"""`course update`: new versions beside what a learner changed, and never over it."""

import json

import pytest

from course_utils.learner import update as updating
from course_utils.learner.editions import as_bytes, fingerprint
from tests.learners import (
    answer,
    code,
    contents,
    read,
    run,
    small_course,
    source_in,
    started,
    write,
)

FILE = "03_split.ipynb"


@pytest.fixture
def course(tmp_path):
    return small_course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path, course):
    return started(tmp_path, course)


def update(folder, course):
    return {step.edition.name: step for step in updating.update(folder, course)}


def text_of(path):
    return path.read_text("utf-8")


def test_what_was_not_changed_is_replaced(folder, course):
    small_course(course, text="New text.")
    steps = update(folder, course)
    assert {step.found for step in steps.values()} == {updating.UNCHANGED}
    for name in (FILE, "04_other.ipynb", "docs/page.md"):
        assert "New text." in text_of(folder / name)
        assert "Some text." not in text_of(folder / name)


def test_beside_what_was_changed_the_new_version_is_put(folder, course):
    answer(folder / FILE, "split_dataset")
    (folder / "docs" / "page.md").write_text("my notes")
    before = contents(folder)
    small_course(course, text="New text.")
    steps = update(folder, course)
    assert steps[FILE].found == updating.CHANGED
    assert (folder / FILE).read_bytes() == before[FILE]
    assert (folder / "docs" / "page.md").read_text() == "my notes"
    assert "New text." in text_of(folder / "03-new-1_split.ipynb")
    assert "New text." in text_of(folder / "docs" / "new-1_page.md")


def test_outputs_and_empty_cells_are_no_change(folder, course):
    notebook = read(folder / FILE)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], 77
    notebook["cells"].append(code(""))  # as JupyterLab adds when the last cell is run
    write(folder / FILE, notebook)
    small_course(course, text="New text.")
    assert update(folder, course)[FILE].found == updating.UNCHANGED


@pytest.mark.parametrize("change", ["a note", "an answer", "a cell deleted"])
def test_whatever_a_learner_wrote_is_a_change(folder, course, change):
    notebook = read(folder / FILE)
    if change == "a note":
        notebook["cells"][2]["source"].append(" My note.")
    elif change == "an answer":
        notebook["cells"][3]["source"][-1] = "    return None"
    else:
        del notebook["cells"][1]
    write(folder / FILE, notebook)
    before = (folder / FILE).read_bytes()
    small_course(course, text="New text.")
    assert update(folder, course)[FILE].found == updating.CHANGED
    assert (folder / FILE).read_bytes() == before


def test_without_a_new_version_nothing_happens(folder, course):
    answer(folder / FILE, "split_dataset")
    before = contents(folder)
    assert {step.found for step in update(folder, course).values()} == {updating.CURRENT}
    assert contents(folder) == before


def test_an_update_twice_is_as_good_as_once(folder, course):
    answer(folder / FILE, "split_dataset")
    small_course(course, text="New text.")
    assert updating.waiting_versions(folder, course)
    update(folder, course)
    assert updating.waiting_versions(folder, course) == []
    before = contents(folder)
    update(folder, course)
    assert contents(folder) == before


def test_a_new_version_that_was_worked_on_is_not_replaced_by_the_next(folder, course):
    answer(folder / FILE, "split_dataset")
    small_course(course, text="Second text.")
    update(folder, course)
    answer(folder / "03-new-1_split.ipynb", "task_sets", "def task_sets():\n    return 'mine'")
    small_course(course, text="Third text.")
    update(folder, course)
    assert "mine" in source_in(folder / "03-new-1_split.ipynb", "task_sets")
    assert "Third text." in text_of(folder / "03-new-2_split.ipynb")


def test_a_new_version_that_was_left_alone_is_replaced_by_the_next(folder, course):
    answer(folder / FILE, "split_dataset")
    for text in ("Second text.", "Third text."):
        small_course(course, text=text)
        update(folder, course)
    assert "Third text." in text_of(folder / "03-new-1_split.ipynb")
    assert not (folder / "03-new-2_split.ipynb").exists()


def test_a_new_version_under_a_name_of_version_0_1_is_found_again(folder, course):
    answer(folder / FILE, "split_dataset")
    small_course(course, text="Second text.")
    update(folder, course)
    (folder / "03-new-1_split.ipynb").rename(folder / "03_split.new-1.ipynb")
    assert updating.waiting_versions(folder, course) == []
    small_course(course, text="Third text.")
    update(folder, course)
    assert "Third text." in text_of(folder / "03_split.new-1.ipynb")
    assert not (folder / "03-new-1_split.ipynb").exists()


def test_a_damaged_notebook_is_the_learners_and_stays(folder, course):
    (folder / FILE).write_text("{damaged")
    update(folder, course)
    assert (folder / FILE).read_text() == "{damaged"
    assert "Some text." in text_of(folder / "03-new-1_split.ipynb")


def test_a_notebook_without_a_mark_is_the_learners_and_stays(folder, course):
    notebook = read(folder / FILE)
    del notebook["metadata"]["course"]
    write(folder / FILE, notebook)
    before = (folder / FILE).read_bytes()
    small_course(course, text="New text.")
    update(folder, course)
    assert (folder / FILE).read_bytes() == before


def test_a_lesson_that_is_new_or_was_deleted_comes_with_the_update(folder, course):
    (folder / FILE).unlink()
    assert update(folder, course)[FILE].found == updating.MISSING
    assert (folder / FILE).is_file()


def test_progress_survives_an_update(folder, course):
    before = (folder / "course-progress.jsonl").read_bytes()
    small_course(course, text="New text.")
    update(folder, course)
    assert (folder / "course-progress.jsonl").read_bytes() == before


def test_half_a_character_in_a_notebook_can_be_written():
    notebook = {"cells": [], "metadata": {"title": "\ud83d half"}}
    assert json.loads(as_bytes(notebook)) == notebook


def test_the_command_tells_what_it_did_for_each_file(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    for name in ("01_dataset_tour.ipynb", "03_split_dataset.ipynb"):
        hand_out_an_older_version(folder / name)
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    waiting = " ".join(run("status", folder).stdout.split())
    assert "installed course: 01_dataset_tour.ipynb, 03_split_dataset.ipynb" in waiting
    result = run("update", folder)
    assert result.returncode == 0, result.stderr
    assert "01_dataset_tour.ipynb: replaced by the new version" in result.stdout
    assert "02_minivggnet_baseline.ipynb: up to date" in result.stdout
    assert "left as it is; the new version is in 03-new-1_split_dataset.ipynb" in result.stdout
    assert "Reload Notebook from Disk" in result.stdout
    assert "installed course" not in run("status", folder).stdout


def hand_out_an_older_version(path):
    notebook = read(path)
    notebook["cells"][1]["source"].append("\n# of an older version")
    notebook["metadata"]["course"] = {"version": "0.0.9", "handed_out": fingerprint(notebook)}
    write(path, notebook)
