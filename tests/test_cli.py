"""The command line: it starts fast, and bad input ends in one message."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

COURSE = [sys.executable, "-m", "course_utils"]


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


@pytest.mark.parametrize(
    "arguments", [("--help",), ("check", "--help"), ("data", "--help"), ("experiment", "nonsense")]
)
def test_a_command_that_trains_nothing_imports_no_tensorflow(arguments):
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['course', *{arguments!r}]\n"
        "try: runpy.run_module('course_utils', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


@pytest.mark.timing
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("check", "no-such-file.ipynb"),
        ("solve", "no-such-file.ipynb", "-o", "out.ipynb"),
        ("data", "--help"),
        ("experiment", "no-such-experiment"),
    ],
)
def test_a_command_starts_in_under_four_tenths_of_a_second(arguments):
    def seconds():
        start = time.perf_counter()
        run(*arguments)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(7)) < 0.4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "no-such.ipynb"), "no-such.ipynb does not exist"),
        (("solve", "no-such.ipynb", "-o", "x.ipynb"), "no-such.ipynb does not exist"),
        (("experiment", "cheap_baseline"), "Did you mean cheap_baselines?"),
        (("build", "no-such.py"), "no-such.py does not exist"),
        (("check",), "Missing argument"),
        (("nonsense",), "No such command"),
    ],
)
def test_bad_input_ends_in_one_message_and_exit_code_2(arguments, words, tmp_path):
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


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
