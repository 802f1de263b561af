"""What learning systems hand out, read as students: nobody lost, swapped or merged."""

import contextlib
import json
import os
import random
import stat
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from course_utils.errors import CourseError
from course_utils.grading.handed_in import archives
from course_utils.grading.handed_in.finding import forget_what_is_not_used
from course_utils.grading.handed_in.students import File, Student, keep, kept, kept_mapping
from course_utils.grading.submissions import read_submission
from tests.classes import hand_in, handed_in, right_notebook
from tests.layouts import LAYOUTS, Person, as_folder, as_zip, people, zipped

NAME = "01_dataset_tour.ipynb"
TOUR = nbformat.writes(right_notebook()).encode()
SPLIT = nbformat.writes(right_notebook(3)).encode()
BLANK = nbformat.writes(nbformat.v4.new_notebook()).encode()


def notebook_of(person):
    """Return a notebook that says whose it is."""
    notebook = right_notebook()
    notebook.metadata["whose"] = person.number
    return nbformat.writes(notebook).encode()


def whose(submission):
    return json.loads(submission.path.read_text("utf-8"))["metadata"]["whose"]


def written(folder, files):
    """Write files by their names, and return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def of(read):
    """Return the notebooks that count, by student."""
    found = {}
    for submission in read.submissions:
        found.setdefault(submission.student, []).append(submission.name)
    return found


def reasons(read):
    return " | ".join(f"{name} {reason}" for name, reason in read.passed_over)


@pytest.mark.parametrize("as_archive", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_student_of_a_download_is_found_with_their_own_work(layout, as_archive, tmp_path):
    download = LAYOUTS[layout](people(40), notebook_of, NAME)
    write = as_zip if as_archive else as_folder
    read = handed_in(write(download, tmp_path / ("class.zip" if as_archive else "class")))
    found = {one.student: whose(one) for one in read.submissions}
    assert found == {name: person.number for name, person in download.students.items()}
    assert {one.name for one in read.submissions} == {NAME}
    assert {one.student for one in read.students} == set(found)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_smallest_classes_are_read_too(layout, n, tmp_path):
    for seed in range(5):
        download = LAYOUTS[layout](people(n, seed), notebook_of, NAME)
        read = handed_in(as_zip(download, tmp_path / f"{seed}.zip"))
        assert sorted(map(whose, read.submissions)) == sorted(
            person.number for person in download.students.values()
        )


def test_what_the_system_says_of_a_student_is_kept(tmp_path):
    read = handed_in(
        written(
            tmp_path / "canvas",
            {
                "smithjane_LATE_1234_567890_x.ipynb": TOUR,
                "leeann_77_567891_y.ipynb": TOUR,
            },
        )
    )
    ann, jane = read.students
    assert (jane.student, jane.number, jane.layout) == ("smithjane_1234", "1234", "canvas")
    assert jane.is_late
    assert not ann.is_late
    keep_in = tmp_path / "out"
    (keep_in / ".grading").mkdir(parents=True)
    keep(keep_in, read.students, tmp_path / "map.csv")
    assert kept(keep_in) == read.students
    assert kept_mapping(keep_in) == tmp_path / "map.csv"
    assert kept(tmp_path) == []


def test_a_stored_time_comes_back_as_it_was(tmp_path):
    read = handed_in(
        written(
            tmp_path / "class",
            {
                "HW_js_attempt_2024-01-31-12-00-00_x.ipynb": TOUR,
                "HW_js_attempt_2024-01-31-12-00-00.txt": b"Name: Jane S (js)\n",
            },
        )
    )
    (jane,) = read.students
    assert (jane.student, jane.login, jane.name) == ("js", "js", "Jane S")
    assert jane.handed_in_at.isoformat() == "2024-01-31T12:00:00"
    (tmp_path / "out" / ".grading").mkdir(parents=True)
    keep(tmp_path / "out", [jane])
    assert kept(tmp_path / "out") == [jane]


def test_the_last_file_that_counts_tells_when_it_was_handed_in():
    files = (File("a", "a", None), File("b", "b", None, is_late=True, counts=False))
    student = Student("ann", "folders", files=files)
    assert student.handed_in_at is None
    assert not student.is_late


def test_of_several_attempts_the_last_one_counts(tmp_path):
    at = "HW_js_attempt_2024-01-{:02}-12-00-00_{}"
    read = handed_in(
        written(
            tmp_path / "class",
            {
                at.format(9, "x.ipynb"): TOUR,
                at.format(10, "x.ipynb"): TOUR + b" ",
                at.format(8, "03.ipynb"): SPLIT,
                at.format(10, "helper.py"): b"new",
                at.format(9, "helper.py"): b"old",
            },
        )
    )
    assert of(read) == {"js": ["03.ipynb", "x.ipynb"]}
    latest = read.submissions[1]
    assert latest.path.read_bytes() == TOUR + b" "
    assert latest.files_beside() == {"helper.py": b"new"}
    replaced, newer = at.format(9, "x.ipynb"), at.format(10, "x.ipynb")
    assert (replaced, f"was handed in again: {newer} counts") in read.passed_over


def test_of_canvas_resubmissions_the_newest_attachment_counts(tmp_path):
    read = handed_in(
        written(
            tmp_path / "class",
            {
                "leeann_77_567891_x.ipynb": TOUR,
                "leeann_77_567899_x-1.ipynb": TOUR,
                "leeann_LATE_77_568000_x-2.ipynb": TOUR,
                "smithbo_78_568001_lesson-1.ipynb": TOUR,
                "smithbo_78_568002_lesson-2.ipynb": SPLIT,
            },
        )
    )
    assert of(read) == {
        "leeann_77": ["x-2.ipynb"],
        "smithbo_78": ["lesson-1.ipynb", "lesson-2.ipynb"],
    }
    assert read.students[0].is_late
    newest = "leeann_LATE_77_568000_x-2.ipynb"
    for name in ("leeann_77_567891_x.ipynb", "leeann_77_567899_x-1.ipynb"):
        assert (name, f"was handed in again: {newest} counts") in read.passed_over


def test_a_resubmission_that_cannot_be_read_leaves_the_one_before_it(tmp_path):
    read = handed_in(
        written(
            tmp_path / "class",
            {
                "leeann_77_567891_x.ipynb": TOUR,
                "leeann_77_567899_x-1.ipynb": TOUR[:-20],
            },
        )
    )
    assert of(read) == {"leeann_77": ["x.ipynb"]}
    assert "x-1.ipynb cannot be read" in reasons(read)


def test_two_notebooks_of_one_student_in_a_plain_folder_both_count_and_it_is_said(tmp_path):
    read = handed_in(written(tmp_path / "class", {"ann/a.ipynb": TOUR, "ann/b.ipynb": TOUR}))
    assert of(read) == {"ann": ["a.ipynb", "b.ipynb"]}
    assert read.notes == [
        "ann: ann/a.ipynb and ann/b.ipynb hold the same exercises; the better answer to each "
        "counts. If they are not of one student, name whose each is with --files MAP.csv."
    ]


def test_work_in_an_archive_counts_beside_what_is_no_work(tmp_path):
    files = {"ann/work.zip": zipped({"deep/er/x.ipynb": TOUR}), "ann/x.ipynb": BLANK}
    files |= {f"ann/venv/lib/{n}.ipynb": BLANK for n in range(60)}
    files |= {f"bob/{n:03}.ipynb": SPLIT for n in range(60)}
    read = handed_in(written(tmp_path / "class", files))
    assert "bob holds 60 notebooks, of which the first 50 count" in reasons(read)
    assert [one.name for one in read.submissions if one.student == "bob"][-1] == "049.ipynb"
    assert [one.path.read_bytes() for one in read.submissions if one.student == "ann"] == [TOUR]


def test_a_file_name_cannot_make_work_another_students(tmp_path):
    read = handed_in(
        written(
            tmp_path / "class",
            {
                "Mallory_1_assignsubmission_file_Bob_2_assignsubmission_file_x.ipynb": TOUR,
                "Bob_2_assignsubmission_file_x.ipynb": TOUR,
            },
        )
    )
    assert of(read)["Mallory_1"] == ["Bob_2_assignsubmission_file_x.ipynb"]
    assert len(read.students) == 2
    read = handed_in(
        written(
            tmp_path / "plain",
            {
                "mallory/Bob_2_assignsubmission_file_/x.ipynb": TOUR,
                "ann/x.ipynb": TOUR,
                "bob/hw_01_03_x.ipynb": TOUR,
                "carl/hw_01_03_x.ipynb": TOUR,
            },
        )
    )
    assert set(of(read)) == {"mallory", "ann", "bob", "carl"}


def test_names_that_look_alike_are_different_students(tmp_path):
    names = ["Ann Lee", "Ann  Lee", "Ann\tLee", "=1+1", "'=1+1", "Zoe\u0308", "Zoë", "ann lee"]
    raw = [os.fsdecode(b"bad\xff"), "bad\\xff", "a\nb", "\u202eann"]
    for name in [*names, *raw]:
        hand_in(tmp_path / "class", name, right_notebook())
    read = handed_in(tmp_path / "class")
    assert len({one.student for one in read.submissions}) == len(names) + len(raw)
    assert set(names) <= {one.student for one in read.students}


def test_students_with_one_name_are_told_apart_by_the_systems_number(tmp_path):
    files = {f"Ann Lee_{n}_assignsubmission_file_/x.ipynb": TOUR for n in (11, 12, 13)}
    assert set(of(handed_in(written(tmp_path / "c", files)))) == {
        f"Ann Lee_{n}" for n in (11, 12, 13)
    }


def test_a_blackboard_login_with_an_underscore_is_whole_with_and_without_notes(tmp_path):
    at = "attempt_2024-01-31-12-00-00"
    files = {f"HW_{login}_{at}_x.ipynb": TOUR for login in ("a_b", "c_b", "d")}
    assert set(of(handed_in(written(tmp_path / "without", files)))) == {"a_b", "c_b", "d"}
    files[f"HW_a_b_{at}.txt"] = b"\xef\xbb\xbfName: Ann (B) (a_b)\r\nAssignment: HW\r\n"
    read = handed_in(written(tmp_path / "with", files))
    assert {one.student: one.name for one in read.students}["a_b"] == "Ann (B)"


@pytest.mark.parametrize("deeper", ["", "2024/"])
def test_a_folder_around_the_class_is_no_student(deeper, tmp_path):
    files = {f"{deeper}class/{name}/x.ipynb": TOUR for name in ("ann", "bob", "carl")}
    with pytest.raises(CourseError, match=r"looks like a class.*course grade .*/class --out"):
        handed_in(written(tmp_path / "submissions", files))
    (tmp_path / "s.zip").write_bytes(zipped(files))
    assert set(of(handed_in(tmp_path / "s.zip"))) == {"ann", "bob", "carl"}


def test_gradescopes_metadata_tell_names_and_times(tmp_path):
    text = """---
