"""The same class graded by real nbgrader and by `course grade`: the same marks, or we say why not.

Its submissions are nbgrader's release version of lesson 01 with answers typed into it. The lesson
is cut down to its exercises, because a kernel runs each one.
"""

import csv
import shutil

import pytest

from course_utils.exercises import of_lesson
from course_utils.grading.batch import Batch, grade
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks
from course_utils.grading.nbgrader.course_folder import NOTEBOOKS
from course_utils.grading.nbgrader.gradebook import import_grades
from course_utils.grading.records import locked
from course_utils.grading.rows import grades_of
from course_utils.grading.tables import write_tables
from tests import right_answers, wrong_answers  # noqa: F401 - they register their functions
from tests.answers import RIGHT, WRONG
from tests.classes import expected_statuses, find_submissions, hostile_names
from tests.nbgrader_changes import CHANGES, changed
from tests.nbgrader_classes import (
    ASSIGNMENT,
    exercises_only,
    hand_in,
    hostile,
    nbgrader,
    shared_out,
    typed_into,
    write_small_course,
)

api = pytest.importorskip("nbgrader.api")
pytestmark = pytest.mark.slow

SEED = 2026
POINTS = {exercise.name: exercise.points for exercise in of_lesson(1)}
NOTHING = dict.fromkeys(POINTS, 0)
ALL_BUT_ONE = POINTS | {"prepare_images": 0}

# They wait for a time limit of nbgrader's or of ours, or for ever, or leave something behind.
TRIED_BY_HAND = {
    "100_mb_of_output",
    "builtins_patched",
    "child_in_a_session_of_its_own",
    "children_left_behind",
    "disk_filler",
    "endless_call_in_c",
    "endless_call_in_c_at_top_level",
    "endless_loop",
    "endless_loop_that_catches_everything",
    "endless_numpy_call",
    "forged_message_on_every_pipe",
    "fork_bomb",
    "process_that_stops_itself",
    "reference_taken_from_its_delivery",
    "half_an_emoji",
    "half_a_message",
    "forged_records",
    "folders_without_end",
    "memory_hog",
    "memory_hog_at_top_level",
    "parent_killed",
    "sleep",
    "threads_left_behind",
}
LEFT_OUT = TRIED_BY_HAND | {
    # They reach for other workers, for the disk, or for the process that grades.
    "answer_with_a_million_values",
    "array_of_15_megabytes",
    "closed_folder_of_256_megabytes",
    "endless_answer",
    "error_that_quotes_the_reference",
    "escape_signs_in_an_error",
    "files_of_neighbours_rewritten",
    "first_process_killed",
    "folder_full_of_empty_files",
    "folder_of_its_own_left",
    "keys_of_megabytes",
    "links_to_the_whole_disk",
    "logs_read",
    "many_arrays",
    "memory_of_neighbours_written",
    "modules_planted_for_neighbours",
    "name_of_12_megabytes",
    "namespaces_and_mounts_changed",
    "neighbours_killed",
    "passwords_read",
    "problems_without_end",
    "reference_kept_by_a_process_left_behind",
    "reference_kept_in_a_closed_folder",
    "reference_kept_in_a_keyring",
    "reference_kept_in_a_message_queue",
    "reference_kept_in_a_posix_queue",
    "reference_kept_in_dev_shm",
    "reference_kept_in_shared_memory",
    "reference_taken_by_a_process_left_behind",
    "reference_taken_in_a_closed_folder",
    "reference_taken_in_a_keyring",
    "reference_taken_in_a_message_queue",
    "reference_taken_in_a_posix_queue",
    "reference_taken_in_dev_shm",
    "reference_taken_in_shared_memory",
    "result_that_quotes_the_reference",
    "settings_of_the_kernel_written",
    "solutions_searched_on_the_whole_disk",
    "type_name_of_a_megabyte",
    "users_listed",
    # They reach for the package, which a kernel has as a whole, or for our worker.
    "calls_counted",
    "errors_made_up_for_every_case",
    "expected_errors_read_from_memory",
    "expected_errors_read_from_the_frames",
    "inputs_of_other_cases_returned",
    "mistake_imported_and_mended",
    "no_records_at_all",
    "observers_replaced_by_the_stack",
    "reader_by_importlib",
    "reader_found_in_memory",
    "reader_in_sys_modules",
    "reader_in_the_globals_of_a_loader",
    "reader_of_the_package_as_a_name_only",
    "reader_of_the_package_imported",
    "reader_of_the_package_under_an_older_name",
    "records_made_up_by_the_encoder",
    "request_read_in_memory",
    "stand_ins_asked_for_what_they_stand_for",
    "truth_asked_of_the_judge",
    "truth_imported",
}

