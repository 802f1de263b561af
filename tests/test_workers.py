"""Where submissions run: forked, held to limits, and shut off where bubblewrap is installed."""

import contextlib
import shutil
import socket
import sys
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell

import course_utils
from course_utils.exercises import of_lesson
from course_utils.grading.limits import Limits
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.nursery_process import Nursery, can_fork
from course_utils.grading.sandbox import Sandbox, has_bubblewrap, protection
from course_utils.grading.worker_process import Worker, WorkerEndedError
from course_utils.notebooks.reading import CodeCell, code_cells
from course_utils.observers import address_of
from course_utils.observers.observing import call
from tests.classes import right_notebook

pytestmark = pytest.mark.slow

needs_fork = pytest.mark.skipif(not can_fork(), reason="the system cannot fork")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's own lists")
needs_bubblewrap = pytest.mark.skipif(not has_bubblewrap(), reason="bubblewrap is not installed")


@pytest.fixture(scope="module")
def nursery():
    with Nursery(Limits()) as nursery:
        yield nursery


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """Return a folder that submissions must not see."""
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "seed").write_text("42")
    return folder


@pytest.fixture(scope="module")
def shut_off(secret):
    with Nursery(Limits(), Sandbox((secret,))) as nursery:
        yield nursery


def result_of(nursery, source):
    """Return what a function `prepare_images` with this body does to one image."""
    with Worker(nursery) as worker:
        worker.ask({"do": "receive", "files": {}}, 120)
        body = "\n".join(f"    {line}" for line in source.splitlines())
        cell = f"import os\ndef prepare_images(images):\n{body}\n"
        worker.ask({"do": "define", "name": "cell", "source": cell, "is_exercise": True}, 120)
        request = {
            "do": "observe",
            "exercise": "prepare_images",
            "observer": address_of(call),
            "inputs": [{"images": 0}],
            "time_limit": 10,
            "needs": (),
        }
        (record,) = worker.ask(request, 120)["records"]
    return record["observation"]["result"] if "observation" in record else record["raised"]["type"]


def verdicts(notebook, **conditions):
    return verdicts_on(code_cells(notebook), of_lesson(1), Conditions(seed=3, **conditions))


@needs_fork
@needs_linux
def test_workers_are_forked_from_a_process_that_has_tensorflow_and_one_thread(nursery):
    number = result_of(nursery, "return os.getppid()")
    process = psutil.Process(number)
    assert any("tensorflow" in mapped.path for mapped in process.memory_maps())
    assert process.num_threads() == 1


@needs_fork
@needs_linux
def test_nothing_that_a_worker_starts_outlives_it(nursery):
    child = result_of(
        nursery,
        "import subprocess\nprocess = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        "return process.pid",
    )
    assert not psutil.pid_exists(child)


@needs_fork
def test_a_worker_finds_what_lay_beside_its_notebook_and_nothing_of_the_one_before(nursery):
    cells = [CodeCell(1, "from helper import prepare_images")]
    exercise = [e for e in of_lesson(1) if e.name == "prepare_images"]
    right = "import numpy as np\n" + right_notebook().cells[2].source
    (found,) = verdicts_on(
        cells, exercise, Conditions(files={"helper.py": right.encode()}, nursery=nursery, seed=3)
    )
    assert found.passed
    assert result_of(nursery, "return os.listdir('.')") == []


@needs_fork
def test_workers_are_forked_again_after_one_of_them_has_ended_what_forks(nursery):
    with contextlib.suppress(WorkerEndedError):
        result_of(nursery, "import signal\nos.kill(os.getppid(), signal.SIGKILL)\nreturn 1")
    assert all(verdict.passed for verdict in verdicts(right_notebook(), nursery=nursery))


@needs_fork
def test_a_worker_sees_no_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "secret")
    with Nursery(Limits()) as nursery:
        assert "MY_TOKEN" not in result_of(nursery, "return list(os.environ)")


@needs_fork
def test_no_worker_can_use_the_solutions(nursery):
    code = "from course_utils.solutions import reference\nreference('prepare_images')"
    assert result_of(nursery, code) == "NotOfferedError"


def test_where_nothing_can_fork_each_worker_starts_for_itself():
    assert all(verdict.passed for verdict in verdicts(right_notebook(), limits=Limits()))


@needs_bubblewrap
def test_in_the_sandbox_no_connection_is_made(shut_off):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket\nsocket.create_connection(('127.0.0.1', {port}), timeout=1)"
        assert result_of(shut_off, code) == "ConnectionRefusedError"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody waits to be let in
            server.accept()


@needs_bubblewrap
@pytest.mark.parametrize(
    "place",
    [
        "os.path.expanduser('~')",
        "'/tmp'",
        "'/dev/shm'",
        "'/etc'",
        repr(course_utils.__path__[0]),
        "__import__('sys').prefix",
    ],
)
def test_in_the_sandbox_nothing_can_be_written_but_in_its_folder(shut_off, place):
    assert result_of(shut_off, "open('mine', 'w').write('x')\nreturn os.listdir('.')") == ["mine"]
    written = f"open({place} + '/course-test-file', 'w').write('x')"
    if place.startswith("os.path"):  # home is the worker's folder; the person's is hidden
        written = f"open({str(Path.home())!r} + '/course-test-file', 'w')"
    assert result_of(shut_off, written) in ("OSError", "PermissionError", "FileNotFoundError")


@needs_bubblewrap
def test_in_the_sandbox_home_the_hidden_folders_and_the_solutions_are_empty(shut_off, secret):
    assert result_of(shut_off, f"return os.listdir({str(secret)!r})") == []
    home = str(Path.home())
    seen = set(result_of(shut_off, f"return os.listdir({home!r})"))
    needed = {path.split("/")[len(home.split("/"))] for path in needed_below(home)}
    assert seen <= needed
    text = (
        f"folder = {course_utils.__path__[0]!r} + '/solutions/'\n"
        "return ''.join(open(folder + name).read() for name in os.listdir(folder) "
        "if name.startswith('lesson_'))"
    )
    assert result_of(shut_off, text) == "FileNotFoundError"
    clone = Path(course_utils.__path__[0]).parent
    assert set(result_of(shut_off, f"return os.listdir({str(clone)!r})")) <= {
        *("course_utils", "data"),
        Path(sys.prefix).name,
    }


def needed_below(home):
    places = [sys.prefix, sys.base_prefix, course_utils.__path__[0]]
    return [place for place in places if place.startswith(home + "/")]


@needs_bubblewrap
def test_in_the_sandbox_no_other_process_is_seen(shut_off):
    seen = result_of(shut_off, "return [name for name in os.listdir('/proc') if name.isdigit()]")
    assert len(seen) < 6
    assert all(verdict.passed for verdict in verdicts(right_notebook(), nursery=shut_off))


@needs_bubblewrap
def test_the_sandbox_holds_for_an_answer_that_needs_a_failed_one(shut_off):
    notebook = right_notebook()
    notebook.cells[1] = new_code_cell(
        "def read_idx(path):\n    return 1\n", metadata=notebook.cells[1].metadata
    )
    first, *others = verdicts(notebook, nursery=shut_off)
    assert first.status == "failed"
    assert all(verdict.passed for verdict in others)


def test_the_report_says_what_submissions_were_shut_off_from(monkeypatch):
    has_bubblewrap.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "reach the network" in protection()
    has_bubblewrap.cache_clear()
