"""Copies and submissions of version 0.1, whose lesson 06 held what is lesson 07 now."""

import os
import subprocess
import sys
import time
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from course_utils import solutions
from course_utils.exercises import find, of_lesson
from course_utils.exercises.verdict import Verdict
from course_utils.grading.batch import Batch, grade, replay
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks
from course_utils.grading.notebook_check import exercises_of
from course_utils.grading.records import Key, Record, locked
from course_utils.grading.rows import grades_of
from course_utils.learner import state
from course_utils.learner import update as updating
from course_utils.learner.lessons import all_lessons
from course_utils.learner.reset import reset
from course_utils.learner.status import UNCHECKED, next_step, standings, unchecked
from course_utils.notebooks.reading import code_cells, read_notebook
from tests.classes import IMPORTS, find_submissions, hand_in, right_cell
from tests.learners import (
    OPENING,
    answer,
    contents,
    lesson,
    read,
    source_in,
    started,
    write,
)

ROOT = Path(__file__).resolve().parent.parent
OF_06 = [exercise.name for exercise in of_lesson(6)]
OF_07 = [exercise.name for exercise in of_lesson(7)]
FILE_06, FILE_07 = "06_joint_multi_head_training.ipynb", "07_forgetting.ipynb"
MINE = "def forgetting(before, after):\n    return 'mine'"


def a_course(place, lessons):
    """Make a course of some lessons, each with its exercises."""
    for file, names in lessons.items():
        opening = OPENING.replace("03: two tasks", f"{file[:2]}: a lesson")
        notebook = lesson(opening, f"Text of {len(lessons)} lessons.", names)
        (place / "notebooks").mkdir(parents=True, exist_ok=True)
        write(place / "notebooks" / file, notebook)
    return place.resolve()


@pytest.fixture
def course(tmp_path):
    return a_course(tmp_path / "course", {FILE_06: OF_06, FILE_07: OF_07})


@pytest.fixture
def folder(tmp_path):
    """Return a learner's folder that version 0.1 made some time ago, with all in lesson 06."""
    old = a_course(tmp_path / "old", {FILE_06: [*OF_06, *OF_07]})
    folder = started(tmp_path, old)
    answer(folder / FILE_06, "forgetting", MINE)
    age(folder / FILE_06, 100)
    return folder


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def check_says(folder, status, source=MINE):
    code = state.code_fingerprint(source)
    state.add(folder, [state.Entry(state.now(), "forgetting", status, code)])


def update(folder, course):
    steps = {step.edition.name: step for step in updating.update(folder, course)}
    age(folder / FILE_07, -100)  # written after every check until now
    return steps


def reached(folder, course):
    return standings(folder, all_lessons(course), state.read(folder).entries)


def status_of(folder, course, name="forgetting"):
    return reached(folder, course)[1].statuses[name]


# A learner's copy


def test_an_update_adds_the_new_lesson_and_leaves_the_old_answers_where_they_are(folder, course):
    before = contents(folder)
    steps = update(folder, course)
    assert steps[FILE_06].found == updating.CHANGED
    assert steps[FILE_07].found == updating.MISSING
    assert {name: contents(folder)[name] for name in before} == before
    new_06 = folder / FILE_06.replace("06_", "06-new-1_")
    assert list_of_exercises(new_06) == OF_06
    assert list_of_exercises(folder / FILE_07) == OF_07
    assert source_in(folder / FILE_07, "forgetting") == solutions.stub("forgetting")
    after = contents(folder)
    update(folder, course)
    assert contents(folder) == after


def test_an_old_lesson_without_answers_becomes_the_two_new_ones(folder, course):
    answer(folder / FILE_06, "forgetting", solutions.stub("forgetting"))
    assert update(folder, course)[FILE_06].found == updating.UNCHANGED
    assert list_of_exercises(folder / FILE_06) == OF_06
    assert list_of_exercises(folder / FILE_07) == OF_07


def list_of_exercises(path):
    return [cell.exercise for cell in code_cells(read_notebook(path)) if cell.exercise]


