"""What may come from a notebook and from a worker: limits that are checked before all else."""

import json
import os
import resource
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.errors import CourseError
from course_utils.exercises import of_lesson
from course_utils.grading.limits import Limits
from course_utils.grading.messages import BadMessageError, decode_answer, encode
from course_utils.grading.notebook_check import Conditions, check_notebook, verdicts_on
from course_utils.grading.nursery_process import Nursery, can_fork
from course_utils.grading.references import needed_by
from course_utils.machine.signs import LegibleStream
from course_utils.notebooks.reading import CodeCell, code_cells
from tests.classes import hostile_notebook, right_notebook

MEGABYTE = 2**20
MOST_SECONDS, MOST_MEGABYTES = 2.0, 200


@pytest.fixture
def is_cheap():
    """Hold what a test does in this process to two seconds of computing and 200 MB."""
    seconds, kibibytes = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.process_time() - seconds < MOST_SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - kibibytes
    assert grown < MOST_MEGABYTES * 1024


TOO_MUCH = {
    "many lists": b"[" + b",".join([b"[]"] * 200_000) + b"]\n",
    "many numbers": b"[" + b",".join([b"1"] * MEGABYTE) + b"]\n",
    "deep lists": b"[" * 1000 + b"]" * 1000 + b"\n",
    "a deep end": b"[" * 3 * MEGABYTE + b"\n",
    "a long text": b'"' + b"a" * 3 * MEGABYTE + b'"\n',
    "a long name": b'{"dict": {"' + b"a" * MEGABYTE + b'": 1}}\n',
    "a text without an end": b'"' + b'\\"' * MEGABYTE + b"\n",
    "a long header": b"[" + b" " * 5 * MEGABYTE + b"]\n",
    "no header": b" " * 20 * MEGABYTE,
    "a long message": b"1\n" + bytes(17 * MEGABYTE),
    "no size": b'{"array": "<U0", "shape": [999999999999], "start": 0}\n',
    "a type of its own": b'{"array": "' + b"f4," * 100_000 + b'", "shape": [1], "start": 0}\n',
    "many axes": b'{"array": "<f8", "shape": [' + b"1," * 99_000 + b'1], "start": 0}\n12345678',
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_an_answer_that_is_too_much_is_refused_cheaply(what, is_cheap):
    with pytest.raises(BadMessageError):
        decode_answer(TOO_MUCH[what])


def test_brackets_and_commas_in_a_text_are_no_nesting_and_no_values():
    value = {"text": '[{"\\' * 2_000, "also": ("," * 9_000, 1.5)}
    assert decode_answer(encode(value)) == value


@pytest.fixture(scope="module")
def nursery():
    if not can_fork():
        pytest.skip("the system cannot fork")
    with Nursery(Limits()) as nursery:
        yield nursery


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "answer_with_a_million_values",
        "array_of_15_megabytes",
        "endless_answer",
        "keys_of_megabytes",
        "many_arrays",
        "name_of_12_megabytes",
        "problems_without_end",
        "type_name_of_a_megabyte",
    ],
)
def test_a_submission_that_sends_too_much_costs_the_one_who_grades_little(nursery, name, is_cheap):
    conditions = Conditions(seed=3, nursery=nursery)
    verdicts = verdicts_on(code_cells(hostile_notebook(name)), of_lesson(1), conditions)
    assert len(verdicts) == len(of_lesson(1))
    assert max(len(repr(verdict)) for verdict in verdicts) < 40_000


def test_a_notebook_with_100_000_cells_is_refused_before_it_is_decoded(tmp_path, is_cheap):
    cell = json.dumps({"cell_type": "code", "source": "x = 1", "metadata": {}})
    path = tmp_path / "a lesson.ipynb"
    path.write_text(f'{{"nbformat": 4, "cells": [{",".join([cell] * 100_000)}]}}')
    with pytest.raises(CourseError, match=r"has 100,000 cells\. At most 2,000 are read"):
        check_notebook(path)


