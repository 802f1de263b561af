"""`course grade`: marks for a class, resumable, replayable, and the pages that go with them."""

import atexit
import csv
import functools
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from nbformat.v4 import new_code_cell

from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson
from course_utils.grading import local_machine
from course_utils.grading.batch import Batch, grade, replay
from course_utils.grading.gradescope import write_gradescope
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks, read_marks
from course_utils.grading.notebook_check import Conditions
from course_utils.grading.pages import write_pages
from course_utils.grading.records import locked
from course_utils.grading.rows import grades_of
from course_utils.grading.settings import read_settings
from course_utils.grading.similarity import near_identical
from course_utils.grading.tables import Grade, write_tables
from tests.classes import IMPORTS, find_submissions, hand_in, handed_in, right_cell, right_notebook

AS_THEY_ARE = Marks()
OWN_WAY = """\
def train_valid_split(X, y, n_valid):
    total = len(y)
    wrong = total != len(X) or n_valid < 1 or n_valid > total - 1
    if wrong:
        raise ValueError("no")
    first, rest = slice(None, n_valid), slice(n_valid, None)
    valid = tuple(part[first] for part in (X, y))
    return tuple(part[rest] for part in (X, y)), valid
"""
WRONG = "def prepare_images(images):\n    return images\n"


def notebook_with(source, name="prepare_images"):
    """Return lesson 01 with another answer to an exercise."""
    notebook = right_notebook()
    for cell in notebook.cells:
        if cell.metadata.get("course", {}).get("exercise") == name:
            cell.source = source
    return notebook


@functools.cache
def this_machine():
    """Return what grades, started once for all tests."""
    machine = LocalMachine(1, [])
    atexit.register(machine.__exit__, None, None, None)
    return machine


def graded(root, out, marks=AS_THEY_ARE, **options):
    with locked(out):
        return grade(Batch(root, find_submissions(root), out, marks, **options), this_machine())


@pytest.fixture
def small_class(tmp_path):
    root = tmp_path / "class"
    hand_in(root, "ann", right_notebook())
    hand_in(root, "bob", notebook_with(WRONG))
    return root


def test_marks_are_those_of_the_exercises_that_pass(small_class, tmp_path):
    rows = grades_of(graded(small_class, tmp_path / "out"), Marks())
    points = {(row.student, row.exercise): row.points for row in rows}
    for exercise in of_lesson(1):
        assert points["ann", exercise.name] == exercise.points
        passed = exercise.name != "prepare_images"
        assert points["bob", exercise.name] == (exercise.points if passed else 0)


def test_what_is_graded_is_kept_until_the_notebook_or_the_seed_changes(
    small_class, tmp_path, monkeypatch
):
    out, tried = tmp_path / "out", []
    real = local_machine.carry_out

    def counted(task, nursery):
        tried.append(task.key.student)
        return real(task, nursery)

    monkeypatch.setattr(local_machine, "carry_out", counted)
    graded(small_class, out)
    assert sorted(tried) == ["ann", "bob"]
    graded(small_class, out)
    assert sorted(tried) == ["ann", "bob"]
    hand_in(small_class, "bob", right_notebook())
    records = graded(small_class, out)
    assert sorted(tried) == ["ann", "bob", "bob"]
    assert all(verdict.passed for record in records for verdict in record.verdicts)
    graded(small_class, out, seed=read_settings(out).seed + 1)
    assert sorted(tried) == ["ann", "ann", "bob", "bob", "bob"]


@pytest.mark.slow
def test_a_killed_run_is_finished_by_the_next_one_without_losing_or_repeating_a_row(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    for number in range(6):
        hand_in(root, f"student {number}", right_notebook())
    command = [sys.executable, "-m", "course_utils", "grade", str(root), "--out", str(out)]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    records = out / ".grading" / "records.jsonl"
    deadline = time.monotonic() + 600
    while not (records.is_file() and records.read_bytes().count(b"\n") >= 2):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = records.read_bytes()
    with records.open("ab") as file:
        file.write(b'{"key": {"student": "student 9"')  # killed in the middle of a line
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert records.read_bytes().startswith(before)
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["student"], row["exercise"]) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows)) == 6 * len(of_lesson(1))


def test_two_runs_into_one_folder_are_refused(tmp_path):
    with locked(tmp_path / "out"):
        code = (
            "import sys\nfrom pathlib import Path\n"
            "from course_utils.grading.records import locked\n"
            "with locked(Path(sys.argv[1])): pass"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, tmp_path / "out"], capture_output=True, text=True
        )
    assert "another run is grading into" in other.stderr
    with locked(tmp_path / "out"):
        pass


def test_a_replay_gives_the_same_verdict(small_class, tmp_path):
    records = graded(small_class, tmp_path / "out")
    verdict = replay(this_machine(), tmp_path / "out", "bob", find("prepare_images"))
    (stored,) = [
        v for r in records for v in r.verdicts if not v.passed and v.exercise == "prepare_images"
    ]
    assert verdict == stored


