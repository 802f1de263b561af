"""docs/write_a_lesson.md, followed in a copy of the course: a lesson is files of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.learners import contents

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "example_lesson"
FILES = [path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*.*") if path.suffix != ".pyc"]
NOTEBOOK = "notebooks/09_pruning.ipynb"
WRITTEN_ANEW = {"README.md", "docs/instructors.md"}


def run(course, *arguments):
    """Run Python with the package of the copy in place of this one."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(course), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """Return a copy of the course without its notebooks, and all files that are in it."""
    course = tmp_path_factory.mktemp("copy") / "course"
    ignore = shutil.ignore_patterns("__pycache__", "*.ipynb", "hostile_submissions", EXAMPLE.name)
    for name in ("course_utils", "tests", "notebooks", "benchmarks", "docs"):
        shutil.copytree(ROOT / name, course / name, ignore=ignore)
    for name in ("README.md", "pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, course / name)
    (course / "data").symlink_to(ROOT / "data")
    return course, contents(course)


@pytest.fixture(scope="module")
def course(before):
    """Return the copy with the lesson added as the page says."""
    course, _ = before
    shutil.copytree(EXAMPLE, course, dirs_exist_ok=True)
    run(course, "-m", "course_utils", "build", "notebooks/source/09_pruning.py")
    run(course, "-m", "course_utils", "tables")
    return course


def test_the_page_names_every_file_of_a_lesson():
    page = (ROOT / "docs" / "write_a_lesson.md").read_text("utf-8")
    for path in FILES:
        assert f"`{path.as_posix()}`" in page or f"`{path.parent.as_posix()}/`" in page, path


def test_nothing_but_the_tables_of_lessons_is_changed(course, before):
    (readme, guide), (_, old) = sorted(WRITTEN_ANEW), before
    new = contents(course)
    assert {path for path in old if new[path] != old[path]} == WRITTEN_ANEW
    assert set(new) - set(old) == {NOTEBOOK, *(str(path) for path in FILES)}
    for page, row in (
        (
            readme,
            f"**[09 Pruning]({NOTEBOOK})**<br>How many of its parameters can a network lose?<br>",
        ),
        (guide, "| [09 Pruning](instructors/09_pruning.md) | 1 | 10 | – | – |\n"),
    ):
        assert row in new[page].decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("tests/test_exercise_matrix.py", "-k", "prune_weights"),
        ("tests/test_misconceptions.py", "-k", "prune_weights"),
        ("tests/test_notebook_guards.py", "tests/test_glossary.py", "-k", "09_pruning"),
        ("tests/test_recount.py::test_no_measured_number_is_left_out[09]",),
        (NOTEBOOK,),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_tests_find_the_lesson_and_pass(course, arguments):
    said = run(course, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)
    assert " passed" in said


def test_the_commands_find_the_lesson(course, tmp_path):
    solved = str(tmp_path / "solved.ipynb")
    run(course, "-m", "course_utils", "solve", NOTEBOOK, "-o", solved)
    assert "prune_weights" in run(course, "-m", "course_utils", "check", solved)


def test_the_mutants_find_the_lesson(course):
    code = "from benchmarks.mutants import exercises_by_module; print(*exercises_by_module()['{}'])"
    assert run(course, "-c", code.format("lesson_09_pruning")) == "prune_weights\n"
