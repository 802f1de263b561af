"""The record of a learner's folder: nothing is lost, and it never breaks a check."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_utils.errors import CourseError
from course_utils.learner import noting, state
from course_utils.learner.editions import editions
from course_utils.machine import locks
from tests.learners import PROJECT, obeying_modes, small_course, started

ADDER = """
import sys
from pathlib import Path
from course_utils.learner import state
folder, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    state.add(folder, [state.Entry(state.now(), f"{who}-{number}", "passed", "é" * 300)])
    print(number, flush=True)
"""

CHECKER = """
from course_utils import check

def split_dataset(X, y):
    in_B = (y == 5) | (y == 6)
    y_A = y[~in_B].copy()
    y_A[y_A > 6] -= 2
    return (X[~in_B], y_A), (X[in_B], (y[in_B] == 6).astype("float32"))

own = split_dataset
split_dataset = check(split_dataset)
assert split_dataset is own
"""


@pytest.fixture
def folder(tmp_path):
    return started(tmp_path, small_course(tmp_path / "course"))


def entry(exercise, status="passed", code=None):
    return state.Entry(state.now(), exercise, status, code)


def adding(folder, who, count):
    arguments = [sys.executable, "-c", ADDER, folder, who, str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=PROJECT)


def check_in(folder, **options):
    """Check a right answer in a process that was started in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(
        [sys.executable, "-c", CHECKER],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        **options,
    )


def test_what_is_added_is_read_again(folder):
    state.add(folder, [entry("split_dataset", code="ab12"), entry("task_sets", "failed")])
    record = state.read(folder)
    assert record.is_complete
    assert [(one.exercise, one.status, one.code) for one in record.entries] == [
        ("split_dataset", "passed", "ab12"),
        ("task_sets", "failed", None),
    ]
    assert all(one.when.tzinfo for one in record.entries)


def test_a_person_can_read_the_file(folder):
    state.add(folder, [entry("split_dataset")])
    lines = (folder / state.FILE).read_text("utf-8").splitlines()
    assert "Your progress: one line for each check" in lines[0]
    assert {"exercise": "split_dataset", "status": "passed"}.items() <= json.loads(lines[1]).items()


def test_two_processes_that_write_at_once_lose_nothing(folder):
    count = 150
    processes = [adding(folder, who, count) for who in "abcd"]
    for process in processes:
        process.communicate(timeout=600)
    record = state.read(folder)
    assert record.is_complete
    found = {one.exercise for one in record.entries}
    assert found == {f"{who}-{number}" for who in "abcd" for number in range(count)}


def test_a_kill_while_writing_costs_no_line_that_was_written(folder):
    process = adding(folder, "a", 100_000)
    for _ in range(200):
        written = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    state.add(folder, [entry("after")])
    names = [one.exercise for one in state.read(folder).entries]
    assert names[: written + 1] == [f"a-{number}" for number in range(written + 1)]
    assert names[-1] == "after"


def test_a_line_that_was_cut_off_costs_itself_alone(folder):
    state.add(folder, [entry("before")])
    with (folder / state.FILE).open("ab") as file:
        file.write(b'{"when": "2026-')
    assert not state.read(folder).is_complete
    state.add(folder, [entry("after")])
    assert [one.exercise for one in state.read(folder).entries] == ["before", "after"]


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff\xfe\x00 no text\n",
        b"[]\n",
        b"3\n",
        b'"complete_from_here"\n',
        b'{"when": 3, "exercise": "a", "status": "passed", "code": null}\n',
        b'{"when": "2026-11-22", "exercise": ["a"], "status": "passed", "code": null}\n',
        b'{"exercise": "a", "status": "passed", "code": null}\n',
        b'{"when": "2026-11-22", "exercise": "a", "status": ["passed"], "code": null}\n',
        b'{"when": "2026-11-22", "exercise": "a", "status": "passed", "code": {}}\n',
        b'{"when": "0001-01-01", "exercise": "a", "status": "passed", "code": null}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_damage_is_noticed_and_costs_its_own_line_only(folder, damage):
    state.add(folder, [entry("before")])
    with (folder / state.FILE).open("ab") as file:
        file.write(damage)
    state.add(folder, [entry("after")])
    record = state.read(folder)
    assert [one.exercise for one in record.entries] == ["before", "after"]
    assert not record.is_complete


def test_a_record_that_was_deleted_is_not_complete_when_it_begins_anew(folder):
    (folder / state.FILE).unlink()
    assert not state.read(folder).is_complete
    state.add(folder, [entry("a")])
    assert not state.read(folder).is_complete
    state.say_that_it_is_complete(folder)
    assert state.read(folder).is_complete


def test_a_folder_in_the_place_of_the_record_is_told(folder):
    (folder / state.FILE).unlink()
    (folder / state.FILE).mkdir()
    with pytest.raises(CourseError, match="Move it away"):
        state.read(folder)


def test_a_learners_folder_is_known_by_its_record_or_by_its_lessons(folder, tmp_path):
    assert state.is_course_folder(folder)
    (folder / state.FILE).unlink()
    assert state.is_course_folder(folder)
    assert not state.is_course_folder(tmp_path)
    assert not state.is_course_folder(tmp_path / "no such folder")
    assert not state.is_course_folder(PROJECT / "notebooks")


# What check writes


def test_check_records_its_verdict_in_the_folder_it_was_started_in(folder):
    done = check_in(folder)
    assert "✓ split_dataset: passed" in done.stdout, done.stderr
    assert [(one.exercise, one.status) for one in state.read(folder).entries] == [
        ("split_dataset", "passed")
    ]


