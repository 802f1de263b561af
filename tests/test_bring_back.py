"""`course marks`: the file of a learning system with our marks in it, and no other byte changed."""

import csv
import io
import random
import re
import subprocess
import sys
import zipfile

import pytest

from course_utils.errors import CourseError
from course_utils.grading.brought_back import keep_results
from course_utils.grading.by_hand import HandMarks
from course_utils.grading.handed_in.students import File, Student, keep
from course_utils.grading.marks import Marks
from course_utils.grading.names import file_names
from course_utils.grading.systems.bring_back import bring_back
from course_utils.grading.systems.canvas import read_canvas
from course_utils.grading.systems.csv_text import read_csv
from course_utils.grading.systems.moodle import read_moodle
from course_utils.grading.tables import Grade

MOODLE = [
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"),
    *("Grade can be changed", "Last modified (submission)", "Last modified (grade)"),
    "Feedback comments",
]
ODD_NAMES = [
    *("Ann Lee", "Ann  Lee", "Ann\tLee", "ann lee", "Lee, Ann", "=1+1", "'=1+1", "a;b", "NULL"),
    *("Zoë Müller", "Zoe\u0308 Müller", "李雷", '"Bob" O\'Neil', "new\nline", "x" * 200, "-", "é"),
    *(" ", "\u202eRTL", "🙂 Smile", "Ann Lee_7_assignsubmission_file_", "100", "1,5"),
]


