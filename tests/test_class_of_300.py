"""A class of 300, as four systems hand it out: from the zip file to the marks, nobody lost."""

import csv
import os
import random
import subprocess
import sys

import nbformat
import pytest

from course_utils.exercises import of_lesson
from course_utils.grading.handed_in.students import kept
from course_utils.grading.nursery_process import can_fork
from tests.classes import right_notebook
from tests.layouts import LAYOUTS, as_zip, people

N = 300
NAME = "01_dataset_tour.ipynb"
EXERCISES = of_lesson(1)


def answers_of(person):
    """Return which exercises a student has right: drawn by their number."""
    draw = random.Random(person.number)
    return {exercise.name for exercise in EXERCISES if draw.random() < 0.7}


def notebook_of(person):
    """Return lesson 01 with some right answers; the others are left blank."""
    notebook, right = right_notebook(), answers_of(person)
    for cell in notebook.cells:
        name = cell.metadata.get("course", {}).get("exercise")
        if name and name not in right:
            cell.source = f"def {name}(*arguments):\n    raise NotImplementedError"
    notebook.metadata["whose"] = person.number
    return nbformat.writes(notebook).encode()


def points_of(person):
    return sum(exercise.points for exercise in EXERCISES if exercise.name in answers_of(person))


@pytest.mark.slow
@pytest.mark.skipif(not can_fork(), reason="each worker would import TensorFlow for itself")
@pytest.mark.parametrize("layout", ["moodle_zips", "canvas", "blackboard", "ilias"])
def test_a_class_of_300_gets_from_the_zip_file_to_its_marks(layout, tmp_path):
    download = LAYOUTS[layout](people(N), notebook_of, NAME)
    source = as_zip(download, tmp_path / "download.zip")
    command = [sys.executable, "-m", "course_utils", "grade", source, "--out", tmp_path / "out"]
    done = subprocess.run(
        [*command, "--jobs", str(os.cpu_count())], capture_output=True, text=True, check=True
    )
    assert f"{N} students, {N} notebooks." in done.stdout
    with (tmp_path / "out" / "totals.csv").open(encoding="utf-8", newline="") as file:
        totals = {row["student"]: float(row["points"]) for row in csv.DictReader(file)}
    assert totals == {name: points_of(it) for name, it in download.students.items()}
    with (tmp_path / "out" / "grades.csv").open(encoding="utf-8", newline="") as file:
        passed = {
            (row["student"], row["exercise"])
            for row in csv.DictReader(file)
            if row["status"] == "passed"
        }
    assert passed == {
        (name, exercise) for name, it in download.students.items() for exercise in answers_of(it)
    }
    assert {one.student for one in kept(tmp_path / "out")} == set(download.students)