def test_the_hidden_inputs_are_not_those_of_the_notebook_and_change_with_the_seed(small_class):
    exercise = find("train_valid_split")
    drawn = {repr(Conditions(small_class, seed=seed).cases_of(exercise)) for seed in (None, 1, 2)}
    assert len(drawn) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_the_seed_can_be_read_by_the_grader_only(small_class, tmp_path):
    graded(small_class, tmp_path / "out")
    settings = tmp_path / "out" / ".grading" / "settings.json"
    assert settings.stat().st_mode & 0o077 == 0


def test_points_late_and_excluded_students_come_from_a_toml_file(small_class, tmp_path):
    rules = tmp_path / "marks.toml"
    rules.write_text(
        'excluded = ["bob"]\n[points]\nprepare_images = 7\n[late]\nann = 0.5\n', encoding="utf-8"
    )
    marks = read_marks(rules)
    rows = grades_of(graded(small_class, tmp_path / "out", marks), marks)
    assert {row.student for row in rows} == {"ann"}
    (row,) = [row for row in rows if row.exercise == "prepare_images"]
    assert (row.points, row.max_points) == (3.5, 7)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("points = 3", "points"),
        ("[points]\nprepare_image = 3", "Did you mean prepare_images"),
        ("[points]\nprepare_images = -1", "from 0"),
        ("[late]\nann = 2", "from 0 to 1"),
        ("excluded = 'bob'", "list"),
        ("exclude = ['bob']", "exclude is not known"),
        ("[points", "cannot be read"),
    ],
)
def test_a_wrong_marks_file_gets_one_clear_word(tmp_path, text, word):
    path = tmp_path / "marks.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(word)):
        read_marks(path)


def test_a_lesson_handed_in_twice_counts_with_the_better_answers(small_class, tmp_path):
    hand_in(small_class, "bob", right_notebook(), "second try.ipynb")
    rows = grades_of(graded(small_class, tmp_path / "out"), Marks())
    assert all(row.status == "passed" for row in rows if row.student == "bob")
    assert len(rows) == 2 * len(of_lesson(1))


def test_submissions_laid_out_by_nbgrader_are_found(tmp_path):
    notebook = hand_in(tmp_path / "submitted", "ann", right_notebook())
    below = notebook.parent / "assignment 1"
    below.mkdir()
    notebook.rename(below / notebook.name)
    (below / ".ipynb_checkpoints").mkdir()
    (below / ".ipynb_checkpoints" / "copy.ipynb").write_text("{}")
    (submission,) = find_submissions(tmp_path / "submitted")
    assert submission.student == "ann"


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_a_folder_without_submissions_gets_one_clear_word(tmp_path, make):
    make(tmp_path / "class")
    with pytest.raises(CourseError, match="one folder"):
        find_submissions(tmp_path / "class")


def test_feedback_says_what_is_wrong_and_brings_all_it_needs(small_class, tmp_path):
    out = tmp_path / "out"
    hand_in(
        small_class,
        "<b>eve",
        notebook_with("def prepare_images(images):\n    raise KeyError('<script>')\n"),
    )
    records = graded(small_class, out)
    write_pages(out, records, grades_of(records, Marks()), "protection")
    bob = (out / "feedback" / "bob.html").read_text(encoding="utf-8")
    wrong = next(v for r in records for v in r.verdicts if v.status == "failed")
    for words in (wrong.message, wrong.finding.expected, find("prepare_images").hints[0]):
        assert words.replace("'", "&#39;").replace('"', "&#34;") in bob
    assert not re.search(r"<(script|link|img)|https?://", bob)
    eve = (out / "feedback" / "<b>eve.html").read_text(encoding="utf-8")
    assert "<script>" not in eve
    assert "<b>eve" not in eve


def test_feedback_on_code_that_was_left_out_says_what_to_do_and_gives_no_hint(
    small_class, tmp_path
):
    out = tmp_path / "out"
    source = "def prepare_images(images):\n    return images / whites[0]\n"
    notebook = notebook_with(f"whites = []\nwhites.append(np.load('white.npy'))\n{source}")
    hand_in(small_class, "eve", notebook)
    records = graded(small_class, out)
    write_pages(out, records, grades_of(records, Marks()), "protection")
    eve = (out / "feedback" / "eve.html").read_text(encoding="utf-8")
    assert "line 2 of cell 3, `whites.append(np.load(" in eve
    assert "take what you need from the arguments" in eve
    assert find("prepare_images").hints[0][:40] not in eve


def test_the_class_report_counts_misconceptions(small_class, tmp_path):
    out = tmp_path / "out"
    for student in ("cyd", "dan"):
        hand_in(small_class, student, notebook_with(WRONG))
    records = graded(small_class, out)
    write_pages(out, records, grades_of(records, Marks()), "protection")
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert re.findall("<h[23]>([^:<]+)", report.split("<h2>To look at")[0]) == [
        "Lesson 01",
        "read_idx",
        "prepare_images",
        "train_valid_split",
    ]
    assert "prepare_images: 1 of 4 passed" in report
    misconception = next(
        v.finding.misconception for r in records for v in r.verdicts if v.status == "failed"
    )
    assert re.search(rf">{misconception}</td><td class=\"number\">3</td>", report)


