"""Ctrl-C ends every long command with one line, exit code 130 and no process left behind."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.notebooks import building
from tests.learners import COURSE, PROJECT, answer, contents, run

pytestmark = pytest.mark.slow

SLOW = """
import sys, time
from course_utils import cli
{slowed}
sys.argv = ["course", *{arguments!r}]
cli.main()
"""
SLOW_WRITING = """
from course_utils.learner import files
write = files.replace
def slow_replace(path, content):
    write(path, content)
    print("working", flush=True)
    time.sleep(60)
files.replace = slow_replace
"""
SLOW_COPYING = """
import shutil
copy = shutil.copy2
def slow_copy(*arguments, **options):
    copy(*arguments, **options)
    print("working", flush=True)
    time.sleep(60)
shutil.copy2 = slow_copy
"""

LATE_MESSAGE = """
import asyncio
from jupyter_client.channels import AsyncZMQSocketChannel
get_msg = AsyncZMQSocketChannel.get_msg
async def closed_beneath_it():
    try:
        await asyncio.sleep(600)
    except asyncio.CancelledError:
        raise AssertionError
waiting = []
def get_msg_too(*arguments, **options):
    if not waiting:
        waiting.append(asyncio.ensure_future(closed_beneath_it()))
    return get_msg(*arguments, **options)
AsyncZMQSocketChannel.get_msg = get_msg_too
"""


def slowed(code, *arguments):
    """Return a command of the course that runs this code first, which replaces a function."""
    code = SLOW.format(slowed=code, arguments=[str(argument) for argument in arguments])
    return [sys.executable, "-c", code]


def interrupted(command, is_working, **options):
    """Press Ctrl-C, as a terminal does, as soon as a command is at work."""
    process = subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hears_ctrl_c,
        **options,
    )
    deadline = time.monotonic() + 600
    try:
        while not is_working(process):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        out, error = process.communicate(timeout=600)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process, out, error


def hears_ctrl_c():
    """Undo what a shell does to a test run in the background: it is deaf to Ctrl-C, as nohup's."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def assert_stopped(result, words):
    process, _, error = result
    assert process.returncode == 130, error
    assert "Traceback" not in error
    last = error.strip().splitlines()[-1]
    assert last.startswith("course: stopped. ")
    assert words in last
    assert processes_of(process.pid) == []


def processes_of(session):
    """Return the processes of a session that are still alive."""
    alive = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.Error):
            # One without a command line is ending just now.
            if os.getsid(process.pid) == session and process.cmdline():
                alive.append(process.cmdline())
    return alive


def says_that_it_works(process):
    return process.stdout.readline().strip() == "working"


def has_children_at_work(process):
    """Return whether a process that a command has started has computed longer than it starts."""
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(process.pid).children(recursive=True)
        return any(sum(child.cpu_times()[:2]) > 3 for child in children)
    return False


def endless_notebook(path):
    """Write a notebook whose definitions take for ever, in a way that nothing but a kill ends."""
    cells = [
        new_code_cell("n = sum(range(10**13))"),
        new_code_cell("def read_idx(path): ...", metadata={"course": {"exercise": "read_idx"}}),
    ]
    nbformat.write(new_notebook(cells=cells), path)


