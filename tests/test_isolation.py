"""Workers side by side, and one after the other: nothing of one reaches another."""

import functools
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell

from course_utils import solutions
from course_utils.exercises import all_exercises, of_lesson
from course_utils.exercises.verdict import Verdict
from course_utils.grading import needed_files
from course_utils.grading.batch import Batch, grade
from course_utils.grading.leftovers import remove
from course_utils.grading.limits import Limits
from course_utils.grading.local_machine import LocalMachine
from course_utils.grading.marks import Marks
from course_utils.grading.namespaces import may_make_namespaces
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.nursery_process import Nursery
from course_utils.grading.records import Key, Record, locked
from course_utils.grading.sandbox import Sandbox, has_bubblewrap, has_namespaces
from course_utils.grading.task import Task, once_more
from course_utils.notebooks.reading import code_cells
from tests.classes import find_submissions, hand_in, hostile_notebook, right_notebook
from tests.test_workers import needs_bubblewrap, result_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's"),
]
needs_namespaces = pytest.mark.skipif(
    not (has_bubblewrap() or has_namespaces(in_sandbox=False)),
    reason="the system gives no namespaces",
)


class Container(Sandbox):
    """Where everything can be written, and where the system gives no namespaces."""

    def command(self, scratch):
        arguments = ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
        places = ["--bind", "/", "/", "--dev-bind", "/dev", "/dev"]
        return ["bwrap", "--die-with-parent", *places, *arguments, "--"]


@pytest.fixture(scope="module", params=["sandbox", "no sandbox"])
def nursery(request):
    if request.param == "sandbox" and not has_bubblewrap():
        pytest.skip("bubblewrap is not installed")
    sandbox = Sandbox() if request.param == "sandbox" else None
    if not has_namespaces(in_sandbox=bool(sandbox)):
        pytest.skip("the system gives no namespaces")
    with Nursery(Limits(), sandbox) as nursery:
        yield nursery


@pytest.fixture(scope="module")
def without_namespaces():
    if not has_bubblewrap() or not _can_have_no_user_namespaces():
        pytest.skip("no bubblewrap that can take namespaces away")
    with Nursery(Limits(), Container()) as nursery:
        yield nursery


@functools.cache
def _can_have_no_user_namespaces():
    return subprocess.run([*Container().command(""), "true"], check=False).returncode == 0


LIBC = "import ctypes, socket\nlibc = ctypes.CDLL(None, use_errno=True)\n"
# What one submission leaves, and what the next one, or one at the same time, looks for.
LEFT = {
    "a file in its folder": ("open('left', 'w')", "return os.listdir('.') != []"),
    "a closed folder": (
        "os.makedirs('shut/in')\nopen('shut/in/left', 'w')\nos.chmod('shut', 0)",
        "return os.listdir('.') != []",
    ),
    "a file in its home": (
        "open(os.path.expanduser('~/left'), 'w')",
        "return os.path.exists(os.path.expanduser('~/left'))",
    ),
    "shared memory of System V": (
        LIBC + "assert libc.shmget(0x1EF7, 100, 0o1666) >= 0",
        LIBC + "return libc.shmget(0x1EF7, 100, 0o666) >= 0",
    ),
    "a semaphore of System V": (
        LIBC + "assert libc.semget(0x1EF7, 1, 0o1666) >= 0",
        LIBC + "return libc.semget(0x1EF7, 1, 0o666) >= 0",
    ),
    "a message queue of System V": (
        LIBC + "assert libc.msgget(0x1EF7, 0o1666) >= 0",
        LIBC + "return libc.msgget(0x1EF7, 0o666) >= 0",
    ),
    "a message queue of POSIX": (
        LIBC + "assert ctypes.CDLL('librt.so.1').mq_open(b'/left', 0o102, 0o666, None) >= 0",
        LIBC + "return ctypes.CDLL('librt.so.1').mq_open(b'/left', 2) >= 0",
    ),
    "a file in shared memory": (
        "try:\n    open('/dev/shm/left', 'w')\nexcept OSError:\n    pass",
        "return os.path.exists('/dev/shm/left')",
    ),
    "a socket without a file": (
        "import socket, builtins\nbuiltins.left = socket.socket(socket.AF_UNIX)\n"
        "builtins.left.bind('\\0left')\nbuiltins.left.listen()",
        "import socket\ntry:\n    socket.socket(socket.AF_UNIX).connect('\\0left')\n"
        "except ConnectionRefusedError:\n    return False\nreturn True",
    ),
    "a key": (
        LIBC + "for ring in (-3, -4, -5):\n"
        "    libc.syscall(248, b'user', b'left', b'text', 4, ring)",
        LIBC + "return libc.syscall(249, b'user', b'left', None, 0) >= 0",
    ),
    "a process": (
        "import subprocess\nsubprocess.Popen(['sleep', '7654'], start_new_session=True)",
        "return any(b'7654' in open(f'/proc/{number}/cmdline', 'rb').read()\n"
        "    for number in os.listdir('/proc') if number.isdigit())",
    ),
}


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("is_at_the_same_time", [True, False])
def test_what_a_worker_leaves_no_other_one_finds(nursery, left, is_at_the_same_time):
    leave, look = LEFT[left]
    if not is_at_the_same_time:
        assert result_of(nursery, f"{leave}\nreturn 1") == 1
        assert result_of(nursery, look) is False
        return
    said = []
    # It waits with what it has, for as long as the other one looks.
    waiting = f"{leave}\nimport time\ntime.sleep(2)\nreturn 1"
    thread = threading.Thread(target=lambda: said.append(result_of(nursery, waiting)))
    thread.start()
    time.sleep(0.8)
    assert result_of(nursery, look) is False
    thread.join()
    assert said == [1]


