"""Lessons run to their end where there is no network, but for the machine's own loopback."""

import os
import subprocess
import sys

import pytest

from course_utils.notebooks.building import CELL_SECONDS
from tests import needs
from tests.notebook_guards import NOTEBOOKS

pytestmark = pytest.mark.slow

ONLY_LOOPBACK = """
import socket, sys
assert [name for _, name in socket.if_nameindex()] == ["lo"], "there is a network"
"""
# The kernel is a child of the sandboxed process, so they talk over the same loopback interface.
RUN_A_LESSON = """
from pathlib import Path
from course_utils.notebooks.building import execute
from tests.notebook_guards import read

path = Path(sys.argv[1])
execute(read(path), path.parent)  # stops at the first error
"""
# What lesson 08 asks for where a learner is online, the only cell that fetches anything.
FETCH_WEIGHTS = """
from course_utils.networks.mobilenet import load_mobilenet
from course_utils.errors import CourseError

try:
    load_mobilenet()
except CourseError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def run_without_network():
    """Return a function that runs Python code in a process that has only a loopback interface."""
    sandbox = [needs.program("bwrap"), "--dev-bind", "/", "/", "--unshare-net", "--"]
    tried = subprocess.run([*sandbox, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this system lets nobody cut off the network: {tried.stderr.strip()}")

    def run(code, *arguments, **variables):
        return subprocess.run(
            [*sandbox, sys.executable, "-c", ONLY_LOOPBACK + code, *arguments],
            cwd=NOTEBOOKS.parent,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=4 * CELL_SECONDS,
        )

    return run


@pytest.mark.parametrize("lesson", ["01_dataset_tour", "03_split_dataset"])
def test_a_lesson_runs_with_the_network_cut_off(lesson, run_without_network):
    result = run_without_network(RUN_A_LESSON, NOTEBOOKS / f"{lesson}.ipynb")
    assert result.returncode == 0, result.stderr


def test_weights_that_cannot_be_fetched_get_one_clear_message(run_without_network, tmp_path):
    result = run_without_network(FETCH_WEIGHTS, KERAS_HOME=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert (
        "the weights of MobileNetV2 could not be downloaded or read. Is there a connection to the "
        "internet? The rest of the lesson does not need them.\n"
    ) in result.stdout
