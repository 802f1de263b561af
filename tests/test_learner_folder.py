"""`course start`: a copy of one's own, which nothing that is there is lost for."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from course_utils.errors import CourseError
from course_utils.exercises import of_lesson
from course_utils.learner import files, state
from course_utils.learner import folder as folders
from course_utils.learner.lessons import all_lessons
from tests.learners import (
    COURSE,
    PROJECT,
    answer,
    contents,
    obeying_modes,
    read,
    run,
    small_course,
    started,
)

STRANGE = "Jürgens Übung 'Ωμέγα' $HOME"


@pytest.fixture
def course(tmp_path):
    return small_course(tmp_path / "course")


def test_a_copy_holds_all_lessons_and_the_pages_they_link_to(tmp_path, course):
    added, there = folders.start(tmp_path / "mine", course)
    assert added == ["03_split.ipynb", "04_other.ipynb", "docs/page.md"]
    assert there == []
    for name in added:
        assert (tmp_path / "mine" / name).is_file()


def test_a_copy_shows_no_result_before_its_cell_is_run(tmp_path, course):
    lesson = read(course / "notebooks" / "03_split.ipynb")
    assert any(cell.get("outputs") for cell in lesson["cells"])
    for cell in read(started(tmp_path, course) / "03_split.ipynb")["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert "outputs_hidden" not in cell["metadata"].get("jupyter", {})


def test_links_fit_the_copy_and_what_is_not_there_is_no_link(tmp_path, course):
    folder = started(tmp_path, course)
    opening = "".join(read(folder / "03_split.ipynb")["cells"][0]["source"])
    assert "[one page](docs/page.md#top)" in opening
    assert "[lesson 04](04_other.ipynb)" in opening
    assert "in\nthe data and" in opening
    assert "[on the web](https://example.org/a.md)" in opening
    assert "Some text. Code." in (folder / "docs" / "page.md").read_text()


def test_started_again_it_says_so_and_changes_nothing(tmp_path):
    folder = tmp_path / "mine"
    first = run("start", folder)
    assert "the lessons are here now" in first.stdout, first.stderr
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    (folder / "my notes.txt").write_text("mine")
    before = contents(folder)
    again = run("start", folder)
    assert again.returncode == 0
    assert "your copy of the lessons already" in again.stdout
    assert contents(folder) == before


def test_started_again_it_adds_only_what_is_not_there(tmp_path, course):
    folder = started(tmp_path, course)
    answer(folder / "03_split.ipynb", "split_dataset")
    before = contents(folder)
    (folder / "04_other.ipynb").unlink()
    added, there = folders.start(folder, course)
    assert added == ["04_other.ipynb"]
    assert "03_split.ipynb" in there
    assert contents(folder) == before


def test_a_folder_with_other_content_is_left_as_it_is(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    result = run("start", tmp_path)
    assert result.returncode == 2
    assert "holds other things (thesis.tex)" in result.stderr
    assert contents(tmp_path) == {"thesis.tex": b"mine"}


def test_what_a_file_manager_leaves_is_no_content(tmp_path, course):
    (tmp_path / "mine" / ".ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "mine" / ".DS_Store").write_text("")
    added, _ = folders.start(tmp_path / "mine", course)
    assert len(added) == 3


@pytest.mark.parametrize("inside", [".", "notebooks", "notebooks/mine", "mine", "data/mine"])
def test_a_folder_in_the_courses_own_is_refused(inside):
    result = run("start", PROJECT / inside)
    assert result.returncode == 2
    assert "lies in the course's own folder" in result.stderr
    assert not (PROJECT / "mine").exists()


def test_where_the_course_is_the_home_folder_a_new_folder_in_it_will_do(course, monkeypatch):
    monkeypatch.setenv("HOME", str(course))
    folders.start(course / "mine", course)
    assert (course / "mine" / "03_split.ipynb").is_file()
    with pytest.raises(CourseError, match="own folder"):
        folders.start(course / "notebooks", course)
    with pytest.raises(CourseError, match="own folder"):
        folders.start(course, course)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "mine").write_text("mine")
    result = run("start", tmp_path / "mine")
    assert result.returncode == 2
    assert "is a file" in result.stderr
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_path_with_spaces_quotes_and_other_letters_works_from_start_to_reset(tmp_path):
    folder = tmp_path / STRANGE
    begun = run("start", folder)
    assert begun.returncode == 0, begun.stderr
    for path in folder.glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    answer(folder / "01_dataset_tour.ipynb", "read_idx")
    for command in (["status"], ["update"], ["reset", "read_idx"]):
        result = run(*command, cwd=folder)
        assert result.returncode == 0, result.stderr
        assert STRANGE in result.stdout
    assert (folder / "01-before-reset-1_dataset_tour.ipynb").is_file()


def test_the_command_that_it_prints_opens_the_copy(tmp_path):
    """A shell takes the printed command apart."""
    folder = tmp_path / STRANGE
    printed = run("start", folder).stdout.split("Next: ")[1].strip()
    shown = subprocess.run(f"printf '%s\\n' {printed}", shell=True, capture_output=True, text=True)
    assert shown.stdout.splitlines() == [*COURSE, "lab", str(folder)]


def test_without_home_the_usual_folder_is_asked_for_by_name(tmp_path, course, monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", lambda uid: {}[uid])  # a user that the system knows not
    with pytest.raises(CourseError, match="Name your folder in full"):
        folders.full_path(Path("~/transfer-learning"))
    assert folders.start(tmp_path / "mine", course)[0]


def test_commands_need_no_home(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    for command in (["start", "mine"], ["status", "mine"], ["update", "mine"]):
        result = run(*command, cwd=tmp_path, env=environment)
        assert result.returncode == 0, result.stderr


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "shut").mkdir(mode=0o555)
    result = run("start", tmp_path / "shut" / "mine", preexec_fn=obeying_modes)
    assert result.returncode == 2
    assert "cannot be written: Permission denied" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_start_that_the_disk_stops_leaves_no_part_of_a_file_and_goes_on_later(tmp_path):
    def with_small_files_only():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    folder = tmp_path / "mine"
    stopped = run("start", folder, preexec_fn=with_small_files_only)
    assert stopped.returncode == 2
    assert "01_dataset_tour.ipynb cannot be written: File too large" in stopped.stderr
    assert {path.name for path in folder.iterdir()} == {state.FILE, "00_start_here.ipynb"}
    again = run("start", folder)
    assert again.returncode == 0, again.stderr
    assert len(list(folder.glob("*.ipynb"))) == len(all_lessons())


@pytest.mark.skipif(not shutil.which("unshare"), reason="a small disk needs Linux's unshare")
def test_a_start_on_a_full_disk_ends_in_one_line(tmp_path):
    script = (
        'mount -t tmpfs -o size=150k none "$0" || exit 77\n'
        '"$@" start "$0/mine"; echo "ended with $?"; ls -A "$0/mine"'
    )
    result = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, tmp_path, *COURSE],
        capture_output=True,
        text=True,
    )
    if result.returncode == 77 or "unshare" in result.stderr:
        pytest.skip(f"no small disk can be made here: {result.stderr.strip()}")
    assert "ended with 2" in result.stdout
    assert "cannot be written: No space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert ".partial" not in result.stdout
    assert "01_dataset_tour.ipynb" in result.stdout


# The lessons themselves


def test_the_lessons_know_their_exercises_in_order_and_their_minutes():
    for lesson in all_lessons():
        number = int(lesson.file[:2])
        assert list(lesson.stubs) == [exercise.name for exercise in of_lesson(number)]
        assert lesson.title.startswith(f"{number:02}: ")
        assert lesson.minutes >= (30 if number else 10)


def test_only_the_exercise_whose_heading_says_so_is_optional():
    assert {name for lesson in all_lessons() for name in lesson.optional} == {"gradient_reversal"}


def test_a_folder_for_results_is_new_each_time_and_nothing_is_overwritten(tmp_path):
    first = files.new_folder(tmp_path / "mine")
    (first / "network.keras").write_bytes(b"of an hour's work")
    second = files.new_folder(str(tmp_path / "mine"))
    assert (first.name, second.name) == ("mine", "mine-2")
    assert (first / "network.keras").read_bytes() == b"of an hour's work"
    assert not list(second.iterdir())
    assert not list(files.new_folder(None).iterdir())


def test_a_folder_for_results_that_cannot_be_made_is_one_clear_message(tmp_path):
    with pytest.raises(CourseError, match="cannot be made: No such file or directory"):
        files.new_folder(tmp_path / "not there" / "mine")