submission_98765:
  :submitters:
  - :name: Jane Smith
    :sid: '123'
    :email: jane@example.org
  - :name: "Bo: Lee"
    :sid: '124'
    :email: bo@example.org
  :created_at: 2024-01-31 12:00:00.123456789 Z
  :history:
  - :id: 5
    :created_at: 2024-01-01 12:00:00.000000000 Z
submission_2:
  :submitters: []
"""
    files = {"assignment_1_export/submission_metadata.yml": text.encode()}
    files |= {f"assignment_1_export/submission_{n}/x.ipynb": TOUR for n in (98765, 2, 3)}
    read = handed_in(written(tmp_path / "class", files))
    jane = next(one for one in read.students if one.number == "98765")
    assert (jane.name, jane.login) == ("Jane Smith & Bo: Lee", "jane@example.org")
    assert jane.handed_in_at.isoformat() == "2024-01-31T12:00:00.123456+00:00"
    assert {one.student for one in read.students} == {f"submission_{n}" for n in (98765, 2, 3)}


def test_names_made_to_be_slow_to_read_are_not(tmp_path):
    bad = ["1_" * 2000, "_" * 4000, "a_1" * 1300, "_1_assignsubmission" * 200, " - " * 1300]
    files = {f"ann/{name}{n}": b"" for n in range(200) for name in bad}
    files |= {"ann/x.ipynb": TOUR, "bob/x.ipynb": TOUR}
    (tmp_path / "class.zip").write_bytes(zipped(files))
    start = time.process_time()
    assert set(of(handed_in(tmp_path / "class.zip"))) == {"ann", "bob"}
    assert time.process_time() - start < 10


def test_a_folder_of_google_classroom_is_no_student(tmp_path):
    files = {f"Tour/{name} - x.ipynb": TOUR for name in ("Ann Lee", "Bo", "Carl")}
    with pytest.raises(CourseError, match=r"looks like a class.*course grade .*/Tour --out"):
        handed_in(written(tmp_path / "submissions", files))
    assert set(of(handed_in(tmp_path / "submissions" / "Tour"))) == {"Ann Lee", "Bo", "Carl"}
    (tmp_path / "s.zip").write_bytes(zipped(files))
    assert set(of(handed_in(tmp_path / "s.zip"))) == {"Ann Lee", "Bo", "Carl"}
    files = {"ann/Lesson 1 - x.ipynb": TOUR, "ann/Lesson 3 - x.ipynb": SPLIT}
    assert set(of(handed_in(written(tmp_path / "one", files)))) == {"ann"}


@pytest.mark.parametrize(
    "around",
    ["multi_feedback_Tour_99", "Tour/Submissions", "Tour/Abgaben/Team_5", "Team 7", "submissions"],
)
@pytest.mark.parametrize("n", [1, 2])
def test_folders_that_a_system_puts_around_students_are_no_students(around, n, tmp_path):
    names = ["Lee_Ann_al_4711", "Lee_Bo_bl_4712"][:n]
    files = {f"{around}/{name}/x.ipynb": TOUR for name in names}
    assert set(of(handed_in(written(tmp_path / "class", files)))) == set(names)


def test_several_classes_in_one_folder_are_refused(tmp_path):
    files = {f"{g}/{name}/x.ipynb": TOUR for g in "AB" for name in ("ann", "bob")}
    with pytest.raises(CourseError, match="looks like a class"):
        handed_in(written(tmp_path / "submissions", files))
    (tmp_path / "s.zip").write_bytes(zipped(files))
    with pytest.raises(CourseError, match=r"unpack .*s\.zip, and grade its folder A\."):
        handed_in(tmp_path / "s.zip")


def test_one_student_with_old_versions_stops_nobody_and_a_class_among_students_is_named(tmp_path):
    files = {"ann/old/x.ipynb": TOUR, "ann/new/x.ipynb": TOUR, "bob/x.ipynb": TOUR}
    files |= {f"group/{name}/x.ipynb": TOUR for name in "vwxyz"}
    files |= {f"s{n}/x.ipynb": TOUR for n in range(3)}
    read = handed_in(written(tmp_path / "class", files))
    assert set(of(read)) == {"ann", "bob", "s0", "s1", "s2"}
    assert "group/ looks like a class" in reasons(read)


def test_assignments_of_a_single_student_are_no_class(tmp_path):
    files = {
        "ann/01_dataset_tour/01_dataset_tour.ipynb": TOUR,
        "ann/03_split/03_split.ipynb": SPLIT,
    }
    assert set(of(handed_in(written(tmp_path / "class", files)))) == {"ann"}
    files = {"ann/ps1/tour.ipynb": TOUR, "ann/ps2/split.ipynb": SPLIT}
    assert set(of(handed_in(written(tmp_path / "other", files)))) == {"ann"}


def test_notebooks_of_which_nothing_says_whose_they_are_need_a_mapping(tmp_path):
    source = written(tmp_path / "class", {"a.ipynb": TOUR, "b.ipynb": TOUR, "c.ipynb": TOUR})
    with pytest.raises(CourseError, match=r"3 notebooks of which nothing says whose.*--files"):
        handed_in(source)
    mapping = tmp_path / "map.csv"
    mapping.write_text("file,student\na.ipynb,Ann\nb.ipynb,Bob\n", "utf-8")
    read = handed_in(source, mapping=mapping)
    assert of(read) == {"Ann": ["a.ipynb"], "Bob": ["b.ipynb"]}
    assert "c.ipynb is not in the mapping file" in reasons(read)


def test_a_mapping_goes_before_the_layout_and_loses_nobody_else(tmp_path):
    source = written(
        tmp_path / "class",
        {"ann/x.ipynb": TOUR, "bob/x.ipynb": TOUR, "team/x.ipynb": TOUR, "Zoe\u0308/y.ipynb": TOUR},
    )
    mapping = tmp_path / "map.csv"
    mapping.write_bytes(
        "\ufeffStudent;File;note\r\nZoe;ann\\x.ipynb;\r\nV;team;\r\nW;team/x.ipynb;\r\n"
        "bob;Zoë/y.ipynb;\r\n".encode()
    )
    read = handed_in(source, mapping=mapping)
    assert of(read) == {
        "V": ["x.ipynb"],
        "W": ["x.ipynb"],
        "Zoe": ["x.ipynb"],
        "bob": ["y.ipynb", "x.ipynb"],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "columns file and student"),
        ("name,who\na,b\n", "columns file and student"),
        ("file,student\n", "names no file"),
        ("file,student\nno.ipynb,Ann\n", "line 2: there is no file no.ipynb"),
        ("file,student\nann/x.ipynb,\n", "line 2 names no student"),
        ("file,student\nx.ipynb,Ann\n", "line 2: 2 files are called x.ipynb"),
        ("file,student\n" + "no.ipynb,Ann\n" * 9, "and 4 more"),
        ("file,student\nann/x.ipynb,../../evil\n", "line 2: a student's name cannot hold"),
        ('file,student\n"ann/x.ipynb,Ann\n', "is no CSV file"),
        (f"file,student\n{'x' * 9000}.ipynb,Ann\n", "line 2: there is no file"),
        (b"file,student\n\xff,Ann\n", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_mapping_gets_one_clear_message(text, words, tmp_path):
    source = written(tmp_path / "class", {"ann/x.ipynb": TOUR, "bob/x.ipynb": TOUR})
    mapping = tmp_path / "map.csv"
    if text is not None:
        mapping.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CourseError, match=words) as told:
        handed_in(source, mapping=mapping)
    assert len(str(told.value)) < 1000


def test_what_systems_and_editors_leave_behind_is_nobodys_work_in_one_line(tmp_path):
    left = [
        "__MACOSX/ann/._x.ipynb", "ann/._x.ipynb", ".DS_Store", "ann/.DS_Store", "Thumbs.db",
        "ann/.ipynb_checkpoints/x-checkpoint.ipynb", "desktop.ini", "ann/~$x.ipynb",
        ".ipynb_checkpoints/y.ipynb",
    ]  # fmt: skip
    files = {"ann/x.ipynb": TOUR, "bob/Untitled.ipynb": TOUR, "carl/x.ipynb": TOUR}
    files |= dict.fromkeys(left, b"junk")
    files |= {
        "carl/Untitled1.ipynb": BLANK,
        "carl/Untitled.ipynb": BLANK,
        "dora/Untitled.ipynb": BLANK,
    }
    for source in (written(tmp_path / "class", files), tmp_path / "class.zip"):
        if source.suffix:
            source.write_bytes(zipped(files))
        read = handed_in(source)
        assert of(read) == {"ann": ["x.ipynb"], "bob": ["Untitled.ipynb"], "carl": ["x.ipynb"]}
        (line,) = [f"{name} {why}" for name, why in read.passed_over if "nobody's work" in why]
        for name in ("__MACOSX", "ann/._x.ipynb", ".DS_Store", "Thumbs.db", "carl/Untitled1.ipynb"):
            assert name in line


def test_links_anywhere_in_a_path_are_refused_and_named(tmp_path):
    source = written(
        tmp_path / "class", {"ann/x.ipynb": TOUR, "bob/helper.py": b"", "carl/x.ipynb": TOUR}
    )
    (source / "mallory").symlink_to(source / "ann")
    (source / "bob" / "x.ipynb").symlink_to(source / "ann" / "x.ipynb")
    (source / "bob" / "lesson").symlink_to(source / "ann")
    (source / "carl" / "secret.txt").symlink_to("/etc/passwd")
    (source / "carl" / "loop").symlink_to(source)
    (source / "dead").symlink_to("nowhere")
    os.mkfifo(source / "carl" / "pipe.ipynb")
    read = handed_in(source)
    problems = {one.student: one.problem for one in read.submissions}
    assert problems == {"ann": "", "bob": "the file is a link, which is not followed", "carl": ""}
    assert read.submissions[2].files_beside() == {}
    for name in ("mallory", "bob/x.ipynb", "bob/lesson", "carl/secret.txt", "carl/loop", "dead"):
        assert (name, "is a link, which is not followed") in read.passed_over
    assert "carl/pipe.ipynb is no file" in reasons(read)


def test_a_pipe_or_a_link_to_a_device_is_not_opened_if_there_is_nothing_else(tmp_path):
    source = written(tmp_path / "class", {"ann/x.ipynb": TOUR, "bob/x.txt": b"", "carl/x.txt": b""})
    os.mkfifo(source / "bob" / "x.ipynb")
    (source / "carl" / "x.ipynb").symlink_to("/dev/zero")
    with (source / "ann" / "big.ipynb").open("wb") as file:
        file.truncate(10 * 2**30)  # takes no place on the disk
    read = handed_in(source)
    assert [bool(read_submission(one).problem) for one in read.submissions] == [
        True,
        False,
        True,
        True,
    ]


def test_a_hard_link_to_somebody_elses_file_is_refused(tmp_path):
    if os.geteuid():
        pytest.skip("needs to be root, to own files for others")
    source = written(tmp_path / "class", {"ann/x.ipynb": TOUR, "bob/x.ipynb": TOUR})
    os.chown(source / "ann" / "x.ipynb", 12345, -1)
    os.chown(source / "ann", 12345, -1)
    (source / "bob" / "stolen.ipynb").hardlink_to(source / "ann" / "x.ipynb")
    read = handed_in(source)
    assert of(read) == {"ann": ["x.ipynb"], "bob": ["x.ipynb"]}
    assert "bob/stolen.ipynb is a second name" in reasons(read)


def test_a_path_that_is_too_long_refuses_itself_only(tmp_path):
    source = written(tmp_path / "class", {"ann/x.ipynb": TOUR, "L" * 255 + "/x.ipynb": TOUR})
    (source / "deep").mkdir()
    with contextlib.chdir(source / "deep"):
        for _ in range(25):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("x.ipynb").write_bytes(TOUR)
    read = handed_in(source)
    assert set(of(read)) == {"ann", "L" * 255}
    assert "has a longer path than this system can open" in reasons(read)
    assert all(len(name) < 400 for name, _ in read.passed_over)


def test_a_very_long_path_to_the_class_is_one_clear_message(tmp_path):
    with pytest.raises(CourseError) as told:
        handed_in(tmp_path / ("x/" * 3000))
    assert len(str(told.value)) < 500


def test_ten_thousand_files_are_read_in_seconds_and_named_in_few_lines(tmp_path):
    source = written(tmp_path / "class", {"ann/x.ipynb": TOUR})
    (source / "ann" / "many").mkdir()
    for n in range(10_000):
        (source / "ann" / "many" / f"{n}.txt").touch()
        (source / f"{n}.txt").touch()
    read = handed_in(source)
    assert len(read.passed_over) < 5
    assert len(read.submissions[0].files_beside()) == 200


def entry(name, content=TOUR, *, mode=0, **changes):
    item = zipfile.ZipInfo(name)
    item.external_attr = mode << 16
    for key, value in changes.items():
        setattr(item, key, value)
    return item, content


def archive(path, *items):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for item, content in items:
            file.writestr(item, content)
    return path


def test_what_leads_out_of_an_archive_is_refused_by_name(tmp_path):
    path = archive(
        tmp_path / "class.zip",
        entry("ann/x.ipynb"),
        entry("bob/x.ipynb"),
        entry("../../evil/x.ipynb"),
        entry("ann/../../evil.ipynb"),
        entry("/etc/evil.ipynb"),
        entry("C:\\evil.ipynb"),
        entry("carl/x.ipynb", b"../ann/x.ipynb", mode=stat.S_IFLNK | 0o777),
        entry("dora/pipe.ipynb", b"", mode=stat.S_IFIFO | 0o600),
        entry("e" * 5000 + "/x.ipynb"),
    )
    read = handed_in(path)
    assert {one.student for one in read.submissions if not one.problem} == {"ann", "bob"}
    assert set(of(read)) == {"ann", "bob", "carl", "dora"}
    for name in ("../../evil/x.ipynb", "ann/../../evil.ipynb", "/etc/evil.ipynb", "evil.ipynb"):
        assert name in reasons(read)
    assert "carl/x.ipynb is a link" in reasons(read)
    assert "dora/pipe.ipynb is no file" in reasons(read)
    assert "has a longer name than any system can open" in reasons(read)
    places = {it.path.parent.parent for it in read.submissions}
    assert places == {tmp_path / "class.zip unpacked"}
    assert sorted(it.name for it in tmp_path.iterdir()) == ["class.zip", "class.zip unpacked"]


def test_a_bomb_costs_its_own_student_only_and_is_named(tmp_path):
    big = zipped({"x.ipynb": b"0" * (60 * 2**20)})
    many = zipped({f"{n}.txt": b"" for n in range(6000)})
    nested = TOUR
    for _ in range(8):
        nested = zipped({"in.zip": nested})
    files = {"ann/x.ipynb": TOUR, "big/a.zip": big, "many/a.zip": many, "deep/a.zip": nested}
    files |= {"both/a.zip": big, "both/x.ipynb": TOUR, "not/a.zip": b"no archive"}
    for source in (written(tmp_path / "class", files), tmp_path / "class.zip"):
        if source.suffix:
            source.write_bytes(zipped(files))
        read = handed_in(source)
        assert {one.student for one in read.submissions if not one.problem} == {"ann", "both"}
        problems = {one.student: one.problem for one in read.submissions if one.problem}
        assert "times its size" in problems["big"]
        assert "holds more than 5,000 files" in problems["many"]
        assert "lies in 4 other archives" in problems["deep"]
        assert "is no zip archive that can be read" in problems["not"]
        assert "both/a.zip would grow to" in reasons(read)


def test_many_archives_in_one_share_what_a_student_may_unpack(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "course_utils.grading.handed_in.opened.OF_A_STUDENT", archives.Limits(100, 2**20, 10**6)
    )
    part = zipped({"x.txt": os.urandom(300_000)})
    files = {"ann/x.ipynb": TOUR, "bob/a.zip": zipped({f"{n}.zip": part for n in range(9)})}
    read = handed_in(written(tmp_path / "class", files))
    assert "would take" in reasons(read)


def test_a_locked_a_damaged_and_an_empty_archive_are_named(tmp_path):
    good = zipped({"x.ipynb": TOUR})
    locked = bytearray(good)
    locked[6] |= 1
    place = good.rfind(b"PK\x01\x02")
    locked[place + 8] |= 1
    damaged = bytearray(good)
    damaged[60] ^= 0xFF
    damaged[61] ^= 0xFF
    files = {"ann/x.ipynb": TOUR, "b/a.zip": bytes(locked), "c/a.zip": bytes(damaged)}
    files |= {"d/a.zip": zipped({}), "e/a.zip": b""}
    read = handed_in(written(tmp_path / "class", files))
    problems = {one.student: one.problem for one in read.submissions}
    assert {name for name, problem in problems.items() if not problem} == {"ann"}
    assert set(problems) == {"ann", "b", "c", "d", "e"}
    assert problems["d"] == "the file is an empty archive"
    assert "is locked by a password" in reasons(read)
    assert "is damaged in its archive" in reasons(read)


def test_an_empty_download_gets_one_clear_message(tmp_path):
    for content in (zipped({}), b"", b"PK\x05\x06"):
        (tmp_path / "class.zip").write_bytes(content)
        with pytest.raises(CourseError, match=r"holds no submissions|no zip archive"):
            handed_in(tmp_path / "class.zip")


def test_names_of_archives_are_read_whatever_wrote_them(tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({"Zo__ 1/x.ipynb": TOUR, "A__n 2/x.ipynb": TOUR, "Bo 3/x.ipynb": TOUR}))
    data = path.read_bytes().replace(b"Zo__", "Zoë".encode()).replace(b"A__n", "Aën".encode())
    path.write_bytes(data)  # UTF-8 that is not marked as such
    assert set(of(handed_in(path))) == {"Zoë 1", "Aën 2", "Bo 3"}


def test_a_file_keeps_the_time_that_its_archive_gives(tmp_path):
    path = archive(
        tmp_path / "c.zip",
        entry("ann/x.ipynb", date_time=(2024, 1, 31, 12, 0, 2)),
        entry("bob/x.ipynb", date_time=(2024, 0, 0, 0, 0, 0)),
        entry("carl/x.ipynb", date_time=(1980, 1, 1, 0, 0, 0)),
    )
    ann, *others = (one.path.stat().st_mtime for one in handed_in(path).submissions)
    assert time.localtime(ann)[:6] == (2024, 1, 31, 12, 0, 2)
    assert min(others) > time.mktime((2023, 1, 1, 0, 0, 0, 0, 0, -1))


def test_two_files_of_one_name_in_an_archive_are_both_kept(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(
            tmp_path / "c.zip",
            entry("ann/x.ipynb"),
            entry("ann/x.ipynb", SPLIT),
            entry("b/x.ipynb"),
        )
    assert len(handed_in(path).submissions) == 3


def test_the_same_archive_is_unpacked_once_and_the_original_is_not_touched(tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({"ann/x.ipynb": TOUR, "bob/a.zip": zipped({"x.ipynb": TOUR})}))
    before = path.stat()
    first = handed_in(path)
    times = {one.path: one.path.stat().st_mtime_ns for one in first.submissions}
    second = handed_in(path)
    assert second.submissions == first.submissions
    assert {one.path: one.path.stat().st_mtime_ns for one in second.submissions} == times
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert stat.S_IMODE(first.submissions[0].path.parent.stat().st_mode) == 0o700


def test_parts_of_one_download_are_read_together(tmp_path):
    persons = people(6)
    for n, part in enumerate((persons[:3], persons[3:])):
        as_zip(LAYOUTS["moodle_folders"](part, notebook_of, NAME), tmp_path / f"p-00{n}.zip")
    (tmp_path / "class").mkdir()
    for path in tmp_path.glob("p-*.zip"):
        path.rename(tmp_path / "class" / path.name)
    read = handed_in(tmp_path / "class")
    assert sorted(map(whose, read.submissions)) == sorted(person.number for person in persons)


def test_archives_of_students_are_opened_in_plain_folders_too(tmp_path):
    files = {
        "ann/work.zip": zipped(
            {"deep/er/x.ipynb": TOUR, "deep/er/helper.py": b"h", "other.py": b""}
        ),
        "bob.ZIP": zipped({"x.ipynb": TOUR}),
        "carl/x.ipynb": TOUR,
    }
    read = handed_in(written(tmp_path / "class", files))
    assert of(read) == {"ann": ["x.ipynb"], "bob": ["x.ipynb"], "carl": ["x.ipynb"]}
    assert read.submissions[0].files_beside() == {"helper.py": b"h"}


def test_students_of_a_flat_download_do_not_see_each_others_files(tmp_path):
    files = {
        "leeann_77_567891_x.ipynb": TOUR,
        "leeann_77_567892_helper.py": b"ann's",
        "smithbo_78_567893_x.ipynb": TOUR,
        "smithbo_78_567894_data.csv": b"bo's",
    }
    read = handed_in(written(tmp_path / "class", files))
    beside = {one.student: one.files_beside() for one in read.submissions}
    assert beside == {"leeann_77": {"helper.py": b"ann's"}, "smithbo_78": {"data.csv": b"bo's"}}


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("x.ipynb.txt", TOUR, ""),
        ("x.ipynb.json", TOUR, ""),
        ("x.IPYNB", TOUR, ""),
        ("x.json", TOUR, ""),
        ("x.txt", TOUR, ""),
        ("x.ipynb", TOUR.decode().encode("utf-16"), ""),
        ("x.py", b"# %%\ndef read_idx(path):\n    return 3\n", "It is a Python script"),
        ("x.html", b"<html><pre>def read_idx(path):</pre></html>", "It is a web page"),
        ("x.html", b'<html><span class="k">def</span> <span>read_idx</span>', "It is a web page"),
        ("x.rar", b"Rar!\x1a\x07\x00\xff", "It is a packed file"),
        ("x.7z", b"7z\xbc\xaf\x27\x1c\xff", "It is a packed file"),
        ("x.ipynb", TOUR[:-300], "It ends in the middle"),
        ("x.ipynb", b"", "is empty"),
        ("x.ipynb", zipped({"x.ipynb": TOUR}), "It is a zip archive"),
    ],
)
def test_what_is_handed_in_for_a_notebook_is_read_or_named_with_the_remedy(
    name, content, remedy, tmp_path
):
    files = {f"Ann Lee_11_assignsubmission_file_/{name}": content}
    files["Bo Lee_12_assignsubmission_file_/x.ipynb"] = TOUR
    read = handed_in(written(tmp_path / "class", files))
    ann = next(one for one in read.submissions if one.student == "Ann Lee_11")
    problem = read_submission(ann).problem
    assert remedy in problem
    assert bool(problem) == bool(remedy)


def test_lost_metadata_is_noted_with_whose_notebook_it_is(tmp_path):
    lost = right_notebook()
    for cell in lost.cells:
        cell.metadata = {"tags": ["exercise"]}
    files = {"ann/x.ipynb": nbformat.writes(lost).encode(), "bob/x.ipynb": TOUR}
    read = handed_in(written(tmp_path / "class", files))
    (note,) = read.notes
    assert note.startswith("ann: x.ipynb. The marks of its exercise cells")
    assert "read_idx, prepare_images, train_valid_split" in note
    assert {one.student for one in read.submissions if not read_submission(one).problem} == {
        "ann",
        "bob",
    }


def test_files_beside_a_notebook_and_folders_without_work_are_no_answers(tmp_path):
    files = {
        "ann/x.ipynb": TOUR,
        "ann/helpers.py": b"def read_idx(path):\n    return 3\n",
        "tools/make.py": b"print('for the class')",
        "notes/plan.html": b"<html>No code</html>",
    }
    read = handed_in(written(tmp_path / "class", files))
    assert of(read) == {"ann": ["x.ipynb"]}
    assert "tools holds no notebook" in reasons(read)
    assert "notes holds no notebook" in reasons(read)


def test_a_student_of_a_system_without_a_notebook_is_named_and_kept(tmp_path):
    files = {
        "Ann Lee_11_assignsubmission_file_/x.pdf": b"%PDF",
        "Bo Lee_12_assignsubmission_file_/x.ipynb": TOUR,
    }
    read = handed_in(written(tmp_path / "class", files))
    assert "Ann Lee_11 holds no notebook" in reasons(read)
    assert [one.student for one in read.students] == ["Ann Lee_11", "Bo Lee_12"]


def random_name(draw):
    """Return a name of any signs that a file may have."""
    signs = "aÄß.-_ '\"=+@()[]{}#%&~`$,;!^\t\n\u202e\u0301李🙂" + "ABC"
    name = "".join(draw.choice(signs) for _ in range(draw.randint(1, 12))).strip()
    return name if name.strip(". _") and not name.startswith((".", "_")) else "A" + name


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("layout", ["moodle_folders", "moodle_flat", "folders", "ilias"])
def test_whatever_students_are_called_nobody_is_lost_swapped_or_merged(layout, seed, tmp_path):
    draw = random.Random(seed)
    persons = [
        Person(random_name(draw), random_name(draw), 1000 + n, f"l{n}")
        for n in draw.sample(range(500), 25)
    ]
    if layout == "ilias":  # whose names stand between underscores
        persons = [replace(it, first=f"F{it.number}", last=f"L{it.number}") for it in persons]
    download = LAYOUTS[layout](persons, notebook_of, NAME)
    for write, name in ((as_folder, "class"), (as_zip, "class.zip")):
        read = handed_in(write(download, tmp_path / name))
        found = [(one.student, whose(one)) for one in read.submissions]
        assert sorted(number for _, number in found) == sorted(it.number for it in persons)
        assert len({student for student, _ in found}) == len(persons)
        assert all(str(number) in student for student, number in found)


def test_what_is_no_longer_handed_in_is_taken_out_of_the_private_folder(tmp_path):
    path, unpacked = tmp_path / "class.zip", tmp_path / "class.zip unpacked"
    path.write_bytes(zipped({"ann/x.ipynb": TOUR}))
    handed_in(path)
    path.write_bytes(zipped({"ann/x.ipynb": SPLIT}))
    read = handed_in(path)
    assert len(list(unpacked.iterdir())) == 2
    forget_what_is_not_used(unpacked, read)
    assert [read.submissions[0].path.parent] == list(unpacked.iterdir())


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "-m", "course_utils", *map(str, arguments)],
        capture_output=True,
        env=os.environ | variables,
        check=False,
    )


@pytest.mark.slow
def test_a_zip_file_is_graded_and_replayed_whatever_the_terminal_can_show(tmp_path):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    files = {
        f"Zoë_11_assignsubmission_file_/{NAME}": TOUR,
        "Zoë_11_assignsubmission_file_/ü.txt": b"",
    }
    files |= {f"Bo_12_assignsubmission_file_/{NAME}": TOUR, "readme.txt": b"", ".DS_Store": b""}
    source, out = tmp_path / "download.zip", tmp_path / "out"
    source.write_bytes(zipped(files))
    done = run("grade", source, "--out", out, **plain)
    said = done.stdout.decode()
    assert done.stderr == b""
    assert "download.zip: a download from Moodle; 2 students, 2 notebooks." in said
    assert f"  Bo_12: {NAME}" in said
    assert "not graded: readme.txt lies in no student's folder" in said
    assert "not graded: .DS_Store (nobody's work" in said
    totals = (out / "totals.csv").read_text("utf-8").splitlines()
    assert sorted(totals[1:]) == ["Bo_12,6,6,", "Zoë_11,6,6,"]
    assert (out / "feedback" / "Zoë_11.html").is_file()
    assert [one.number for one in kept(out)] == ["12", "11"]
    assert b"passed" in run("replay", out, "Bo_12", "read_idx").stdout


@pytest.mark.slow
def test_a_mapping_is_remembered_for_a_replay_and_a_wrong_one_is_one_message(tmp_path):
    source = written(tmp_path / "class", {"a.ipynb": TOUR, "b.ipynb": TOUR})
    (tmp_path / "map.csv").write_text("file,student\na.ipynb,Ann\nb.ipynb,Bo\n", "utf-8")
    out = tmp_path / "out"
    done = run("grade", source, "--out", out, "--files", tmp_path / "map.csv")
    assert b"a mapping file; 2 students, 2 notebooks." in done.stdout
    assert b"passed" in run("replay", out, "Bo", "read_idx").stdout
    (tmp_path / "map.csv").write_text("file,student\nno.ipynb,Ann\n", "utf-8")
    done = run("grade", source, "--out", out, "--files", tmp_path / "map.csv")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"line 2: there is no file no.ipynb" in done.stderr
