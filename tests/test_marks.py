"""The marks file: whose lessons count, points for parts, due dates, decisions by hand."""

import csv
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson
from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import Verdict
from course_utils.grading.batch import Batch, grade
from course_utils.grading.handed_in.students import File, Student, keep
from course_utils.grading.lateness import Due
from course_utils.grading.marks import Marks, n_parts_of, read_marks
from course_utils.grading.records import Key, Record, Records, locked
from course_utils.grading.results import Results
from course_utils.grading.rows import grades_of
from course_utils.grading.tables import totals_of
from course_utils.grading.time_stamps import read_time_stamps, times_of
from tests.classes import find_submissions, hand_in, right_notebook
from tests.test_older_versions import Says

DUE = datetime(2026, 11, 30, 22, 0, tzinfo=UTC)


def record(student, lesson, status="passed", notebook=None, names=None):
    names = names or [exercise.name for exercise in of_lesson(lesson)]
    verdicts = [Verdict(name, status, "A message.") for name in names]
    key = Key(student, notebook or f"{lesson:02}.ipynb", "", "")
    return Record(key, verdicts, code=dict.fromkeys(names, "code"))


def marks_of(tmp_path, text):
    path = tmp_path / "marks.toml"
    path.write_text(text, encoding="utf-8")
    return read_marks(path)


def points_in(*lessons):
    return sum(exercise.points for lesson in lessons for exercise in of_lesson(lesson))


CLASS = [record("all", 1), record("all", 3), record("one", 3), record("odd", 5)]


def test_what_was_not_handed_in_counts_as_0_and_all_have_the_same_most(tmp_path):
    rows = grades_of(CLASS, marks_of(tmp_path, "lessons = [3, 1]"))
    totals = totals_of(rows)
    assert totals["all"] == (points_in(1, 3), points_in(1, 3))
    assert totals["one"] == (points_in(3), points_in(1, 3))
    assert totals["odd"] == (0, points_in(1, 3))
    missing = {row.exercise for row in rows if row.student == "one" and row.status == "missing"}
    assert missing == {exercise.name for exercise in of_lesson(1)}
    assert len(rows) == 3 * len(of_lesson(1) + of_lesson(3))


def test_without_a_list_the_lessons_are_those_that_anybody_handed_in_and_the_command_says_so(
    tmp_path,
):
    totals = totals_of(grades_of(CLASS, Marks()))
    assert {total.max_points for total in totals.values()} == {points_in(1, 3, 5)}
    (said,) = Results(tmp_path, [], Marks()).notes(CLASS)
    assert "01 (1 student), 03 (2 students), 05 (1 student)" in said
    assert "lessons = [1, 3, 5]" in said
    (said,) = Results(tmp_path, [], Marks(lessons=(1, 3))).notes(CLASS)
    assert said.startswith("not counted: lesson 05")


def test_a_notebook_that_cannot_be_read_makes_no_lesson_one_of_the_class():
    broken = Record(Key("bad", "05.ipynb", "", ""), [Verdict("shift_images", "error", "Broken.")])
    rows = grades_of([record("ann", 1), broken], Marks())
    assert {find(row.exercise).lesson for row in rows} == {1}
    assert {row.message for row in rows if row.student == "bad"} == {"Broken."}
    assert {find(row.exercise).lesson for row in grades_of([broken], Marks())} == {5}


@pytest.mark.parametrize("value", ["[9, 1]", "[]", "1", '["1"]', "[true]", "[0.5]", "{a = 1}"])
def test_lessons_that_are_none_are_refused(value, tmp_path):
    with pytest.raises(CourseError, match="lessons should be a list of numbers"):
        marks_of(tmp_path, f"lessons = {value}")


def test_an_exercise_that_the_course_does_not_know_is_no_row():
    odd = Record(
        Key("ann", "01.ipynb", "", ""), [Verdict("x" * 10_000, "passed", "")], code={"a": ""}
    )
    assert {row.exercise for row in grades_of([odd, record("ann", 1)], Marks())} == {
        exercise.name for exercise in of_lesson(1)
    }


