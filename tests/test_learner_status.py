"""`course status` and `progress()`: what has passed, what is next, and what is left."""

import os
import subprocess
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils import progress, solutions
from course_utils.learner import answers, noting, state
from course_utils.learner.lessons import all_lessons
from course_utils.learner.overview import as_overview, closing_lines
from course_utils.learner.reset import reset
from course_utils.learner.status import UNCHECKED, lesson_at, next_step, standings
from course_utils.notebooks.building import execute
from tests.learners import (
    COURSE,
    answer,
    obeying_modes,
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
    folder = started(tmp_path, course)
    age(folder / FILE)
    return folder


def age(path, seconds=100):
    """Make a notebook look saved some time ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def check_says(folder, name, status, source=None):
    """Record a verdict on what is in the cell of an exercise."""
    code = state.code_fingerprint(source or source_in(folder / FILE, name))
    state.add(folder, [state.Entry(state.now(), name, status, code)])


def reached(folder, course):
    return standings(folder, all_lessons(course), state.read(folder).entries)


def status_of(folder, course, name="split_dataset"):
    return reached(folder, course)[0].statuses[name]


def test_nothing_is_attempted_at_first(folder, course):
    for standing in reached(folder, course):
        assert set(standing.statuses.values()) == {"not_attempted"}
        assert standing.minutes_left == standing.lesson.minutes


def test_a_passed_check_counts_before_the_notebook_is_saved(folder, course):
    check_says(folder, "split_dataset", "passed", source="def split_dataset(X, y): ...")
    assert status_of(folder, course) == "passed"


def test_a_passed_check_counts_after_the_notebook_is_saved(folder, course):
    answer(folder / FILE, "split_dataset")
    check_says(folder, "split_dataset", "passed")
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "passed"


def test_the_last_check_counts(folder, course):
    check_says(folder, "split_dataset", "passed")
    check_says(folder, "split_dataset", "failed")
    assert status_of(folder, course) == "failed"


def test_an_answer_that_was_changed_since_it_passed_is_not_called_passed(folder, course):
    answer(folder / FILE, "split_dataset")
    check_says(folder, "split_dataset", "passed")
    answer(folder / FILE, "split_dataset", "def split_dataset(X, y):\n    return 3")
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == UNCHECKED


def test_a_status_that_no_verdict_has_is_left_out(folder, course):
    check_says(folder, "split_dataset", "failed")
    check_says(folder, "split_dataset", "of a later version")
    assert status_of(folder, course) == "failed"
    as_overview(reached(folder, course), [])


def test_an_answer_that_was_put_back_to_what_had_passed_has_passed(folder, course):
    answer(folder / FILE, "split_dataset")
    check_says(folder, "split_dataset", "passed")
    check_says(folder, "split_dataset", "failed", source="def split_dataset(X, y): return 3")
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "passed"


def test_empty_lines_and_spaces_at_line_ends_do_not_change_an_answer(folder, course):
    answer(folder / FILE, "split_dataset", "def split_dataset(X, y):\n    return 3")
    check_says(folder, "split_dataset", "passed")
    answer(folder / FILE, "split_dataset", "\ndef split_dataset(X, y):  \n\n    return 3\n")
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "passed"


def test_an_answer_that_passed_counts_in_whichever_cell_it_stands(folder, course):
    notebook = read(folder / FILE)
    moved = "def split_dataset(X, y):\n    return 'in a cell of its own'"
    notebook["cells"][1]["source"] = [moved]
    write(folder / FILE, notebook)
    check_says(folder, "split_dataset", "passed", source=moved)
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "passed"


def test_a_blank_exercise_is_not_attempted_whatever_passed_before(folder, course):
    state.add(folder, [state.Entry(state.now(), "split_dataset", "passed", None)])
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "not_attempted"


def test_a_pass_stands_where_its_code_is_run_again_without_the_cells_before_it(folder, course):
    answer(folder / FILE, "split_dataset")
    check_says(folder, "split_dataset", "passed")
    for status in ("error", "timeout"):
        check_says(folder, "split_dataset", status)
        assert status_of(folder, course) == "passed"  # before the notebook is saved
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "passed"
    check_says(folder, "task_sets", "error")
    assert status_of(folder, course, "task_sets") == "error", "it has never passed"
    age(folder / FILE)
    check_says(folder, "split_dataset", "failed")
    assert status_of(folder, course) == "failed", "it gives something wrong now"


# An answer that has passed is kept


def kept_answer_of(folder, code="def split_dataset(X, y): return 'mine'"):
    """Have an answer pass that is never saved: its tab is closed, and the notebook is blank."""
    check_says(folder, "split_dataset", "passed", source=code)
    answers.keep(folder, "split_dataset", code)
    age(folder / FILE, seconds=-100)


def test_an_answer_that_passed_and_was_never_saved_has_passed(folder, course):
    kept_answer_of(folder)
    check_says(folder, "split_dataset", "not_attempted")  # Run All, in a new tab
    standing = reached(folder, course)[0]
    assert standing.statuses["split_dataset"] == "passed"
    assert standing.kept == ("split_dataset",)
    (words,) = [text for word, text in closing_lines(folder, [standing]) if "not in" in word]
    assert "split_dataset; kept in the folder course-answers" in words


def test_another_answer_in_the_place_of_the_kept_one_counts_for_itself(folder, course):
    kept_answer_of(folder)
    answer(folder / FILE, "split_dataset", "def split_dataset(X, y): return 'other'")
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == UNCHECKED


def test_each_answer_that_has_passed_is_kept_once(folder):
    for code in ("first", "second", "second  ", "first", "second"):
        answers.keep(folder, "split_dataset", code)
    texts = sorted(path.read_text() for path in (folder / answers.FOLDER).iterdir())
    assert answers.kept(folder, "split_dataset").code == "second\n"
    assert texts == ["first\n", "second\n", "second\n"]


@pytest.mark.parametrize("name", ["split_dataset", "03"])
def test_whoever_resets_an_exercise_begins_anew_and_keeps_what_has_passed(folder, course, name):
    kept_answer_of(folder)
    _, copy = reset(name, folder, course)
    assert status_of(folder, course) == "not_attempted"
    (path,) = (folder / answers.FOLDER).iterdir()
    assert name == "03" or copy == path, "nothing else was changed, and where it is must be said"
    assert path.name == "before-reset-1_split_dataset.py"
    assert "mine" in path.read_text()


def test_an_answer_from_a_file_counts_as_long_as_the_cell_is_not_blank(folder, course):
    answer(folder / FILE, "split_dataset", "from my_answers import split_dataset")
    state.add(folder, [state.Entry(state.now(), "split_dataset", "passed", None)])
    age(folder / FILE, seconds=-100)
    assert status_of(folder, course) == "passed"


def test_the_minutes_left_are_the_stated_ones_by_the_share_that_is_left(folder, course):
    check_says(folder, "split_dataset", "passed")
    assert [standing.minutes_left for standing in reached(folder, course)] == [40, 20]
    for name in ("task_sets", "set_all_seeds"):
        check_says(folder, name, "passed")
    assert reached(folder, course)[0].minutes_left == 0


def test_the_next_step_is_the_first_exercise_that_is_left(folder, course):
    check_says(folder, "split_dataset", "passed")
    check_says(folder, "task_sets", "failed")
    step = next_step(reached(folder, course))
    assert "03_split.ipynb, exercise task_sets: not yet right" in step
    assert 'hint("task_sets")' in step


def test_the_next_step_is_in_the_lesson_that_the_learner_is_at(folder, course):
    lessons = reached(folder, course)
    assert next_step(lessons, "04_other.ipynb").startswith("04_other.ipynb, exercise paired_gain")
    check_says(folder, "paired_gain", "passed", source="def paired_gain(): ...")
    age(folder / "04_other.ipynb")
    entries = state.read(folder).entries
    at = lesson_at(all_lessons(course), entries)
    assert at == "04_other.ipynb"
    step = next_step(reached(folder, course), at)
    assert step.startswith("03_split.ipynb, exercise split_dataset"), "04 is done"


def test_a_notebook_that_is_gone_or_damaged_is_the_next_step(folder, course):
    (folder / FILE).write_text("{damaged")
    assert "course reset 03_split" in next_step(reached(folder, course))
    (folder / FILE).unlink()
    assert "course start puts it back" in next_step(reached(folder, course))


def test_a_damaged_notebook_is_told_even_if_it_is_not_next(folder, course):
    (folder / "04_other.ipynb").write_text("{damaged")
    lines = closing_lines(folder, reached(folder, course))
    (trouble,) = [text for word, text in lines if word == "Not in order"]
    assert "04_other.ipynb is not a valid notebook" in trouble


def test_an_optional_exercise_is_not_asked_for(tmp_path):
    lesson = next(lesson for lesson in all_lessons() if lesson.optional)
    folder = tmp_path / "mine"
    folder.mkdir()
    write(folder / lesson.file, lesson.notebook)
    names = lesson.required
    state.add(folder, [state.Entry(state.now(), name, "passed", None) for name in names])
    standing = standings(folder, [lesson], state.read(folder).entries)[0]
    assert standing.left == []
    assert standing.minutes_left == 0
    assert "gradient_reversal is left if you like" in next_step([standing])
    assert f"{len(names)} of {len(lesson.stubs)}" in as_overview([standing], [])


# The record is made again


def test_a_deleted_record_is_made_again_from_the_notebooks(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    notebook = folder / "01_dataset_tour.ipynb"
    answer(notebook, "read_idx")
    answer(notebook, "prepare_images", "def prepare_images(images):\n    return 3")
    (folder / state.FILE).unlink()
    result = run("status", folder)
    assert result.returncode == 0, result.stderr
    assert "is made again from the notebooks" in result.stdout
    assert "1 of 3 ✓✗○" in result.stdout
    again = run("status", folder)
    assert "made again" not in again.stdout
    assert "1 of 3 ✓✗○" in again.stdout


def test_damage_has_only_those_answers_checked_again_that_have_no_verdict(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    notebook = folder / "01_dataset_tour.ipynb"
    answer(notebook, "read_idx")
    assert run("check", notebook).returncode == 1  # the others are blank
    with (folder / state.FILE).open("a") as file:
        file.write("damage\n")
    result = run("status", folder)
    assert "is made again" in result.stdout
    assert "checking" not in result.stdout
    assert "1 of 3 ✓○○" in result.stdout
    assert "made again" not in run("status", folder).stdout


def test_in_a_read_only_folder_the_progress_is_shown_though_it_cannot_be_noted(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    answer(folder / "01_dataset_tour.ipynb", "read_idx")
    (folder / state.FILE).unlink()
    folder.chmod(0o555)
    result = run("status", folder, preexec_fn=obeying_modes)
    folder.chmod(0o755)
    assert result.returncode == 0, result.stderr
    assert "1 of 3 ✓○○" in result.stdout
    assert "could not be noted" in result.stderr
    assert "Permission denied" in result.stderr


def test_course_check_records_its_verdicts_in_a_learners_folder(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    answer(folder / "01_dataset_tour.ipynb", "read_idx")
    before = run("status", folder).stdout
    assert "0 of 3 ?○○" in before
    assert "Not checked since it was written: read_idx" in before
    run("check", folder / "01_dataset_tour.ipynb")
    assert "1 of 3 ✓○○" in run("status", folder).stdout
    assert answers.kept(folder, "read_idx").code.strip() == solutions.source("read_idx").strip()


# Which folder is meant


def test_the_folder_one_is_in_is_meant_then_the_usual_one(tmp_path):
    home = tmp_path / "home"
    here, usual = tmp_path / "here", home / "transfer-learning"
    environment = {**os.environ, "HOME": str(home)}
    for folder in (here, usual):
        run("start", folder, env=environment)
    assert run("status", cwd=here, env=environment).stdout.startswith(str(here))
    assert run("status", cwd=tmp_path, env=environment).stdout.startswith(str(usual))


def test_where_there_is_no_copy_the_command_that_makes_one_is_named(tmp_path):
    result = run("status", cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)})
    assert result.returncode == 2
    assert "course start DIR" in result.stderr


def test_a_folder_that_was_deleted_under_the_terminal_is_told(tmp_path):
    (tmp_path / "gone").mkdir()
    code = 'cd gone && rmdir ../gone && "$@" status'
    result = subprocess.run(
        ["sh", "-c", code, "sh", *COURSE], cwd=tmp_path, capture_output=True, text=True
    )
    assert result.returncode == 2
    assert "was deleted" in result.stderr
    assert "Traceback" not in result.stderr


# In a notebook


def cells_of(folder, *sources):
    """Run cells in a kernel that is started in a folder, and return their outputs."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    execute(notebook, folder)
    return [cell.outputs for cell in notebook.cells]


def test_the_card_counts_what_the_check_has_just_passed(tmp_path):
    folder = tmp_path / "mine é 2"
    run("start", folder)
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    outputs = cells_of(
        folder,
        "from course_utils import check, progress\nprogress()",
        solutions.source("split_dataset"),
        "split_dataset = check(split_dataset)",
        "import os; os.chdir('/')",
        "progress()",
    )
    before, after = outputs[0][0]["data"], outputs[-1][0]["data"]
    assert "0 of 28 exercises passed" in before["text/plain"]
    assert "1 of 28 exercises passed" in after["text/plain"]
    assert '<a href="03_split_dataset.ipynb">' in after["text/html"]
    assert "<b>Next:</b> 03_split_dataset.ipynb, exercise task_sets" in after["text/html"]
    # Another kernel, and the saved notebook, know the same.
    assert "1 of 28 exercises passed" in run("status", folder).stdout
    saved = nbformat.read(folder / "03_split_dataset.ipynb", as_version=4)
    nbformat.write(saved, folder / "03_split_dataset.ipynb")
    age(folder / "03_split_dataset.ipynb", seconds=-100)
    assert "1 of 3 ✓○○" in run("status", folder).stdout


def test_the_card_says_where_the_record_is_not_complete(folder, monkeypatch, capsys):
    monkeypatch.setattr(noting, "_STARTED_IN", folder)
    monkeypatch.setattr("course_utils.learner.overview.waiting_versions", lambda folder: [])
    (folder / state.FILE).unlink()
    progress()
    shown = capsys.readouterr().out
    assert "damaged or was deleted" in shown
    assert "status" in shown


def test_outside_of_a_learners_folder_the_card_says_how_to_get_there(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(noting, "_STARTED_IN", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    progress()
    assert "course start ~/transfer-learning" in capsys.readouterr().out
    usual = tmp_path / "home" / "transfer-learning"
    usual.mkdir(parents=True)
    state.say_that_it_is_complete(usual)
    progress()
    shown = " ".join(capsys.readouterr().out.split())
    assert "course start" not in shown
    assert f"open the lessons in {usual}" in shown


@pytest.mark.parametrize("record", ["there", "deleted"])
@pytest.mark.parametrize("place", ["started in", "started in a subfolder", "open in Jupyter"])
def test_a_learners_own_copy_is_found_from_wherever_the_kernel_runs(
    folder, tmp_path, monkeypatch, capsys, place, record
):
    monkeypatch.setattr("course_utils.learner.overview.waiting_versions", lambda folder: [])
    started_in = folder
    if place == "started in a subfolder":
        started_in = folder / "my tries"
        started_in.mkdir()
    if place == "open in Jupyter":
        started_in = tmp_path
        monkeypatch.setenv("JPY_SESSION_NAME", str(folder / FILE))
    monkeypatch.setattr(noting, "_STARTED_IN", started_in)
    if record == "deleted":
        (folder / state.FILE).unlink()
    progress()
    assert "Your progress: 0 of" in capsys.readouterr().out
