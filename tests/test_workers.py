"""Where submissions run: forked, held to limits, and shut off where bubblewrap is installed."""

import os
import shutil
import socket
import sys
import tempfile
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
from course_utils.grading.worker_process import Worker
from course_utils.notebooks.reading import CodeCell, code_cells
from course_utils.observers import address_of
from course_utils.observers.observing import call
from tests.classes import right_notebook

pytestmark = pytest.mark.slow

needs_fork = pytest.mark.skipif(not can_fork(), reason="the system cannot fork")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's own lists")
needs_bubblewrap = pytest.mark.skipif(not has_bubblewrap(), reason="bubblewrap is not installed")


NEEDED = [
    sys.prefix,
    sys.base_prefix,
    course_utils.__path__[0],
    *filter(None, [os.environ.get("COURSE_DATA")]),
]


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


def what_forks():
    """Return the process that the workers of the newest nursery are forked from."""
    own = [
        it for it in psutil.Process().children() if "course_utils.grading.nursery" in it.cmdline()
    ]
    return max(own, key=psutil.Process.create_time)


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
    result_of(nursery, "return 1")
    process = what_forks()
    assert any("tensorflow" in mapped.path for mapped in process.memory_maps())
    assert process.num_threads() == 1


@needs_fork
@needs_linux
def test_nothing_that_a_worker_starts_outlives_it(nursery):
    seconds = "7654321"
    assert result_of(
        nursery,
        f"import subprocess\nsubprocess.Popen(['sleep', '{seconds}'], start_new_session=True)\n"
        "return True",
    )
    assert not [it for it in psutil.process_iter(["cmdline"]) if seconds in it.cmdline()]


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
def test_workers_are_forked_again_after_what_forks_has_ended(nursery):
    result_of(nursery, "return 1")
    what_forks().kill()
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
        assert result_of(shut_off, code) == "OSError"  # the network is unreachable
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
def test_in_the_sandbox_nothing_of_the_disk_is_there_but_python_and_the_course(shut_off, secret):
    gone = [secret, "/etc/passwd", "/etc/shadow", "/etc/ssl/private", "/var", "/opt", "/home"]
    assert result_of(shut_off, f"return list(map(os.path.exists, {list(map(str, gone))}))") == (
        [False] * len(gone)
    )
    assert set(result_of(shut_off, "return os.listdir('/')")) <= {
        *("bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "sys", "proc", "dev"),
        Path(tempfile.gettempdir()).parts[1],
        *(Path(place).parts[1] for place in NEEDED),
    }
    home = str(Path.home())
    seen = set(
        result_of(shut_off, f"return os.path.exists({home!r}) and os.listdir({home!r}) or []")
    )
    assert seen <= {
        place.split("/")[len(home.split("/"))] for place in NEEDED if place.startswith(home + "/")
    }
    clone = Path(course_utils.__path__[0]).parent
    assert set(result_of(shut_off, f"return os.listdir({str(clone)!r})")) <= {
        *("course_utils", "data"),
        Path(sys.prefix).name,
    }


@needs_bubblewrap
def test_in_the_sandbox_there_is_no_more_of_the_package_than_runs_and_no_more_comes_later(shut_off):
    package = Path(course_utils.__path__[0])
    gone = [package / name for name in ("solutions", "exercises", "grading/judging.py", "datasets")]
    late = package / "course-test-file"
    try:
        late.write_text("x = 1")
        there = result_of(
            shut_off, f"return list(map(os.path.exists, {[*map(str, gone), str(late)]}))"
        )
    finally:
        late.unlink()
    assert there == [False] * (len(gone) + 1)
    assert result_of(shut_off, f"return os.path.exists({str(package / 'observers')!r})") is True


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
    if has_bubblewrap():
        assert (
            "no network, and of the disk it saw Python and what of the course runs" in protection()
        )
    has_bubblewrap.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "could read and change that user's files" in protection()
    has_bubblewrap.cache_clear()