def failing(name, *right):
    return Verdict(name, "failed", "Wrong.", Finding("wrong-values", "Wrong."), right=right)


def test_parts_that_are_right_have_points_where_the_marks_file_says_so(tmp_path):
    marks = marks_of(tmp_path, "partial = true\n[points]\ntask_sets = 3")
    exercise = find("task_sets")
    n_parts = n_parts_of("task_sets")
    assert n_parts > 1
    names = [f"part {number}" for number in range(n_parts)]
    for n_right in range(n_parts):
        points = marks.earned(exercise, failing("task_sets", *names[:n_right]))
        assert points == pytest.approx(int(10 * 3 * n_right / n_parts) / 10)
    assert marks.earned(exercise, Verdict("task_sets", "passed", "")) == 3
    assert marks.earned(exercise, Verdict("task_sets", "error", "", right=tuple(names))) == 0
    assert Marks().earned(exercise, failing("task_sets", *names[:1])) == 0


def test_an_exercise_that_fails_never_has_all_points(tmp_path):
    marks = marks_of(tmp_path, "partial = true")
    for lesson in range(1, 9):
        for exercise in of_lesson(lesson):
            names = [str(number) for number in range(n_parts_of(exercise.name))]
            assert marks.earned(exercise, failing(exercise.name, *names)) < exercise.points or (
                exercise.points == 0
            )


def handed_in_late(marks, late, lesson=1, student="ann"):
    records = [record(student, lesson)]
    times = {(student, f"{lesson:02}.ipynb"): DUE + late}
    return totals_of(grades_of(records, marks, times))[student].points / points_in(lesson)


@pytest.mark.parametrize(
    ("late", "part"),
    [
        (timedelta(hours=-5), 1),
        (timedelta(minutes=30), 1),
        (timedelta(minutes=31), 0.9),
        (timedelta(hours=24), 0.9),
        (timedelta(hours=24, seconds=1), 0.8),
        (timedelta(days=9, hours=1), 0.5),
        (timedelta(days=4000), 0.5),
    ],
)
def test_each_day_begun_after_the_due_date_takes_its_part_and_grace_is_on_time(
    late, part, tmp_path
):
    marks = marks_of(
        tmp_path,
        '[due]\ndate = 2026-11-30T22:00:00Z\npenalty = "10 %"\ngrace = "30 min"\nmost = 0.5',
    )
    assert handed_in_late(marks, late) == pytest.approx(part)


@pytest.mark.parametrize("penalty", ["0.1", '"10%"', '"10 %"', "10"])
def test_a_penalty_may_be_a_part_or_per_cent(penalty, tmp_path):
    marks = marks_of(tmp_path, f"[due]\ndate = 2026-11-30T22:00:00Z\npenalty = {penalty}")
    assert handed_in_late(marks, timedelta(hours=1)) == pytest.approx(0.9)


def test_a_date_without_a_time_lasts_to_its_end_in_the_zone_that_is_named(tmp_path):
    marks = marks_of(tmp_path, '[due]\ndate = 2026-11-30\nzone = "Europe/Berlin"\npenalty = 1.0')
    assert handed_in_late(marks, timedelta(minutes=59)) == 1  # 22:59 UTC is 23:59 in Berlin
    assert handed_in_late(marks, timedelta(minutes=60)) == 0


def test_a_lesson_has_its_own_date_and_a_student_an_extension(tmp_path):
    marks = marks_of(
        tmp_path,
        "[due]\ndate = 2026-11-30T22:00:00Z\npenalty = 0.5\n[due.lessons]\n"
        '3 = 2026-12-07T22:00:00Z\n[due.extensions]\n"bob" = 2026-12-05T22:00:00Z',
    )
    late = partial(handed_in_late, marks, timedelta(hours=1))
    assert (late(), late(lesson=3), late(student="bob")) == (0.5, 1, 1)
    assert handed_in_late(marks, timedelta(days=6), lesson=3, student="bob") == 1


