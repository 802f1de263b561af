"""A class of 300, as four systems hand it out: from the zip file to a worksheet, nobody lost."""

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
from tests.layouts import LAYOUTS, Person, as_zip, people

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


def worksheet(persons):
    """Return Moodle's grading worksheet of some students."""
    head = ["Identifier", "Full name", "Grade", "Maximum Grade", "Grade can be changed"]
    head += ["Last modified (grade)", "Feedback comments"]
    rows = [[f"Participant {it.number}", it.name, "", "100.00", "Yes", "-", ""] for it in persons]
    return [head, *rows]


def gradebook(persons, layout):
    """Return Canvas's gradebook of some students, who have the logins of another system."""
    head = ["Student", "ID", "SIS Login ID", "Section", "Lesson 01 (501)", "Final Score"]
    possible = ["    Points Possible", "", "", "", "100.00", "(read only)"]
    logins = [it.login.replace("_", "") if layout == "ilias" else it.login for it in persons]
    rows = [
        [f"{it.last}, {it.first}", it.number, login, "A", "", "77"]
        for it, login in zip(persons, logins, strict=True)
    ]
    return [head, possible, *rows]


def brought_back(layout, folder, persons):
    """Return the marks that `course marks` writes for some students, in their order."""
    is_moodle = layout.startswith("moodle")
    with (folder / "given.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = worksheet(persons) if is_moodle else gradebook(persons, layout)
        csv.writer(file).writerows(rows)
    option = "--moodle" if is_moodle else "--canvas"
    command = [sys.executable, "-m", "course_utils", "marks", folder, option, folder / "given.csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    with (folder / "given-with-marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    marks = [row["Grade" if is_moodle else "Lesson 01 (501)"] for row in rows]
    return done.stdout, marks if is_moodle else marks[1:]


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
    persons = random.Random(1).sample(list(download.students.values()), N)
    stranger = Person("Not", "Here", 1, "nobody")
    said, marks = brought_back(layout, tmp_path / "out", [*persons, stranger])
    assert marks == [*(f"{points_of(it):g}" for it in persons), ""]
    assert f"{N} marks filled in." in said
    assert "Here" in said
