"""A class with everything that can go wrong: each submission gets its own marks, and no other's."""

import csv
import json

import pytest

from course_utils.exercises import of_lesson
from course_utils.grading.batch import Batch, grade
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks
from course_utils.grading.records import locked
from course_utils.grading.rows import grades_of
from course_utils.grading.tables import write_tables
from tests.classes import (
    expected_statuses,
    find_submissions,
    hand_in,
    hostile_names,
    hostile_notebook,
    right_notebook,
)

pytestmark = pytest.mark.slow

N_CORRECT = 20


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return the rows of a class: all hostile submissions mixed with correct ones."""
    root, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    for name in hostile_names():
        hand_in(root, f"hostile {name}", hostile_notebook(name))
    for number in range(N_CORRECT):
        hand_in(root, f"correct {number:02}", right_notebook())
    for student, write in BROKEN_FILES.items():
        (root / student).mkdir()
        write(root / student / "01_dataset_tour.ipynb", root)
    submissions = find_submissions(root)
    with locked(out), LocalMachine(2, [root, out]) as machine:
        records = grade(Batch(root, submissions, out, Marks(), 2.0, seed=5), machine)
    rows = grades_of(records, Marks())
    write_tables(out, rows)
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) == len(rows)
    return written


def statuses(graded, student):
    return {row["exercise"]: row["status"] for row in graded if row["student"] == student}


@pytest.mark.parametrize("name", hostile_names())
def test_a_hostile_submission_gets_its_rows(graded, name):
    assert statuses(graded, f"hostile {name}") == expected_statuses(name)


@pytest.mark.parametrize("number", range(N_CORRECT))
def test_a_correct_submission_among_them_gets_full_marks(graded, number):
    rows = [row for row in graded if row["student"] == f"correct {number:02}"]
    assert len(rows) == len(of_lesson(1))
    assert all(row["status"] == "passed" and row["points"] == row["max_points"] for row in rows)


def link_out_of_the_folder(path, root):
    outside = root.parent / "outside.ipynb"
    outside.write_text(json.dumps(right_notebook()), encoding="utf-8")
    path.symlink_to(outside)


def of_200_megabytes(path, root):
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # a hole, which takes no room on the disk


def version_3(path, root):
    cell = {"cell_type": "code", "language": "python", "input": "x = 1", "outputs": []}
    notebook = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [cell]}],
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")


BROKEN_FILES = {
    "broken empty": lambda path, root: path.write_bytes(b""),
    "broken json": lambda path, root: path.write_text('{"cells": [', encoding="utf-8"),
    "broken bytes": lambda path, root: path.write_bytes(bytes(range(256)) * 20),
    "broken version": lambda path, root: path.write_text('{"nbformat": 99}', encoding="utf-8"),
    "broken cells": lambda path, root: path.write_text(
        '{"nbformat": 4, "cells": [3]}', encoding="utf-8"
    ),
    "broken nesting": lambda path, root: path.write_text("[" * 100_000, encoding="utf-8"),
    "broken link": link_out_of_the_folder,
    "broken size": of_200_megabytes,
    "broken old format": version_3,
}


@pytest.mark.parametrize("student", BROKEN_FILES)
def test_a_file_that_cannot_be_graded_gets_a_row_for_each_exercise_and_a_word(graded, student):
    rows = [row for row in graded if row["student"] == student]
    assert [row["exercise"] for row in rows] == [exercise.name for exercise in of_lesson(1)]
    assert all(row["status"] == "error" and row["points"] == "0" for row in rows)
    assert all(len(row["message"]) > 20 for row in rows)


@pytest.mark.parametrize(
    ("student", "change"),
    [
        ("windows", lambda text: text.replace("\n", "\r\n")),
        ("Zoë Łukasz 李", lambda text: text),
        (
            "other kernel",
            lambda text: text.replace(
                '"metadata": {}', '"metadata": {"kernelspec": {"name": "julia"}}'
            ),
        ),
        ("byte order mark", lambda text: "\ufeff" + text),
    ],
)
def test_an_unusual_but_right_file_gets_full_marks(tmp_path, student, change):
    path = hand_in(tmp_path / "class", student, right_notebook())
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode())
    batch = Batch(path.parents[1], find_submissions(path.parents[1]), tmp_path / "out", Marks())
    with locked(tmp_path / "out"), LocalMachine(1, []) as machine:
        (record,) = grade(batch, machine)
    assert all(verdict.passed for verdict in record.verdicts)