def test_late_by_name_counts_in_place_of_the_due_date(tmp_path):
    marks = marks_of(tmp_path, "[due]\ndate = 2026-11-30T22:00:00Z\npenalty = 0.5\n[late]\nann = 1")
    assert handed_in_late(marks, timedelta(days=3)) == 1


def test_of_two_notebooks_the_one_that_has_more_points_after_lateness_counts(tmp_path):
    marks = marks_of(tmp_path, "[due]\ndate = 2026-11-30T22:00:00Z\npenalty = 0.5")
    records = [record("ann", 1, "failed", "a.ipynb"), record("ann", 1, "passed", "b.ipynb")]
    times = {("ann", "a.ipynb"): DUE, ("ann", "b.ipynb"): DUE + timedelta(hours=1)}
    rows = grades_of(records, marks, times)
    assert {(row.status, row.late) for row in rows} == {("passed", 0.5)}
    assert "1 h after the due date: 50% of the points" in rows[0].note


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[due]\npenalty = 0.1", "needs a date"),
        ("[due]\ndate = 3", "should be a date"),
        ('[due]\ndate = "soon"', "should be a date"),
        ("[due]\ndate = 2026-11-30\npenalty = -1", "penalty in [due]"),
        ("[due]\ndate = 2026-11-30\npenalty = 200", "penalty in [due]"),
        ('[due]\ndate = 2026-11-30\ngrace = "a while"', "grace in [due]"),
        ('[due]\ndate = 2026-11-30\nzone = "Atlantis"', "zone should be"),
        ("[due]\ndate = 2026-11-30\nfine = 1", "no fine"),
        ("[due.lessons]\n99 = 2026-11-30", "names 99"),
        ("due = 1", "[due] should hold"),
        ("handed_in = 3", "handed_in should be"),
        ("[handed_in]\nann = 3", "handed_in.ann"),
        ('show = "some"', "show should be verdicts or points or all"),
        ('partial = "yes"', "partial should be true or false"),
        ("[manual]\nann = 3", "a table for each student"),
        ('[manual."ann"]\nread_idxs = 1', "Did you mean read_idx"),
        ('[manual."ann"]\nread_idx = "much"', "a change such as"),
        ('[manual."ann"]\nread_idx = -1', "a change such as"),
        ('[manual."ann"]\nread_idx = true', "a change such as"),
        ('[manual."ann"]\ncomment = 1', "a comment in"),
    ],
)
def test_a_slip_in_the_marks_file_gets_one_clear_word(text, words, tmp_path):
    with pytest.raises(CourseError, match=re.escape(words)):
        marks_of(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        '[manual."an"]\ncomment = "x"',
        '[due]\ndate = 2026-11-30\n[due.extensions]\n"an" = 2026-12-01',
        "[handed_in]\nan = 2026-12-01",
        "[late]\nan = 0.5",
    ],
)
def test_rules_for_students_who_are_not_there_are_refused(text, tmp_path):
    with pytest.raises(CourseError, match="Did you mean ann"):
        marks_of(tmp_path, text).refuse_unknown(["ann"])


def test_points_and_comments_by_hand_count_last_and_reach_the_rows(tmp_path):
    marks = marks_of(
        tmp_path,
        'late = { ann = 0.5 }\n[manual."ann"]\ncomment = "Good."\nread_idx = 1.5\n'
        'prepare_images = "-9"\ntrain_valid_split = { points = "+1", comment = "Elegant." }',
    )
    rows = {row.exercise: row for row in grades_of([record("ann", 1)], marks)}
    assert rows["read_idx"].points == 1.5
    assert rows["prepare_images"].points == 0
    assert rows["train_valid_split"].points == find("train_valid_split").points / 2 + 1
    assert rows["train_valid_split"].comment == "Elegant."
    assert marks.comment("ann") == "Good."