@pytest.mark.parametrize("is_saved_after", [True, False])
def test_a_verdict_on_an_old_answer_counts_before_and_after_the_update(
    folder, course, is_saved_after
):
    check_says(folder, "passed")
    if is_saved_after:
        age(folder / FILE_06, -100)
    assert status_of(folder, course) == "passed"
    update(folder, course)
    assert status_of(folder, course) == "passed"
    assert "forgetting" not in reached(folder, course)[1].left


def test_before_the_update_the_new_lesson_is_said_to_be_missing(folder, course):
    check_says(folder, "passed")
    standing = reached(folder, course)[1]
    assert "course start puts it back" in standing.trouble
    assert standing.statuses == {"forgetting": "passed", "gradient_reversal": "not_attempted"}


def test_checking_the_blank_cell_of_the_new_lesson_takes_nothing_away(folder, course):
    check_says(folder, "passed")
    update(folder, course)
    age(folder / FILE_07, 50)
    check_says(folder, "not_attempted", solutions.stub("forgetting"))
    assert status_of(folder, course) == "passed"


@pytest.mark.parametrize(
    ("old", "new", "status", "file"),
    [
        ("failed", None, "failed", FILE_06),
        ("failed", "passed", "passed", FILE_07),
        ("passed", "failed", "passed", FILE_06),
        ("failed", "failed", "failed", FILE_07),
        (None, None, UNCHECKED, FILE_06),
        (None, "failed", UNCHECKED, FILE_06),
    ],
)
def test_of_an_old_and_a_new_answer_the_better_one_counts(folder, course, old, new, status, file):
    if old:
        check_says(folder, old)
    update(folder, course)
    if new:
        again = MINE.replace("mine", "again")
        answer(folder / FILE_07, "forgetting", again)
        age(folder / FILE_07, 50)
        check_says(folder, new, again)
        age(folder / FILE_07, -100)
    standing = reached(folder, course)[1]
    assert standing.statuses["forgetting"] == status
    assert standing.file_of("forgetting") == file
    if status != "passed":
        assert next_step([standing]).startswith(f"{file}, exercise forgetting: ")


def test_where_the_record_is_lost_the_notebook_with_the_answer_is_checked(folder, course):
    update(folder, course)
    assert unchecked(folder, all_lessons(course), []) == [folder / FILE_06]


def test_a_reset_before_the_update_puts_the_old_cell_back_and_keeps_a_copy(folder, course):
    before = (folder / FILE_06).read_bytes()
    path, copy = reset("forgetting", folder, course)
    assert path == folder / FILE_06
    assert copy.read_bytes() == before
    assert source_in(folder / FILE_06, "forgetting") == solutions.stub("forgetting")


def test_a_reset_after_the_update_is_of_the_new_lesson(folder, course):
    update(folder, course)
    before = (folder / FILE_06).read_bytes()
    answer(folder / FILE_07, "forgetting", MINE)
    assert reset("forgetting", folder, course)[0] == folder / FILE_07
    assert (folder / FILE_06).read_bytes() == before


def test_a_check_of_the_old_notebook_is_of_all_that_it_holds(folder):
    path = folder / FILE_06
    names = [exercise.name for exercise in exercises_of(code_cells(read(path)), path)]
    assert names == OF_06 + OF_07


# A class


def answered(names):
    """Return a notebook with right answers to some exercises."""
    notebook = nbformat.v4.new_notebook()
    imports = nbformat.v4.new_code_cell(f"{IMPORTS}\nimport keras\nimport tensorflow as tf")
    notebook.cells = [imports, *map(right_cell, names)]
    return notebook