def test_check_records_nothing_where_no_learner_has_a_copy(tmp_path):
    done = check_in(tmp_path)
    assert "✓ split_dataset: passed" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_costs_neither_the_verdict_nor_the_function(folder):
    (folder / state.FILE).unlink()
    (folder / state.FILE).symlink_to("/dev/full")
    done = check_in(folder)
    assert done.returncode == 0, done.stderr
    assert "✓ split_dataset: passed" in done.stdout
    assert "could not be noted" in done.stdout
    assert "No space left on device" in " ".join(done.stdout.split())


def test_a_disk_that_fills_up_in_mid_line_costs_that_line_alone(folder):
    import resource

    state.add(folder, [entry("before")])
    size = (folder / state.FILE).stat().st_size

    def nearly_full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, size + 20))

    done = check_in(folder, preexec_fn=nearly_full)
    assert "✓ split_dataset: passed" in done.stdout, done.stderr
    assert "could not be noted" in done.stdout
    assert (folder / state.FILE).stat().st_size == size + 20
    check_in(folder)
    names = [one.exercise for one in state.read(folder).entries]
    assert names == ["before", "split_dataset"]


def test_a_read_only_folder_costs_neither_the_verdict_nor_the_function(folder):
    (folder / state.FILE).chmod(0o444)
    folder.chmod(0o555)
    done = check_in(folder, preexec_fn=obeying_modes)
    folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "✓ split_dataset: passed" in done.stdout
    assert "Permission denied" in " ".join(done.stdout.split())
    assert state.read(folder).entries == []


def test_a_folder_that_was_deleted_under_the_kernel_costs_no_verdict(folder, tmp_path):
    first = "from course_utils import check\nimport shutil"  # a kernel has its imports by then
    code = f"{first}\nshutil.rmtree({str(folder)!r})\n{CHECKER}"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert "✓ split_dataset: passed" in done.stdout, done.stderr


def test_check_needs_no_home(folder):
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    done = subprocess.run(
        [sys.executable, "-c", CHECKER],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )
    assert "✓ split_dataset: passed" in done.stdout, done.stderr
    assert "not be noted" not in done.stdout
    assert state.read(folder).entries


class Clock:
    """Goes on only while somebody sleeps, so that no other work on the machine moves it."""

    seconds = 0.0

    def monotonic(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds


def test_a_lock_that_is_never_let_go_holds_up_a_check_for_a_second_only(folder, monkeypatch):
    import fcntl

    clock = Clock()
    monkeypatch.setattr(locks, "time", clock)
    with (folder / state.FILE).open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        state.add(folder, [entry("a")])
    assert 1 <= clock.seconds < 1.1
    assert [one.exercise for one in state.read(folder).entries] == ["a"]


@pytest.mark.timing
def test_noting_a_verdict_takes_no_time_that_a_person_notices(folder, monkeypatch):
    monkeypatch.setattr(noting, "_STARTED_IN", folder)
    state.add(folder, [entry(f"a-{number}", code="ab12") for number in range(5000)])
    seconds = []
    for _ in range(20):
        start = time.process_time()
        assert noting.note("split_dataset", "passed", Path) == ""
        seconds.append(time.process_time() - start)
    assert sorted(seconds)[10] < 0.01  # it is 0.0001; reading what was noted before takes 0.03


# A notebook of one version, a package of another


def versioned(folder, version, handed_out="0123456789abcdef"):
    path = folder / "03_split.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["metadata"]["course"] = {"version": version, "handed_out": handed_out}
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.mark.parametrize(
    ("version", "advice"),
    [("0.0.1", "it brings the new version"), ("99.0", "git pull"), ("?", "it brings")],
)
def test_a_notebook_of_another_version_is_told_at_the_first_check(folder, version, advice):
    versioned(folder, version)
    done = check_in(folder)
    shown = " ".join(done.stdout.split())
    assert "are of different versions" in shown, done.stderr
    assert f"03_split.ipynb is of version {version} of the course" in shown
    assert advice in shown
    assert "✓ split_dataset: passed" in shown


def test_a_notebook_of_the_same_version_or_of_none_gets_no_such_word(folder):
    assert "version" not in check_in(folder).stdout
    path = folder / "03_split.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    del notebook["metadata"]["course"]
    path.write_text(json.dumps(notebook), "utf-8")
    assert "version" not in check_in(folder).stdout


def test_a_lesson_whose_text_is_the_same_in_both_versions_gets_no_such_word(folder):
    now = next(one for one in editions() if one.name == "03_split_dataset.ipynb")
    versioned(folder, "0.0.1", handed_out=now.fingerprint)
    assert "version" not in check_in(folder).stdout


@pytest.mark.parametrize("name", ["03-new-1_split.ipynb", "03_split.new-1.ipynb"])
def test_a_new_version_that_lies_beside_is_named(name, folder):
    versioned(folder, "0.0.1")
    (folder / name).write_text("{}")
    shown = " ".join(check_in(folder).stdout.split())
    assert f"the new version is in {name}" in shown


def test_the_notebook_that_jupyter_names_is_looked_at(folder, tmp_path, monkeypatch):
    noting.other_version.cache_clear()
    renamed = tmp_path / "renamed.ipynb"
    versioned(folder, "0.0.1")
    (folder / "03_split.ipynb").rename(renamed)
    monkeypatch.setenv("JPY_SESSION_NAME", str(renamed))
    assert "renamed.ipynb is of version 0.0.1" in noting.other_version("split_dataset")[0][1]
    noting.other_version.cache_clear()