def submissions_of(tmp_path, *students):
    for student in students:
        hand_in(tmp_path / "class", student, right_notebook(), "01.ipynb")
    return find_submissions(tmp_path / "class")


def test_the_systems_time_stamps_count_before_those_of_files_and_the_marks_file_before_both(
    tmp_path,
):
    found = submissions_of(tmp_path, "ann", "bob", "cyd", "dan", "eve")
    moments = [DUE + timedelta(hours=hour) for hour in range(3)]
    students = [
        Student("ann", "blackboard", files=(File("01.ipynb", "x", moments[0]),)),
        Student("bob", "moodle", number="17", files=(File("01.ipynb", "x"),)),
        Student("dan", "canvas", files=(File("01.ipynb", "x", moments[0]),)),
        Student("eve", "canvas", files=(File("01.ipynb", "x", is_late=True),)),
    ]
    sources = times_of(found, students, {"17": moments[1], "dan": moments[2]})
    assert sources.times["ann", "01.ipynb"] == moments[0]
    assert sources.times["bob", "01.ipynb"] == moments[1]
    assert sources.times["dan", "01.ipynb"] == moments[2]
    assert (sources.by_files, sources.unknown) == (["cyd"], ["eve"])
    assert sources.times["cyd", "01.ipynb"].timestamp() == pytest.approx(
        (tmp_path / "class/cyd/01.ipynb").stat().st_mtime
    )


def test_the_time_of_a_download_makes_nobody_late_and_who_is_unknown_is_named(tmp_path):
    found = submissions_of(tmp_path, "ann", "bob")
    assert times_of(found, [], {}, tmp_path).unknown == ["ann", "bob"]
    (tmp_path / "out" / ".grading").mkdir(parents=True)
    late = File("01.ipynb", "x", is_late=True)
    keep(tmp_path / "out", [Student(it, "canvas", files=(late,)) for it in ("ann", "bob")])
    due = Due(DUE - timedelta(days=9_000), penalty=0.5)
    results = Results(tmp_path / "out", found, Marks(due=due, lessons=(1,)))
    results.write_tables([record("ann", 1, notebook="01.ipynb")])
    assert f"ann,{points_in(1)}," in (tmp_path / "out" / "totals.csv").read_text()
    unknown, late = results.notes([record("ann", 1)])
    assert "nobody knows when ann, bob did, so nothing is taken off" in unknown
    assert late == "The learning system calls late: ann, bob."


WORKSHEETS = {
    "our own": ("student,time\nann,2026-11-30T22:00:00\nbob,\n", "ann"),
    "moodle": (
        '\ufeffIdentifier,"Full name","Last modified (submission)"\n'
        '"Participant 17","Ann","Monday, 30 November 2026, 10:00 PM"\n"Participant 18","B",-\n',
        "17",
    ),
    "moodle, american": (
        'Identifier;"Last modified (submission)"\n'
        '"Participant 17";"Monday, November 30, 2026, 10:00 PM"\n',
        "17",
    ),
    "moodle, german": (
        'ID,"Zuletzt geändert (Abgabe)"\nTeilnehmer/in17,"Montag, 30. November 2026, 22:00"\n',
        "17",
    ),
}


@pytest.mark.parametrize(("text", "who"), WORKSHEETS.values(), ids=WORKSHEETS)
def test_times_come_from_a_table_or_from_moodles_worksheet(text, who, tmp_path):
    (tmp_path / "times.csv").write_text(text, encoding="utf-8")
    (tmp_path / "marks.toml").write_text(
        'handed_in = "times.csv"\n[due]\ndate = 2026-11-30\nzone = "UTC"\n'
    )
    assert read_marks(tmp_path / "marks.toml").handed_in == {who: DUE}


