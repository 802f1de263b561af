"""The command line: it starts fast, and bad input ends in one message."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import __version__
from course_utils.cli import app
from tests.computing import run_and_count

COURSE = [sys.executable, "-m", "course_utils"]
PROJECT = Path(__file__).resolve().parent.parent


def run(*arguments, **options):
    return subprocess.run(
        [*COURSE, *map(str, arguments)], capture_output=True, text=True, check=False, **options
    )


def test_the_console_script_and_the_module_are_the_same_command():
    script = Path(sys.executable).parent / "course"
    by_script = subprocess.run([script, "--help"], capture_output=True, text=True, check=True)
    by_module = run("--help")
    assert "check" in by_script.stdout
    assert by_module.returncode == 0
    assert by_script.stdout.split("\n", 3)[3] == by_module.stdout.split("\n", 3)[3]


def test_the_help_lists_each_command_in_a_group_with_a_sentence_that_is_whole():
    help_text = run("--help", env={**os.environ, "COLUMNS": "80"}).stdout
    learners, instructors, authors = re.split(r"For \w+:\n", help_text)[1:]
    assert "  lab " in learners
    assert "  grade " in instructors
    assert "  build " in authors
    listed = re.findall(r"^  (\S+) +(.+)$", learners + instructors + authors, re.MULTILINE)
    assert len(listed) == len(app.registered_commands)
    assert [name for name, sentence in listed if not re.fullmatch(r".*[^.]\.", sentence)] == []


def test_the_help_of_grade_has_an_example_and_each_default():
    help_text = " ".join(run("grade", "--help").stdout.split())
    assert "course grade submissions --out grades" in help_text
    assert "default: (what each is given with)" in help_text
    assert "default: (drawn once, and kept in --out)" in help_text


def test_misconceptions_without_a_name_lists_the_exercises_by_lesson():
    lines = run("misconceptions").stdout.splitlines()
    assert "lesson 03: split_dataset, task_sets, set_all_seeds" in lines
    assert lines[-1].startswith("Next: name one of them")


def test_it_says_its_version():
    assert run("--version").stdout == f"course {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("check", "--help"),
        ("data",),
        ("experiment", "nonsense"),
        ("start", "{folder}"),
        ("status", "{folder}"),
        ("update", "{folder}"),
        ("reset", "read_idx", "{folder}"),
        ("doctor", "{folder}"),
    ],
)
def test_a_command_that_trains_nothing_imports_no_tensorflow(arguments, tmp_path):
    run("start", tmp_path / "mine")
    arguments = [argument.format(folder=tmp_path / "mine") for argument in arguments]
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['course', *{arguments!r}]\n"
        "try: runpy.run_module('course_utils', run_name='__main__')\n"
        "except SystemExit as end: assert end.code in (None, 0, 2), end\n"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timing
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("check", "no-such-file.ipynb"),
        ("solve", "no-such-file.ipynb", "-o", "out.ipynb"),
        ("data",),
        ("experiment", "no-such-experiment"),
        ("start", "--help"),
        ("reset", "nonsense", "no-such-folder"),
        ("status", "no-such-folder"),
    ],
)
def test_a_command_computes_less_than_thirty_starts_of_bare_python(arguments):
    bare, course = [], []
    for _ in range(7):  # in turns, so that what else runs falls on both alike
        bare.append(run_and_count([sys.executable, "-c", ""])[1])
        course.append(run_and_count([*COURSE, *arguments])[1])
    # It is 7 to 21 times as much; with pandas imported too it would be 46, with scikit-learn 144.
    assert min(course) < 30 * min(bare)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "no-such.ipynb"), "no-such.ipynb does not exist"),
        (("solve", "no-such.ipynb", "-o", "x.ipynb"), "no-such.ipynb does not exist"),
        (("experiment", "cheap_baseline"), "Did you mean cheap_baselines?"),
        (("build", "no-such.py"), "no-such.py does not exist"),
        (("start", PROJECT), "lies in the course's own folder"),
        (("status", "no-such"), "there are no lessons of yours"),
        (("update", "no-such"), "there are no lessons of yours"),
        (("reset", "read_idx", "no-such"), "there are no lessons of yours"),
        (("check",), "Missing argument"),
        (("nonsense",), "No such command"),
        (("statu",), "Did you mean 'status'"),
        (("hint",), 'write hint("split_dataset") in a cell'),
        (("progress", "03"), "course status shows how far you are"),
    ],
)
def test_bad_input_ends_in_one_message_and_exit_code_2(arguments, words, tmp_path):
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["3", "03", "03_split_dataset", "03_split_dataset.ipynb", "split_dataset"]
)
def test_check_knows_a_lesson_by_each_name_that_reset_knows(name, tmp_path):
    folder = tmp_path / "transfer-learning"
    run("start", folder)
    (folder / "03_split_dataset.ipynb").unlink()  # so it says which one it looked for
    for options in ({"cwd": folder}, {"cwd": tmp_path, "env": {**os.environ, "HOME": tmp_path}}):
        looked_for = run("check", name, **options).stderr
        assert f"{folder / '03_split_dataset.ipynb'} does not exist" in looked_for


def test_data_names_the_file_that_is_broken(tmp_path):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b broken")
    result = run("data", env={"COURSE_DATA": str(tmp_path), "PATH": ""})
    assert result.returncode == 2
    assert "train-images-idx3-ubyte.gz" in result.stderr
    assert "Traceback" not in result.stderr


def test_data_reports_each_file_of_the_courses_own_copy():
    result = run("data")
    assert result.returncode == 0
    assert result.stdout.count("✓") == 4


# Another Python


def old_pythons():
    """Return the Pythons on this machine that are too old for the course."""
    names = [f"python3.{minor}" for minor in range(6, 11)]
    places = [shutil.which(name) for name in names]
    places += Path("~/.pyenv").expanduser().glob("versions/3.*/bin/python")
    answers = {place: _version_of(place) for place in places if place}
    return {place for place, version in answers.items() if (3, 6) <= version < (3, 11)}


def _version_of(python):
    code = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return tuple(map(int, done.stdout.split())) or (0, 0)


def test_an_old_python_is_told_which_one_to_use():
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no Python before 3.11 on this machine")
    for python in pythons:
        done = subprocess.run(
            [python, "-m", "course_utils", "status"], capture_output=True, text=True, cwd=PROJECT
        )
        assert done.returncode == 2
        assert "the course needs Python 3.11, 3.12 or 3.13, and this is 3." in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("version", ["(3, 10, 4)", "(3, 14, 0)", "(4, 0, 0)"])
def test_a_python_of_another_version_is_told_before_anything_is_imported(version):
    code = (
        f"import runpy, sys; sys.version_info = {version}; sys.modules['typer'] = None\n"
        "runpy.run_module('course_utils', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert "the course needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_python_without_the_packages_is_told_how_to_install_them():
    done = subprocess.run(
        [Path(sys.base_prefix) / "bin" / "python3", "-m", "course_utils", "status"],
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )
    assert done.returncode == 2
    assert "typer is not installed for this Python" in done.stderr
    assert "make setup" in done.stderr