def test_nearly_the_same_text_is_listed_whatever_the_names(small_class, tmp_path):
    own = find_submissions(small_class)
    assert len(own) == 2
    renamed = right_cell("train_valid_split").source.replace("order", "perm").replace("# ", "# my ")
    notebook = right_notebook()
    notebook.cells = [new_code_cell(IMPORTS), right_cell("train_valid_split")]
    notebook.cells[1].source = renamed
    hand_in(small_class, "copy", notebook)
    for student in ("eve", "fay"):
        hand_in(small_class, student, notebook_with(OWN_WAY, "train_valid_split"))
    groups = near_identical(graded(small_class, tmp_path / "out"))
    split = [group for group in groups if group.exercise == "train_valid_split"]
    assert [group.students for group in split] == [["ann", "bob", "copy"], ["eve", "fay"]]
    assert [group.is_solution for group in split] == [True, False]


def test_gradescope_gets_the_same_points(small_class, tmp_path):
    rows = grades_of(graded(small_class, tmp_path / "out"), AS_THEY_ARE)
    write_gradescope(tmp_path, rows)
    for student in ("ann", "bob"):
        results = json.loads((tmp_path / "gradescope" / student / "results.json").read_text())
        scores = {test["name"]: test["score"] for test in results["tests"]}
        assert scores == {row.exercise: row.points for row in rows if row.student == student}


def test_a_message_cannot_become_a_formula_of_a_spreadsheet(tmp_path):
    write_tables(tmp_path, [Grade("ann", "read_idx", "failed", 0, 3, "=HYPERLINK(1)")])
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["message"] == "'=HYPERLINK(1)"


def test_the_command_prints_where_the_marks_and_the_report_are_and_no_log_of_a_library(
    small_class, tmp_path
):
    done = subprocess.run(
        [sys.executable, "-m", "course_utils", "grade", small_class, "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines() if "grading" not in line]
    assert lines.pop(3).startswith("lessons that count: 01 (2 students), because somebody handed")
    assert lines == [
        f"{small_class}: a folder for each student; 2 students, 2 notebooks.",
        "  ann: 01_dataset_tour.ipynb",
        "  bob: 01_dataset_tour.ipynb",
        f"{tmp_path / 'out' / 'grades.csv'}: 6 rows for 2 students.",
        f"Next: open {tmp_path / 'out' / 'class_report.html'} in a browser.",
    ]


def test_names_that_no_file_can_have_or_that_are_no_text_stop_nothing(small_class, tmp_path):
    out = tmp_path / "out"
    hand_in(small_class, "L" * 250, right_notebook())
    bad = os.fsdecode(b"bad\xffbytes")
    hand_in(small_class, bad, right_notebook())
    records = graded(small_class, out)
    rows = grades_of(records, AS_THEY_ARE)
    write_tables(out, rows)
    write_pages(out, records, rows, "protection")
    assert len(rows) == 4 * len(of_lesson(1))
    assert {row.student for row in rows} == {"ann", "bob", "L" * 250, "bad\\xffbytes"}
    assert len(list((out / "feedback").glob("*.html"))) == 4
    assert len(graded(small_class, out)) == 4


def test_what_is_not_graded_is_named_with_the_reason(small_class):
    (small_class / "empty").mkdir()
    (small_class / "linked").symlink_to(small_class / "ann")
    (small_class / ".hidden").mkdir()
    (small_class / "loose.ipynb").write_text("{}")
    reasons = dict(handed_in(small_class).passed_over)
    assert set(reasons) == {"empty", "linked", ".hidden", "loose.ipynb"}
    assert all(len(reason) > 10 for reason in reasons.values())


def test_a_name_in_the_marks_file_that_no_student_has_is_refused():
    with pytest.raises(CourseError, match="Did you mean ann b"):
        Marks(late={"ann bb": 0.5}).refuse_unknown(["ann b", "bob"])
    Marks(late={"ann b": 0.5}, excluded=frozenset({"bob"})).refuse_unknown(["ann b", "bob"])


def test_feedback_of_an_earlier_run_does_not_stay(small_class, tmp_path):
    out = tmp_path / "out"
    records = graded(small_class, out)
    write_pages(out, records, grades_of(records, AS_THEY_ARE), "protection")
    without = Marks(excluded=frozenset({"bob"}))
    records = graded(small_class, out, without)
    write_pages(out, records, grades_of(records, without), "protection")
    assert [path.name for path in (out / "feedback").iterdir()] == ["ann.html"]


def test_an_out_folder_among_the_submissions_is_refused(small_class):
    command = [sys.executable, "-m", "course_utils", "grade", small_class]
    for out in (small_class, small_class / "marks"):
        done = subprocess.run([*command, "--out", out], capture_output=True, text=True)
        assert done.returncode == 2
        assert "lies among the submissions" in done.stderr
    assert sorted(path.name for path in small_class.iterdir()) == ["ann", "bob"]


def test_control_characters_and_formulas_do_not_reach_the_tables(tmp_path):
    write_tables(tmp_path, [Grade("=1+1", "read_idx", "error", 0, 3, "\x1b[31mred\u202e")])
    text = (tmp_path / "grades.csv").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "'=1+1" in text
