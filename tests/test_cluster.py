"""A class graded by a Dask cluster on the loopback interface: the same marks, nothing lost."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from course_utils.errors import CourseError
from course_utils.exercises import of_lesson
from course_utils.grading.batch import Batch, grade
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks
from course_utils.grading.records import locked
from course_utils.grading.rows import grades_of
from tests.classes import find_submissions, hand_in, hostile_notebook, right_notebook

pytest.importorskip("distributed", reason="Dask is an extra: make extras")

from course_utils.grading.cluster import Cluster

pytestmark = pytest.mark.slow

HOSTILE = ("os_exit_in_a_function", "nan_and_infinity", "function_renamed")
SECONDS = 600  # most that anything may take, on a busy machine too


@contextlib.contextmanager
def process(*arguments):
    """Run a part of a cluster, and end it with all that it has started."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        running.wait(SECONDS)


@pytest.fixture
def scheduler(tmp_path):
    """Return the address of a scheduler that two workers have joined, and the workers."""
    place = tmp_path / "scheduler.json"
    with contextlib.ExitStack() as cluster:
        options = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", place)
        cluster.enter_context(process("scheduler", "--port", "0", *options))
        joins = ("--scheduler-file", place, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
        folder = ("--local-directory", tmp_path, "--no-dashboard")
        until(place.exists)
        workers = [cluster.enter_context(process("worker", *joins, *folder)) for _ in range(2)]
        address = address_in(place)
        until(lambda: n_workers(address) == 2)
        yield address, workers


def address_in(place):
    import json

    until(lambda: place.read_text().strip())
    return json.loads(place.read_text())["address"]


def n_workers(address):
    from distributed import Client

    with Client(address, set_as_default=False, timeout=SECONDS) as client:
        return len(client.nthreads())


def until(condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def a_class(root, n_correct):
    for number in range(n_correct):
        hand_in(root, f"correct {number}", right_notebook())
    for name in HOSTILE:
        hand_in(root, f"hostile {name}", hostile_notebook(name))
    return Batch(root, find_submissions(root), root.parent / "out", Marks(), seed=8)


def rows_of(batch, machine, after_each=lambda records: None):
    with locked(batch.folder), machine:
        return grades_of(grade(batch, machine, after_each), Marks())


def test_a_cluster_gives_the_same_marks_as_this_machine(scheduler, tmp_path):
    address, _ = scheduler
    there = rows_of(a_class(tmp_path / "there" / "class", 4), Cluster(address))
    here = rows_of(a_class(tmp_path / "here" / "class", 4), LocalMachine(1, []))
    assert there == here
    assert len(here) == 7 * len(of_lesson(1))


def test_a_worker_killed_in_the_middle_loses_nothing(scheduler, tmp_path):
    address, workers = scheduler
    batch = a_class(tmp_path / "class", 30)

    def kill_one(records):
        if len(records) == 3:
            workers[0].kill()

    rows = rows_of(batch, Cluster(address), kill_one)
    assert workers[0].wait(SECONDS) == -signal.SIGKILL
    assert len(rows) == 33 * len(of_lesson(1))
    correct = [row for row in rows if row.student.startswith("correct")]
    assert all(row.status == "passed" for row in correct)
    assert sum(row.status == "passed" for row in rows if row not in correct) == 2 * len(HOSTILE)


def test_a_lost_scheduler_ends_in_one_clear_word(scheduler, tmp_path):
    address, _ = scheduler
    batch = a_class(tmp_path / "class", 30)

    def end_it(records):
        if len(records) == 3:
            subprocess.run(["pkill", "-9", "-f", f"dask_scheduler.*{tmp_path}"], check=True)

    with pytest.raises(CourseError, match="same command"):
        rows_of(batch, Cluster(address), end_it)
    rows = rows_of(batch, LocalMachine(1, []))
    assert len(rows) == 33 * len(of_lesson(1))


def test_a_scheduler_that_is_not_there_or_has_no_workers_gets_one_clear_word(tmp_path):
    with pytest.raises(CourseError, match="no scheduler answers"):
        Cluster("tcp://127.0.0.1:9")
    with pytest.raises(CourseError, match="no scheduler answers"):
        Cluster("nonsense://x")
    place = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", place)
    with process("scheduler", "--port", "0", *options):
        until(place.exists)
        with pytest.raises(CourseError, match="no workers"):
            Cluster(address_in(place))