# Where the kernel ends, nbgrader drops the whole submission.
ENDS_THE_KERNEL = (
    "hostile abort_in_a_function",
    "hostile array_method_that_ends_the_process",
    "hostile crash_in_a_c_library",
    "hostile kill_of_its_own_process",
    "hostile os_exit_at_top_level",
    "hostile os_exit_in_a_call_at_top_level",
    "hostile os_exit_in_a_function",
    "hostile pipes_closed",
)
# nbgrader's tests run in the learner's process, so the judge is there to be changed.
CHANGES_THE_JUDGE = (
    "hostile libraries_patched_in_a_call_at_top_level",
    "hostile memory_searched_for_the_judge",
)
# There the solutions can be imported, and their files can be read.
USES_THE_SOLUTION = (
    "hostile solution_of_the_course_called",
    "hostile solution_read_from_its_file",
)
DIFFERENCES = {
    **dict.fromkeys(ENDS_THE_KERNEL, (ALL_BUT_ONE, NOTHING)),
    **dict.fromkeys(CHANGES_THE_JUDGE, (ALL_BUT_ONE, POINTS)),
    **dict.fromkeys(USES_THE_SOLUTION, (ALL_BUT_ONE, POINTS)),
    "answer below its test": (POINTS, ALL_BUT_ONE),
}
"""For each student who has other marks: those of `course grade`, and those of nbgrader."""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return nbgrader's course folder of a class, which it has graded."""
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    release = write_small_course(course, SEED, exercises_only())
    hand_in(course, "blank", release)
    for name in hostile_names():
        if name not in LEFT_OUT:
            hand_in(course, f"hostile {name}", hostile(release, name))
    for name in CHANGES:
        hand_in(course, name, changed(release, name))
    for kind, answers in (("right", RIGHT), ("wrong", WRONG)):
        for number, given in enumerate(shared_out(answers)):
            texts = {exercise: text for exercise, (_, text) in given.items()}
            hand_in(course, f"{kind} {number:02}", typed_into(release, texts))
    # Not all succeed: nbgrader fails for a student whose code ends the kernel.
    nbgrader(course, "autograde", ASSIGNMENT, may_fail=True)
    return course


@pytest.fixture(scope="module")
def records(course, tmp_path_factory):
    """Return what `course grade` finds in the same submissions, on the same hidden inputs."""
    root, out = course / "submitted", tmp_path_factory.mktemp("out")
    with locked(out), LocalMachine(2, [root, out]) as machine:
        return grade(Batch(root, find_submissions(root), out, Marks(), seed=SEED), machine)


@pytest.fixture(scope="module")
def by_course(records):
    marks = {}
    for row in grades_of(records, Marks()):
        marks.setdefault(row.student, {})[row.exercise] = row.points
    return marks


@pytest.fixture(scope="module")
def by_nbgrader(course):
    with api.Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        return {
            submission.student.id: {
                grade.name.removeprefix("test_"): grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions(ASSIGNMENT)
        }


def test_nbgrader_and_course_grade_give_the_same_marks_but_where_we_say_so(by_course, by_nbgrader):
    assert set(by_course) == set(by_nbgrader)
    other = {
        student: (marks, by_nbgrader[student])
        for student, marks in by_course.items()
        if marks != by_nbgrader[student]
    }
    assert other == DIFFERENCES


def test_the_class_has_every_answer_of_the_tests_and_every_case_of_the_corpus(by_course):
    n_answers = sum(len(list(shared_out(answers))) for answers in (RIGHT, WRONG))
    n_hostile = len(hostile_names()) - len(LEFT_OUT)
    assert len(by_course) == 1 + n_hostile + len(CHANGES) + n_answers


def test_each_wrong_answer_is_found_in_nbgraders_layout_for_what_it_is(records):
    found = {
        (record.key.student, verdict.exercise): verdict.finding and verdict.finding.misconception
        for record in records
        for verdict in record.verdicts
    }
    for number, given in enumerate(shared_out(WRONG)):
        for exercise, (name, _) in given.items():
            if name != "right":
                assert found[f"wrong {number:02}", exercise] == name


def test_each_hostile_case_has_its_statuses_in_nbgraders_layout(records):
    statuses = {
        record.key.student: {verdict.exercise: verdict.status for verdict in record.verdicts}
        for record in records
    }
    expected = {
        f"hostile {name}": expected_statuses(name) for name in set(hostile_names()) - LEFT_OUT
    }
    # A case without an answer stands below nbgrader's empty exercise cell.
    expected["hostile cell_deleted"]["prepare_images"] = "not_attempted"
    assert {student: statuses[student] for student in expected} == expected
    assert set(statuses["blank"].values()) == {"not_attempted"}


def test_every_difference_is_documented():
    text = (NOTEBOOKS.parent / "docs" / "grading.md").read_text(encoding="utf-8")
    for student in DIFFERENCES:
        assert f"`{student.removeprefix('hostile ')}`" in text, student
    for name in TRIED_BY_HAND:
        assert f"`{name}`" in text, name


def test_the_marks_of_course_grade_take_the_place_of_nbgraders_own(records, course, tmp_path):
    ours = tmp_path / "course"
    ours.mkdir()
    shutil.copy(course / "gradebook.db", ours)
    shutil.copy(course / "nbgrader_config.py", ours)
    write_tables(tmp_path, grades_of(records, Marks()))
    assert import_grades(tmp_path, str(ours)).new_students == []
    nbgrader(ours, "export", "--to", "exported.csv")
    with (tmp_path / "totals.csv").open(encoding="utf-8", newline="") as file:
        totals = {row["student"]: float(row["points"]) for row in csv.DictReader(file)}
    with (ours / "exported.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == totals


def test_nbgrader_validates_the_source_and_says_what_a_blank_release_lacks(course):
    path = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    assert "Success! Your notebook passes" in nbgrader(course, "validate", f"source/{path}")
    assert "VALIDATION FAILED ON 3 CELL" in nbgrader(course, "validate", f"release/{path}")


def test_nbgraders_feedback_says_what_is_wrong_and_not_the_seed(course):
    student = "the check deleted"
    nbgrader(course, "generate_feedback", ASSIGNMENT, "--student", student)
    path = course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
    feedback = path.read_text(encoding="utf-8")
    assert "The channel axis is missing" in feedback
    assert str(SEED) not in feedback