def test_a_notebook_of_empty_lists_is_refused_before_it_is_decoded(tmp_path, is_cheap):
    path = tmp_path / "a lesson.ipynb"
    path.write_text(f'{{"nbformat": 4, "cells": [], "metadata": [{"[]," * 3_000_000}0]}}')
    with pytest.raises(CourseError, match="Clear its outputs"):
        check_notebook(path)


def test_a_notebook_that_is_nested_deeply_is_refused(tmp_path, is_cheap):
    path = tmp_path / "a lesson.ipynb"
    path.write_text('{"nbformat": 4, "cells": ' + "[" * 1_000_000)
    with pytest.raises(CourseError, match="not a valid notebook"):
        check_notebook(path)


def test_a_cell_of_20_megabytes_is_refused_before_it_is_read_as_code(tmp_path, is_cheap):
    path = tmp_path / "a lesson.ipynb"
    with path.open("w") as file:
        file.write('{"nbformat": 4, "cells": [{"cell_type": "code", "metadata": {}, "source": "')
        file.writelines("x = 1\\n" * 1_000 for _ in range(3_500))
        file.write('"}]}')
    with pytest.raises(CourseError, match=r"cell 1 of .* has 21,000,000 signs of code"):
        check_notebook(path)


def test_cells_that_are_long_together_are_refused(tmp_path):
    path = tmp_path / "a lesson.ipynb"
    cells = [new_code_cell("x = 1\n" * 50_000) for _ in range(4)]
    nbformat.write(new_notebook(cells=cells), path)
    with pytest.raises(CourseError, match="1,200,000 signs of code together"):
        check_notebook(path)


def test_a_right_notebook_is_far_from_all_limits():
    source = "\n".join(cell.source for cell in right_notebook().cells)
    assert len(source) < 20_000


CELLS = [
    CodeCell(1, "def read_idx(path):\n    return 1", "read_idx"),
    CodeCell(2, "read_idx = check(read_idx)"),
    CodeCell(3, "def helper(path):\n    return read_idx(path)"),
    CodeCell(4, "TABLE = helper('x')"),
    CodeCell(5, "def prepare_images(images):\n    return TABLE", "prepare_images"),
    CodeCell(6, "def train_valid_split(X, y, n):\n    return X", "train_valid_split"),
]


def test_a_function_needs_what_it_calls_through_others_and_no_more():
    lost = ["read_idx", "share_right"]
    assert needed_by("prepare_images", lost, CELLS) == ["read_idx"]
    assert needed_by("train_valid_split", lost, CELLS) == []
    assert needed_by("read_idx", lost, CELLS) == []


def test_what_a_function_calls_is_found_cheaply_in_a_long_notebook(is_cheap):
    long = "".join(f"def f{n}():\n    return f{n + 1}()\n" for n in range(16_000))
    cells = [CodeCell(n, long, None) for n in range(2)]
    for _ in range(10):
        assert needed_by("f0", ["read_idx"], [*cells, *CELLS]) == []


SIGNS = "\x1b]0;title\x07\x1b[31mred\x1b[0m \x9b2J \u202e"


def test_a_stream_writes_no_sign_that_a_terminal_obeys(tmp_path):
    with (tmp_path / "out").open("w+", encoding="utf-8") as file:
        print(SIGNS, "left\tas it is", file=LegibleStream(file))
        file.seek(0)
        assert file.read() == (
            r"\x1b]0;title\x07\x1b[31mred\x1b[0m \x9b2J \u202e" + " left\tas it is\n"
        )


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name")
@pytest.mark.parametrize(
    "command", [["check", f"./{SIGNS}.ipynb"], ["replay", SIGNS, "x", "read_idx"], ["start", SIGNS]]
)
def test_no_command_hands_a_sign_of_a_name_to_the_terminal(command, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "course_utils", *command],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert b"red" in done.stdout + done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_checked_notebook_with_signs_in_its_name_and_errors_is_shown_without_them(tmp_path):
    path = tmp_path / f"{SIGNS}.ipynb"
    nbformat.write(hostile_notebook("escape_signs_in_an_error"), path)
    done = subprocess.run(
        [sys.executable, "-m", "course_utils", "check", str(path)],
        capture_output=True,
        check=False,
    )
    assert b"2 of 3 exercises passed" in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr
