"""`course reset`: a blank exercise or lesson, and nothing of a learner's is lost."""

import pytest

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.learner.reset import reset
from tests.learners import (
    answer,
    contents,
    obeying_modes,
    read,
    run,
    small_course,
    source_in,
    started,
    write,
)

FILE = "03_split.ipynb"


@pytest.fixture
def course(tmp_path):
    return small_course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path, course):
    folder = started(tmp_path, course)
    answer(folder / FILE, "split_dataset", "def split_dataset(X, y):\n    return 'mine'")
    answer(folder / FILE, "task_sets", "def task_sets():\n    return 'mine too'")
    return folder


def test_an_exercise_is_blank_again_and_the_others_stay(folder, course):
    reset("split_dataset", folder, course)
    assert source_in(folder / FILE, "split_dataset") == solutions.stub("split_dataset")
    assert "mine too" in source_in(folder / FILE, "task_sets")


def test_what_was_there_is_kept_beside_it_each_time(folder, course):
    before = (folder / FILE).read_bytes()
    _, first = reset("split_dataset", folder, course)
    assert first.read_bytes() == before
    assert first.parent == folder
    second_version = (folder / FILE).read_bytes()
    _, second = reset("task_sets", folder, course)
    assert first.read_bytes() == before
    assert second.read_bytes() == second_version


def test_the_output_of_the_cell_and_of_its_check_are_gone(folder, course):
    notebook = read(folder / FILE)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["mine\n"]}]
    write(folder / FILE, notebook)
    reset("split_dataset", folder, course)
    cells = read(folder / FILE)["cells"]
    outputs = {"".join(cell["source"]): cell.get("outputs") for cell in cells}
    assert outputs[solutions.stub("split_dataset")] == []
    assert outputs["split_dataset = check(split_dataset)"] == []
    assert outputs["task_sets = check(task_sets)"] != []


@pytest.mark.parametrize("name", ["3", "03", "03_split", "03_split.ipynb"])
def test_a_lesson_is_put_back_whole(folder, course, name):
    fresh = started(folder.parent / "other", course)
    before = (folder / FILE).read_bytes()
    _, copy = reset(name, folder, course)
    assert (folder / FILE).read_bytes() == (fresh / FILE).read_bytes()
    assert copy.read_bytes() == before


def test_a_fault_that_is_to_be_found_is_back(folder, course):
    reset("task_sets", folder, course)
    assert source_in(folder / FILE, "task_sets") == solutions.stub("task_sets")
    assert solutions.is_as_given("task_sets", source_in(folder / FILE, "task_sets"))


def test_a_damaged_lesson_can_be_put_back_and_is_kept(folder, course):
    (folder / FILE).write_text("{damaged")
    _, copy = reset("03", folder, course)
    assert copy.read_text() == "{damaged"
    assert source_in(folder / FILE, "task_sets") == solutions.stub("task_sets")


def test_a_cell_that_was_turned_into_text_is_code_again(folder, course):
    notebook = read(folder / FILE)
    cell = next(cell for cell in notebook["cells"] if "course" in cell["metadata"])
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]
    write(folder / FILE, notebook)
    reset("split_dataset", folder, course)
    cell = next(cell for cell in read(folder / FILE)["cells"] if "course" in cell["metadata"])
    assert cell["cell_type"] == "code"
    assert cell["outputs"] == []


def test_a_blank_exercise_stays_as_it_is_without_a_copy(folder, course):
    before = contents(folder)
    assert reset("set_all_seeds", folder, course)[1] is None
    assert contents(folder) == before


def test_an_exercise_whose_cell_was_deleted_is_told_how_to_get_back(folder, course):
    notebook = read(folder / FILE)
    notebook["cells"] = [cell for cell in notebook["cells"] if "course" not in cell["metadata"]]
    write(folder / FILE, notebook)
    before = contents(folder)
    with pytest.raises(CourseError, match="course reset 03_split"):
        reset("split_dataset", folder, course)
    assert contents(folder) == before


def test_an_unknown_name_gets_the_nearest(folder, course):
    with pytest.raises(CourseError, match=r"Did you mean split_dataset\?"):
        reset("split_datasets", folder, course)


def test_where_no_copy_can_be_kept_nothing_is_reset(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    before = contents(folder)
    folder.chmod(0o555)
    result = run("reset", "split_dataset", folder, preexec_fn=obeying_modes)
    folder.chmod(0o755)
    assert result.returncode == 2
    copy = folder / "03-before-reset-1_split_dataset.ipynb"
    assert f"{copy} cannot be written: Permission denied" in result.stderr
    assert contents(folder) == before


def test_the_command_says_where_the_copy_is_and_to_reload(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    result = run("reset", "split_dataset", cwd=folder)
    assert str(folder / "03-before-reset-1_split_dataset.ipynb") in result.stdout
    assert "Reload Notebook from Disk" in result.stdout
