"""What one student hands in, or how it is packed, costs nobody else a mark."""

import io
import stat
import time
import zipfile

import nbformat
import numpy as np
import pytest

from course_utils import solutions
from course_utils.exercises import find
from course_utils.exercises.judging import judge
from course_utils.exercises.trying import observe
from course_utils.grading.batch import Batch, grade
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks
from course_utils.grading.records import locked
from course_utils.grading.rows import grades_of
from course_utils.grading.submissions import read_submission
from course_utils.notebooks.definitions import without_magics
from course_utils.notebooks.lost_marks import with_exercises_found
from course_utils.notebooks.reading import CodeCell
from tests.classes import find_submissions, hand_in, handed_in, right_notebook
from tests.layouts import zipped
from tests.test_layouts import BLANK, SPLIT, TOUR, of, reasons, written
from tests.test_older_versions import Says

BLANK_TOUR = nbformat.writes(
    nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                solutions.stub("read_idx"), metadata={"course": {"exercise": "read_idx"}}
            )
        ]
    )
).encode()


def of_items(*items):
    """Return a zip file of names, or what stands for them, and contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in items:
            archive.writestr(name, content)
    return stream.getvalue()


def with_a_blank_name():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Q", b"x")
        archive.writestr("01.ipynb", TOUR)
        archive.filelist[0].filename = ""
    return stream.getvalue()


def with_a_link_for_a_name():
    link = zipfile.ZipInfo(".")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return of_items((link, b"x"), ("01.ipynb", TOUR))


def packed_by_lzma_and_damaged():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("01.ipynb", TOUR)
    content = bytearray(stream.getvalue())
    for place in range(80, 140):
        content[place] ^= 0xFF
    return bytes(content)


ARCHIVES = {
    "a blank name": with_a_blank_name,
    "a link for a name": with_a_link_for_a_name,
    "damaged lzma": packed_by_lzma_and_damaged,
    "1,200 folders": lambda: zipped({"a/" * 1200 + "01.ipynb": TOUR}),
}


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES)
def test_a_forged_archive_is_its_owners_alone(tmp_path, archive):
    files = {"aa/x.zip": archive(), "ann/01.ipynb": TOUR, "zoe/01.ipynb": TOUR}
    read = handed_in(written(tmp_path / "class", files))
    assert of(read).items() >= {"ann": ["01.ipynb"], "zoe": ["01.ipynb"]}.items()


def test_one_file_that_grows_too_much_is_refused_and_not_the_class(tmp_path):
    files = {f"S{n}_{n}1_assignsubmission_file_/01.ipynb": TOUR for n in range(20)}
    files["Mal_99_assignsubmission_file_/01.ipynb"] = b"0" * 60 * 2**20
    (tmp_path / "class.zip").write_bytes(zipped(files))
    read = handed_in(tmp_path / "class.zip")
    good = [
        one for one in read.submissions if not one.problem and not one.student.startswith("Mal")
    ]
    assert len(good) == 20
    assert "Mal_99" in reasons(read) + str(of(read))


def test_a_folder_and_an_archive_of_one_name_are_one_students(tmp_path):
    files = {"Ann/01.ipynb": TOUR, "Ann.zip": zipped({"03.ipynb": SPLIT}), "bob/01.ipynb": TOUR}
    read = handed_in(written(tmp_path / "class", files))
    assert sorted(of(read)["Ann"]) == ["01.ipynb", "03.ipynb"]
    files = {"Ann Lee - 01.ipynb": TOUR, "Bo - 01.ipynb": TOUR, "Ann Lee/03.ipynb": SPLIT}
    read = handed_in(written(tmp_path / "drive", files))
    assert len(of(read)["Ann Lee"]) == 2


def test_two_downloads_from_canvas_are_one_class(tmp_path):
    files = {
        "submissions.zip": zipped({f"s{n}_{n}11_{n}22_01.ipynb": TOUR for n in range(1, 5)}),
        "submissions (1).zip": zipped({f"s{n}_{n}11_{n}33_03.ipynb": SPLIT for n in range(1, 5)}),
    }
    read = handed_in(written(tmp_path / "class", files))
    assert {student: len(names) for student, names in of(read).items()} == {
        f"s{n}_{n}11": 2 for n in range(1, 5)
    }


def test_a_stamp_that_a_student_wrote_is_no_time(tmp_path):
    files = {"ann/20240101000000_01.ipynb": TOUR, "bob/01.ipynb": TOUR}
    read = handed_in(written(tmp_path / "class", files))
    assert [one.handed_in_at for one in read.students] == [None, None]
    meta = (
        b"---\nsubmission_1:\n  :submitters:\n  - :name: A\n"
        b"  :created_at: 2024-01-31 12:00:00.123456789 Z\n"
        b"submission_2:\n  :submitters:\n  - :name: B\n"
    )
    files = {"submission_metadata.yml": meta, "submission_2/a.ipynb": TOUR}
    files |= {"submission_1/20240101000000_a.ipynb": TOUR, "submission_1/b.ipynb": TOUR}
    assert len(of(handed_in(written(tmp_path / "export", files)))["submission_1"]) == 2


def test_what_no_time_says_to_be_later_replaces_nothing(tmp_path):
    both = zipped({"01.ipynb": BLANK_TOUR, "work/01 final.ipynb": TOUR})
    files = {"s_1_2_w.zip": both, "b_2_3_01.ipynb": TOUR}
    assert len(of(handed_in(written(tmp_path / "class", files)))["s_1"]) == 2


def test_a_checkpoint_that_was_handed_in_by_itself_counts(tmp_path):
    files = {
        "Ann_1_assignsubmission_file_/01_dataset_tour-checkpoint.ipynb": TOUR,
        "Bo_2_assignsubmission_file_/01.ipynb": TOUR,
        "Bo_2_assignsubmission_file_/.ipynb_checkpoints/01-checkpoint.ipynb": BLANK,
    }
    read = handed_in(written(tmp_path / "class", files))
    assert {student: len(names) for student, names in of(read).items()} == {"Ann_1": 1, "Bo_2": 1}


def test_two_notebooks_of_one_name_have_marks_and_times_of_their_own(tmp_path):
    files = {
        f"{who}/l{n}/hw.ipynb": it for who in ("ann", "bob") for n, it in ((1, TOUR), (3, SPLIT))
    }
    root, out = written(tmp_path / "class", files), tmp_path / "out"
    names = {one.notebook for one in find_submissions(root) if one.student == "bob"}
    assert len(names) == 2

    def points(**options):
        with locked(out):
            batch = Batch(root, find_submissions(root), out, Marks(), **options)
            records = grade(batch, Says())
        return sum(row.points for row in grades_of(records, Marks()) if row.student == "bob")

    before = points()
    (root / "bob" / "l1" / "hw.ipynb").rename(root / "bob" / "l1" / "again.ipynb")
    assert points(only="ann") == before > 0


def test_code_nested_too_deeply_to_be_compared_is_no_given_code():
    deep = "def precision_recall(y_true, y_pred, label):\n    return 0.0, 0.0\n    if 0:0\n"
    assert not solutions.is_as_given("precision_recall", deep + "    elif 0:0\n" * 400)


@pytest.mark.slow
def test_a_long_name_beside_a_notebook_costs_no_mark(tmp_path):
    files = {"ann/a.zip": zipped({"01.ipynb": TOUR, "я" * 140 + ".txt": b"x"})}
    root, out = written(tmp_path / "class", files), tmp_path / "out"
    with locked(out), LocalMachine(1, [root, out]) as machine:
        records = grade(Batch(root, find_submissions(root), out, Marks()), machine)
    assert [verdict.status for verdict in records[0].verdicts] == ["passed"] * 3


def test_parts_are_right_only_where_each_case_has_a_result():
    exercise = find("split_dataset")
    cases = exercise.cases(np.random.default_rng(1))

    def half_right(X, y):
        (_, y_A), B = solutions.reference("split_dataset")(X, y)
        return (X, y_A), B

    records = observe(exercise, half_right, cases)
    assert judge(exercise, cases, records).right
    stopped = {"type": "KeyError", "message": "", "line": 0, "source": ""}
    stopped |= {"is_value_error": False, "is_not_implemented": False}
    records[-1] = {"raised": stopped}
    assert judge(exercise, cases, records).right == ()


@pytest.mark.parametrize(
    "read",
    [
        lambda: without_magics("ask x\n" + " " * 9900 + "x"),
        lambda: with_exercises_found([CodeCell(n, "def a\n" * 4083) for n in range(20)]),
    ],
)
def test_reading_a_cell_takes_linear_time(read):
    started = time.process_time()
    read()
    assert time.process_time() - started < 0.5


def test_the_name_of_an_exercise_is_cut_before_it_is_looked_for(tmp_path):
    notebook = right_notebook()
    notebook.cells[-1].metadata = {"course": {"exercise": "x" * 5_000_000}}
    hand_in(tmp_path, "ann", notebook)
    started = time.process_time()
    contents = read_submission(*find_submissions(tmp_path))
    assert time.process_time() - started < 1
    assert all(len(cell.exercise or "") <= 200 for cell in contents.cells)