@pytest.mark.slow
def test_an_old_notebook_and_the_two_new_ones_get_the_same_marks(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    hand_in(root, "old", answered(OF_06 + OF_07), FILE_06)
    hand_in(root, "new", answered(OF_06), FILE_06)
    hand_in(root, "new", answered(OF_07), FILE_07)
    with locked(out), LocalMachine(1, []) as machine:
        records = grade(Batch(root, find_submissions(root), out, Marks()), machine)
    rows = grades_of(records, Marks())
    for student in ("old", "new"):
        own = [row for row in rows if row.student == student]
        assert [row.exercise for row in own] == OF_06 + OF_07
        assert {row.status for row in own} == {"passed"}
        assert sum(row.points for row in own) == sum(find(n).points for n in OF_06 + OF_07)


class Says:
    """A machine that runs nothing: it gives each exercise of a notebook a known status."""

    width = 1

    def __init__(self, statuses=()):
        self._statuses = dict(statuses)

    def submit(self, task):
        status = self._statuses.get(task.key.notebook, "passed")
        verdicts = [Verdict(name, status, task.key.notebook) for name in task.exercises]
        future = Future()
        future.set_result(Record(task.key, verdicts, code={"some": "code"}))
        return future


@pytest.mark.parametrize(
    ("of_06", "of_07", "status", "file"),
    [
        ("passed", "failed", "passed", FILE_06),
        ("failed", "passed", "passed", FILE_07),
        ("not_attempted", "failed", "failed", FILE_07),
        ("missing", "not_attempted", "not_attempted", FILE_07),
        ("not_attempted", "error", "error", FILE_07),
        ("crashed", "failed", "failed", FILE_07),
        ("failed", "failed", "failed", FILE_06),
        ("failed", "not_attempted", "failed", FILE_06),
    ],
)
@pytest.mark.parametrize("points", [2, 0])
def test_an_answer_in_both_notebooks_counts_once_by_the_better_verdict(
    of_06, of_07, status, file, points
):
    records = [
        Record(Key("ann", name, "", ""), [Verdict("forgetting", said, name)])
        for name, said in ((FILE_06, of_06), (FILE_07, of_07))
    ]
    rows = grades_of(records, Marks(points={"forgetting": points}))
    (row,) = [row for row in rows if row.exercise == "forgetting"]
    assert (row.status, row.message) == (status, file)
    assert row.points == (points if status == "passed" else 0)


@pytest.mark.parametrize(
    ("statuses", "file"),
    [
        ({FILE_06: "failed", FILE_07: "passed"}, FILE_07),
        ({FILE_06: "passed", FILE_07: "failed"}, FILE_06),
        ({FILE_06: "failed", FILE_07: "failed"}, FILE_06),
    ],
)
def test_a_replay_is_of_the_answer_that_the_mark_is_for(tmp_path, statuses, file):
    root, out = tmp_path / "class", tmp_path / "out"
    hand_in(root, "ann", answered(OF_06 + OF_07), FILE_06)
    hand_in(root, "ann", answered(OF_07), FILE_07)
    machine = Says(statuses)
    with locked(out):
        records = grade(Batch(root, find_submissions(root), out, Marks()), machine)
    (row,) = [row for row in grades_of(records, Marks()) if row.exercise == "forgetting"]
    verdict = replay(machine, out, "ann", find("forgetting"))
    assert (verdict.status, verdict.message) == (row.status, row.message) == (statuses[file], file)


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ([OF_06 + OF_07], OF_06 + OF_07),
        ([OF_06], OF_06),
        ([OF_06 + OF_07, OF_06], OF_06),
        ([], OF_06),
    ],
)
def test_a_notebook_that_cannot_be_read_has_the_exercises_of_most_others_with_its_name(
    tmp_path, others, names
):
    root, out = tmp_path / "class", tmp_path / "out"
    (root / "broken").mkdir(parents=True)
    (root / "broken" / FILE_06).write_text("{damaged")
    for number, held in enumerate(others):
        hand_in(root, f"student {number}", answered(held), FILE_06)
    with locked(out):
        records = grade(Batch(root, find_submissions(root), out, Marks()), Says())
    rows = [row for row in grades_of(records, Marks()) if row.student == "broken"]
    own = [(row.exercise, row.status) for row in rows if row.status != "missing"]
    assert own == [(name, "error") for name in names]


@pytest.mark.parametrize(
    ("older", "name"),
    [
        ("data", "load_fashion_mnist"),
        ("plots", "show"),
        ("statistics", "mean_interval"),
        ("tasks", "all_classes"),
        ("models", "build_lenet"),
        ("trained", "load_trained_weights"),
    ],
)
def test_a_notebook_s_import_lines_of_version_0_1_still_work(older, name):
    line = f"from course_utils.{older} import {name}"
    run = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr


def test_a_module_that_never_was_is_still_not_found():
    with pytest.raises(ModuleNotFoundError, match="datums"):
        import_module("course_utils.datums")
