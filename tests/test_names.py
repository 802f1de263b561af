"""Students' names in tables and as files: cleaned, never two of them alike, never too long."""

import csv
import json
import random
import re

import pytest

from course_utils.exercises.verdict import Verdict
from course_utils.grading.gradescope import write_gradescope
from course_utils.grading.marks import Marks
from course_utils.grading.names import file_names, meant, shown
from course_utils.grading.pages import write_pages
from course_utils.grading.records import Key, Record
from course_utils.grading.rows import grades_of
from course_utils.grading.tables import LONGEST_TEXT, Grade, read_grades, write_tables

FIVE = ["Ann Lee", "Ann  Lee", "Ann\tLee", "=1+1", "'=1+1"]
SIGNS = [
    "a",
    "B",
    " ",
    "  ",
    "\t",
    "\n",
    "\\",
    "\\t",
    "'",
    "=",
    "+",
    "-",
    "@",
    "\x1b",
    "\u202e",
    "é",
]
SIGNS += [
    "e\u0301",
    "\x00",
    "/",
    "..",
    ".",
    "\ud800",
    "\U000e0001",
    '"',
    ",",
    ";",
    "\r",
    "\xa0",
    "x41",
]
LONG = ["n" * 250, "n" * 249 + "m", "ü" * 127, "ü" * 126 + "ö", "z" * 5_000, "z" * 5_001]


def a_grade(student, **fields):
    return Grade(student, "read_idx", "passed", 1, 3, "")._replace(**fields)


def random_names(seed, n=300):
    draw = random.Random(seed)
    return list({"".join(draw.choices(SIGNS, k=draw.randint(1, 5))) for _ in range(n)})


def test_five_students_who_look_alike_have_five_rows(tmp_path):
    write_tables(tmp_path, map(a_grade, FIVE))
    for name in ("grades.csv", "totals.csv"):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            students = [row["student"] for row in csv.DictReader(file)]
        assert len(set(students)) == len(students) == 5
    assert [row.student for row in read_grades(tmp_path)] == FIVE


@pytest.mark.parametrize("seed", range(10))
def test_a_shown_name_is_one_line_no_formula_and_of_one_student_only(seed):
    names = random_names(seed) + LONG
    texts = list(map(shown, names))
    assert len(set(texts)) == len(names)
    for name, text in zip(names, texts, strict=True):
        assert text.isprintable()
        assert text[0] not in "=+-@"
        assert len(text) <= 1_600
        if len(name) < 1_000:
            assert meant(text) == name


@pytest.mark.parametrize("seed", range(10))
def test_a_file_name_is_a_plain_one_and_of_one_student_only(seed, tmp_path):
    names = file_names(random_names(seed) + LONG + [".", "..", "a", "A", "a/b", "a\\b", "CON "])
    folded = {name.casefold() for name in names.values()}
    assert len(folded) == len(names)
    for name in names.values():
        assert len(f".{name}.html.partial".encode()) <= 255
        assert not re.search(r"[/\\\x00]", name)
        assert name.strip(" .") == name
        (tmp_path / name).mkdir()
    assert file_names(["ann", "bob lee"]) == {"ann": "ann", "bob lee": "bob lee"}


def test_every_student_has_a_page_and_a_result_of_their_own(tmp_path):
    students = [*FIVE, "ann lee", "..", "../up", "a/b", "nul\0", "x" * 3_000, "ann", "Ann"]
    records = [
        Record(Key(it, "01.ipynb", "", ""), [Verdict("read_idx", "passed", "")]) for it in students
    ]
    rows = [a_grade(it, points=number) for number, it in enumerate(students)]
    write_pages(tmp_path, records, rows, "")
    assert write_gradescope(tmp_path, rows) == []
    assert len(list((tmp_path / "feedback").iterdir())) == len(students)
    results = list((tmp_path / "gradescope").glob("*/results.json"))
    scores = sorted(json.loads(it.read_text())["tests"][0]["score"] for it in results)
    assert scores == list(range(len(students)))
    assert not (tmp_path.parent / "up").exists()


def test_one_student_whose_results_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "gradescope").mkdir()
    (tmp_path / "gradescope" / "bob").write_text("a file in the place of the folder")
    problems = write_gradescope(tmp_path, map(a_grade, ["ann", "bob", "cyd"]))
    assert [student for student, _ in problems] == ["bob"]
    assert {it.parent.name for it in tmp_path.glob("gradescope/*/results.json")} == {"ann", "cyd"}


def test_the_results_of_a_student_who_is_gone_are_removed_and_nothing_of_others(tmp_path):
    write_gradescope(tmp_path, map(a_grade, ["ann", "bob", "cyd"]))
    (tmp_path / "gradescope" / "bob" / "my notes.txt").write_text("kept")
    (tmp_path / "gradescope" / "own").mkdir()
    (tmp_path / "gradescope" / "own" / "results.json").write_text("{}")
    write_gradescope(tmp_path, [a_grade("ann")])
    there = {
        path.relative_to(tmp_path / "gradescope").as_posix()
        for path in tmp_path.rglob("gradescope/*/*")
    }
    assert there == {"ann/results.json", "bob/my notes.txt", "own/results.json"}
    assert not (tmp_path / "gradescope" / "cyd").exists()


def test_texts_are_cut_before_they_reach_a_table_or_a_page(tmp_path):
    long = "x" * 20_000_000
    records = [Record(Key("ann", "01.ipynb", "", ""), [Verdict("read_idx", "error", long)])]
    rows = grades_of(records, Marks())
    write_tables(tmp_path, [*rows, a_grade("bob", message=long, comment=long)], {"bob": long})
    write_pages(tmp_path, records, rows, "")
    write_gradescope(tmp_path, [*rows, a_grade("bob", exercise=long, message=long, note=long)])
    for path in tmp_path.rglob("*.*"):
        if path.is_file():
            assert path.stat().st_size < 20 * LONGEST_TEXT, path
    assert len(read_grades(tmp_path)) == len(rows) + 1