def test_start(tmp_path):
    folder = tmp_path / "mine"
    result = interrupted(slowed(SLOW_WRITING, "start", folder), says_that_it_works)
    assert_stopped(result, "the same command goes on")
    assert len(list(folder.glob("*.ipynb"))) == 1
    assert run("start", folder).returncode == 0
    lessons = {path.name for path in (PROJECT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in folder.glob("*.ipynb")} == lessons


def test_update(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    (folder / "01_dataset_tour.ipynb").unlink()
    before = contents(folder)
    result = interrupted(slowed(SLOW_WRITING, "update", folder), says_that_it_works)
    assert_stopped(result, "the same command goes on")
    assert before.items() <= contents(folder).items()
    assert run("update", folder).returncode == 0


def test_reset(tmp_path):
    folder = tmp_path / "mine"
    run("start", folder)
    answer(folder / "03_split_dataset.ipynb", "split_dataset")
    before = (folder / "03_split_dataset.ipynb").read_bytes()
    command = slowed(SLOW_WRITING, "reset", "split_dataset", folder)
    assert_stopped(interrupted(command, says_that_it_works), "Nothing was lost")
    assert (folder / "03-before-reset-1_split_dataset.ipynb").read_bytes() == before


def test_check(tmp_path):
    endless_notebook(tmp_path / "a.ipynb")
    result = interrupted([*COURSE, "check", tmp_path / "a.ipynb"], has_children_at_work)
    assert_stopped(result, "Nothing was changed")


def test_grade(tmp_path):
    (tmp_path / "in" / "ada").mkdir(parents=True)
    endless_notebook(tmp_path / "in" / "ada" / "a.ipynb")
    command = [*COURSE, "grade", tmp_path / "in", "--out", tmp_path / "out"]
    assert_stopped(interrupted(command, has_children_at_work), "What is graded is kept")


def test_release(tmp_path):
    command = slowed(SLOW_COPYING, "release", tmp_path / "bundle")
    assert_stopped(interrupted(command, says_that_it_works), "taken away again")
    assert not (tmp_path / "bundle").exists()
    (tmp_path / "empty").mkdir()
    command = slowed(SLOW_COPYING, "release", tmp_path / "empty")
    assert_stopped(interrupted(command, says_that_it_works), "taken away again")
    assert list((tmp_path / "empty").iterdir()) == []


def test_experiment(tmp_path):
    code = textwrap.dedent(f"""
        from pathlib import Path
        from course_utils.experiments import experiment, cheap_baselines
        import dataclasses
        def measure(method, n, seed):
            print("working", flush=True)
            time.sleep(60)
        one = dataclasses.replace(cheap_baselines.EXPERIMENT, measure=measure)
        experiment.RESULTS, cheap_baselines.EXPERIMENT = Path({str(tmp_path)!r}), one
    """)
    command = slowed(code, "experiment", "cheap_baselines")
    assert_stopped(interrupted(command, says_that_it_works), "Finished runs are kept")
    assert list(tmp_path.iterdir()) == []


def assert_build_stopped(folder, command):
    source = folder / "source" / "09_a.py"
    source.parent.mkdir()
    source.write_text("# %%\nwhile True:\n    pass\n")
    process, _, error = interrupted([*command, source], has_children_at_work)
    assert process.returncode in (2, 130), error  # nbclient may see the kernel end first
    last = error.splitlines()[-1]
    assert last.startswith(("course: the kernel ended", "course: stopped.")), error
    assert "Traceback" not in error
    assert processes_of(process.pid) == []
    assert [path.name for path in folder.iterdir()] == ["source"]


def test_build(tmp_path):
    assert_build_stopped(tmp_path, [*COURSE, "build"])


def test_build_while_a_message_arrives(tmp_path):
    assert_build_stopped(tmp_path, slowed(LATE_MESSAGE, "build"))


def test_a_fault_of_the_loop_that_builds_is_still_reported(caplog):
    async def with_a_fault():
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(0.01)

    with asyncio.Runner(loop_factory=building._LoopThatCtrlCStops) as runner:
        runner.run(with_a_fault())
    assert "ZeroDivisionError" in caplog.text


@pytest.fixture
def silent_proxy():
    """Listen where downloads are sent to, and never answer. Yields its address and an event."""
    server = socket.create_server(("127.0.0.1", 0))
    asked = threading.Event()

    def listen():
        with contextlib.suppress(OSError):
            connections.append(server.accept())
            asked.set()

    connections = []
    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
    server.close()


def test_download(tmp_path, silent_proxy):
    proxy, asked = silent_proxy
    environment = {**os.environ, "KERAS_HOME": str(tmp_path), "https_proxy": proxy, "no_proxy": ""}
    result = interrupted(
        [*COURSE, "data", "--download"],
        lambda process: asked.wait(0.1),
        env=environment,
        cwd=PROJECT,
    )
    assert_stopped(result, "downloaded again by the same command")