@pytest.mark.parametrize(
    ("text", "words"),
    [("name,time\n", "columns student and time"), ("student,time\nann,soon\n", "soon is no time")],
)
def test_times_that_cannot_be_read_are_named(text, words, tmp_path):
    (tmp_path / "times.csv").write_text(text)
    with pytest.raises(CourseError, match=words):
        read_time_stamps(tmp_path / "times.csv", None)


def test_one_student_is_graded_and_of_the_others_all_stays(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    for student in ("ann", "bob"):
        hand_in(root, student, right_notebook())

    def graded(status, **options):
        machine = Says({"01_dataset_tour.ipynb": status})
        with locked(out):
            return grade(Batch(root, find_submissions(root), out, Marks(), **options), machine)

    graded("failed")
    for student in ("ann", "bob"):  # both hand in something else, which is right
        notebook = right_notebook()
        notebook.cells[0].source += "\n# once more"
        hand_in(root, student, notebook)
    records = graded("passed", only="bob", seed=5)
    rows = grades_of(records, Marks())
    assert {row.student: row.status for row in rows} == {"ann": "failed", "bob": "passed"}
    rows = grades_of(graded("passed"), Marks())
    assert {row.status for row in rows} == {"passed"}
    assert len(Records(out).read()) == 4


def test_a_due_date_that_moves_is_counted_anew_without_grading_again(tmp_path):
    (submission,) = submissions_of(tmp_path, "ann")
    marks = Marks(handed_in={"ann": DUE + timedelta(hours=1)})
    records = [record("ann", 1)]
    sources = times_of([submission], [], marks.handed_in)
    points = {}
    for day in (29, 30, 31):
        due = marks_of(tmp_path, f"[due]\ndate = 2026-12-{day - 28:02}T00:00:00Z\npenalty = 0.25")
        points[day] = sum(row.points for row in grades_of(records, due, sources.times))
    assert points[30] == points[31] == points_in(1)
    early = marks_of(tmp_path, "[due]\ndate = 2026-11-30T00:00:00Z\npenalty = 0.25")
    assert sum(row.points for row in grades_of(records, early, sources.times)) == pytest.approx(
        0.75 * points_in(1)
    )


def course_grade(*arguments):
    command = [sys.executable, "-m", "course_utils", "grade", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_command_counts_anew_by_a_changed_marks_file_and_grades_nothing_again(tmp_path):
    root, out, rules = tmp_path / "class", tmp_path / "out", tmp_path / "marks.toml"
    hand_in(root, "ann", right_notebook())

    def points_with(text):
        rules.write_text(text)
        done = course_grade(root, "--out", out, "--marks", rules)
        assert done.returncode == 0, done.stderr
        with (out / "totals.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        return float(row["points"]), float(row["max_points"])

    late = "[handed_in]\nann = 2026-12-01T12:00:00Z\n[due]\npenalty = 0.5\ndate = "
    assert points_with(f"lessons = [1]\n{late}2026-12-01T11:00:00Z") == (3, 6)
    before = (out / ".grading" / "records.jsonl").read_bytes()
    assert points_with(f"lessons = [1, 3]\n{late}2026-12-02T11:00:00Z") == (6, points_in(1, 3))
    own = '[manual."ann"]\nread_idx = "-2"\ncomment = "See <me>."\n'
    assert points_with(f"lessons = [1]\n{own}") == (4, 6)
    assert (out / ".grading" / "records.jsonl").read_bytes() == before
    assert "See &lt;me&gt;." in (out / "feedback" / "ann.html").read_text(encoding="utf-8")


def test_the_command_refuses_to_grade_one_student_who_is_not_there_or_by_other_rules(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    hand_in(root, "ann", right_notebook())
    for options, words in (
        (("--only", "an"), "Did you mean ann?"),
        (("--only", "ann", "--seed", "3"), "Leave --seed and --timeout out"),
    ):
        done = course_grade(root, "--out", out, *options)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