def test_a_worker_sees_itself_and_the_first_process_only(nursery):
    seen = result_of(nursery, "return [it for it in os.listdir('/proc') if it.isdigit()]")
    assert sorted(seen) == ["1", "2"]


def test_a_worker_has_no_rights_and_gets_none(nursery):
    lines = result_of(nursery, "return open('/proc/self/status').read()").splitlines()
    said = dict(line.split(":\t") for line in lines)
    assert {int(said[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    assert said["NoNewPrivs"] == "1"
    code = LIBC + "return [libc.unshare(kind) for kind in (0x10000000, 0x20000, 0x8000000)]"
    assert result_of(nursery, code) == [-1, -1, -1]


def test_no_setting_of_the_system_can_be_written(nursery):
    code = "open('/proc/sys/kernel/core_pattern', 'w')"
    assert result_of(nursery, code) in ("OSError", "PermissionError")


def test_a_worker_inherits_no_open_file_but_its_pipe(nursery):
    code = "return [os.readlink(f'/proc/self/fd/{it}') for it in os.listdir('/proc/self/fd')[:-1]]"
    kept = [it for it in result_of(nursery, code) if it != os.devnull]
    assert len(kept) == 1
    assert kept[0].startswith("socket:")


def test_a_folder_takes_256_megabytes_and_20_000_files_and_the_next_worker_has_all_of_it(nursery):
    full = (
        "import resource\nnumber = 0\ntry:\n    while True:\n"
        "        open(f'{number}', 'wb').write(bytes(15 * 2**20))\n        number += 1\n"
        "except OSError:\n    os.chmod('.', 0)\n    return number"
    )
    assert result_of(nursery, full) == 17
    assert result_of(nursery, full) == 17


def test_nothing_stays_of_a_nursery_with_workers_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Nursery(Limits()) as nursery:
        result_of(nursery, "os.makedirs('shut/in')\nos.chmod('shut', 0)\nreturn 1")
        number = nursery._process.pid
    assert list(tmp_path.iterdir()) == []
    assert not psutil.pid_exists(number)


def test_without_namespaces_workers_run_and_nothing_stays(without_namespaces):
    leave = (
        "os.makedirs('shut/in')\nopen('shut/in/x', 'w')\nos.chmod('shut', 0)\nreturn os.getcwd()"
    )
    own = Path(result_of(without_namespaces, leave))
    assert not own.exists()
    assert list(own.parent.iterdir()) == []


@needs_bubblewrap
def test_the_solutions_stand_in_only_where_no_process_can_keep_them(without_namespaces):
    notebook = replaced(right_notebook(), "read_idx", "def read_idx(path):\n    return 1\n")
    needing = "def prepare_images(images):\n    return read_idx.__code__.co_code\n"
    notebook = replaced(notebook, "prepare_images", needing)
    conditions = Conditions(seed=3, nursery=without_namespaces)
    assert without_namespaces._sandbox is not None
    _, found, _ = verdicts_on(code_cells(notebook), of_lesson(1), conditions)
    assert found.finding.got.startswith(("one value of type bytes", "an object of type bytes"))


def replaced(notebook, name, source):
    """Return a notebook with another answer to an exercise."""
    for number, cell in enumerate(notebook.cells):
        if cell.metadata.get("course", {}).get("exercise") == name:
            notebook.cells[number] = new_code_cell(source, metadata=cell.metadata)
    return notebook


def test_removing_takes_closed_and_deep_folders_and_follows_no_link(tmp_path):
    own, other = tmp_path / "own", tmp_path / "other"
    (other / "stays").mkdir(parents=True)
    (own / "stays").mkdir(parents=True)
    (own / "shut" / "in").mkdir(parents=True)
    (own / "shut" / "in" / "file").write_text("x")
    (own / "shut").chmod(0)
    (own / "link").symlink_to(other)
    os.mkfifo(own / "pipe")
    here = os.open(own, os.O_RDONLY)
    for _ in range(1_100):  # deeper than Python's own functions can call themselves
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove(own, but={"stays"})
    assert [path.name for path in own.iterdir()] == ["stays"]
    assert [path.name for path in other.iterdir()] == ["stays"]


ATTACKS = [
    "files_of_neighbours_rewritten",
    "modules_planted_for_neighbours",
    "neighbours_killed",
    "memory_of_neighbours_written",
    "closed_folder_of_256_megabytes",
    "folder_of_its_own_left",
]


@needs_bubblewrap
def test_with_two_at_once_no_attacker_costs_a_neighbour_a_point(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    for number, attack in enumerate(ATTACKS):
        hand_in(root, f"{number} {attack}", hostile_notebook(attack))
        hand_in(root, f"{number} victim", right_notebook())
        hand_in(root, f"{number} victim too", right_notebook())
    with locked(out), LocalMachine(2, [root, out]) as machine:
        records = grade(Batch(root, find_submissions(root), out, Marks(), 5.0, seed=5), machine)
    lost = [
        (record.key.student, verdict.exercise, verdict.message)
        for record in records
        for verdict in record.verdicts
        if "victim" in record.key.student and not verdict.passed
    ]
    assert not lost


def test_a_reference_goes_to_the_exercise_that_needs_it_and_to_no_other(nursery):
    notebook = hostile_notebook("error_that_quotes_the_reference")
    seen = "def train_valid_split(X, y, n_valid):\n    return len(Hook.seen)\n"
    verdicts = verdicts_on(
        code_cells(replaced(notebook, "train_valid_split", seen)),
        of_lesson(1),
        Conditions(seed=3, nursery=nursery),
    )
    assert [verdict.status for verdict in verdicts] == ["failed", "error", "failed"]
    assert verdicts[2].finding.got == "the number 0"


@pytest.mark.parametrize(
    "how", ["error_that_quotes_the_reference", "result_that_quotes_the_reference"]
)
def test_no_word_of_a_reference_comes_back(nursery, how):
    verdicts = verdicts_on(
        code_cells(hostile_notebook(how)), of_lesson(1), Conditions(seed=3, nursery=nursery)
    )
    said = " ".join(repr(verdict) for verdict in verdicts)
    lines = [line.strip() for line in solutions.module_source("read_idx").splitlines()]
    assert not [line for line in lines if len(line) > 12 and line in said]


def test_an_error_beside_a_reference_is_told_with_the_students_own_line(nursery):
    notebook = replaced(right_notebook(), "read_idx", "def read_idx(path):\n    return 1\n")
    wrong = "def prepare_images(images):\n    read_idx\n    return 1 / 0  # here\n"
    _, found, _ = verdicts_on(
        code_cells(replaced(notebook, "prepare_images", wrong)),
        of_lesson(1),
        Conditions(seed=3, nursery=nursery),
    )
    assert (
        found.message == "It raised ZeroDivisionError on line 3 of the cell: return 1 / 0  # here"
    )


def test_a_submission_that_sleeps_through_six_lessons_ends_within_its_budget(nursery):
    exercises = [it for it in all_exercises().values() if it.lesson in range(1, 7)]
    cells = []
    for exercise in exercises:
        source = f"import time\ndef {exercise.name}(*inputs):\n    time.sleep(3600)\n"
        metadata = {"course": {"exercise": exercise.name}}
        cells.append(new_code_cell(source, metadata=metadata))
    notebook = right_notebook()
    notebook.cells = cells
    start = time.monotonic()
    verdicts = verdicts_on(
        code_cells(notebook),
        exercises,
        Conditions(seed=3, nursery=nursery, most_seconds=1.0, budget=8.0),
    )
    assert time.monotonic() - start < 20
    assert {verdict.status for verdict in verdicts} == {"timeout"}
    assert "all its exercises" in verdicts[-1].message
    assert len(verdicts) == len(exercises)


def test_what_is_needed_is_found_wherever_python_lies(tmp_path, monkeypatch):
    """A Python in a folder with a space, behind a link to the folder and a link to the program."""
    real = tmp_path / "my pythons" / "cpython-3.12.1"
    (real / "bin").mkdir(parents=True)
    (real / "lib").mkdir()
    (real / "bin" / "python3.12").write_text("")
    named = tmp_path / "my pythons" / "cpython-3.12"
    named.symlink_to(real.name)
    environment = tmp_path / "a venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(named / "bin" / "python3.12")
    monkeypatch.setattr(sys, "executable", str(environment / "bin" / "python"))
    for name in ("prefix", "exec_prefix"):
        monkeypatch.setattr(sys, name, str(environment))
    for name in ("base_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, str(real))
    arguments = needed_files.mounts([])
    words = list(zip(arguments, arguments[1:], arguments[2:], strict=False))
    for place in (environment / "bin", real / "bin", real / "lib"):
        assert ("--ro-bind", str(place), str(place)) in words
    for name in ("bin", "lib"):
        assert ("--symlink", str(real / name), str(named / name)) in words
    # Nothing is there under two names, one of which would show what is covered under the other.
    assert all(
        Path(shown).resolve() == Path(shown) for word, shown, _ in words if word == "--ro-bind"
    )


def test_what_is_hidden_is_empty_even_in_what_is_needed(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "class").mkdir()
    arguments = needed_files.mounts([tmp_path / "class", Path("/nowhere"), Path("/var")])
    assert ["--tmpfs", str(tmp_path / "class")] == arguments[-4:-2]


def test_another_copy_of_the_course_is_empty_wherever_it_is_installed(monkeypatch, tmp_path):
    copy = tmp_path / "lib" / "python3.12" / "site-packages" / "course_utils"
    copy.mkdir(parents=True)
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    arguments = needed_files.mounts([])
    assert arguments[arguments.index(str(copy)) - 1] == "--tmpfs"


def test_a_second_trial_has_the_references_that_the_first_one_had():
    task = Task(Key("a", "b", "c", "d"), [], ["read_idx", "prepare_images"], {}, 3, 5.0)
    verdicts = [Verdict("read_idx", "failed", ""), Verdict("prepare_images", "timeout", "")]
    again = once_more(task, Record(task.key, verdicts, seconds=50.0))
    assert again == replace(task, exercises=["prepare_images"], lost=("read_idx",), budget=130.0)
    assert once_more(task, Record(task.key, verdicts, seconds=200.0)) is None
    assert once_more(task, Record(task.key, verdicts[:1])) is None


def test_an_ordinary_user_has_namespaces_too():
    if os.getuid() or not has_namespaces(in_sandbox=False):
        pytest.skip("run by root, who needs no help, or where there are none")
    child = os.fork()
    if not child:
        os._exit(0 if may_make_namespaces() else 1)
    assert os.waitpid(child, 0)[1] == 0