def written(rows, separator=",", line_end="\r\n", encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def moodle_row(number, name, grade="", most="20.00", can_change="Yes", feedback=""):
    status = "Submitted for grading"
    when = "Monday, 30 November 2026, 10:00 PM"
    email = f"s{number}@example.org"
    cells = [f"Participant {number}", name, email, status, grade, most, can_change, when, "-"]
    return [*cells, feedback]


def a_class(folder, students, points=None, marks=None):
    """Keep marks of students, each with points of their own, and pages for all of them."""
    (folder / ".grading").mkdir(parents=True)
    points = points or {it.student: number + 0.5 for number, it in enumerate(students)}
    rows = [Grade(it, "read_idx", "passed", own, 20.0, "") for it, own in points.items()]
    keep_results(folder, rows, marks or Marks())
    keep(folder, students)
    (folder / "feedback").mkdir()
    for student, name in file_names(points).items():
        (folder / "feedback" / f"{name}.html").write_text(f"page of {points[student]}")
    return points


def on_moodle(name, number, student=None):
    return Student(student or f"{name} {number}", "moodle", name, str(number))


def bring(tmp_path, content, read=read_moodle, folder="out", *options, **scale):
    given = tmp_path / "given.csv"
    given.write_bytes(content)
    done = bring_back(
        tmp_path / folder,
        read(given, *options),
        given,
        tmp_path / "filled.csv",
        scale=scale.get("scale", False),
    )
    assert given.read_bytes() == content
    return done, (tmp_path / "filled.csv").read_bytes()


def rows_in(content, separator=",", encoding="utf-8-sig"):
    text = content.decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def test_the_marks_and_the_feedback_stand_in_the_rows_of_their_students(tmp_path):
    students = [on_moodle("Ann Lee", 11), on_moodle("Bob Ray", 12)]
    points = a_class(tmp_path / "out", students)
    content = written([MOODLE, moodle_row(12, "Bob Ray"), moodle_row(11, "Ann Lee")])
    done, filled = bring(tmp_path, content)
    by_name = {row["Full name"]: row for row in rows_in(filled)}
    for it in students:
        assert float(by_name[it.name]["Grade"]) == points[it.student]
        assert (
            f"read_idx: passed, {points[it.student]:g} of 20"
            in by_name[it.name]["Feedback comments"]
        )
    assert done.notes == ["2 marks filled in."]


FORMS = {
    "plain": {},
    "with a byte order mark": {"encoding": "utf-8-sig"},
    "utf-16": {"encoding": "utf-16"},
    "windows": {"encoding": "cp1252"},
    "semicolons": {"separator": ";"},
    "tabs": {"separator": "\t"},
    "all in quotes": {"quoting": csv.QUOTE_ALL},
    "unix": {"line_end": "\n"},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_byte_but_those_of_marks_and_feedback_changes(form, tmp_path):
    names = ["Ann Lee", 'Bob "B" Müller', "a;b, c\nd"]
    students = [on_moodle(name, number) for number, name in enumerate(names)]
    a_class(tmp_path / "out", students[:2])
    rows = [MOODLE, *(moodle_row(number, name) for number, name in enumerate(names))]
    content = written(rows, **form)
    _, filled = bring(tmp_path, content)
    separator, encoding = form.get("separator", ","), form.get("encoding", "utf-8-sig")
    marks = [row["Grade"] for row in rows_in(filled, separator, encoding)]
    assert marks == ["0.5", "1.5", ""]
    emptied = read_csv(tmp_path / "filled.csv")
    is_quoted = form.get("quoting") == csv.QUOTE_ALL
    cells = [
        row[place]._replace(is_quoted=is_quoted) for row in emptied.rows[1:] for place in (4, 9)
    ]
    assert emptied.filled(dict.fromkeys(cells, "")) == content


def test_a_decimal_comma_is_written_where_the_file_has_one(tmp_path):
    a_class(tmp_path / "out", [on_moodle("Ann", 1), on_moodle("Bob", 2)])
    rows = [MOODLE, moodle_row(1, "Ann", most="20,00"), moodle_row(2, "Bob", most="20,00")]
    _, filled = bring(tmp_path, written(rows))
    assert [row["Grade"] for row in rows_in(filled)] == ["0,5", "1,5"]
    assert b'"0,5"' in filled
    _, filled = bring(tmp_path, written(rows, separator=";"))
    assert b";0,5;" in filled


def test_a_grade_that_cannot_be_changed_stays_and_is_named(tmp_path):
    a_class(tmp_path / "out", [on_moodle("Ann", 1), on_moodle("Bob", 2)])
    rows = [MOODLE, moodle_row(1, "Ann", "7.00", can_change="No"), moodle_row(2, "Bob")]
    done, filled = bring(tmp_path, written(rows))
    assert [row["Grade"] for row in rows_in(filled)] == ["7.00", "1.5"]
    assert any("Ann, because Moodle says" in note for note in done.notes)


def test_whoever_is_on_one_side_only_is_named_and_nobody_else_gets_the_mark(tmp_path):
    a_class(tmp_path / "out", [on_moodle("Ann Lee", 1), on_moodle("Ann Lee", 99, "gone")])
    done, filled = bring(tmp_path, written([MOODLE, moodle_row(1, "Ann Lee"), moodle_row(2, "Cy")]))
    assert [row["Grade"] for row in rows_in(filled)] == ["0.5", ""]
    assert "not in the file: gone." in done.notes
    assert "in the file, without marks of ours: Cy." in done.notes


def test_names_that_could_be_two_are_filled_for_neither(tmp_path):
    plain = [Student(name, "folders") for name in ("Ann Lee", "Bob", "Ann  Lee")]
    a_class(tmp_path / "out", plain)
    rows = [MOODLE, moodle_row(1, "ann lee"), moodle_row(2, "Bob"), moodle_row(3, "BOB")]
    done, filled = bring(tmp_path, written(rows))
    assert [row["Grade"] for row in rows_in(filled)] == ["", "1.5", ""]
    assert any("not clear whose row it is: Ann Lee, Ann  Lee" in note for note in done.notes)


@pytest.mark.parametrize("seed", range(20))
def test_nobody_is_lost_swapped_or_merged_by_the_systems_numbers(seed, tmp_path):
    draw = random.Random(seed)
    numbers = draw.sample(range(1, 10**7), 40)
    students = [on_moodle(draw.choice(ODD_NAMES), number) for number in numbers]
    points = a_class(tmp_path / "out", students)
    in_file = draw.sample(students, 35)
    strangers = [on_moodle(draw.choice(ODD_NAMES), 10**8 + number) for number in range(5)]
    shuffled = draw.sample([*in_file, *strangers], 40)
    rows = [MOODLE, *(moodle_row(it.number, it.name, most="100") for it in shuffled)]
    separator = draw.choice([",", ";"])
    done, filled = bring(tmp_path, written(rows, separator))
    for row, it in zip(rows_in(filled, separator), shuffled, strict=True):
        assert row["Full name"] == it.name
        assert row["Grade"] == (f"{points[it.student]:g}" if it in in_file else "")
    missing = [it.student for it in students if it not in in_file]
    named = next(note for note in done.notes if note.startswith("not in the file"))
    assert named.count(",") >= len(missing) - 1
    with zipfile.ZipFile(done.feedback) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(pages) == 35
    for name, page in pages.items():
        number = name.split("_")[1]
        (it,) = [it for it in students if it.number == number]
        assert page == f"page of {points[it.student]}"
        assert re.fullmatch(r"[^_/]+_\d+_assignsubmission_file_/feedback.html", name)


@pytest.mark.parametrize("seed", range(10))
def test_by_names_alone_no_mark_goes_to_somebody_else(seed, tmp_path):
    draw = random.Random(seed)
    names = [name for name in ODD_NAMES if "assignsubmission" not in name]
    folders = draw.sample(names, 15)
    students = [Student(name, "folders") for name in folders]
    points = a_class(tmp_path / "out", students)
    in_file = draw.sample(names, 15)
    rows = [MOODLE, *(moodle_row(number, name, most="99") for number, name in enumerate(in_file))]
    _, filled = bring(tmp_path, written(rows))

    def spelt(name):
        plain = " ".join(name.casefold().split())
        last, comma, first = plain.partition(", ")
        return f"{first} {last}" if comma else plain.replace("zoe\u0308", "zoë")

    for row, name in zip(rows_in(filled), in_file, strict=True):
        if row["Grade"]:
            (owner,) = [it for it in folders if f"{points[it]:g}" == row["Grade"]]
            assert spelt(owner) == spelt(name)
        elif folders.count(name) and sum(spelt(it) == spelt(name) for it in folders) == 1:
            assert not name.strip() or sum(spelt(it) == spelt(name) for it in in_file) > 1


CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes"]
ASSIGNMENTS = ["Lesson 01 (501)", "Lesson 03 (2) (502)", "Homework Current Score", "Final Score"]


def canvas_rows(*students, points="10.00", marks=("", "")):
    head = [*CANVAS, *ASSIGNMENTS]
    posting = ["", "", "", "", "", "", "Manual Posting", "", "", ""]
    possible = [
        "    Points Possible",
        "",
        "",
        "",
        "",
        "",
        points,
        points,
        "(read only)",
        "(read only)",
    ]
    people = [
        [name, number, f"sis{number}", f"login{number}", "A", "a note, kept", *marks, "88.5", "77"]
        for name, number in students
    ]
    test = ["Student, Test", "999", "", "f00", "A", "", "", "", "", ""]
    return [head, posting, possible, *people, test]


def on_canvas(name, number):
    file = File("x.ipynb", f"{name.lower()}_{number}_777{number}_x.ipynb")
    return Student(f"{name} {number}", "canvas", name, str(number), files=(file,))


def test_canvass_gradebook_is_filled_in_the_assignments_column(tmp_path):
    a_class(tmp_path / "out", [on_canvas("annlee", 7), on_canvas("bobray", 8)])
    content = written(canvas_rows(("Ray, Bob", 8), ("Lee, Ann", 7)), line_end="\n")
    done, filled = bring(tmp_path, content, read_canvas, "out", "502")
    rows = rows_in(filled)
    assert [row["Lesson 03 (2) (502)"] for row in rows] == ["", "10.00", "1.5", "0.5", ""]
    assert [row["Lesson 01 (501)"] for row in rows] == ["Manual Posting", "10.00", "", "", ""]
    assert not any("Test" in note for note in done.notes)
    with zipfile.ZipFile(done.feedback) as archive:
        assert archive.namelist() == ["bobray_8_7778_x.html", "annlee_7_7777_x.html"]
        assert archive.read("annlee_7_7777_x.html") == b"page of 0.5"


@pytest.mark.parametrize(("name", "place"), [("Lesson 01", 6), ("501", 6), ("Lesson 03 (2)", 7)])
def test_canvass_assignment_goes_by_its_name_or_its_number(name, place, tmp_path):
    (tmp_path / "book.csv").write_bytes(written(canvas_rows(("Lee, Ann", 7))))
    assert read_canvas(tmp_path / "book.csv", name).mark_column == place


@pytest.mark.parametrize(
    ("name", "words"),
    [(None, "2 assignments.*--assignment 501"), ("Lesson 9", "no assignment called Lesson 9")],
)
def test_an_assignment_that_is_not_clear_is_asked_for(name, words, tmp_path):
    (tmp_path / "book.csv").write_bytes(written(canvas_rows(("Lee, Ann", 7))))
    with pytest.raises(CourseError, match=words):
        read_canvas(tmp_path / "book.csv", name)


def test_who_is_excused_in_canvas_stays_excused(tmp_path):
    a_class(tmp_path / "out", [on_canvas("annlee", 7)])
    content = written(canvas_rows(("Lee, Ann", 7), marks=("EX", "N/A")))
    done, filled = bring(tmp_path, content, read_canvas, "out", "501")
    assert filled == content
    assert any("Canvas has excused" in note for note in done.notes)


def test_canvas_with_semicolons_and_decimal_commas_and_by_login(tmp_path):
    a_class(tmp_path / "out", [Student("login7", "folders")])
    content = "\ufeff".encode() + written(canvas_rows(("Lee; Ann", 7), points="10,00"), ";")
    _, filled = bring(tmp_path, content, read_canvas, "out", "501")
    assert rows_in(filled, ";")[2]["Lesson 01 (501)"] == "0,5"
    assert filled.replace(b";0,5;", b";;") == content


def test_a_mark_above_the_systems_most_is_refused_and_scale_converts(tmp_path):
    student = on_moodle("Ann", 1)
    a_class(tmp_path / "out", [student], {student.student: 15.0})
    content = written([MOODLE, moodle_row(1, "Ann", most="10.00")])
    with pytest.raises(CourseError, match=r"15 points, and the system takes 10\."):
        bring(tmp_path, content)
    assert not (tmp_path / "filled.csv").exists()
    _, filled = bring(tmp_path, content, scale=True)
    assert rows_in(filled)[0]["Grade"] == "7.5"
    done, _ = bring(tmp_path, written([MOODLE, moodle_row(1, "Ann", most="100.00")]))
    assert any("The most is 100 in the system and 20 here" in note for note in done.notes)


def test_a_comment_is_html_in_moodle_and_never_markup(tmp_path):
    student = on_moodle("Ann", 1)
    marks = Marks(by_hand={student.student: HandMarks("a < b & <script>\nnext — line")})
    a_class(tmp_path / "out", [student], marks=marks)
    rows = [MOODLE, moodle_row(1, "Änn", feedback="An earlier word.")]
    done, filled = bring(tmp_path, written(rows, encoding="cp1252"))
    (row,) = rows_in(filled, encoding="cp1252")
    assert row["Feedback comments"].endswith("a &lt; b &amp; &lt;script&gt; next — line")
    assert "replaced: 1 texts of feedback, which the given file still has." in done.notes


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [("verdicts", "read_idx: passed", "20"), ("points", "read_idx: 0.5 of 20", "passed")],
)
def test_the_comment_says_no_more_than_learners_are_shown(show, there, not_there, tmp_path):
    student = on_moodle("Ann", 1)
    a_class(tmp_path / "out", [student], marks=Marks(show=show))
    _, filled = bring(tmp_path, written([MOODLE, moodle_row(1, "Ann", most="")]))
    comment = rows_in(filled)[0]["Feedback comments"]
    assert there in comment
    assert not_there not in comment


def run(*arguments):
    command = [sys.executable, "-m", "course_utils", "marks", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_command_writes_a_new_file_and_never_the_one_that_was_given(tmp_path):
    folder, given = tmp_path / "out", tmp_path / "worksheet.csv"
    a_class(folder, [on_moodle("Ann", 1)])
    given.write_bytes(written([MOODLE, moodle_row(1, "Ann")]))
    before = given.read_bytes()
    done = run(folder, "--moodle", given)
    assert done.returncode == 0, done.stderr
    assert rows_in((folder / "worksheet-with-marks.csv").read_bytes())[0]["Grade"] == "0.5"
    assert (folder / "worksheet-with-marks-feedback.zip").is_file()
    for options, words in (
        ((folder, "--moodle", given, "--out", given), "stays as it is"),
        ((folder,), "--moodle or with --canvas"),
        ((folder, "--moodle", given, "--canvas", given), "--moodle or with --canvas"),
        ((folder, "--canvas", given), "no column ID"),
        ((folder, "--moodle", tmp_path / "none.csv"), "cannot be read"),
        ((tmp_path / "none", "--moodle", given), "Run course grade into it"),
    ):
        done = run(*options)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
        assert given.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n", b'"', b"\x00\x01", b"Identifier"])
def test_a_file_that_is_no_worksheet_gets_one_clear_message(content, tmp_path):
    (tmp_path / "given.csv").write_bytes(content)
    for read in (read_moodle, lambda path: read_canvas(path, None)):
        with pytest.raises(CourseError):
            read(tmp_path / "given.csv")


@pytest.mark.parametrize("seed", range(30))
def test_any_csv_file_is_read_as_pythons_csv_reads_it_and_kept_as_it_is(seed, tmp_path):
    draw = random.Random(seed)
    values = ["", "a", "a b", " x", '"', '""', "a,b", "a;b", "x\ny", "x\r\ny", "ü", "=1", "'", "\t"]
    width = draw.randint(2, 5)
    rows = [[f"c{n}" for n in range(width)]]
    rows += [[draw.choice(values) for _ in range(width)] for _ in range(draw.randint(0, 8))]
    content = written(
        rows,
        draw.choice([",", ";"]),
        draw.choice(["\n", "\r\n"]),
        draw.choice(["utf-8", "utf-8-sig", "utf-16"]),
        draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    if draw.random() < 0.5:
        content = content.removesuffix(b"\n")
    (tmp_path / "a.csv").write_bytes(content)
    if content[:2] == b"\xff\xfe" and len(content) % 2:
        return
    read = read_csv(tmp_path / "a.csv")
    assert read.filled({}) == content
    assert [[cell.value for cell in row] for row in read.rows] == [
        [value.rstrip("\r") if row is rows[-1] else value for value in row] for row in rows
    ]


def test_a_login_of_ilias_may_hold_the_sign_that_stands_between_the_parts(tmp_path):
    students = [
        Student("Lee_Ann_s1_4_567", "ilias", "Ann_s1 Lee", "567", "4"),
        Student("Ray_Bob_4_568", "ilias", "Bob Ray", "568", "4"),
    ]
    a_class(tmp_path / "out", students)
    rows = canvas_rows(("Lee, Ann", 7), ("Ray, Bob", 8))
    rows[3][3], rows[4][3] = "s1_4", "4"
    _, filled = bring(tmp_path, written(rows), read_canvas, "out", "501")
    assert [row["Lesson 01 (501)"] for row in rows_in(filled)[2:4]] == ["0.5", "1.5"]


GERMAN = [
    *("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung"),
    *("Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)"),
    *("Zuletzt geändert (Bewertung)", "Feedback als Kommentar"),
]


def test_a_worksheet_in_german_is_filled_too(tmp_path):
    a_class(tmp_path / "out", [on_moodle("Ann", 1), on_moodle("Bob", 2)])
    rows = [GERMAN, moodle_row(1, "Ann", most="20,00", can_change="Ja")]
    rows += [moodle_row(2, "Bob", most="20,00", can_change="Nein")]
    for row in rows[1:]:
        row[0] = row[0].replace("Participant ", "Teilnehmer/in")
    _, filled = bring(tmp_path, written(rows))
    assert [row["Bewertung"] for row in rows_in(filled)] == ["0,5", ""]
    assert "read_idx: passed" in rows_in(filled)[0]["Feedback als Kommentar"]


def test_a_worksheet_that_is_graded_by_a_scale_is_refused(tmp_path):
    head = [name.replace("Maximum Grade", "Scale") for name in MOODLE]
    (tmp_path / "given.csv").write_bytes(written([head, moodle_row(1, "Ann")]))
    with pytest.raises(CourseError, match="graded by a scale"):
        read_moodle(tmp_path / "given.csv")


def test_a_gradebook_of_canvas_may_have_first_and_last_names_apart(tmp_path):
    a_class(tmp_path / "out", [Student("Ann Lee", "folders")])
    rows = [["LastName", "FirstName", "ID", "SIS Login ID", "Section", "Lesson 01 (501)"]]
    rows += [["    Points Possible", "", "", "", "", "10"], ["Lee", "Ann", 7, "l7", "A", ""]]
    _, filled = bring(tmp_path, written(rows), read_canvas, "out", None)
    assert rows_in(filled)[1]["Lesson 01 (501)"] == "0.5"


def test_a_number_of_another_system_finds_nobody(tmp_path):
    a_class(tmp_path / "out", [on_moodle("Ann Lee", 7)])
    content = written(canvas_rows(("Ray, Bob", 7), ("Lee, Ann", 8)))
    _, filled = bring(tmp_path, content, read_canvas, "out", "501")
    assert [row["Lesson 01 (501)"] for row in rows_in(filled)[2:4]] == ["", "0.5"]


def test_bringing_marks_back_imports_no_exercise_and_no_numpy(tmp_path):
    folder, given = tmp_path / "out", tmp_path / "worksheet.csv"
    a_class(folder, [on_moodle("Ann", 1)])
    given.write_bytes(written([MOODLE, moodle_row(1, "Ann")]))
    code = (
        "import sys\nfrom course_utils.commands.marking import marks\nfrom pathlib import Path\n"
        "marks(Path(sys.argv[1]), Path(sys.argv[2]), None, None, None, False)\n"
        "sys.exit('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, folder, given], capture_output=True)
    assert done.returncode == 0, done.stderr
